"""Sign up: one transaction takes the name, the address and a session, or nothing.

Where the site has mail, an address belongs to whoever proves it. Signing up with one that somebody has answers as it
always does; its owner gets a letter, and the new account can never confirm it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from tintype.accounts import address_store, arrivals, emails, invites, passwords, sessions, store, usernames
from tintype.accounts.addresses import prove
from tintype.accounts.events import AccountCreated
from tintype.accounts.invites import Invites
from tintype.accounts.model import Account, SessionKind
from tintype.accounts.passwords import Passwords
from tintype.accounts.sessions import Sessions, Started
from tintype.accounts.taken import Taken
from tintype.accounts.tries import Tries
from tintype.kernel import text
from tintype.kernel.ids import AccountId, shard_of
from tintype.kernel.viewer import Role, Scope, Viewer
from tintype.ports.records import Records, Transaction

SITE = "tintype"  # Nobody's password.


@dataclass(frozen=True, slots=True)
class NewAccount:
    """Who somebody wants to be. `password` is what was typed, or a hash where accounts are made in numbers.

    `invite` is a code, `words` what they say to whoever lets them in.
    """

    username: str
    email: str
    password: str
    name: str = ""
    is_private: bool = False
    role: Role = Role.MEMBER
    invite: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Door:
    """Who gets in. `mode` is open, invite or approval; an invite opens it in each of them."""

    invites: Invites
    mode: str = "open"
    has_mail: bool = False


@dataclass(frozen=True, slots=True)
class SigningUp:
    """New accounts. The first of a site operates it, and needs nobody's leave."""

    records: Records
    sessions: Sessions
    passwords: Passwords
    tries: Tries
    door: Door | None = None

    async def sign_up(
        self, viewer: Viewer, wanted: NewAccount, *, address: str, agent: str = ""
    ) -> Started | None:
        """A new account and its first session; None for an account that waits to be let in.

        A session that the browser had ends. `address` is an IP address. Raises Invalid with codes per field, Taken for
        a name (without mail for an e-mail address, too), NotInvited, TooMany.
        """
        checked, password = checked_account(wanted)
        words = text.clean(wanted.words, arrivals.WORDS, "words")
        await self.tries.sign_up(address)
        if self._has_mail:
            await self.tries.letter(checked.email)
        invite_id = await self._invited(wanted.invite, address)
        await self.passwords.refuse_breached(password)
        hashed = await self.passwords.hash(password)

        async def body(tx: Transaction) -> Started | None:
            account_id = await create(tx, checked, hashed, is_proven_later=self._has_mail)
            if viewer.by_cookie:
                await sessions.end(tx, viewer.account_id, viewer.session_id)
            if not await self._let_in(tx, account_id, invite_id, words):
                return None
            return await sessions.start(
                tx,
                self.sessions.seals,
                account_id,
                kind=SessionKind.BROWSER,
                scopes=Scope.ALL,
                name=agent,
            )

        started = await self.records.transact(body)
        self.sessions.forget(viewer.session_id)
        return started

    async def plant(self, wanted: list[NewAccount]) -> list[AccountId]:
        """Accounts in numbers, for demonstrations, imports and measurements; their passwords are hashes already.

        Raises as `sign_up` does, and then none of them is there. At most a few hundred at once.
        """
        checked = [(_checked(one), one.password) for one in wanted]

        async def body(tx: Transaction) -> list[AccountId]:
            created = [await create(tx, account, hashed, is_planted=True) for account, hashed in checked]
            for account_id in created[:1]:
                await store.claim_founder(tx, account_id)
            return created

        return await self.records.transact(body)

    @property
    def _has_mail(self) -> bool:
        return self.door is not None and self.door.has_mail

    async def _invited(self, code: str, address: str) -> int | None:
        """The invite that somebody comes by, if any. Raises NotInvited for a code that is none."""
        if self.door is None or not code.strip():
            return None
        await self.tries.invite(address)
        return await self.door.invites.check(code)

    async def _let_in(
        self, tx: Transaction, account_id: AccountId, invite_id: int | None, words: str
    ) -> bool:
        """Whether a new account takes part at once. Raises NotInvited."""
        if await store.claim_founder(tx, account_id):
            await store.change_role(tx, account_id, Role.OPERATOR)
            return True
        if invite_id is not None:
            await invites.spend(tx, invite_id, account_id)
            return True
        match self.door.mode if self.door else "open":
            case "invite":
                raise invites.invite_needed()
            case "approval":
                await arrivals.wait(tx, account_id, words)
                return False
            case _:
                return True


def checked_account(wanted: NewAccount) -> tuple[Account, str]:
    """The account as it would be, and its password. Raises Invalid naming every field that is wrong."""
    about = (wanted.username, wanted.email, SITE)
    *_, password = text.every(
        *_checks(wanted),
        lambda: passwords.accepted(wanted.password, about=about),
    )
    return _checked(wanted), password


async def create(
    tx: Transaction,
    account: Account,
    hashed: str,
    *,
    is_proven_later: bool = False,
    is_planted: bool = False,
) -> AccountId:
    """Insert a checked account with the hash of its password; its address is its own at once, or when it is proven.

    Raises Taken.
    """
    # Under the shard of its name: then the account and its first claim are one shard's business.
    account_id = AccountId(tx.mint(usernames.claims_of(account.username)[0].shard))
    if not await store.claim_username(tx, account.username, account_id):
        raise Taken("This username is taken, or looks like one that is.", fields={"username": ["taken"]})
    if not is_proven_later and not await store.claim_email(tx, account.email, account_id):
        raise Taken("This e-mail address has an account already.", fields={"email": ["taken"]})
    await store.add_account(tx, replace(account, id=account_id, created_us=tx.now_us), hashed)
    if is_proven_later:
        await address_store.ask_email(tx, account_id)
        await tx.enqueue(prove(account_id, account.email))
    await tx.publish(AccountCreated(account_id, tx.now_us, is_planted), shard=shard_of(account_id))
    return account_id


def _checks(wanted: NewAccount) -> tuple[Callable[[], str], ...]:
    return (
        lambda: text.clean(wanted.name, text.NAME, "name"),
        lambda: usernames.username(wanted.username),
        lambda: emails.address(wanted.email),
    )


def _checked(wanted: NewAccount) -> Account:
    name, username, email = text.every(*_checks(wanted))
    return Account(
        id=AccountId(0),
        username=username,
        name=name,
        bio="",
        link="",
        email=email,
        role=wanted.role,
        is_active=True,
        is_private=wanted.is_private,
        avatar_id=None,
        version=1,
        created_us=0,
    )
