"""The home feed in the order of what is worth most to its viewer: ranked when it is opened, then read page by page.

A page goes through the same stages as any other (`home.py`); only its skeleton is a session's order.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import msgspec

from tintype.feed.assembly import Gathered
from tintype.feed.home import REFILLS_MAX, Home
from tintype.feed.opening import Opening
from tintype.feed.page_cache import AGE_S_MAX, Dressed, OwnCard
from tintype.feed.sessions import Session, Sessions
from tintype.kernel.ids import AccountId, OrderId
from tintype.kernel.pages import TOP, Place
from tintype.kernel.viewer import Viewer
from tintype.ports.feed_store import FEED_ENTRIES_MAX
from tintype.ranking import Why

FOLDED = 1 << 32  # In a cursor: not the page from an entry on is asked for, but what is folded up behind it.
END = b'],"next":null,"caught_up":true}'
_encode = msgspec.json.Encoder().encode
_WHYS = [b',"why":' + _encode([word.name.lower()]) for word in Why]
_LAST_WHYS = [why + b"}}" for why in _WHYS]  # Of what has nothing folded up behind it.


@dataclass(slots=True)
class Walk:
    """How far the entries of a session have been looked at for one page. `orders` are to be shown: each stands at a
    place in the session, and some have so many folded up behind them, by number in `orders`. `unknown` ones have to be
    read before it can be gone on.
    """

    orders: list[OrderId] = field(default_factory=list[OrderId])
    places: list[int] = field(default_factory=list[int])
    behind: dict[int, int] = field(default_factory=dict[int, int])
    unknown: list[OrderId] = field(default_factory=list[OrderId])
    end: int = 0

    def has_behind(self) -> None:
        """One more is folded up behind the last of those to be shown."""
        last = len(self.orders) - 1
        self.behind[last] = self.behind.get(last, 0) + 1


@dataclass(frozen=True, slots=True)
class RankedHome:
    """Ranked feeds of all viewers, in one process."""

    home: Home
    opening: Opening
    sessions: Sessions

    async def page(
        self, viewer: Viewer, limit: int, place: Place = TOP, *, hides_seen: bool = False
    ) -> bytes:
        """A page of at most `limit` posts as JSON: the best first, or what follows in the session that a place names.

        Pages of one session joined hold each post of the newest 500 once that may be shown when its page is read, and
        then older ones, newest first; with `hides_seen` it ends before what was seen. Without a place, or when its
        session is lost, a new session begins.
        """
        session = None if place == TOP else await self.sessions.find(viewer.account_id, place.at)
        if session is None:
            session, start = await self.opening.begin(viewer, hides_seen=hides_seen), 0
            await self.sessions.keep(viewer.account_id, session)
        else:
            start = place.id & (FOLDED - 1)
            if place.id & FOLDED:
                return await self._unfolded(viewer, session, start)
        return await self._page(viewer, session, start, limit)

    async def _page(self, viewer: Viewer, session: Session, start: int, limit: int) -> bytes:
        view = _View(self.home, viewer)
        walk = await view.walk(session, start, limit)
        self.home.tallies["pages"].add(not view.has_read, view.has_read)
        pieces = self._pieces(view, session, walk)
        shown = len(walk.orders)
        seen = [at for at, place in enumerate(walk.places) if place >= session.unseen]
        mark = b',"seen_from":%d' % seen[0] if seen and start <= session.unseen else b""
        if walk.end < len(session) or (session.floor and shown == limit):
            cursor = self.cursor(viewer.account_id, session, walk.end)
            tail = b'],"next":' + _encode(cursor) + b"}"
        elif session.floor:
            older, tail = await self.home.older(viewer, limit - shown, session.floor)
            pieces += [piece for item in older for piece in (b",", item)]
        else:
            tail = END if not session.hidden else END[:-1] + b',"seen_hidden":%d}' % session.hidden
        return b"".join((b'{"items":[', *pieces[1:], b"]", mark, tail[1:]))

    async def _unfolded(self, viewer: Viewer, session: Session, head: int) -> bytes:
        """Everything that is folded up behind one entry."""
        view = _View(self.home, viewer)
        walk = await view.walk(session, head + 1, FEED_ENTRIES_MAX, is_unfolded=True)
        return b"".join((b'{"items":[', *self._pieces(view, session, walk)[1:], b'],"next":null}'))

    def _pieces(self, view: "_View", session: Session, walk: Walk) -> list[bytes]:
        """Of each item: a comma, a card with what its viewer has of it, why it stands here, how many more there are."""
        # The suffix closes the viewer's part and the card: see `assembly.py`.
        pieces = [b","] * (4 * len(walk.orders))
        pieces[1::4] = map(view.heads.__getitem__, walk.orders)
        pieces[2::4] = [suffix[:-2] for suffix in view.suffixes(walk.orders)]
        pieces[3::4] = [_LAST_WHYS[session.whys[place]] for place in walk.places]
        for at, behind in walk.behind.items():
            place = walk.places[at]
            cursor = self.cursor(view.viewer.account_id, session, place | FOLDED)
            more = b',"more":{"count":%d,"cursor":"%b"}}}' % (behind, cursor.encode())
            pieces[4 * at + 3] = _WHYS[session.whys[place]] + more
        return pieces

    def place(self, viewer_id: AccountId, cursor: str) -> Place:
        """The place that a cursor names. Raises Malformed if it is none of this list."""
        return self.home.cursors.decode(f"ranked:{viewer_id}", cursor)

    def cursor(self, viewer_id: AccountId, session: Session, place: int) -> str:
        """Names a place in a session."""
        return self.home.cursors.encode(f"ranked:{viewer_id}", Place(session.id, place))


class _View:
    """What one viewer may be shown while a page is put together: what is kept of it, and what is read for this page."""

    def __init__(self, home: Home, viewer: Viewer) -> None:
        self.viewer = viewer
        self.heads: dict[OrderId, bytes] = {}
        self._home = home
        self._cards = home.assembly.cards
        self._read: Dressed | None = None
        self._has_renewed = False
        self._now_s = time.monotonic()
        self._kept = home.pages.dressed(viewer.account_id, self._now_s)

    @property
    def has_read(self) -> bool:
        """Whether something was not at hand."""
        return self._read is not None

    def suffixes(self, orders: Sequence[OrderId]) -> Iterator[bytes]:
        """What the viewer has of posts that are shown."""
        kept, read = self._kept, self._read
        if kept is None or read is None:
            some = kept or read
            return map(some.suffixes.__getitem__, orders) if some is not None else iter(())
        return (read.suffixes.get(order) or kept.suffixes[order] for order in orders)

    async def walk(self, session: Session, start: int, limit: int, *, is_unfolded: bool = False) -> Walk:
        """Find the entries of a page, reading what is not at hand in as few rounds as it takes."""
        if not is_unfolded:
            self._look_up([OrderId(abs(entry)) for entry in islice(session.entries_from(start), limit)])
        for _ in range(REFILLS_MAX):
            walk = self._walk(session, start, limit, is_unfolded=is_unfolded)
            if not walk.unknown:
                return walk
            unknown = await self._renewed(walk.unknown)
            if unknown:
                await self._look(unknown)
        # Hardly anything of this may be shown: the page ends before what has not been looked at.
        return self._walk(session, start, limit, is_unfolded=is_unfolded, is_last=True)

    def _look_up(self, orders: Sequence[OrderId]) -> None:
        """Find the cards of a page together where all of them are at hand, as nearly always: a third of one by one."""
        kept = self._kept
        if kept is None or not kept.has_all(orders):
            return
        cards = self._cards.all_of(orders, self._now_s)
        heads = None if cards is None else kept.heads(cards)
        if heads is not None:
            self.heads.update(zip(orders, heads, strict=True))

    def _walk(
        self, session: Session, start: int, limit: int, *, is_unfolded: bool, is_last: bool = False
    ) -> Walk:
        walk = Walk(end=start)
        has_head = False
        heads = 0
        for place, entry in enumerate(session.entries_from(start), start):
            is_head, order = entry > 0, OrderId(abs(entry))
            if is_unfolded and is_head:
                break
            # What is folded up behind a post that is not shown comes by itself.
            counts = is_head or is_unfolded or not has_head
            if counts and heads >= limit:
                break
            is_shown = self._is_shown(order)
            if is_shown is None and is_last:
                break
            if is_head:
                # Of what is unknown most is shown: what is behind it is read with it, and does not count.
                has_head = is_shown is not False
            heads += counts and is_shown is not False
            walk.end = place + 1
            if is_shown is None:
                walk.unknown.append(order)
            elif is_shown and counts:
                walk.orders.append(order)
                walk.places.append(place)
                has_head = True
            elif is_shown and not walk.unknown:
                walk.has_behind()
        return walk

    def _is_shown(self, order: OrderId) -> bool | None:
        """Whether this viewer is shown a post; None while that is not known."""
        kept, read = self._kept, self._read
        if order in self.heads:
            return True
        if (read is not None and order in read.left_out) or (kept is not None and order in kept.left_out):
            return False
        if kept is None or order not in kept.suffixes:
            return None
        card = self._cards.get(order, self._now_s)
        head = None if card is None else kept.head(card)
        if head is None:
            return None
        self.heads[order] = head
        return True

    async def _renewed(self, orders: list[OrderId]) -> list[OrderId]:
        """Bake cards anew of which only numbers have moved, once for a page; the others have to be looked at."""
        kept, is_first = self._kept, not self._has_renewed
        self._has_renewed = True
        if kept is None or not is_first or not kept.is_young(self._now_s):
            return orders
        moved = [order for order in orders if order in kept.suffixes and self._cards.has_moved(order)]
        if not moved:
            return orders
        await self._home.assembly.renew(self._home.records, moved)
        self._now_s = time.monotonic()
        return [order for order in orders if self._is_shown(order) is None]

    async def _look(self, orders: list[OrderId]) -> None:
        """Rules, cards and what the viewer has of some posts; remembered for the next page."""
        home, viewer_id = self._home, self.viewer.account_id
        pages_at, gathered = home.pages.mark(), Gathered()
        async with home.assembly.filling(gathered, orders):
            await home.assembly.read(
                home.records,
                orders,
                lambda reading: home.assembly.add(reading, self.viewer, gathered, orders),
            )
        home.tallies["cards"].add(len(gathered.cards) - len(gathered.baked), len(gathered.baked))
        found = Dressed(
            hidden=gathered.hidden,
            stale_s=self._now_s + AGE_S_MAX,
            suffixes=gathered.suffixes,
            own={order: OwnCard(own, gathered.cards[order]) for order, own in gathered.own.items()},
            close={entry.order_id for entry in gathered.entries if entry.is_close},
            left_out=gathered.left_out,
        )
        home.pages.dress(viewer_id, found, pages_at)
        if self._kept is not None and self._kept.hidden != found.hidden:
            # Somebody was blocked or muted a moment ago: nothing that was known before may be shown.
            self._kept = self._read = None
            self.heads.clear()
        for entry in gathered.entries:
            order = entry.order_id
            self.heads[order] = gathered.own.get(order) or gathered.cards[order].head
        if self._read is None:
            self._read = found
        else:
            self._read.suffixes.update(found.suffixes)
            self._read.left_out |= found.left_out
