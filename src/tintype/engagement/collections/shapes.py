"""Collections as the API spells them."""

from collections.abc import Sequence

import msgspec
from msgspec import UNSET, UnsetType

from tintype.engagement.collections import store
from tintype.engagement.collections.model import COVERS, Collection, CollectionId
from tintype.graph import EdgeKind, edges
from tintype.kernel.clock import rfc3339
from tintype.kernel.ids import PostId
from tintype.kernel.viewer import Viewer
from tintype.media import MediaShort, MediaUrls
from tintype.ports.records import Reading
from tintype.posts import covers, visible_posts
from tintype.profiles import UserShort, short_users

LOOKED_AT = 12  # First posts of a collection among which covers are looked for, for some may be hidden.


class CollectionOfPosts(msgspec.Struct, frozen=True, omit_defaults=True):
    """A collection as the viewer may see it: how many posts it holds is not told, for some may be hidden.

    `covers`: up to four pictures. `members`: how many people it is shared with. `has_post` answers `?post_id=`.
    """

    id: str
    name: str
    created_at: str
    owner: UserShort
    mine: bool
    members: int
    covers: list[MediaShort]
    has_post: bool | UnsetType = UNSET


class CollectionPage(msgspec.Struct, frozen=True):
    """Own collections and shared ones, the latest made first."""

    items: list[CollectionOfPosts]
    next: str | None


class NewCollection(msgspec.Struct, forbid_unknown_fields=True):
    """A collection to be."""

    name: str


class CollectionChange(msgspec.Struct, forbid_unknown_fields=True):
    """What is absent stays; `cover_id` null lets the first pictures stand for it again."""

    name: str | UnsetType = UNSET
    cover_id: str | UnsetType | None = UNSET


class ItemMove(msgspec.Struct, forbid_unknown_fields=True):
    """Where a post goes: behind another (`after`, null: first), or to another collection (`to`)."""

    after: str | UnsetType | None = UNSET
    to: str | UnsetType = UNSET


async def collection_shapes(
    reading: Reading,
    viewer: Viewer,
    rows: Sequence[Collection],
    urls: MediaUrls,
    *,
    post_id: PostId | None = None,
) -> list[CollectionOfPosts]:
    """Collections the viewer may open, in the same order."""
    if not rows:
        return []
    owners = await short_users(reading, {row.owner_id for row in rows}, urls)
    members = await edges.counts(reading, [row.id for row in rows], [EdgeKind.HAS_MEMBER])
    shown = await _covers(reading, viewer, rows, urls)
    asked = {(row.id, post_id) for row in rows} if post_id else set[tuple[CollectionId, PostId]]()
    holding = await store.holding(reading, asked)
    return [
        CollectionOfPosts(
            id=str(row.id),
            name=row.name,
            created_at=rfc3339(row.created_us),
            owner=owners[row.owner_id],
            mine=row.owner_id == viewer.account_id,
            members=members[row.id, EdgeKind.HAS_MEMBER],
            covers=shown[row.id],
            has_post=UNSET if post_id is None else (row.id, post_id) in holding,
        )
        for row in rows
        if row.owner_id in owners
    ]


async def _covers(
    reading: Reading, viewer: Viewer, rows: Sequence[Collection], urls: MediaUrls
) -> dict[CollectionId, list[MediaShort]]:
    first = await store.first_items(reading, [row.id for row in rows], LOOKED_AT)
    chosen = await store.holding(reading, {(row.id, row.cover_id) for row in rows if row.cover_id})
    order = {
        row.id: [row.cover_id] if (row.id, row.cover_id) in chosen else first.get(row.id, []) for row in rows
    }
    posts = await visible_posts(reading, viewer, list({id for some in order.values() for id in some}))
    pictures = await covers(reading, posts.values(), urls)
    return {row.id: [pictures[id] for id in order[row.id] if id in pictures][:COVERS] for row in rows}
