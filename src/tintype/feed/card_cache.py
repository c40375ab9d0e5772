"""Baked cards of one process: bytes as everyone sees them, dropped or aged by the log's tail."""

from collections.abc import Iterable
from dataclasses import dataclass

from tintype.kernel.ids import AccountId, OrderId, PostId

BYTES_MAX = 64 << 20  # About 40,000 cards: the newest posts of a busy day.
COUNTS_AGE_S_MAX = 1.0  # A viral post is baked once a second and costs what an ordinary one costs.
MOVED_MAX = 100_000


@dataclass(slots=True)
class BakedCard:
    """One card without its closing brace, so that what only one viewer has can be joined on.

    `people` are the accounts in it: author, mentioned, commenters. `stale_s` is a monotonic time. `likers` liked it
    last, and each viewer is told of those they know; None once that has changed. `is_close`: for close friends alone.
    `hides_likes`: its author alone is told how many like it.
    """

    head: bytes
    order_id: OrderId
    post_id: PostId
    author_id: AccountId
    people: frozenset[AccountId]
    baked_s: float
    stale_s: float
    likers: tuple[AccountId, ...] | None = ()
    is_close: bool = False
    hides_likes: bool = False


class CardCache:
    """Cards by order id. All methods run on the event loop.

    A card baked from a snapshot that is older than an event about it must not be kept: `mark` is taken before the
    snapshot, and `keep` passes over what has been touched since.
    """

    def __init__(self) -> None:
        self._cards: dict[OrderId, BakedCard] = {}
        self._by_person: dict[AccountId, set[OrderId]] = {}
        self._by_post: dict[PostId, OrderId] = {}
        self._bytes = 0
        self._clock = 0
        self._floor = 0
        self._touched: dict[int, int] = {}
        self._aged: dict[PostId, int] = {}

    def get(self, order_id: OrderId, now_s: float) -> BakedCard | None:
        """A fresh card with its facts."""
        card = self._cards.get(order_id)
        return card if card is not None and card.stale_s > now_s else None

    def mark(self) -> int:
        """The present moment in events, for `keep`."""
        return self._clock

    def keep(self, cards: Iterable[BakedCard], mark: int) -> None:
        """Remember cards baked from a snapshot taken after `mark`."""
        if mark < self._floor:
            return
        for card in cards:
            touched = (self._touched.get(key, 0) for key in (card.post_id, card.order_id, *card.people))
            if max(touched) > mark:
                continue
            if self._aged.get(card.post_id, 0) > mark:
                _age(card)
            self._forget(card.order_id)
            self._cards[card.order_id] = card
            self._by_post[card.post_id] = card.order_id
            self._bytes += len(card.head)
            for person in card.people:
                self._by_person.setdefault(person, set()).add(card.order_id)
        while self._bytes > BYTES_MAX:
            self._forget(next(iter(self._cards)))

    def drop_post(self, post_id: PostId) -> None:
        """Words, state or visibility of a post have changed: gone at once."""
        self._touch(post_id)
        order_id = self._by_post.get(post_id)
        if order_id is not None:
            self._forget(order_id)

    def drop_person(self, account_id: AccountId) -> None:
        """A name, picture or audience has changed: every card that shows this person is gone at once."""
        self._touch(account_id)
        for order_id in list(self._by_person.get(account_id, ())):
            self._forget(order_id)

    def drop_between(self, one: AccountId, other: AccountId) -> None:
        """A block has been set: what one has said under a post of the other is shown to nobody any more."""
        self._touch(one)
        nobody = set[OrderId]()
        for order_id in self._by_person.get(one, nobody) & self._by_person.get(other, nobody):
            self._forget(order_id)

    def age_post(self, post_id: PostId) -> None:
        """A count has moved: the card may be shown until it is a second old, one that is being baked as well."""
        self._clock += 1
        if len(self._aged) >= MOVED_MAX:
            self._aged.clear()
            self._floor = self._clock
        self._aged[post_id] = self._clock
        order_id = self._by_post.get(post_id)
        if order_id is not None:
            _age(self._cards[order_id])

    def clear(self) -> None:
        """Forget everything: the tail has lost the thread."""
        self._clock += 1
        self._floor = self._clock
        self._bytes = 0
        for table in (self._cards, self._by_person, self._by_post, self._touched, self._aged):
            table.clear()

    def _touch(self, key: int) -> None:
        self._clock += 1
        if len(self._touched) >= MOVED_MAX:
            self._touched.clear()
            self._floor = self._clock
        self._touched[key] = self._clock

    def _forget(self, order_id: OrderId) -> None:
        card = self._cards.pop(order_id, None)
        if card is None:
            return
        self._bytes -= len(card.head)
        del self._by_post[card.post_id]
        for person in card.people:
            orders = self._by_person[person]
            orders.discard(order_id)
            if not orders:
                del self._by_person[person]


def _age(card: BakedCard) -> None:
    card.stale_s = min(card.stale_s, card.baked_s + COUNTS_AGE_S_MAX)
    card.likers = None
