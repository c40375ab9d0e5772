"""The gateway: plain ASGI around everything.

shed → request id → route table → viewer → origin, access, rate → raw function or framework. Whatever fails on the
way becomes one problem document, in one place.
"""

import itertools
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog

from tintype.flow import LogTail
from tintype.gateway import credentials as creds
from tintype.gateway.bodies import bounded, is_json
from tintype.gateway.credentials import OriginGuard, SessionReader
from tintype.gateway.daily import DailyLimits
from tintype.gateway.idempotency import Idempotency, Name
from tintype.gateway.metrics import Metrics, RouteMetrics
from tintype.gateway.problems import MethodNotAllowed, body_of, headers_of, problem_of, status_of
from tintype.gateway.table import RouteTable
from tintype.gateway.tokens import Tokens, address_of
from tintype.kernel.access import Asgi, Message, Rate, Receive, Route, Send, admit
from tintype.kernel.problems import NotFound, TooMany, Unavailable
from tintype.kernel.viewer import Viewer
from tintype.ports.limits import Limits

log = structlog.get_logger("tintype.gateway")

SLOW_S = 0.5
REFUSED = 429
API_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cache-control", b"private, no-store"),  # Where an answer says nothing else of itself.
)
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


@dataclass(frozen=True, slots=True)
class Parts:
    """What the gateway stands on."""

    table: RouteTable
    framework: Asgi
    pages: Asgi
    sessions: SessionReader
    origins: frozenset[str]
    cookie_name: str
    limits: Limits
    daily: DailyLimits
    tail: LogTail
    metrics: Metrics
    repeats: Idempotency
    at_once_max: int
    log_all: bool


