"""Who is here: accounts, the names they go by, how they sign in, what a session may do."""

from tintype.accounts.events import (
    AccountCreated,
    AudienceNarrowed,
    AudienceWidened,
    ProfileChanged,
    RoleChanged,
    SessionEnded,
)
from tintype.accounts.model import Account, Person, Standing
from tintype.accounts.store import ids_of, people, profile, standing

__all__ = [
    "Account",
    "AccountCreated",
    "AudienceNarrowed",
    "AudienceWidened",
    "Person",
    "ProfileChanged",
    "RoleChanged",
    "SessionEnded",
    "Standing",
    "ids_of",
    "people",
    "profile",
    "standing",
]
