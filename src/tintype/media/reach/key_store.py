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


async def keys_of(reading: Reading, media_id: MediaId) -> Keys | None:
    """The keys of one medium; None when it is gone."""
    found = await reading.fetch(sql.keys_of, _keys, shard=shard_of(media_id), id=media_id)
    return found[0] if found else None


async def plan_key(tx: Transaction, media_id: MediaId, key: str) -> None:
    """Let this key be coming, unless another one is."""
    await tx.execute(sql.plan_key, shard=shard_of(media_id), id=media_id, key=key)


async def change_key(tx: Transaction, keys: Keys) -> bool:
    """Let the coming key be in use, and the one in use be going; False when they are others meanwhile."""
    changed = await tx.execute(
        sql.change_key,
        shard=shard_of(keys.media_id),
        id=keys.media_id,
        key=keys.key,
        coming=keys.coming,
        now_us=tx.now_us,
    )
    return changed > 0


async def forget_old_key(tx: Transaction, media_id: MediaId, key: str) -> None:
    await tx.execute(sql.forget_old_key, shard=shard_of(media_id), id=media_id, key=key)


def _keys(media_id: int, key: str, coming: str | None, going: str | None) -> Keys:
    return Keys(MediaId(media_id), key, coming, going)
