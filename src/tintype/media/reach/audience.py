"""Who may see a photo: its owner; others as far as published posts show it and the owner's privacy allows."""

from enum import IntEnum

from tintype.accounts import people
from tintype.graph import EdgeKind, close_to, edges, reachable, visible
from tintype.kernel.problems import NotFound
from tintype.kernel.viewer import Viewer
from tintype.media.model import MediaState, Reach, Verdict
from tintype.media.rows import MediaRow
from tintype.ports.records import Reading


class Openness(IntEnum):
    """How open a photo is to a viewer who may see it."""

    OWN = 0
    RESTRICTED = 1  # others may not see it: addresses are signed, nothing shared is cached
    PORTRAIT = 2  # the picture of a private account, which everybody sees who sees the account
    PUBLIC = 3


async def openness(reading: Reading, viewer: Viewer, row: MediaRow) -> Openness:
    """How open a photo is to this viewer. Raises NotFound where it does not exist for them."""
    owner_id = row.owner_id
    if _reviews(viewer, row):
        return Openness.RESTRICTED
    owner = (await people(reading, [owner_id])).get(owner_id)
    if owner is None or owner_id not in await reachable(reading, viewer, [owner_id]):
        raise NotFound
    if row.reach is Reach.EVERYONE and row.is_shown and not owner.is_private:
        return Openness.PUBLIC
    if viewer.account_id == owner_id:
        return Openness.OWN
    if not row.is_shown:
        raise NotFound
    if owner.avatar_id == row.id:
        return Openness.PORTRAIT if owner.is_private else Openness.PUBLIC
    if row.reach is Reach.OWNER or owner_id not in await visible(reading, viewer, [owner_id]):
        raise NotFound
    if row.reach is Reach.FOLLOWERS and not await _follows(reading, viewer, row):
        raise NotFound
    if row.reach is Reach.CLOSE_FRIENDS and not await close_to(reading, viewer, [owner_id]):
        raise NotFound
    return Openness.RESTRICTED


def _reviews(viewer: Viewer, row: MediaRow) -> bool:
    """Whether this viewer is to decide about it: what is held is shown to moderators, whoever its owner is."""
    is_waiting = row.state is MediaState.READY and row.verdict is Verdict.HELD
    return is_waiting and viewer.moderates


async def _follows(reading: Reading, viewer: Viewer, row: MediaRow) -> bool:
    if not viewer.is_known:
        return False
    return bool(await edges.contains(reading, viewer.account_id, EdgeKind.FOLLOW, [row.owner_id]))
