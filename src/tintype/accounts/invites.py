"""Invites: a code by which a few people may sign up, made by members or those who run the site."""

from dataclasses import dataclass
from typing import Final

from tintype.accounts import store
from tintype.accounts.mail_links import LinkSeals
from tintype.kernel import text
from tintype.kernel.clock import DAY_US
from tintype.kernel.ids import AccountId, shard_of
from tintype.kernel.pages import Page, Place, page_of
from tintype.kernel.problems import Conflict, Forbidden, Invalid, NotFound
from tintype.kernel.sql import Queries
from tintype.kernel.viewer import Viewer, known
from tintype.ports.records import Reading, Records, Transaction

DAYS_MAX: Final = 365
USES_MAX: Final = 1000  # A school that comes all at once.
STAFF_OPEN_MAX: Final = 1000
MEMBER_USES_MAX: Final = 10

sql = Queries(__package__ or "", "invites.sql")


class NotInvited(Invalid):
    """There is no such code, or it is used up, or too old."""

    code = "not_invited"


@dataclass(frozen=True, slots=True)
class Invite:
    """One invite. `is_open`: somebody can still come by it."""

    id: int
    by_id: AccountId
    note: str
    uses_max: int
    uses: int
    expires_us: int

    def is_open(self, now_us: int) -> bool:
        return self.uses < self.uses_max and self.expires_us > now_us


@dataclass(frozen=True, slots=True)
class Invites:
    """Codes are made from ids and the site's secret, like links in letters: none is kept."""

    records: Records
    seals: LinkSeals
    open_max: int
    """How many open invites a member may have; those who moderate may have many."""

    def code_of(self, invite: Invite) -> str:
        """What is passed on to whoever is invited."""
        return self.seals.token_of(invite.id)

    async def make(self, viewer: Viewer, *, uses: int, days: int, note: str) -> Invite:
        """A new invite for so many people and days. Raises Invalid, Forbidden, Conflict at one's limit."""
        account_id = known(viewer)
        label = text.clean(note, text.LABEL, "note")
        is_staff = viewer.moderates
        _check(uses, days, is_staff=is_staff)
        most = STAFF_OPEN_MAX if is_staff else self.open_max
        if not most:
            raise Forbidden("Here those who run the site invite.", code="invites_off")

        async def body(tx: Transaction) -> Invite:
            await store.hold_accounts(tx, account_id)
            shard = shard_of(account_id)
            whose = {"shard": shard, "by_id": account_id}
            (held,) = await tx.fetch(sql.open_invites, int, **whose, now_us=tx.now_us)
            if held >= most:
                raise Conflict(
                    "End an invite that nobody has used, or wait until one is used.", code="too_many_invites"
                )
            invite = Invite(tx.mint(shard), account_id, label, uses, 0, tx.now_us + days * DAY_US)
            await tx.execute(
                sql.add_invite,
                **whose,
                id=invite.id,
                note=label,
                uses_max=uses,
                expires_us=invite.expires_us,
            )
            return invite

        return await self.records.transact(body)

    async def page(self, viewer: Viewer, place: Place, limit: int) -> Page[Invite]:
        """The viewer's invites, newest first, the used and expired among them."""
        account_id = known(viewer)

        async def body(reading: Reading) -> list[Invite]:
            return await reading.fetch(
                sql.invites_of,
                _invite,
                shard=shard_of(account_id),
                by_id=account_id,
                before=place.at,
                limit=limit + 1,
            )

        return page_of(await self.records.look(body), limit, lambda invite: Place(invite.id))

    async def end(self, viewer: Viewer, invite_id: int) -> None:
        """Let nobody else come by one of the viewer's invites. Raises NotFound."""
        account_id = known(viewer)

        async def body(tx: Transaction) -> int:
            return await tx.execute(
                sql.end_invite, shard=shard_of(account_id), id=invite_id, by_id=account_id
            )

        if not await self.records.transact(body):
            raise NotFound

    async def check(self, code: str) -> int:
        """The invite that a code opens. Raises NotInvited."""
        invite_id = self.seals.id_of(code.strip())

        async def body(reading: Reading) -> list[Invite]:
            return await reading.fetch(
                sql.invite, _invite, shard=shard_of(invite_id or 0), id=invite_id or 0, now_us=reading.now_us
            )

        if invite_id is None or not await self.records.look(body):
            raise _refused()
        return invite_id


async def spend(tx: Transaction, invite_id: int, account_id: AccountId) -> None:
    """Let a new account in by an invite. Raises NotInvited where another took the last place."""
    spent = await tx.execute(sql.spend_invite, shard=shard_of(invite_id), id=invite_id, now_us=tx.now_us)
    if not spent:
        raise _refused()
    await tx.execute(sql.came_by, shard=shard_of(account_id), id=account_id, invite_id=invite_id)


def invite_needed() -> NotInvited:
    """Who comes without a code where one is needed."""
    return NotInvited(
        "One signs up here by an invite of somebody who is here.", fields={"invite": ["required"]}
    )


def _check(uses: int, days: int, *, is_staff: bool) -> None:
    fields: dict[str, list[str]] = {}
    if not 1 <= uses <= (USES_MAX if is_staff else MEMBER_USES_MAX):
        fields["uses"] = ["range"]
    if not 1 <= days <= DAYS_MAX:
        fields["days"] = ["range"]
    if fields:
        raise Invalid("An invite is for at least one person and one day.", fields=fields)


def _refused() -> NotInvited:
    return NotInvited("This invite is not known here, or has been used.", fields={"invite": ["unknown"]})


def _invite(id: int, by_id: int, note: str, uses_max: int, uses: int, expires_us: int) -> Invite:  # noqa: PLR0917
    return Invite(id, AccountId(by_id), note, uses_max, uses, expires_us)
