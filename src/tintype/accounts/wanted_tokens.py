"""The tokens that programs are given: what they are called, what they open, how long they last."""

from dataclasses import dataclass
from typing import Final

from tintype.kernel import text
from tintype.kernel.clock import DAY_US
from tintype.kernel.problems import Invalid
from tintype.kernel.viewer import Role, Scope

TOKEN_DAYS_MAX: Final = 366
SCOPES = {
    "read": Scope.READ,
    "write": Scope.WRITE,
    "moderate": Scope.MODERATE,
    "operate": Scope.OPERATE,
}


@dataclass(frozen=True, slots=True)
class CheckedToken:
    """A token as it may be made; `lasts_us` 0 until it is revoked."""

    name: str
    scopes: Scope
    lasts_us: int


@dataclass(frozen=True, slots=True)
class NewToken:
    """What somebody wants a token to be called, to open, and for how many days; 0 until it is revoked."""

    name: str
    scopes: list[str]
    days: int = 0

    def checked(self) -> CheckedToken:
        """The same, as it can be. Raises Invalid."""
        if not 0 <= self.days <= TOKEN_DAYS_MAX:
            detail = f"A token lasts 1 to {TOKEN_DAYS_MAX} days, or until you revoke it."
            raise Invalid(detail, fields={"days": ["out_of_range"]})
        return CheckedToken(token_name(self.name), scopes_of(self.scopes), self.days * DAY_US)


def scopes_of(names: list[str]) -> Scope:
    """The scopes a token asks for by name. Raises Invalid for none, and for one there is not."""
    found = Scope.NONE
    for name in names:
        if name not in SCOPES:
            raise Invalid(f"Scopes are {', '.join(SCOPES)}.", fields={"scopes": ["unknown"]})
        found |= SCOPES[name]
    if found is Scope.NONE:
        raise Invalid("A token needs a scope.", fields={"scopes": ["required"]})
    return found


def names_of(scopes: Scope) -> list[str]:
    """The names of scopes, for showing."""
    return [name for name, scope in SCOPES.items() if scope in scopes]


def token_name(written: str) -> str:
    """What a person calls a token, to know it again. Raises Invalid."""
    return text.clean(written, text.LABEL, "name", required=True)


def most_for(role: Role) -> Scope:
    """A token never says more than its account may do."""
    match role:
        case Role.OPERATOR:
            return Scope.ALL
        case Role.MODERATOR:
            return Scope.READ | Scope.WRITE | Scope.MODERATE
        case Role.MEMBER:
            return Scope.READ | Scope.WRITE
