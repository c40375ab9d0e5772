"""Typed functions over the queries about what pictures look like."""

from collections.abc import Collection

from tintype.kernel.ids import MediaId, shard_of
from tintype.kernel.sql import Queries
from tintype.media.rows import MediaRow
from tintype.media.vectors.vector import MODEL
from tintype.ports.records import Reading, Transaction

sql = Queries(__package__ or "", "vectors.sql")


async def keep_vector(tx: Transaction, row: MediaRow, vector: bytes) -> None:
    """Write what a medium looks like, in place of what it looked like."""
    await tx.execute(
        sql.keep_vector,
        shard=shard_of(row.id),
        media_id=row.id,
        owner_id=row.owner_id,
        model=MODEL,
        vector=vector,
    )


async def forget_vector(tx: Transaction, media_id: MediaId) -> None:
    await tx.execute(sql.forget_vector, shard=shard_of(media_id), media_id=media_id)


async def vectors_of(reading: Reading, media_ids: Collection[MediaId]) -> dict[MediaId, bytes]:
    """What some media look like, as far as this program's model has seen them."""
    if not media_ids:
        return {}
    return dict(await reading.fetch(sql.vectors_of, _vector, media_ids=sorted(media_ids), model=MODEL))


async def vectors_after(reading: Reading, after: MediaId, limit: int) -> list[tuple[MediaId, bytes]]:
    """What all media look like, in a fixed order, from one on."""
    return await reading.fetch(
        sql.vectors_after, _vector, shard=shard_of(after), media_id=after, model=MODEL, limit=limit
    )


def _vector(media_id: int, vector: bytes) -> tuple[MediaId, bytes]:
    return MediaId(media_id), bytes(vector)
