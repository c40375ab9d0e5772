"""What lies in the store of blobs: how much of which kind, and what nobody needs. For operators."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from tintype.kernel.ids import AccountId, MediaId
from tintype.kernel.sql import Queries
from tintype.media import store
from tintype.media.rows import shard_of_key
from tintype.ports.blob_listing import StoredBlob
from tintype.ports.records import Reading

sql = Queries(__package__ or "", "upkeep.sql")

KINDS: Final = {
    "avif": "pictures, AVIF",
    "jpg": "pictures, JPEG",
    "webp": "pictures, WebP",
    "mp4": "video",
    "m4s": "video",
    "m3u8": "video",
    "vtt": "captions",
}
OTHER: Final = "other"


@dataclass(slots=True)
class Inventory:
    """Files and bytes by kind."""

    files: Counter[str] = field(default_factory=Counter[str])
    bytes: Counter[str] = field(default_factory=Counter[str])

    def count(self, blobs: Iterable[StoredBlob]) -> None:
        for blob in blobs:
            kind = kind_of(blob.key)
            self.files[kind] += 1
            self.bytes[kind] += blob.size


def kind_of(key: str) -> str:
    """What a blob is, by its key: originals, pictures by type, video, captions, quarantine."""
    folder, _, rest = key.partition("/")
    match folder:
        case "originals" | "quarantine":
            return folder
        case "m":
            return KINDS.get(rest.rpartition(".")[2], OTHER)
        case _:
            return OTHER


async def orphans(reading: Reading, blobs: Sequence[StoredBlob]) -> list[StoredBlob]:
    """Those of some blobs that no row knows of. What is not ours by its name is left alone.

    NOTE: files come before the row that names them, so that only what is old may be taken for an orphan.
    """
    keys = {blob.key.split("/")[1] for blob in blobs if blob.key.startswith("m/")}
    known = await _known_keys(reading, keys)
    arriving = set(await reading.fetch(sql.uploading, str)) if _has_any(blobs, "quarantine/") else set[str]()
    found: list[StoredBlob] = []
    for blob in blobs:
        folder, _, rest = blob.key.partition("/")
        if folder == "m":
            is_needed = rest.partition("/")[0] in known
        elif folder == "quarantine":
            is_needed = blob.key in arriving
        elif folder == "originals":
            is_needed = await _is_original(reading, rest)
        else:
            is_needed = True
        if not is_needed:
            found.append(blob)
    return found


def _has_any(blobs: Iterable[StoredBlob], prefix: str) -> bool:
    return any(blob.key.startswith(prefix) for blob in blobs)


async def _known_keys(reading: Reading, keys: Collection[str]) -> set[str]:
    shards = {key: shard_of_key(key) for key in keys}
    asked = sorted({shard for shard in shards.values() if shard is not None})
    if not asked:
        return set()
    known = set(await reading.fetch(sql.keys_in_use, str, shards=asked, keys=sorted(keys)))
    for shard in sorted({shard for key, shard in shards.items() if shard is not None and key not in known}):
        for coming, going in await reading.fetch(sql.keys_between, _pair, shard=shard):
            known |= {key for key in (coming, going) if key}
    return known


async def _is_original(reading: Reading, rest: str) -> bool:
    owner, _, digest = rest.rpartition("/")[2].partition("-")
    if not owner.isdecimal() or len(digest) != 64:
        return True
    return await store.has_same_bytes(reading, AccountId(int(owner)), bytes.fromhex(digest))


async def biggest_owners(reading: Reading, limit: int) -> list[tuple[AccountId, int]]:
    """Whose uploads take up most, and how many bytes."""
    return await reading.fetch(sql.biggest_owners, _owner, limit=limit)


async def count_media(reading: Reading) -> int:
    return (await reading.fetch(sql.count_media, int))[0]


async def media_after(reading: Reading, shard: int, media_id: int, limit: int) -> list[tuple[int, MediaId]]:
    """Everything that is here, by the shard it lies in and its id, from one on."""
    return await reading.fetch(sql.media_ids_after, _place, shard=shard, id=media_id, limit=limit)


async def media_of_owner(
    reading: Reading, owner_id: AccountId, shard: int, media_id: int, limit: int
) -> list[tuple[int, MediaId]]:
    """The same of one owner."""
    return await reading.fetch(
        sql.media_ids_of_owner, _place, shard=shard, owner_id=owner_id, id=media_id, limit=limit
    )


def _pair(coming: str | None, going: str | None) -> tuple[str | None, str | None]:
    return coming, going


def _owner(account_id: int, count: int) -> tuple[AccountId, int]:
    return AccountId(account_id), count


def _place(shard: int, media_id: int) -> tuple[int, MediaId]:
    return shard, MediaId(media_id)
