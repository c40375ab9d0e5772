"""Accounts and claims as rows."""

from collections.abc import Collection, Iterable

from tintype.accounts import emails
from tintype.accounts.model import Account, Person, Standing, State, number_of, role_of
from tintype.accounts.usernames import Claim, claims_of, is_name, shard_of_claim
from tintype.kernel.ids import AccountId, MediaId, shard_of
from tintype.kernel.problems import Invalid
from tintype.kernel.sql import Queries
from tintype.kernel.viewer import Role
from tintype.ports.records import Reading, Transaction

sql = Queries(__package__ or "")


async def standing(reading: Reading, ids: Collection[AccountId]) -> dict[AccountId, Standing]:
    """Whether accounts are active and private. Those that do not exist are missing."""
    rows = await reading.fetch(sql.standing, _standing, ids=list(ids))
    return {row.id: row for row in rows}


async def people(reading: Reading, ids: Collection[AccountId]) -> dict[AccountId, Person]:
    """Accounts as they are named beside what they share. Those that do not exist are missing."""
    rows = await reading.fetch(sql.people, _person, ids=list(ids))
    return {row.id: row for row in rows}


async def hold_accounts(tx: Transaction, *ids: AccountId) -> None:
    """Let nobody else decide, until this body ends, what these accounts may do or have."""
    for account_id in sorted(set(ids)):
        await tx.hold(sql.hold_account, shard=shard_of(account_id), id=account_id)


async def ids_of(reading: Reading, usernames: Iterable[str]) -> dict[str, AccountId]:
    """Accounts by username, whatever its case; names as asked. A name that only looks alike finds nobody."""
    asked = {name: claims_of(name)[0] for name in usernames if is_name(name)}
    if not asked:
        return {}
    rows = await reading.fetch(
        sql.named,
        _named,
        shards=sorted({claim.shard for claim in asked.values()}),
        skeletons=sorted({claim.skeleton for claim in asked.values()}),
        folded=sorted({claim.folded for claim in asked.values()}),
    )
    found = dict(rows)
    return {name: found[claim.folded] for name, claim in asked.items() if claim.folded in found}


async def forwarded(reading: Reading, username: str) -> AccountId | None:
    """Who was called this until lately, and wants to be found by it. For links alone: a mention names nobody by it."""
    if not is_name(username):
        return None
    claim = claims_of(username)[0]
    rows = await reading.fetch(
        sql.forwarded,
        AccountId,
        shard=claim.shard,
        skeleton=claim.skeleton,
        folded=claim.folded,
        now_us=reading.now_us,
    )
    return rows[0] if rows else None


async def profile(reading: Reading, account_id: AccountId) -> Account | None:
    """Everything about one account but its password."""
    rows = await reading.fetch(sql.account, _account, shard=shard_of(account_id), id=account_id)
    return rows[0] if rows else None


async def ids_in_shard(reading: Reading, shard: int, after: AccountId, limit: int) -> list[AccountId]:
    """At most `limit` accounts of one shard above an id, whatever their state, oldest first."""
    return await reading.fetch(sql.ids_in_shard, AccountId, shard=shard, after=after, limit=limit)


async def id_by_login(reading: Reading, login: str) -> AccountId | None:
    """The account of a username or an e-mail address, as somebody types it to sign in."""
    login = login.strip()
    if "@" not in login.removeprefix("@"):
        name = login.removeprefix("@")
        return (await ids_of(reading, [name])).get(name)
    try:
        address = emails.address(login)
    except Invalid:
        return None
    rows = await reading.fetch(sql.addressed, AccountId, shard=shard_of_claim(address), address=address)
    return rows[0] if rows else None


async def is_waiting(reading: Reading, account_id: AccountId) -> bool:
    """Whether an account is still to be let in by a moderator."""
    return bool(await reading.fetch(sql.waits, AccountId, shard=shard_of(account_id), id=account_id))


async def password(reading: Reading, account_id: AccountId) -> str | None:
    """The hash of the password of an account that may sign in; empty for one that has passkeys alone."""
    rows = await reading.fetch(sql.password, str, shard=shard_of(account_id), id=account_id)
    return rows[0] if rows else None


