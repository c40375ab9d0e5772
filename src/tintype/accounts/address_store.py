"""Whose an e-mail address is, and whether that has been proven, as rows."""

from tintype.accounts.usernames import shard_of_claim
from tintype.kernel.ids import AccountId, shard_of
from tintype.kernel.sql import Queries
from tintype.mail import Recipient
from tintype.ports.records import Reading, Transaction

sql = Queries(__package__ or "", "addresses.sql")


async def recipient(reading: Reading, account_id: AccountId) -> Recipient | None:
    """Where an account reads its mail; None for one that is suspended or gone."""
    rows = await reading.fetch(sql.reached, _recipient, shard=shard_of(account_id), id=account_id)
    return rows[0] if rows else None


async def holder_of(reading: Reading, address: str) -> AccountId | None:
    """The account that an address belongs to."""
    rows = await reading.fetch(sql.addressed_by, AccountId, shard=shard_of_claim(address), address=address)
    return rows[0] if rows else None


async def free_email(tx: Transaction, address: str, account_id: AccountId) -> None:
    """Let an address be taken by others; does nothing where it is not this account's."""
    await tx.execute(sql.free_email, shard=shard_of_claim(address), address=address, account_id=account_id)


async def change_email(
    tx: Transaction, account_id: AccountId, address: str, *, confirmed_us: int | None
) -> None:
    """Keep an address and when it was proven; None where nobody asks for proofs."""
    await tx.execute(
        sql.change_email,
        shard=shard_of(account_id),
        id=account_id,
        email=address,
        confirmed_us=confirmed_us,
        now_us=tx.now_us,
    )


async def ask_email(tx: Transaction, account_id: AccountId) -> None:
    """An account is to confirm its address from now on."""
    await tx.execute(sql.ask_email, shard=shard_of(account_id), id=account_id)


def _recipient(email: str, username: str, confirmed_us: int | None) -> Recipient:
    return Recipient(email, username, is_proven=bool(confirmed_us), is_asked=confirmed_us == 0)
