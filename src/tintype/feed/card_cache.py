"""Baked cards of one process: bytes as everyone sees them, dropped or aged by the log's tail."""

from collections.abc import Iterable
from dataclasses import dataclass

from tintype.feed.marks import Marks
from tintype.kernel.ids import AccountId, OrderId, PostId

BYTES_MAX = 64 << 20  # About 40,000 cards: the newest posts of a busy day.
COUNTS_AGE_S_MAX = 1.0  # A viral post is baked once a second and costs what an ordinary one costs.


@dataclass(slots=True)
class BakedCard:
    """One card without its closing brace, so that what only one viewer has can be joined on.

    `people` are the accounts in it: author, mentioned, commenters. `stale_s` is a monotonic time. `likers` liked it
    last, and each viewer is told of those they know; None once that has changed. `is_close`: for close friends alone.
    `is_marked` sensitive, by its author or by whoever has judged its pictures.
    `tells_author`: its author alone is told how many like it, or that somebody is tagged. `untold` are tagged and
    private: who sees what they share is told.
    `counts` is where its numbers stand in `head`, from their opening brace to behind the closing one; with
    `is_numbers_only` nothing else has changed since it was baked.
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
    is_marked: bool = False
    tells_author: bool = False
    counts: tuple[int, int] = (0, 0)
    good_until_s: float = 0.0
    """When it is baked anew even where nothing was heard of it."""
    is_numbers_only: bool = True
    untold: frozenset[AccountId] = frozenset()


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
        self._marks = Marks()
        """Of posts, places and people; and of numbers that have moved, by minus the post."""

    def get(self, order_id: OrderId, now_s: float) -> BakedCard | None:
        """A fresh card with its facts."""
        card = self._cards.get(order_id)
        return card if card is not None and card.stale_s > now_s else None

    def all_of(self, order_ids: Iterable[OrderId], now_s: float) -> list[BakedCard] | None:
        """Fresh cards of all these, or None where one is missing."""
        found: list[BakedCard] = []
        for card in map(self._cards.get, order_ids):
            if card is None or card.stale_s <= now_s:
                return None
            found.append(card)
        return found

    def has_moved(self, order_id: OrderId) -> bool:
        """Whether a card is there and nothing has changed but its numbers and the comments on it."""
        card = self._cards.get(order_id)
        return card is not None and card.likers is None

    def moved(self, order_id: OrderId, now_s: float) -> BakedCard | None:
        """A card that is old only because of its numbers and who liked it last."""
        card = self._cards.get(order_id)
        if card is None or card.likers is not None or not card.is_numbers_only:
            return None
        return card if now_s < card.good_until_s else None

    def mark(self) -> int:
        """The present moment in events, for `keep`."""
        return self._marks.mark()

    def keep(self, cards: Iterable[BakedCard], mark: int) -> None:
        """Remember cards baked from a snapshot taken after `mark`."""
        for card in cards:
            if self._marks.is_since(mark, card.post_id, card.order_id, *card.people):
                continue
            if self._marks.is_since(mark, -card.post_id):
                _age(card, is_numbers_only=False)
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
        self._marks.touch(post_id)
        order_id = self._by_post.get(post_id)
        if order_id is not None:
            self._forget(order_id)

    def drop_person(self, account_id: AccountId) -> None:
        """A name, picture or audience has changed: every card that shows this person is gone at once."""
        self._marks.touch(account_id)
        for order_id in list(self._by_person.get(account_id, ())):
            self._forget(order_id)

    def drop_between(self, one: AccountId, other: AccountId) -> None:
        """A block has been set: what one has said under a post of the other is shown to nobody any more."""
        self._marks.touch(one)
        nobody = set[OrderId]()
        for order_id in self._by_person.get(one, nobody) & self._by_person.get(other, nobody):
            self._forget(order_id)

    def age_post(self, post_id: PostId, *, is_numbers_only: bool = False) -> None:
        """A count has moved, or a comment was added: the card may be shown until it is a second old, one that is being
        baked as well.
        """
        self._marks.touch(-post_id)
        order_id = self._by_post.get(post_id)
        if order_id is not None:
            _age(self._cards[order_id], is_numbers_only=is_numbers_only)

    def clear(self) -> None:
        """Forget everything: the tail has lost the thread."""
        self._marks.touch_all()
        self._bytes = 0
        for table in (self._cards, self._by_person, self._by_post):
            table.clear()

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


def _age(card: BakedCard, *, is_numbers_only: bool) -> None:
    card.stale_s = min(card.stale_s, card.baked_s + COUNTS_AGE_S_MAX)
    card.likers = None
    card.is_numbers_only &= is_numbers_only
