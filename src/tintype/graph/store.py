"""The queries of this subject that are not about edges in general."""

from collections.abc import Collection

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


async def mute_ends(reading: Reading, by_id: AccountId, of_ids: Collection[int]) -> dict[int, int]:
    """When mutes of some accounts end, microseconds since 1970; those without an end are missing."""
    if not of_ids:
        return {}
    rows = await reading.fetch(sql.mute_ends, _end, shard=shard_of(by_id), by_id=by_id, of_ids=list(of_ids))
    return dict(rows)


async def note_mute_end(tx: Transaction, by_id: AccountId, of_id: AccountId, until_us: int) -> None:
    await tx.execute(sql.note_mute_end, shard=shard_of(by_id), by_id=by_id, of_id=of_id, until_us=until_us)


async def forget_mute_end(tx: Transaction, by_id: AccountId, of_id: AccountId) -> None:
    await tx.execute(sql.forget_mute_end, shard=shard_of(by_id), by_id=by_id, of_id=of_id)


def _end(of_id: int, until_us: int) -> tuple[int, int]:
    return of_id, until_us
