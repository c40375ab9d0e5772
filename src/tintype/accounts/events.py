"""What happens to accounts. Recorded under the account's shard."""

from tintype.kernel.events import Event, fact
from tintype.kernel.ids import AccountId, SessionId


@fact("account_created.1")
class AccountCreated(Event, frozen=True):
    """Somebody is new here. `is_planted`: made by a program among many, and has never been here."""

    account_id: AccountId
    at_us: int
    is_planted: bool = False


@fact("account_seen.1")
class AccountSeen(Event, frozen=True):
    """Somebody is here: told when a session begins, and then once a day of each session that is used."""

    account_id: AccountId
    at_us: int


@fact("profile_changed.1")
class ProfileChanged(Event, frozen=True):
    """A name, a picture, or what else others see of an account is different."""

    account_id: AccountId
    at_us: int


@fact("audience_narrowed.1")
class AudienceNarrowed(Event, frozen=True):
    """An account is private from now on: fewer may see what it shares."""

    account_id: AccountId
    at_us: int


@fact("audience_widened.1")
class AudienceWidened(Event, frozen=True):
    """An account is public from now on."""

    account_id: AccountId
    at_us: int


@fact("account_hidden.1")
class AccountHidden(Event, frozen=True):
    """An account takes no part from now on, and nobody sees what it shared: it rests, is leaving, or is suspended."""

    account_id: AccountId
    at_us: int


@fact("account_shown.1")
class AccountShown(Event, frozen=True):
    """An account that was hidden takes part again, as it was before."""

    account_id: AccountId
    at_us: int


@fact("account_erased.1")
class AccountErased(Event, frozen=True):
    """Nothing of an account is here any more."""

    account_id: AccountId
    at_us: int


@fact("session_ended.1")
class SessionEnded(Event, frozen=True):
    """A session's token is worth nothing from now on."""

    session_id: SessionId
    account_id: AccountId
    at_us: int


@fact("role_changed.1")
class RoleChanged(Event, frozen=True):
    """An account may do more, or less, than before; what processes remember of its sessions is out of date."""

    account_id: AccountId
    at_us: int
