"""What accounts send and receive over HTTP."""

import msgspec
from msgspec import UNSET, UnsetType

from tintype.accounts.model import Session as SessionRow
from tintype.accounts.sessions import PROGRAM_LASTS_US
from tintype.accounts.wanted_tokens import names_of
from tintype.kernel.clock import rfc3339


class SignUp(msgspec.Struct, forbid_unknown_fields=True):
    """`POST /v1/accounts`: a username and an e-mail address nobody has, and a password of 8 to 128 characters.

    `invite`: the code of an invite, where one is needed. `words`: what to say to whoever lets one in.
    """

    username: str
    email: str
    password: str
    name: str = ""
    invite: str = ""
    words: str = ""


class SignIn(msgspec.Struct, forbid_unknown_fields=True):
    """`POST /v1/session`: `login` is a username or an e-mail address.

    `totp` is the code of the authenticator app, or a recovery code, where there is a second factor. `time_zone` is what
    the browser calls its own (Europe/Lisbon): the list of sessions shows it.
    """

    login: str
    password: str
    totp: str = ""
    time_zone: str = ""


class NewTokenBody(msgspec.Struct, forbid_unknown_fields=True):
    """`POST /v1/tokens`; `login`, `password` and `totp` where no session exists.

    Scopes: read, write, moderate, operate. `days`: how long it lasts; without it, until it is revoked.
    """

    name: str
    scopes: list[str]
    days: int = 0
    login: str | UnsetType = UNSET
    password: str | UnsetType = UNSET
    totp: str = ""


class PasswordChange(msgspec.Struct, forbid_unknown_fields=True):
    """`PUT /v1/me/password`: the password so far and another."""

    password: str
    new_password: str


class Csrf(msgspec.Struct):
    """What a page sends as `X-CSRF-Token` from now on."""

    csrf: str


class Session(msgspec.Struct, omit_defaults=True):
    """A browser that is signed in. `last_seen_at` is exact to the hour."""

    id: str
    kind: str
    created_at: str
    last_seen_at: str
    current: bool
    agent: str | UnsetType = UNSET
    time_zone: str | UnsetType = UNSET


class SessionPage(msgspec.Struct):
    """Sessions, newest first."""

    items: list[Session]
    next: str | None


class Token(msgspec.Struct, omit_defaults=True):
    """A program's token, without the secret. `last_seen_at` is exact to the hour; without `expires_at` it lasts."""

    id: str
    name: str
    scopes: list[str]
    created_at: str
    last_seen_at: str
    expires_at: str | UnsetType = UNSET


class TokenPage(msgspec.Struct):
    """Tokens, newest first."""

    items: list[Token]
    next: str | None


class NewToken(msgspec.Struct):
    """A token that has just been made: `token` is shown this once."""

    id: str
    name: str
    scopes: list[str]
    token: str


def session_shape(row: SessionRow, current: int) -> Session:
    return Session(
        id=str(row.id),
        kind=row.kind.name.lower(),
        created_at=rfc3339(row.created_us),
        last_seen_at=rfc3339(row.seen_us),
        current=row.id == current,
        agent=row.name or UNSET,
        time_zone=row.zone or UNSET,
    )


def token_shape(row: SessionRow) -> Token:
    lasts = row.expires_us - row.created_us >= PROGRAM_LASTS_US
    return Token(
        str(row.id),
        row.name,
        names_of(row.scopes),
        rfc3339(row.created_us),
        rfc3339(row.seen_us),
        UNSET if lasts else rfc3339(row.expires_us),
    )
