"""`GET /v1/timelines/home` as a raw ASGI function: the one route that everybody calls all the time."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl

from tintype.feed.choices import Choices, Order, order_of
from tintype.feed.home import Home
from tintype.feed.ranked import RankedHome
from tintype.kernel.access import Message, Receive, Send
from tintype.kernel.ids import AccountId
from tintype.kernel.pages import LIMIT_DEFAULT, LIMIT_MAX, TOP, Place
from tintype.kernel.problems import Invalid, Malformed
from tintype.kernel.viewer import Viewer

_JSON = (b"content-type", b"application/json")
_PRIVATE = (b"cache-control", b"private, no-store")
QUERIES_MAX = 256  # Most first pages are asked for in the same few words.


class Asked(NamedTuple):
    """Which page of which order. `place` is where a page of the latest begins (`at`), or one of a session."""

    limit: int
    order: Order | None
    """None where neither the request nor its cursor says."""
    place: Place = TOP


ANYTHING = Asked(LIMIT_DEFAULT, None)


class HotHome:
    """Reads limit, order and cursor, and joins the page."""

    def __init__(self, home: Home, ranked: RankedHome, choices: Choices) -> None:
        self._home = home
        self._ranked = ranked
        self._choices = choices

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        viewer: Viewer = scope["state"]["viewer"]
        query: bytes = scope["query_string"]
        body = await self.page(viewer, self._parse(viewer.account_id, query) if query else ANYTHING)
        length = (b"content-length", b"%d" % len(body))
        await send({"type": "http.response.start", "status": 200, "headers": [_JSON, length, _PRIVATE]})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    async def first(self, viewer: Viewer, limit: int) -> bytes:
        """A first page in the order that the viewer has chosen."""
        return await self.page(viewer, Asked(limit, None))

    async def page(self, viewer: Viewer, asked: Asked) -> bytes:
        """A page in the order that was asked for, or else chosen."""
        choice = self._choices.at_hand(viewer.account_id) or await self._choices.of(viewer)
        if (choice.order if asked.order is None else asked.order) is Order.LATEST:
            return await self._home.page(viewer, asked.limit, asked.place.at)
        return await self._ranked.page(viewer, asked.limit, asked.place, hides_seen=choice.hides_seen)

    def parse(self, viewer_id: AccountId, limit: str | None, cursor: str | None, order: str | None) -> Asked:
        """What is asked for. Raises Invalid or Malformed, naming the parameter. A cursor knows its order."""
        chosen = None if order is None else order_of(order)
        place = TOP
        if cursor is not None:
            chosen, place = self._place(viewer_id, cursor)
        if limit is None:
            return Asked(LIMIT_DEFAULT, chosen, place)
        if not (limit.isascii() and limit.isdecimal()) or len(limit) > 3 or not 1 <= int(limit) <= LIMIT_MAX:
            raise Invalid(
                f"limit is a whole number from 1 to {LIMIT_MAX}.", fields={"limit": ["out_of_range"]}
            )
        return Asked(int(limit), chosen, place)

    def _place(self, viewer_id: AccountId, cursor: str) -> tuple[Order, Place]:
        try:
            return Order.RANKED, self._ranked.place(viewer_id, cursor)
        except Malformed:
            return Order.LATEST, self._home.place(viewer_id, cursor)

    def _parse(self, viewer_id: AccountId, query: bytes) -> Asked:
        pairs = _pairs(query)
        return self.parse(viewer_id, pairs.get("limit"), pairs.get("cursor"), pairs.get("order"))


@lru_cache(QUERIES_MAX)
def _pairs(query: bytes) -> Mapping[str, str]:
    try:
        return dict(parse_qsl(query.decode("ascii"), keep_blank_values=True, max_num_fields=8))
    except ValueError:
        raise Malformed("The query cannot be read.") from None
