"""`GET /v1/timelines/home` as a raw ASGI function: the one route that everybody calls all the time."""

from urllib.parse import parse_qsl

from tintype.feed.home import Home
from tintype.kernel.access import Message, Receive, Send
from tintype.kernel.ids import AccountId
from tintype.kernel.pages import LIMIT_DEFAULT, LIMIT_MAX, TOP, Cursors
from tintype.kernel.problems import Invalid, Malformed
from tintype.kernel.viewer import Viewer

_JSON = (b"content-type", b"application/json")
_PRIVATE = (b"cache-control", b"private, no-store")
ORDERS = frozenset({"latest"})


class HotHome:
    """Reads limit, order and cursor, and joins the page."""

    def __init__(self, home: Home, cursors: Cursors) -> None:
        self._home = home
        self._cursors = cursors

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        viewer: Viewer = scope["state"]["viewer"]
        query: bytes = scope["query_string"]
        limit, before = self._parse(viewer.account_id, query) if query else (LIMIT_DEFAULT, TOP.at)
        body = await self._home.page(viewer, limit, before)
        length = (b"content-length", b"%d" % len(body))
        await send({"type": "http.response.start", "status": 200, "headers": [_JSON, length, _PRIVATE]})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    def _parse(self, viewer_id: AccountId, query: bytes) -> tuple[int, int]:
        try:
            pairs = dict(parse_qsl(query.decode("ascii"), keep_blank_values=True, max_num_fields=8))
        except ValueError:
            raise Malformed("The query cannot be read.") from None
        return parse_page(
            self._cursors, viewer_id, pairs.get("limit"), pairs.get("cursor"), pairs.get("order")
        )


def parse_page(
    cursors: Cursors, viewer_id: AccountId, limit: str | None, cursor: str | None, order: str | None
) -> tuple[int, int]:
    """Limit and place of a page of the home feed. Raises Invalid or Malformed, naming the parameter."""
    if order is not None and order not in ORDERS:
        raise Invalid("order is latest.", fields={"order": ["unknown"]})
    place = cursors.decode(f"home:{viewer_id}", cursor)
    if limit is None:
        return LIMIT_DEFAULT, place.at
    if not (limit.isascii() and limit.isdecimal()) or len(limit) > 3 or not 1 <= int(limit) <= LIMIT_MAX:
        raise Invalid(f"limit is a whole number from 1 to {LIMIT_MAX}.", fields={"limit": ["out_of_range"]})
    return int(limit), place.at
