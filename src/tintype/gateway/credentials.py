"""What a request says about who is asking, read from its headers once."""

from collections.abc import Iterable
from dataclasses import dataclass
from hmac import compare_digest
from typing import Protocol

from tintype.kernel.access import Route
from tintype.kernel.ids import SessionId
from tintype.kernel.problems import Forbidden
from tintype.kernel.viewer import Viewer

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
BEARER = b"bearer "


class SessionReader(Protocol):
    """What the gateway needs of the accounts' sessions."""

    def cached(self, token: str) -> Viewer | None: ...
    async def recognise(self, token: str) -> Viewer | None: ...
    def csrf_of(self, session_id: SessionId) -> str: ...


@dataclass(slots=True)
class Credentials:
    """The few headers the gateway looks at."""

    token: str = ""
    by_cookie: bool = False
    is_bearer: bool = False
    origin: bytes = b""
    csrf: bytes = b""
    fetch_site: bytes = b""
    content_length: bytes = b""
    is_chunked: bool = False
    content_type: bytes = b""
    idempotency_key: str = ""


def read(headers: Iterable[tuple[bytes, bytes]], cookie_name: bytes) -> Credentials:
    """Pick out what matters. With an Authorization header, cookies are ignored."""
    found = Credentials()
    cookies = b""
    for name, value in headers:
        if name == b"authorization":
            found.is_bearer = True
            found.token = value[7:].decode("latin-1") if value[:7].lower() == BEARER else ""
        elif name == b"cookie":
            cookies = value
        elif name == b"origin":
            found.origin = value
        elif name == b"x-csrf-token":
            found.csrf = value
        elif name == b"content-length":
            found.content_length = value
        elif name == b"transfer-encoding":
            found.is_chunked = True
        elif name == b"content-type":
            found.content_type = value
        elif name == b"idempotency-key":
            found.idempotency_key = value.decode("latin-1")
        elif name == b"sec-fetch-site":
            found.fetch_site = value
    if cookies and not found.is_bearer:
        found.token = _cookie(cookies, cookie_name)
        found.by_cookie = bool(found.token)
    return found


class OriginGuard:
    """Refuses changes that a foreign page could have sent with the visitor's cookie."""

    def __init__(self, origins: Iterable[str], sessions: SessionReader) -> None:
        self._origins = frozenset(origin.encode() for origin in origins)
        self._sessions = sessions

    def check(self, method: str, route: Route, credentials: Credentials, viewer: Viewer) -> None:
        """Raises Forbidden unless origin and token are ours. Bearer callers carry no cookie and need neither."""
        if method in SAFE_METHODS and not route.is_socket:
            return
        if not credentials.by_cookie and route.csrf and not route.is_socket:
            return
        self._check_origin(credentials, required=credentials.by_cookie)
        if credentials.by_cookie and route.csrf and viewer.is_known and not route.is_socket:
            expected = self._sessions.csrf_of(viewer.session_id).encode()
            if not compare_digest(expected, credentials.csrf):
                raise Forbidden("Send the session's token as X-CSRF-Token.", code="csrf_missing")

    def _check_origin(self, credentials: Credentials, *, required: bool) -> None:
        if credentials.fetch_site in {b"cross-site", b"same-site"}:
            raise Forbidden("This may only be done from the site's own pages.", code="foreign_origin")
        if credentials.origin not in self._origins and (required or credentials.origin):
            raise Forbidden("This may only be done from the site's own pages.", code="foreign_origin")


def _cookie(cookies: bytes, name: bytes) -> str:
    for part in cookies.split(b";"):
        key, _, value = part.strip().partition(b"=")
        if key == name:
            return value.decode("latin-1")
    return ""
