"""What kind of post it is, for those that count what people like."""

from collections.abc import Collection
from enum import IntEnum

from tintype.kernel.ids import MediaId, PostId
from tintype.media import MediaKind, media_kinds
from tintype.ports.records import Reading
from tintype.posts import rows
from tintype.posts.store import sql


class PostKind(IntEnum):
    """As signals keep it."""

    PHOTO = 0
    CAROUSEL = 1
    VIDEO = 2


async def kinds_of_posts(reading: Reading, post_ids: Collection[PostId]) -> dict[PostId, PostKind]:
    """The kind of each post: one photo, one video, or several of either. Posts without media are left out."""
    if not post_ids:
        return {}
    found: dict[PostId, list[MediaId]] = {}
    for post_id, media_id, _ in await reading.fetch(sql.media, rows.media_row, post_ids=list(post_ids)):
        found.setdefault(PostId(post_id), []).append(MediaId(media_id))
    single = [media_ids[0] for media_ids in found.values() if len(media_ids) == 1]
    kinds = await media_kinds(reading, single)
    return {
        post_id: PostKind.CAROUSEL if len(media_ids) > 1 else _single(kinds.get(media_ids[0]))
        for post_id, media_ids in found.items()
    }


def _single(kind: MediaKind | None) -> PostKind:
    return PostKind.VIDEO if kind is MediaKind.VIDEO else PostKind.PHOTO
