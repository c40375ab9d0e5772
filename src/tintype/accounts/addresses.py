"""E-mail addresses that have been proven: confirm one, change it.

Where the site has mail, an address belongs to whoever proves it: signing up takes no address away from anybody, and
the answers to all that is asked here are the same whether or not somebody has an address already. Letters go out from
jobs, so the time an answer takes says nothing either.
"""

from dataclasses import dataclass
from typing import Final

from tintype.accounts import address_store, emails, mail_links, store
from tintype.accounts.events import ProfileChanged, RoleChanged
from tintype.accounts.mail_links import LinkGone, LinkSeals, MailLink, Purpose
from tintype.accounts.model import Account
from tintype.accounts.passwords import Passwords
from tintype.accounts.proofs import require_proof
from tintype.accounts.taken import Taken
from tintype.accounts.tries import Tries
from tintype.kernel.ids import AccountId, shard_of
from tintype.kernel.problems import Conflict, Forbidden, Invalid, NotFound
from tintype.kernel.viewer import Viewer, known
from tintype.mail import letter
from tintype.ports.jobs import TakenJob
from tintype.ports.records import Job, Lane, Records, Transaction

PROVE: Final = "accounts.prove"


class NoMail(Conflict):
    """The site was started without a mail server."""

    code = "no_mail"
    title = "This site sends no mail. Ask the people who run it."


def prove(account_id: AccountId, email: str) -> Job:
    """The job by which an account is asked whether an address is its own."""
    return Job(PROVE, Lane.MAIL, shard_of(account_id), {"account_id": account_id, "email": email})


@dataclass(frozen=True, slots=True)
class Addresses:
    """What people do about their addresses."""

    records: Records
    passwords: Passwords
    tries: Tries
    seals: LinkSeals
    has_mail: bool

    async def ask(self, viewer: Viewer, *, address: str) -> None:
        """Send the letter that asks for a confirmation again. Raises NoMail, TooMany. `address` is an IP address."""
        account_id = known(viewer)
        if not self.has_mail:
            raise NoMail
        account = await self.records.look(lambda reading: store.profile(reading, account_id))
        if account is None:
            raise NotFound
        await self.tries.mail(address, account.email)
        await self.records.transact(lambda tx: tx.enqueue(prove(account_id, account.email)))

    async def change(self, viewer: Viewer, email: str, password: str, *, address: str) -> bool:
        """Take another address: True at once, False when it takes effect by the link in a letter to it.

        Raises Forbidden where a program asks, Invalid, TooMany; without mail Taken.
        """
        account_id = known(viewer)
        if not viewer.by_cookie:
            raise Forbidden("Change the address in the browser.", code="browser_only")
        wanted = emails.address(email)
        await self.tries.password(account_id)
        hashed = await self.records.look(lambda reading: store.password(reading, account_id))
        if hashed == "":  # With passkeys alone there is none to ask for.
            await self.records.look(lambda reading: require_proof(reading, viewer))
        elif not await self.passwords.verify(password, hashed):
            raise Invalid("This is not your password.", fields={"password": ["wrong"]})
        if self.has_mail:
            await self.tries.mail(address, wanted)
            await self.records.transact(lambda tx: _ask_both(tx, account_id, wanted))
        else:
            await self.records.transact(lambda tx: _change_at_once(tx, account_id, wanted))
        return not self.has_mail

    async def confirm(self, token: str) -> None:
        """Take what a link proves for true. Raises LinkGone, Taken where somebody proved the address before."""
        link_id = self.seals.id_of(token)

        async def body(tx: Transaction) -> None:
            link = await mail_links.find(tx, link_id)
            await store.hold_accounts(tx, link.account_id)
            await mail_links.spend(tx, link)
            account = await store.profile(tx, link.account_id)
            if account is None:
                raise LinkGone
            match link.purpose:
                case Purpose.CONFIRM:
                    await proven(tx, account, link)
                case Purpose.CHANGE:
                    await _change(tx, account, link)
                case Purpose.RESET | Purpose.HANDED:
                    raise LinkGone

        await self.records.transact(body)

    async def handle(self, job: TakenJob) -> None:
        """Ask for the proof of one address. Handles the jobs of `PROVE`; run twice, it sends two letters."""
        account_id, email = AccountId(int(job.args["account_id"])), str(job.args["email"])

        async def body(tx: Transaction) -> None:
            account = await store.profile(tx, account_id)
            if account is None:
                return
            holder = await address_store.holder_of(tx, email)
            if holder not in {None, account_id}:
                # Whoever has the address learns of it; who asked does not.
                await tx.enqueue(letter("address_taken", AccountId(holder or 0)))
                return
            purpose = Purpose.CONFIRM if email == account.email else Purpose.CHANGE
            link_id = await mail_links.add(tx, account_id, purpose, email)
            await tx.enqueue(letter("confirm", account_id, link_id=link_id))

        await self.records.transact(body)


async def proven(tx: Transaction, account: Account, link: MailLink) -> None:
    """An account's own address is proven from now on. Raises LinkGone for another address, Taken."""
    if account.email != link.email:
        raise LinkGone
    await _claim(tx, account.id, link.email)
    await address_store.change_email(tx, account.id, link.email, confirmed_us=tx.now_us)
    # What processes remember of its sessions may say that it is to confirm first.
    await tx.publish(RoleChanged(account_id=account.id, at_us=tx.now_us), shard=shard_of(account.id))


async def _change(tx: Transaction, account: Account, link: MailLink) -> None:
    before = await address_store.recipient(tx, account.id)
    await _claim(tx, account.id, link.email)
    await address_store.free_email(tx, account.email, account.id)
    await address_store.change_email(tx, account.id, link.email, confirmed_us=tx.now_us)
    await mail_links.end_all(tx, account.id, Purpose.RESET)
    await mail_links.end_all(tx, account.id, Purpose.CONFIRM)
    if before is not None and before.is_proven:
        await tx.enqueue(letter("address_changed", account.id, to=account.email, email=link.email))
    for event in (RoleChanged, ProfileChanged):
        await tx.publish(event(account_id=account.id, at_us=tx.now_us), shard=shard_of(account.id))


async def _ask_both(tx: Transaction, account_id: AccountId, wanted: str) -> None:
    await tx.enqueue(prove(account_id, wanted))
    await tx.enqueue(letter("address_asked", account_id, email=wanted))


async def _change_at_once(tx: Transaction, account_id: AccountId, wanted: str) -> None:
    await store.hold_accounts(tx, account_id)
    account = await store.profile(tx, account_id)
    if account is None:
        raise NotFound
    await _claim(tx, account_id, wanted)
    if account.email != wanted:
        await address_store.free_email(tx, account.email, account_id)
        await address_store.change_email(tx, account_id, wanted, confirmed_us=None)


async def _claim(tx: Transaction, account_id: AccountId, email: str) -> None:
    if (
        not await store.claim_email(tx, email, account_id)
        and await address_store.holder_of(tx, email) != account_id
    ):
        raise Taken("This e-mail address has an account already.", fields={"email": ["taken"]})
