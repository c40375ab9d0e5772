"""What is true of accounts and of those who hold them."""

from dataclasses import dataclass
from enum import IntEnum

from tintype.kernel.ids import AccountId, MediaId, SessionId
from tintype.kernel.viewer import Role, Scope

ROLES = (Role.MEMBER, Role.MODERATOR, Role.OPERATOR)
"""By the number that rows keep."""


class State(IntEnum):
    """Whether an account takes part."""

    ACTIVE = 0
    SUSPENDED = 1
    RESTING = 2  # Its owner has deactivated it: signing in brings it back.
    LEAVING = 3  # To be deleted when the days of grace are over: signing in brings it back until then.
    WAITING = 4  # To be let in by a moderator.
    GOING = 5  # Being erased: there is no way back.


class SessionKind(IntEnum):
    """Who holds a session."""

    BROWSER = 0
    PROGRAM = 1


@dataclass(frozen=True, slots=True)
class Standing:
    """What others need to know before they show anything of an account."""

    id: AccountId
    is_private: bool
    is_active: bool
    role: Role


@dataclass(frozen=True, slots=True)
class Person:
    """An account as it is named beside what it shares."""

    id: AccountId
    username: str
    name: str
    is_private: bool
    avatar_id: MediaId | None


@dataclass(frozen=True, slots=True)
class Account:
    """An account as its owner and its profile page know it. `version` rises with every edit."""

    id: AccountId
    username: str
    name: str
    bio: str
    link: str
    email: str
    role: Role
    is_active: bool
    is_private: bool
    avatar_id: MediaId | None
    version: int
    created_us: int


@dataclass(frozen=True, slots=True)
class Session:
    """One sign-in: a browser, or a program with its token's name. Times in microseconds since 1970."""

    id: SessionId
    account_id: AccountId
    kind: SessionKind
    scopes: Scope
    name: str
    created_us: int
    seen_us: int
    expires_us: int
    zone: str = ""
    """The time zone that the browser named when it signed in, by which its owner knows the place."""


def role_of(number: int) -> Role:
    """The role a row keeps as a number."""
    return ROLES[number]


def number_of(role: Role) -> int:
    """How a row keeps a role."""
    return ROLES.index(role)
