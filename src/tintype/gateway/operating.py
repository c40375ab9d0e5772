"""What operators and programs ask of the server itself: health, metrics, the description of the API."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

import msgspec

from tintype.gateway.docs import docs_page
from tintype.gateway.framework import document
from tintype.gateway.metrics import Metrics
from tintype.kernel.access import Access, Asgi, Message, Rate, Receive, Route, Send
from tintype.kernel.problems import NotFound, Unavailable
from tintype.kernel.viewer import Role, Scope, Viewer

READY_S_MAX = 2.0
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost", "testclient"})
DOCS_CSP = b"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"

Answer = Callable[[Message], Awaitable[tuple[bytes, bytes]]]
"""Content type and body."""


Depth = Callable[[], Awaitable[Mapping[tuple[str, str], int]]]
"""How many jobs there are by lane and state, in the whole site."""


Classes = Callable[[], Awaitable[Mapping[str, int]]]
"""How many accounts there are by class, in the whole site."""


class Health(msgspec.Struct, frozen=True):
    """The server's state in a word."""

    status: str


class OperatingRoutes:
    """`/healthz`, `/readyz`, `/metrics`, `/v1/openapi.json`, `/docs`."""

    def __init__(
        self,
        metrics: Metrics,
        ready: Callable[[], Awaitable[None]],
        depth: Depth,
        classes: Classes,
        feeds: Classes,
        *,
        is_proxied: bool,
    ) -> None:
        self._classes = classes
        self._feeds = feeds
        self._metrics = metrics
        self._depth = depth
        self._is_proxied = is_proxied
        self._ready = ready
        self._described: list[Route] = []
        self._document: asyncio.Future[tuple[bytes, bytes]] | None = None

    def describe(self, routes: Iterable[Route]) -> None:
        """The routes whose description is served; made on first asking, for it takes a moment."""
        self._described = list(routes)

    def routes(self) -> list[Route]:
        return [
            self._route("/healthz", self.health, self._health),
            self._route("/readyz", self.ready, self._readiness),
            self._route("/metrics", self.metrics, self._figures),
            self._route("/v1/openapi.json", self.openapi, self._openapi),
            self._route("/docs", self.docs, self._docs),
        ]

    async def health(self) -> Health:
        """The process answers."""
        return Health("ok")

    async def ready(self) -> Health:
        """The process can read the records."""
        return Health("ready")

    async def metrics(self) -> str:
        """Figures in Prometheus's format: to this machine and to operators."""
        return ""

    async def openapi(self) -> dict[str, str]:
        """This description."""
        return {}

    async def docs(self) -> str:
        """The description as a page."""
        return ""

    def _route(self, path: str, handler: Callable[..., Any], answer: Answer) -> Route:
        return Route(
            "GET", path, handler, Access.PUBLIC, Scope.NONE, Rate.FREE, raw=_raw(answer), in_openapi=False
        )

    async def _health(self, scope: Message) -> tuple[bytes, bytes]:
        return b"application/json", b'{"status":"ok"}'

    async def _readiness(self, scope: Message) -> tuple[bytes, bytes]:
        try:
            async with asyncio.timeout(READY_S_MAX):
                await self._ready()
        except TimeoutError:
            raise Unavailable("The records do not answer.", retry_after_s=1) from None
        return b"application/json", b'{"status":"ready"}'

    async def _figures(self, scope: Message) -> tuple[bytes, bytes]:
        viewer: Viewer = scope["state"]["viewer"]
        # Behind a proxy on this machine the whole world comes from here.
        is_near = not self._is_proxied and (scope.get("client") or ("",))[0] in LOOPBACK
        if not is_near and viewer.role is not Role.OPERATOR:
            raise NotFound
        media_type, figures = await asyncio.to_thread(self._metrics.render)
        return media_type, figures + await self._of_the_site()

    async def _of_the_site(self) -> bytes:
        """Jobs and people. The same on every node: take the largest, not the sum."""
        try:
            async with asyncio.timeout(READY_S_MAX):
                depth, people, feeds = await self._depth(), await self._classes(), await self._feeds()
        except (TimeoutError, Unavailable):
            return b""  # The figures of this process are worth having most when the records are away.
        lines = ["# HELP tintype_jobs Jobs by lane and state.", "# TYPE tintype_jobs gauge"]
        lines += [
            f'tintype_jobs{{lane="{lane}",state="{state}"}} {n}' for (lane, state), n in sorted(depth.items())
        ]
        lines += ["# HELP tintype_users Accounts by class.", "# TYPE tintype_users gauge"]
        lines += [f'tintype_users{{class="{name}"}} {n}' for name, n in people.items()]
        lines += [
            "# HELP tintype_feed_checks Feeds compared with their definition, those that differed, posts they missed.",
            "# TYPE tintype_feed_checks counter",
        ]
        lines += [f'tintype_feed_checks{{what="{name}"}} {n}' for name, n in feeds.items()]
        return "\n".join([*lines, ""]).encode()

    async def _openapi(self, scope: Message) -> tuple[bytes, bytes]:
        return b"application/json", (await self._documented())[0]

    async def _docs(self, scope: Message) -> tuple[bytes, bytes]:
        return b"text/html; charset=utf-8", (await self._documented())[1]

    async def _documented(self) -> tuple[bytes, bytes]:
        """The description as JSON and as a page: made once, in a thread, for it takes half a second."""
        if self._document is None:
            loop = asyncio.get_running_loop()
            self._document = loop.run_in_executor(None, _described, self._described)
        return await asyncio.shield(self._document)


def _described(routes: Iterable[Route]) -> tuple[bytes, bytes]:
    found = document(routes)
    encoded = msgspec.json.encode(found)
    return encoded, docs_page(msgspec.json.decode(encoded))


def _raw(answer: Answer) -> Asgi:
    async def respond(scope: Message, _receive: Receive, send: Send) -> None:
        media_type, body = await answer(scope)
        headers = [
            (b"content-type", media_type),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
        ]
        if media_type.startswith(b"text/html"):
            headers.append((b"content-security-policy", DOCS_CSP))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    return respond
