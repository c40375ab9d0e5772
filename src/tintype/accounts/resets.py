"""A new password for somebody who has forgotten theirs, by a letter to the address of the account.

What is answered, and how long that takes, is the same for every login: only the job behind it looks who that is.
"""

from dataclasses import dataclass
from typing import Final

from tintype.accounts import address_store, mail_links, passwords, sessions, store
from tintype.accounts.addresses import NoMail, proven
from tintype.accounts.mail_links import LinkGone, LinkSeals, MailLink, Purpose
from tintype.accounts.model import Account
from tintype.accounts.passwords import Passwords
from tintype.accounts.sessions import Sessions
from tintype.accounts.signing_in import LOGIN_CHARACTERS_MAX
from tintype.accounts.tries import Tries
from tintype.kernel.ids import AccountId, SessionId, shard_of_text
from tintype.kernel.problems import Invalid, TooMany
from tintype.mail import letter
from tintype.ports.jobs import TakenJob
from tintype.ports.records import Job, Lane, Reading, Records, Transaction

RESET: Final = "accounts.reset"
RESETTING: Final = frozenset({Purpose.RESET, Purpose.HANDED})


@dataclass(frozen=True, slots=True)
class Resets:
    """Passwords by mail. A second factor is asked for afterwards as ever: nobody is signed in by this."""

    records: Records
    sessions: Sessions
    passwords: Passwords
    tries: Tries
    seals: LinkSeals
    has_mail: bool

    async def ask(self, login: str, *, address: str) -> None:
        """Have a link sent to whoever a login names, if anybody. Raises NoMail, Invalid, TooMany."""
        if not self.has_mail:
            raise NoMail
        login = login.strip()
        if not login or len(login) > LOGIN_CHARACTERS_MAX or not login.isprintable():
            raise Invalid("Give your username or your e-mail address.", fields={"login": ["required"]})
        await self.tries.mail(address, login)
        job = Job(RESET, Lane.MAIL, shard_of_text(login), {"login": login})
        await self.records.transact(lambda tx: tx.enqueue(job))

    async def handle(self, job: TakenJob) -> None:
        """Find out who a login names, and write to them. Handles the jobs of `RESET`."""
        account = await self.records.look(lambda reading: _who(reading, str(job.args["login"])))
        if account is None:
            return
        try:
            # By the mailbox as well: a person's username and address are two logins and one mailbox.
            await self.tries.letter(account.email)
        except TooMany:
            return

        async def body(tx: Transaction) -> None:
            link_id = await mail_links.add(tx, account.id, Purpose.RESET, account.email)
            await tx.enqueue(letter("reset", account.id, link_id=link_id))

        await self.records.transact(body)

    async def use(self, token: str, wanted: str) -> None:
        """Take a new password; every session and token ends, and an address that got the link counts as proven.

        Raises LinkGone, Invalid.
        """
        link_id = self.seals.id_of(token)
        account = await self.records.look(lambda reading: _account_of(reading, link_id))
        accepted = passwords.accepted(wanted, field="new_password", about=(account.username, account.email))
        await self.passwords.refuse_breached(accepted, field="new_password")
        hashed = await self.passwords.hash(accepted)

        async def body(tx: Transaction) -> AccountId:
            link = await _reset_link(tx, link_id)
            await store.hold_accounts(tx, link.account_id)
            await mail_links.spend(tx, link)
            for purpose in RESETTING - {link.purpose}:
                await mail_links.end_all(tx, link.account_id, purpose)
            held = await store.profile(tx, link.account_id)
            if held is None or held.email != link.email:
                raise LinkGone
            if link.purpose is Purpose.RESET:
                await proven(tx, held, link)
            await store.change_password(tx, held.id, hashed)
            await sessions.end_others(tx, held.id, but=SessionId(0))
            await tx.enqueue(letter("password_changed", held.id))
            return held.id

        self.sessions.forget_account(await self.records.transact(body))


async def _who(reading: Reading, login: str) -> Account | None:
    """Whose password a login may ask for: none of the suspended, and none under an address that is another's."""
    account_id = await store.id_by_login(reading, login)
    if account_id is None or await address_store.recipient(reading, account_id) is None:
        return None
    account = await store.profile(reading, account_id)
    if account is None or await address_store.holder_of(reading, account.email) not in {None, account_id}:
        return None
    return account


async def _account_of(reading: Reading, link_id: int | None) -> Account:
    link = await _reset_link(reading, link_id)
    account = await store.profile(reading, link.account_id)
    if (
        account is None
        or account.email != link.email
        or await address_store.recipient(reading, account.id) is None
    ):
        raise LinkGone
    return account


async def _reset_link(reading: Reading, link_id: int | None) -> MailLink:
    link = await mail_links.find(reading, link_id)
    if link.purpose not in RESETTING:
        raise LinkGone
    return link
