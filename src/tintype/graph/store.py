"""The queries of this subject that are not about edges in general."""

from tintype.graph.model import Ask
from tintype.kernel.ids import AccountId, shard_of
from tintype.kernel.sql import Queries
from tintype.ports.records import Reading, Transaction

sql = Queries(__package__ or "")


async def ask_of(reading: Reading, asker_id: AccountId, asked_id: AccountId) -> Ask | None:
    found = await reading.fetch(
        sql.ask_of, Ask, shard=shard_of(asker_id), asker_id=asker_id, asked_id=asked_id
    )
    return found[0] if found else None


async def note_ask(tx: Transaction, asker_id: AccountId, asked_id: AccountId) -> None:
    await tx.execute(
        sql.note_ask, shard=shard_of(asker_id), asker_id=asker_id, asked_id=asked_id, told_us=tx.now_us
    )


async def note_decline(tx: Transaction, asker_id: AccountId, asked_id: AccountId) -> None:
    await tx.execute(
        sql.note_decline, shard=shard_of(asker_id), asker_id=asker_id, asked_id=asked_id, now_us=tx.now_us
    )


async def forget_ask(tx: Transaction, asker_id: AccountId, asked_id: AccountId) -> None:
    await tx.execute(sql.forget_ask, shard=shard_of(asker_id), asker_id=asker_id, asked_id=asked_id)


async def most_followed(reading: Reading, limit: int) -> list[AccountId]:
    """Most followed first. Stars come by their level, each eight times the one below, and within it in any order."""
    return await reading.fetch(sql.most_followed, AccountId, limit=limit)
