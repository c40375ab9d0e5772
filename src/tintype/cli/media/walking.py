"""A walk over all media of a site, or of one account, with how far it is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from tintype.kernel.ids import AccountId, shard_of
from tintype.media import MediaRow, media_of
from tintype.media.upkeep.inventory import count_media, media_after, media_of_owner
from tintype.ports.records import Reading, Records

BATCH = 200
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a walk stands: behind this medium, after so many."""

    shard: int = -1
    media_id: int = 0
    done: int = 0


async def walk(
    records: Records, progress: Progress, start: Place | None = None, owner_id: AccountId | None = None
) -> AsyncIterator[tuple[Place, list[MediaRow]]]:
    """Rows in batches, each with the place behind it."""
    place, total = start or Place(), await records.look(count_media)
    while True:

        async def body(reading: Reading, place: Place = place) -> tuple[int, int, list[MediaRow]]:
            if owner_id is None:
                ids = await media_after(reading, place.shard, place.media_id, BATCH)
            else:
                ids = await media_of_owner(reading, owner_id, shard_of(owner_id), place.media_id, BATCH)
            rows = await media_of(reading, [media_id for _, media_id in ids])
            shard, last = ids[-1] if ids else (place.shard, place.media_id)
            return shard, last, [rows[media_id] for _, media_id in ids if media_id in rows]

        shard, last, rows = await records.look(body)
        if not rows:
            progress("media", total, total)
            return
        place = Place(shard, last, place.done + len(rows))
        yield place, rows
        progress("media", min(place.done, total - 1), total)
