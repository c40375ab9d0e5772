"""Addresses, resets, invites and arrivals as the API spells them."""

from typing import Literal

import msgspec

from tintype.accounts.arrivals import Arrival as ArrivalRow
from tintype.accounts.invites import Invite as InviteRow
from tintype.kernel.clock import rfc3339


class Site(msgspec.Struct, frozen=True):
    """What one should know before signing up. `has_mail`: addresses are confirmed and passwords reset by letter."""

    sign_up: Literal["open", "invite", "approval"]
    has_mail: bool


class EmailChange(msgspec.Struct, forbid_unknown_fields=True):
    """`PUT /v1/me/email`: another address, and the password."""

    email: str
    password: str = ""


class EmailChanged(msgspec.Struct, frozen=True):
    """`changed`: at once. `asked`: when the letter to the new address is answered."""

    state: Literal["changed", "asked"]


class LinkToken(msgspec.Struct, forbid_unknown_fields=True):
    """What stands behind the `#` of a link in a letter."""

    token: str


class ResetAsked(msgspec.Struct, forbid_unknown_fields=True):
    """`POST /v1/password-resets`: a username or an e-mail address."""

    login: str


class ResetUsed(msgspec.Struct, forbid_unknown_fields=True):
    """`PUT /v1/password-resets`: what stands behind the `#` of the letter's link, and the password from now on."""

    token: str
    new_password: str


class NewInvite(msgspec.Struct, forbid_unknown_fields=True):
    """`POST /v1/invites`: for how many people and days, and whom it is for, to know it again."""

    uses: int = 1
    days: int = 14
    note: str = ""


class Invite(msgspec.Struct, frozen=True):
    """A code by which people may sign up; `open` while somebody still can."""

    id: str
    code: str
    url: str
    note: str
    uses: int
    uses_max: int
    expires_at: str
    open: bool


class InvitePage(msgspec.Struct, frozen=True):
    """Invites, newest first."""

    items: list[Invite]
    next: str | None


class Arrival(msgspec.Struct, frozen=True):
    """Somebody who waits to be let in, and what they say of themselves."""

    id: str
    username: str
    name: str
    email: str
    words: str
    signed_up_at: str


class ArrivalPage(msgspec.Struct, frozen=True):
    """Who waits, the longest waiting first."""

    items: list[Arrival]
    next: str | None


def invite_shape(invite: InviteRow, code: str, *, origin: str, now_us: int) -> Invite:
    return Invite(
        id=str(invite.id),
        code=code,
        url=f"{origin}/sign-up#{code}",
        note=invite.note,
        uses=invite.uses,
        uses_max=invite.uses_max,
        expires_at=rfc3339(invite.expires_us),
        open=invite.is_open(now_us),
    )


def arrival_shape(arrival: ArrivalRow) -> Arrival:
    account = arrival.account
    return Arrival(
        str(account.id),
        account.username,
        account.name,
        account.email,
        arrival.words,
        rfc3339(arrival.at_us),
    )
