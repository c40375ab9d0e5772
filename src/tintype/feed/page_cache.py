"""What one viewer's pages consist of: which entries, and what only this viewer has of them.

The bytes of the cards are not kept here, so a page costs little and is always joined from the newest cards.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from tintype.feed.card_cache import BakedCard
from tintype.feed.marks import Marks
from tintype.kernel.ids import AccountId, OrderId

VIEWERS_MAX = 50_000
BYTES_MAX = 96 << 20  # In each process; beyond it everything is forgotten, which costs a second of misses.
PAGE_BYTES = 1_500  # What a page takes beside its suffixes: twenty places and what holds them.
LEFT_OUT_BYTES = 100
DRESSED_BYTES = 120  # A post of `Dressed` beside its suffix: places in tables.
DRESSED_MAX = 300  # Posts of one viewer; who scrolls further has the newer ones kept.
PAGES_OF_ONE_MAX = 8
LIKED_BY_S_MAX = 30.0  # How long "liked by ana" may be missing beside a number that is right within a second.
AGE_S_MAX = 300.0  # `liked_by` follows no event of the viewer's own; names are kept five minutes everywhere.


@dataclass(frozen=True, slots=True)
class OwnCard:
    """The bytes of a card baked for one viewer, and the one everybody sees of which they are good for."""

    head: bytes
    instead_of: BakedCard


@dataclass(frozen=True, slots=True)
class KnownPage:
    """One page of one viewer. `version` is the feed row's; `own` holds cards baked for this viewer alone, for the
    sake of those in `hidden`, whom the viewer is not shown. `close` are the posts for close friends among them: another
    post may have become one since. `left_out` names posts that the viewer was not shown, and their authors.

    `suffixes` follow the cards' heads: `,"liked_by":[…],"viewer":{…}}`. `tail` closes the page.
    """

    version: int
    orders: Sequence[OrderId]
    suffixes: Sequence[bytes]
    own: Mapping[OrderId, OwnCard]
    hidden: frozenset[AccountId]
    tail: bytes
    stale_s: float
    close: frozenset[OrderId] = frozenset()
    left_out: frozenset[int] = frozenset()
    pulled: frozenset[AccountId] = frozenset()
    """Famous authors whom the viewer follows, and when it was that they were asked for theirs: see `Pulled`."""
    pulled_at: int = 0

    def heads(self, cards: Iterable[BakedCard]) -> list[bytes] | None:
        """Cards as this viewer may see them, or None when one has to be baked: it has changed meanwhile."""
        return _heads(cards, self)

    def is_young(self, now_s: float) -> bool:
        """Whether its suffixes are good for cards whose numbers have moved since."""
        return _is_young(self.stale_s, now_s)


@dataclass(slots=True)
class Dressed:
    """What one viewer has of posts by order id, whatever page they come to stand on: `KnownPage` without an order."""

    hidden: frozenset[AccountId]
    stale_s: float
    suffixes: dict[OrderId, bytes]
    own: dict[OrderId, OwnCard]
    close: set[OrderId]
    left_out: set[int]

    def has_all(self, orders: Collection[OrderId]) -> bool:
        """Whether the viewer is known to be shown all of these, as they were."""
        return self.left_out.isdisjoint(orders) and all(map(self.suffixes.__contains__, orders))

    def head(self, card: BakedCard) -> bytes | None:
        """A card as this viewer may see it, or None when that has to be baked: it has changed meanwhile."""
        heads = _heads([card], self)
        return None if heads is None else heads[0]

    def heads(self, cards: Iterable[BakedCard]) -> list[bytes] | None:
        """See `KnownPage.heads`."""
        return _heads(cards, self)

    def is_young(self, now_s: float) -> bool:
        """See `KnownPage.is_young`."""
        return _is_young(self.stale_s, now_s)


class PageCache:
    """Pages by viewer and place, dropped as a whole when anything about the viewer changes."""

    def __init__(self) -> None:
        self._pages: dict[AccountId, dict[tuple[int, int], KnownPage]] = {}
        self._dressed: dict[AccountId, Dressed] = {}
        self._marks = Marks()
        """Of what is let in, by post and author; and of viewers, by minus the viewer."""
        self._without: dict[int, set[AccountId]] = {}
        self._suffixes: dict[bytes, bytes] = {}
        self._bytes = 0

    def get(self, viewer_id: AccountId, limit: int, before: int) -> KnownPage | None:
        """A page as it was last put together; the caller checks version and age."""
        pages = self._pages.get(viewer_id)
        return None if pages is None else pages.get((limit, before))

    def mark(self) -> int:
        """The present moment in events, for `keep`."""
        return self._marks.mark()

    def keep(self, viewer_id: AccountId, limit: int, before: int, page: KnownPage, mark: int) -> None:
        """Remember a page made from a snapshot taken after `mark`, unless the viewer has changed since."""
        if not self._may_keep(viewer_id, page.left_out, mark):
            return
        pages = self._pages.setdefault(viewer_id, {})
        if len(pages) >= PAGES_OF_ONE_MAX:
            pages.clear()
        pages[limit, before] = replace(page, suffixes=[self._one_of(suffix) for suffix in page.suffixes])
        self._grow(PAGE_BYTES)
        if len(self._pages) > VIEWERS_MAX:
            del self._pages[next(iter(self._pages))]

    def dressed(self, viewer_id: AccountId, now_s: float) -> Dressed | None:
        """What is known of a viewer's posts."""
        known = self._dressed.get(viewer_id)
        return None if known is None or known.stale_s < now_s else known

    def dress(self, viewer_id: AccountId, more: Dressed, mark: int) -> None:
        """Remember more posts, from a snapshot taken after `mark`, unless the viewer has changed since."""
        if not self._may_keep(viewer_id, more.left_out, mark):
            return
        known = self._dressed.get(viewer_id)
        if known is None or known.hidden != more.hidden or len(known.suffixes) > DRESSED_MAX:
            known = self._dressed[viewer_id] = _emptied(more)
        known.suffixes.update((order, self._one_of(suffix)) for order, suffix in more.suffixes.items())
        known.own.update(more.own)
        known.close |= more.close
        known.left_out |= more.left_out
        known.stale_s = min(known.stale_s, more.stale_s)
        self._grow(DRESSED_BYTES * len(more.suffixes))
        if len(self._dressed) > VIEWERS_MAX:
            del self._dressed[next(iter(self._dressed))]

    def drop(self, viewer_id: AccountId) -> None:
        """The viewer has liked, saved, followed, blocked …: all pages of theirs are put together anew."""
        self._marks.touch(-viewer_id)
        self._pages.pop(viewer_id, None)
        self._dressed.pop(viewer_id, None)

    def let_in(self, key: int) -> None:
        """A post, or an author, may be shown where it was left out: those pages are put together anew."""
        self._marks.touch(key)
        for viewer_id in self._without.pop(key, ()):
            self.drop(viewer_id)

    def clear(self) -> None:
        """Forget everything: the tail has lost the thread."""
        self._marks.touch_all()
        self._forget()

    def _may_keep(self, viewer_id: AccountId, left_out: Set[int], mark: int) -> bool:
        """Whether nothing has happened since `mark`; notes who was not shown what."""
        if self._marks.is_since(mark, -viewer_id, *left_out):
            return False
        for key in left_out:
            self._without.setdefault(key, set()).add(viewer_id)
        self._bytes += LEFT_OUT_BYTES * len(left_out)
        return True

    def _grow(self, by: int) -> None:
        self._bytes += by
        if self._bytes > BYTES_MAX:
            self._forget()

    def _one_of(self, suffix: bytes) -> bytes:
        """The same bytes once: to most viewers a post is liked by the same people."""
        known = self._suffixes.setdefault(suffix, suffix)
        if known is suffix:
            self._bytes += len(suffix)
        return known

    def _forget(self) -> None:
        self._pages.clear()
        self._dressed.clear()
        self._without.clear()
        self._suffixes.clear()
        self._bytes = 0


def _is_young(stale_s: float, now_s: float) -> bool:
    return now_s < stale_s - AGE_S_MAX + LIKED_BY_S_MAX


def _emptied(one: Dressed) -> Dressed:
    # With tables of its own: those of a page that is still being read grow, and what is added there is not registered.
    return Dressed(one.hidden, one.stale_s, {}, {}, set(), set())


def _heads(cards: Iterable[BakedCard], known: KnownPage | Dressed) -> list[bytes] | None:
    own_cards, hidden, close = known.own, known.hidden, known.close
    heads: list[bytes] = []
    for card in cards:
        if card.is_close and card.order_id not in close:
            return None
        own = own_cards.get(card.order_id) if own_cards else None
        if own is not None:
            if own.instead_of is not card:
                return None
            heads.append(own.head)
        elif hidden.isdisjoint(card.people):
            heads.append(card.head)
        else:
            return None
    return heads
