"""Sign up: one transaction takes the name, the address and a session, or nothing."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from tintype.accounts import emails, passwords, sessions, store, usernames
from tintype.accounts.events import AccountCreated
from tintype.accounts.model import Account, SessionKind
from tintype.accounts.passwords import Passwords
from tintype.accounts.sessions import Sessions, Started
from tintype.accounts.tries import Tries
from tintype.kernel import text
from tintype.kernel.ids import AccountId, shard_of
from tintype.kernel.problems import Conflict
from tintype.kernel.viewer import Role, Scope, Viewer
from tintype.ports.records import Records, Transaction

SITE = "tintype"  # Nobody's password.


class Taken(Conflict):
    """Somebody has this name, or one that looks like it, or this address."""

    code = "taken"


@dataclass(frozen=True, slots=True)
class NewAccount:
    """Who somebody wants to be. `password` is what was typed, or a hash where accounts are made in numbers."""

    username: str
    email: str
    password: str
    name: str = ""
    is_private: bool = False
    role: Role = Role.MEMBER


@dataclass(frozen=True, slots=True)
class SigningUp:
    """New accounts. The first of a site operates it."""

    records: Records
    sessions: Sessions
    passwords: Passwords
    tries: Tries

    async def sign_up(self, viewer: Viewer, wanted: NewAccount, *, address: str, agent: str = "") -> Started:
        """A new account and its first session; a session that the browser had ends. `address` is an IP address.

        Raises Invalid with codes per field, Taken for a name or an e-mail address, TooMany.
        """
        checked, password = checked_account(wanted)
        await self.tries.sign_up(address)
        hashed = await self.passwords.hash(password)

        async def body(tx: Transaction) -> Started:
            account_id = await create(tx, checked, hashed)
            if await store.claim_founder(tx, account_id):
                await store.change_role(tx, account_id, Role.OPERATOR)
            if viewer.by_cookie:
                await sessions.end(tx, viewer.account_id, viewer.session_id)
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
            created = [await create(tx, account, hashed) for account, hashed in checked]
            for account_id in created[:1]:
                await store.claim_founder(tx, account_id)
            return created

        return await self.records.transact(body)


def checked_account(wanted: NewAccount) -> tuple[Account, str]:
    """The account as it would be, and its password. Raises Invalid naming every field that is wrong."""
    about = (wanted.username, wanted.email, SITE)
    *_, password = text.every(
        *_checks(wanted),
        lambda: passwords.accepted(wanted.password, about=about),
    )
    return _checked(wanted), password


async def create(tx: Transaction, account: Account, hashed: str) -> AccountId:
    """Insert a checked account with the hash of its password. Raises Taken."""
    # Under the shard of its name: then the account and its first claim are one shard's business.
    account_id = AccountId(tx.mint(usernames.claims_of(account.username)[0].shard))
    if not await store.claim_username(tx, account.username, account_id):
        raise Taken("This username is taken, or looks like one that is.", fields={"username": ["taken"]})
    if not await store.claim_email(tx, account.email, account_id):
        raise Taken("This e-mail address has an account already.", fields={"email": ["taken"]})
    await store.add_account(tx, replace(account, id=account_id, created_us=tx.now_us), hashed)
    await tx.publish(AccountCreated(account_id=account_id, at_us=tx.now_us), shard=shard_of(account_id))
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
