"""Who may call a route, with which scope, how often: declared per route, refused when missing."""

from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Literal

from tintype.kernel.problems import Forbidden, NotFound, SignInRequired
from tintype.kernel.viewer import Role, Scope, Viewer

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Message, Receive, Send], Awaitable[None]]
"""A plain ASGI function. The gateway has put `viewer` into scope["state"] and fills scope["path_params"]."""

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


class Access(Enum):
    """Who gets through the door of a route."""

    PUBLIC = "anyone"
    MEMBER = "signed-in accounts"
    MODERATOR = "moderators"
    OPERATOR = "operators"


class Rate(Enum):
    """How often one viewer (or address, when unknown) may call: (requests, seconds)."""

    READ = (3000, 60)
    WRITE = (600, 60)
    UPLOAD = (120, 60)
    SIGNALS = (100, 60)  # An open page reports every five seconds; apart, so that it never costs a like.
    PARTS = (900, 60)  # Of 8 MiB each: what a line of a gigabit a second brings.
    SIGN_IN = (60, 60)
    CONNECT = (90, 60)
    FREE = (0, 0)


class Daily(Enum):
    """What an account may do so often a day: the settings say how often."""

    LIKES = "likes"
    COMMENTS = "comments"
    FOLLOWS = "follows"
    UNFOLLOWS = "unfollows"


@dataclass(frozen=True, slots=True)
class Route:
    """One declared route. `handler` is an annotated async function that the gateway hands to the framework.

    `status` is the status of success. `raw`, where given, answers instead of the framework: for hot reads, streamed
    bodies and WebSockets (`is_socket`); the handler then only describes the route.
    """

    method: Method
    path: str
    handler: Callable[..., Any]
    access: Access
    scope: Scope
    rate: Rate
    status: int = 200
    body_bytes_max: int = 256 * 1024
    summary: str = ""
    tag: str = ""
    accepts: tuple[str, ...] = ("application/json",)
    csrf: bool = True
    """False only for signing in and up, where no session exists yet; the origin is still checked."""
    is_repeatable: bool = False
    """Takes an Idempotency-Key with JSON: sent again, it has one effect and gets the first answer."""
    raw: Asgi | None = None
    is_socket: bool = False
    in_openapi: bool = True
    for_limited: bool = False
    """Writes that an account may do before it has confirmed its address: what concerns itself alone."""
    daily: Daily | None = None


def reading(path: str, handler: Callable[..., Any], summary: str, *, tag: str) -> Route:
    """A route by which anyone reads what they may see."""
    return Route("GET", path, handler, Access.PUBLIC, Scope.READ, Rate.READ, summary=summary, tag=tag)


def writing(
    method: Method, path: str, handler: Callable[..., Any], summary: str, *, tag: str, status: int = 204
) -> Route:
    """A route by which a member changes something."""
    return Route(
        method,
        path,
        handler,
        Access.MEMBER,
        Scope.WRITE,
        Rate.WRITE,
        status=status,
        summary=summary,
        tag=tag,
    )


def for_oneself(routes: Sequence[Route]) -> list[Route]:
    """The same routes, open also to those who have not confirmed their address: they change nothing for others."""
    return [replace(route, for_limited=True) for route in routes]


def admit(route: Route, viewer: Viewer) -> None:
    """Let this viewer through the door of this route, or raise. Pure: the session was read before."""
    if route.access is Access.PUBLIC:
        if viewer.is_known and route.scope not in viewer.scopes:
            raise Forbidden("This token lacks the scope for this.", code="scope_missing")
        return
    if not viewer.is_known:
        raise SignInRequired
    if route.access is Access.MODERATOR and viewer.role is Role.MEMBER:
        raise NotFound  # To others a moderator's page does not exist.
    if route.access is Access.OPERATOR and viewer.role is not Role.OPERATOR:
        raise NotFound
    if route.scope not in viewer.scopes:
        raise Forbidden("This token lacks the scope for this.", code="scope_missing")
    if viewer.is_limited and Scope.WRITE in route.scope and not route.for_limited:
        raise Forbidden("Confirm your e-mail address first.", code="email_unconfirmed")
