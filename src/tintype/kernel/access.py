"""Who may call a route, with which scope, how often: declared per route, refused when missing."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal

from tintype.kernel.problems import Forbidden, NotFound, SignInRequired
from tintype.kernel.viewer import Role, Scope, Viewer

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
    SIGN_IN = (60, 60)
    FREE = (0, 0)


@dataclass(frozen=True, slots=True)
class Route:
    """One declared route. `handler` is an annotated async function that the gateway hands to the framework.

    `status` is the status of success. `raw_body` leaves the request's body unread for the handler to stream.
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