class Gateway:
    """The ASGI application of an api process."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._guard = OriginGuard(parts.origins, parts.sessions)
        self._tokens = Tokens(parts.sessions, parts.limits)
        self._cookie = parts.cookie_name.encode()
        self._metrics = {
            id(route): parts.metrics.route(f"{route.method} {route.path}") for route in parts.table.routes
        }
        self._page_metrics = parts.metrics.route("pages")
        self._request_prefix = os.urandom(5).hex()
        self._request_numbers = itertools.count(1)
        self._at_once = 0

    @property
    def at_once(self) -> int:
        """Requests being answered at this moment."""
        return self._at_once

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await _lifespan(receive, send)
        request_id = f"{self._request_prefix}{next(self._request_numbers):06x}"
        scope["state"] = {"request_id": request_id}
        responder = Responder(send, request_id, is_head=scope.get("method") == "HEAD")
        if scope["type"] == "websocket":
            return await self._socket(scope, receive, send)
        if self._at_once >= self._parts.at_once_max and not scope["path"].startswith("/healthz"):
            self._parts.metrics.shed.inc()
            return await responder.refuse(Unavailable("The site is busy. Please try again.", retry_after_s=1))
        self._at_once += 1
        started = time.perf_counter()
        try:
            metrics = await self._answer(scope, receive, responder)
        finally:
            self._at_once -= 1
        seconds = time.perf_counter() - started
        metrics.observe(responder.status or 500, seconds)
        self._note(scope, responder, seconds)

    async def _answer(self, scope: Message, receive: Receive, responder: "Responder") -> RouteMetrics:
        metrics = self._page_metrics
        try:
            found = self._parts.table.find(scope["path"])
            if found is None:
                await self._page(scope, receive, responder)
                return metrics
            routes, parameters = found
            method = scope["method"]
            route = routes.get("GET" if method == "HEAD" else method)
            if route is None or route.is_socket:
                raise MethodNotAllowed(", ".join(sorted(routes)))
            metrics = self._metrics[id(route)]
            scope["path_params"] = parameters
            responder.headers = API_HEADERS
            credentials = creds.read(scope["headers"], self._cookie)
            viewer = await self._admit(scope, route, credentials)
            if method in WITH_BODY or credentials.content_length:
                receive = bounded(route, credentials, receive)
            app = route.raw or self._parts.framework
            if route.raw is None and method == "HEAD":
                scope["method"] = (
                    "GET"  # The framework knows what was declared; the way out keeps the body back.
                )
            if route.is_repeatable and credentials.idempotency_key and is_json(credentials):
                name = Name(viewer.account_id, credentials.idempotency_key)
                await self._parts.repeats.serve(name, app, scope, receive, responder.send)
            else:
                await app(scope, receive, responder.send)
        except Exception as error:  # noqa: BLE001 — the gateway: the one place where failures become answers
            await self._fail(scope, responder, error)
        return metrics

    async def _admit(self, scope: Message, route: Route, credentials: creds.Credentials) -> Viewer:
        """Who is asking, from where, may they, how often. Raises the problem that says no."""
        if not self._parts.tail.is_current:
            await self._parts.tail.catch_up()
        viewer = await self._tokens.viewer(credentials, scope)
        scope["state"]["viewer"] = viewer
        scope["state"]["by_cookie"] = credentials.by_cookie
        self._guard.check(scope.get("method", "GET"), route, credentials, viewer)
        admit(route, viewer)
        if route.rate is not Rate.FREE:
            most, window_s = route.rate.value
            who = viewer.account_id or address_of(scope)
            wait_s = self._parts.limits.allow(f"{route.rate.name}:{who}", most, window_s)
            if wait_s:
                raise TooMany(retry_after_s=wait_s)
        if route.daily is not None:
            await self._parts.daily.count(route.daily, viewer.account_id)
        return viewer

    async def _page(self, scope: Message, receive: Receive, responder: "Responder") -> None:
        """The web app: everything that is not an API route."""
        if scope["path"].startswith("/v1/"):
            responder.headers = API_HEADERS
            raise NotFound("There is no such address in the API. See /docs.", code="no_such_route")
        if scope["method"] not in {"GET", "HEAD"}:
            raise MethodNotAllowed("GET, HEAD")
        if not self._parts.tail.is_current:
            await self._parts.tail.catch_up()
        credentials = creds.read(scope["headers"], self._cookie)
        scope["state"]["viewer"] = await self._tokens.viewer(credentials, scope)
        await self._parts.pages(scope, receive, responder.send)

    async def _socket(self, scope: Message, receive: Receive, send: Send) -> None:
        """A WebSocket passes the same checks before it is accepted; a refusal closes the handshake with 403."""
        try:
            found = self._parts.table.find(scope["path"])
            route = found[0].get("GET") if found else None
            if route is None or not route.is_socket or route.raw is None:
                raise NotFound
            scope["path_params"] = found[1] if found else {}
            await self._admit(scope, route, creds.read(scope["headers"], self._cookie))
        except Exception as error:  # noqa: BLE001 — the gateway: a refused handshake has no other words
            log.info("socket_refused", path=scope["path"], problem=problem_of(error).code)
            await receive()
            await send({"type": "websocket.close", "code": 4401})
            return
        await route.raw(scope, receive, send)

    async def _fail(self, scope: Message, responder: "Responder", error: Exception) -> None:
        problem = problem_of(error)
        if status_of(problem) >= 500 and problem is not error:
            log.error("request_failed", request_id=responder.request_id, path=scope["path"], exc_info=error)
        if responder.status is None:
            await responder.refuse(problem)
        else:
            # Half an answer is on the wire: only breaking the connection tells the client that it is not whole.
            raise ConnectionAbortedError("the answer broke off") from error

    def _note(self, scope: Message, responder: "Responder", seconds: float) -> None:
        status = responder.status or 500
        # Who is told to wait is counted: a line for each would cost more than the answer.
        is_change = scope["method"] in {"POST", "DELETE", "PATCH"} and status != REFUSED
        notable = status >= 500 or seconds > SLOW_S or is_change
        if notable or self._parts.log_all:
            viewer = scope["state"].get("viewer")
            log.info(
                "request",
                method=scope["method"],
                path=scope["path"],
                status=status,
                ms=round(seconds * 1000, 1),
                viewer=viewer.account_id if viewer else 0,
                request_id=responder.request_id,
            )


class Responder:
    """The way out: adds the headers every answer carries and remembers the status."""

    __slots__ = ("_is_head", "_send", "headers", "request_id", "status")

    def __init__(self, send: Send, request_id: str, *, is_head: bool) -> None:
        self._send = send
        self._is_head = is_head
        self.request_id = request_id
        self.status: int | None = None
        self.headers: tuple[tuple[bytes, bytes], ...] = ()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            given = {name for name, _ in message["headers"]}
            message["headers"] = [
                *message["headers"],
                *(header for header in self.headers if header[0] not in given),
                (b"x-request-id", self.request_id.encode()),
            ]
        elif self._is_head:
            message = {**message, "body": b""}
        await self._send(message)

    async def refuse(self, problem: Any) -> None:
        """Answer with a problem document."""
        body = body_of(problem, self.request_id)
        self.headers = API_HEADERS
        start = {
            "type": "http.response.start",
            "status": status_of(problem),
            "headers": headers_of(problem, body),
        }
        await self.send(start)
        await self.send({"type": "http.response.body", "body": body})


async def _lifespan(receive: Receive, send: Send) -> None:
    handlers: dict[str, Callable[[], Message]] = {
        "lifespan.startup": lambda: {"type": "lifespan.startup.complete"},
        "lifespan.shutdown": lambda: {"type": "lifespan.shutdown.complete"},
    }
    while True:
        message = await receive()
        await send(handlers[message["type"]]())
        if message["type"] == "lifespan.shutdown":
            return