async def claim_username(tx: Transaction, username: str, account_id: AccountId) -> bool:
    """Take a name and its look for an account; False, with half of it done, when somebody else has either."""
    taken = [await _claim(tx, claim, account_id) for claim in claims_of(username)]
    return all(taken)


async def free_username(
    tx: Transaction, username: str, account_id: AccountId, free_us: int, *, forwards: bool
) -> None:
    """Give a name back: nobody has it from now on, and nobody else can take it before `free_us`.

    `forwards`: until then links to it lead to the account.
    """
    for claim in claims_of(username):
        await tx.execute(
            sql.free_username,
            shard=claim.shard,
            skeleton=claim.skeleton,
            account_id=account_id,
            free_us=free_us,
            forwards=int(forwards),
        )


async def claim_email(tx: Transaction, address: str, account_id: AccountId) -> bool:
    """Take an address for an account; False when another has it."""
    shard = shard_of_claim(address)
    return await tx.execute(sql.claim_email, shard=shard, address=address, account_id=account_id) == 1


async def claim_founder(tx: Transaction, account_id: AccountId) -> bool:
    """True once in the life of a site: for the first account."""
    return await tx.execute(sql.claim_founder, account_id=account_id) == 1


async def add_account(tx: Transaction, account: Account, password: str) -> None:
    """Insert a new account's row."""
    await tx.execute(
        sql.add_account,
        shard=shard_of(account.id),
        id=account.id,
        username=account.username,
        name=account.name,
        email=account.email,
        password=password,
        role=number_of(account.role),
        is_private=int(account.is_private),
        now_us=account.created_us,
    )


async def change_profile(tx: Transaction, account: Account) -> None:
    """Write what an edit may change; raises the version by one."""
    await tx.execute(
        sql.change_profile,
        shard=shard_of(account.id),
        id=account.id,
        username=account.username,
        name=account.name,
        bio=account.bio,
        link=account.link,
        is_private=int(account.is_private),
        now_us=tx.now_us,
    )


async def change_avatar(tx: Transaction, account_id: AccountId, avatar_id: MediaId | None) -> bool:
    """Set or take away a picture; False when there is no such account."""
    changed = await tx.execute(
        sql.change_avatar, shard=shard_of(account_id), id=account_id, avatar_id=avatar_id, now_us=tx.now_us
    )
    return changed == 1


async def change_password(tx: Transaction, account_id: AccountId, password: str) -> None:
    """Keep the hash of a new password."""
    await tx.execute(
        sql.change_password, shard=shard_of(account_id), id=account_id, password=password, now_us=tx.now_us
    )


async def change_role(tx: Transaction, account_id: AccountId, role: Role) -> None:
    """Make an account a member, a moderator or an operator."""
    await tx.execute(
        sql.change_role, shard=shard_of(account_id), id=account_id, role=number_of(role), now_us=tx.now_us
    )


async def _claim(tx: Transaction, claim: Claim, account_id: AccountId) -> bool:
    changed = await tx.execute(
        sql.claim_username,
        shard=claim.shard,
        skeleton=claim.skeleton,
        account_id=account_id,
        folded=claim.folded,
        now_us=tx.now_us,
    )
    return changed == 1


def _standing(account_id: int, is_private: int, state: int, role: int) -> Standing:
    return Standing(AccountId(account_id), bool(is_private), state == State.ACTIVE, role_of(role))


def _person(account_id: int, username: str, name: str, is_private: int, avatar_id: int | None) -> Person:
    return Person(AccountId(account_id), username, name, bool(is_private), _media(avatar_id))


def _account(  # noqa: PLR0913, PLR0917 — one argument per column of the row
    account_id: int,
    username: str,
    name: str,
    bio: str,
    link: str,
    email: str,
    role: int,
    state: int,
    is_private: int,
    avatar_id: int | None,
    version: int,
    created_us: int,
) -> Account:
    return Account(
        AccountId(account_id),
        username,
        name,
        bio,
        link,
        email,
        role_of(role),
        state == State.ACTIVE,
        bool(is_private),
        _media(avatar_id),
        version,
        created_us,
    )


def _named(name: str, account_id: int) -> tuple[str, AccountId]:
    return name, AccountId(account_id)


def _media(media_id: int | None) -> MediaId | None:
    return None if media_id is None else MediaId(media_id)
