"""Who is asking."""

from dataclasses import dataclass
from enum import Enum, IntFlag

from tintype.kernel.ids import AccountId, SessionId
from tintype.kernel.problems import SignInRequired


class Role(Enum):
    """What an account is on this site."""

    MEMBER = "member"
    MODERATOR = "moderator"
    OPERATOR = "operator"


class Scope(IntFlag):
    """What a session may do; a cookie session has all, a program's token what it was given."""

    NONE = 0
    READ = 1
    WRITE = 2
    MODERATE = 4
    OPERATE = 8
    ALL = 15


@dataclass(frozen=True, slots=True)
class Viewer:
    """The account behind a request, through one session. `by_cookie` asks for CSRF protection."""

    account_id: AccountId
    session_id: SessionId
    role: Role = Role.MEMBER
    scopes: Scope = Scope.ALL
    by_cookie: bool = False
    is_limited: bool = False
    """Reads only, until it has confirmed its address."""

    @property
    def is_known(self) -> bool:
        return self.account_id != 0

    @property
    def moderates(self) -> bool:
        """Whether a moderator is asking, and not by a token that was made for less."""
        return self.role is not Role.MEMBER and Scope.MODERATE in self.scopes


ANONYMOUS = Viewer(AccountId(0), SessionId(0), Role.MEMBER, Scope.READ)


def known(viewer: Viewer) -> AccountId:
    """The account of a viewer that must be signed in. Raises SignInRequired."""
    if not viewer.is_known:
        raise SignInRequired
    return viewer.account_id
