"""Who is here: accounts, the names they go by, how they sign in, what a session may do."""

from tintype.accounts.address_store import recipient
from tintype.accounts.addresses import PROVE, Addresses
from tintype.accounts.arrivals import Arrivals
from tintype.accounts.arriving_routes import ArrivingRoutes
from tintype.accounts.arriving_shapes import Site
from tintype.accounts.challenges import forget_spent
from tintype.accounts.cookies import Cookies
from tintype.accounts.credential_routes import CredentialRoutes
from tintype.accounts.credential_shapes import PasskeyAnswer, assertion_of
from tintype.accounts.editing import Editing, ProfileEdit
from tintype.accounts.events import (
    AccountCreated,
    AccountErased,
    AccountHidden,
    AccountSeen,
    AccountShown,
    AudienceNarrowed,
    AudienceWidened,
    ProfileChanged,
    RoleChanged,
    SessionEnded,
)
from tintype.accounts.filling import fill_avatar, fill_profile
from tintype.accounts.invites import Invites
from tintype.accounts.leaving import ERASE, Leaving, begin_going, gone_us, leave
from tintype.accounts.letters import AccountLetters
from tintype.accounts.mail_links import LinkSeals
from tintype.accounts.model import Account, Person, Standing
from tintype.accounts.passkey_sessions import PasskeySessions
from tintype.accounts.passwords import Passwords
from tintype.accounts.rescue import Rescue
from tintype.accounts.resets import RESET, Resets
from tintype.accounts.roles import Roles
from tintype.accounts.routes import AccountRoutes
from tintype.accounts.session_store import known_session
from tintype.accounts.sessions import Sessions, Started
from tintype.accounts.shapes import SignIn, SignUp
from tintype.accounts.signing_in import Caller, SigningIn
from tintype.accounts.signing_up import Door, NewAccount, SigningUp
from tintype.accounts.store import (
    forwarded,
    hold_accounts,
    id_by_login,
    ids_in_shard,
    ids_of,
    people,
    profile,
    standing,
)
from tintype.accounts.tokens import Seals as SessionSeals
from tintype.accounts.tries import Tries, TryLimits, network
from tintype.accounts.uses import AccountNeeds, AccountUses, account_uses

__all__ = [
    "ERASE",
    "PROVE",
    "RESET",
    "Account",
    "AccountCreated",
    "AccountErased",
    "AccountHidden",
    "AccountLetters",
    "AccountNeeds",
    "AccountRoutes",
    "AccountSeen",
    "AccountShown",
    "AccountUses",
    "Addresses",
    "Arrivals",
    "ArrivingRoutes",
    "AudienceNarrowed",
    "AudienceWidened",
    "Caller",
    "Cookies",
    "CredentialRoutes",
    "Door",
    "Editing",
    "Invites",
    "Leaving",
    "LinkSeals",
    "NewAccount",
    "PasskeyAnswer",
    "PasskeySessions",
    "Passwords",
    "Person",
    "ProfileChanged",
    "ProfileEdit",
    "Rescue",
    "Resets",
    "RoleChanged",
    "Roles",
    "SessionEnded",
    "SessionSeals",
    "Sessions",
    "SignIn",
    "SignUp",
    "SigningIn",
    "SigningUp",
    "Site",
    "Standing",
    "Started",
    "Tries",
    "TryLimits",
    "account_uses",
    "assertion_of",
    "begin_going",
    "fill_avatar",
    "fill_profile",
    "forget_spent",
    "forwarded",
    "gone_us",
    "hold_accounts",
    "id_by_login",
    "ids_in_shard",
    "ids_of",
    "known_session",
    "leave",
    "network",
    "people",
    "profile",
    "recipient",
    "standing",
]
