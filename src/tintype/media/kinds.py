"""What kind of file each is, for those that ask nothing else."""

from collections.abc import Collection

from tintype.kernel.ids import MediaId
from tintype.media.model import MediaKind
from tintype.media.store import sql
from tintype.ports.records import Reading


async def media_kinds(reading: Reading, ids: Collection[MediaId]) -> dict[MediaId, MediaKind]:
    """Of each whether it is a photo or a video. Those that do not exist are missing."""
    return dict(await reading.fetch(sql.media_kinds, _kind, ids=list(ids)) if ids else [])


def _kind(id: int, kind: str) -> tuple[MediaId, MediaKind]:
    return MediaId(id), MediaKind(kind)
