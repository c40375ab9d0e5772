"""The queries about the keys that photos have in their addresses."""

from dataclasses import dataclass

from tintype.kernel.ids import AccountId, MediaId, shard_of
from tintype.media.store import sql
from tintype.ports.records import Reading, Transaction


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one medium: in use, coming, and going."""

    media_id: MediaId
    key: str
    coming: str | None
    going: str | None


async def keys_of_owner(reading: Reading, owner_id: AccountId, after: int, limit: int) -> list[Keys]:
    """The keys of an owner's media by rising id, after one."""
    return await reading.fetch(
        sql.keys_of_owner, _keys, shard=shard_of(owner_id), owner_id=owner_id, after=after, limit=limit
    )


async def plan_key(tx: Transaction, media_id: MediaId, key: str) -> None:
    await tx.execute(sql.plan_key, shard=shard_of(media_id), id=media_id, key=key)


async def change_key(tx: Transaction, media_id: MediaId) -> bool:
    """Let the coming key be in use, and the one in use be going."""
    return await tx.execute(sql.change_key, shard=shard_of(media_id), id=media_id, now_us=tx.now_us) > 0


async def forget_old_key(tx: Transaction, media_id: MediaId, key: str) -> None:
    await tx.execute(sql.forget_old_key, shard=shard_of(media_id), id=media_id, key=key)


def _keys(media_id: int, key: str, coming: str | None, going: str | None) -> Keys:
    return Keys(MediaId(media_id), key, coming, going)
