"""How people look: names, pictures and ties for sets of accounts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import msgspec
from msgspec import UNSET, UnsetType

from tintype.accounts import Person, people
from tintype.graph import EdgeKind, edges, mute_ends
from tintype.kernel.clock import rfc3339
from tintype.kernel.ids import AccountId, MediaId
from tintype.kernel.viewer import Viewer
from tintype.media import MediaRow, MediaShort, MediaUrls, media_of, short_media
from tintype.ports.records import Reading
from tintype.profiles.shapes import UserShort, UserViewer

_TIES = (
    EdgeKind.FOLLOW,
    EdgeKind.FOLLOWED_BY,
    EdgeKind.REQUEST,
    EdgeKind.BLOCK,
    EdgeKind.MUTE,
    EdgeKind.MUTE_STORIES,
    EdgeKind.RESTRICT,
    EdgeKind.CLOSE_FRIEND,
)
_MUTES = {EdgeKind.MUTE, EdgeKind.MUTE_STORIES}


async def short_users(
    reading: Reading, ids: Collection[AccountId], urls: MediaUrls
) -> dict[AccountId, UserShort]:
    """Accounts as they stand beside what they share, the same for every viewer; who does not exist is missing."""
    if not ids:
        return {}
    found = await people(reading, ids)
    pictures = await pictures_of(reading, found.values())
    return {id: _short(person, pictures, urls) for id, person in found.items()}


async def users_for(
    reading: Reading, viewer: Viewer, ids: Collection[AccountId], urls: MediaUrls
) -> dict[AccountId, UserShort]:
    """As `short_users`, with how each stands to a viewer who is signed in."""
    found = await short_users(reading, ids, urls)
    ties = await ties_of(reading, viewer, list(found))
    return {id: msgspec.structs.replace(user, viewer=ties.get(id, UNSET)) for id, user in found.items()}


async def ties_of(
    reading: Reading, viewer: Viewer, ids: Collection[AccountId]
) -> dict[AccountId, UserViewer]:
    """How accounts stand to a viewer; nothing for the viewer's own, or when nobody is signed in."""
    others = [id for id in ids if id != viewer.account_id]
    if not viewer.is_known or not others:
        return {}
    ties = await edges.ties(reading, viewer.account_id, _TIES, others)
    muted = [id for id, its in ties.items() if not its.isdisjoint(_MUTES)]
    ends = await mute_ends(reading, viewer.account_id, muted)
    return {id: _viewer(ties.get(id, frozenset()), ends.get(id)) for id in others}


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of some people, as far as they are ready."""

    rows: Mapping[MediaId, MediaRow]

    def of(self, person: Person, urls: MediaUrls) -> MediaShort | UnsetType:
        """Somebody's picture, when it is ready and still theirs."""
        row = None if person.avatar_id is None else self.rows.get(person.avatar_id)
        if row is None or not row.is_shown or row.owner_id != person.id:
            return UNSET
        return short_media(row, urls, alt=person.username, is_private=person.is_private)


async def pictures_of(reading: Reading, persons: Collection[Person]) -> Pictures:
    """The pictures of many people, in one read."""
    ids = {person.avatar_id for person in persons if person.avatar_id is not None}
    return Pictures(await media_of(reading, ids) if ids else {})


def _short(person: Person, pictures: Pictures, urls: MediaUrls) -> UserShort:
    return UserShort(
        id=str(person.id),
        username=person.username,
        name=person.name,
        is_private=person.is_private,
        avatar=pictures.of(person, urls),
    )


def _viewer(ties: frozenset[EdgeKind], muted_until_us: int | None) -> UserViewer:
    following = "requested" if EdgeKind.REQUEST in ties else "none"
    return UserViewer(
        following="yes" if EdgeKind.FOLLOW in ties else following,
        followed_by=EdgeKind.FOLLOWED_BY in ties,
        blocking=EdgeKind.BLOCK in ties,
        muting=EdgeKind.MUTE in ties,
        restricting=EdgeKind.RESTRICT in ties,
        close_friend=EdgeKind.CLOSE_FRIEND in ties,
        muting_stories=EdgeKind.MUTE_STORIES in ties,
        muted_until=UNSET if muted_until_us is None else rfc3339(muted_until_us),
    )
