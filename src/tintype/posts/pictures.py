"""What posts mean for the photos they carry: whom each is shown to, and which nobody needs any more."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from tintype.kernel.clock import DAY_US
from tintype.kernel.ids import AccountId, MediaId
from tintype.media import Posted, Reach, Unshown, discard, hold_media, share, unshown, width
from tintype.ports.records import Reading, Records, Transaction
from tintype.posts import store
from tintype.posts.model import Audience

_REACH = {
    Audience.EVERYONE: Reach.EVERYONE,
    Audience.FOLLOWERS: Reach.FOLLOWERS,
    Audience.CLOSE_FRIENDS: Reach.CLOSE_FRIENDS,
}


async def settle_pictures(tx: Transaction, owner_id: AccountId, media_ids: Collection[MediaId]) -> None:
    """Bring photos in line with the posts that carry them, after one of these has changed.

    A photo is shown as widely as the widest published post that carries it; one that no post carries is forgotten.
    """
    # Held, for what another post does with the same photo decides as well.
    await hold_media(tx, owner_id, media_ids)
    reach: dict[MediaId, Reach] = {}
    for media_id, head in await store.heads_with_media(tx, list(media_ids)):
        wanted = _REACH[head.audience] if head.is_published else Reach.OWNER
        reach[media_id] = max(wanted, reach.get(media_id, Reach.OWNER), key=width)
    await share(tx, reach)
    if unused := set(media_ids) - reach.keys():
        await discard(tx, owner_id, unused)


async def posted_as(reading: Reading, media_ids: Sequence[MediaId]) -> dict[MediaId, Posted]:
    """The newest published post that shows each of some media; what none shows is left out."""
    uses = await store.heads_with_media(reading, media_ids)
    shown = [(media_id, head.id) for media_id, head in uses if head.is_published]
    posts = await store.whole(reading, sorted({post_id for _, post_id in shown}))
    found = sorted(
        (posts[post_id].shown_us, post_id, media_id) for media_id, post_id in shown if post_id in posts
    )
    return {media_id: Posted(post_id, at_us) for at_us, post_id, media_id in found}


KEPT_US: Final = 7 * DAY_US  # for a post that is still being written
LOOKED_BACK_US: Final = 30 * DAY_US  # portraits are not shown by posts either, and need no look for ever
_BATCH: Final = 200


@dataclass(frozen=True, slots=True)
class UnusedPictures:
    """Photos that were uploaded and never posted."""

    records: Records

    async def forget(self) -> int:
        """Forget those of a week ago that no post carries; how many. Safe to run twice."""
        forgotten, after = 0, Unshown(0, MediaId(0), AccountId(0))
        while True:
            batch = await self.records.look(lambda reading, after=after: _batch(reading, after))
            for owner_id, some in groupby(sorted(batch, key=_owner), key=_owner):
                ids = [each.media_id for each in some]
                forgotten += await self.records.transact(
                    lambda tx, owner_id=owner_id, ids=ids: _forget(tx, owner_id, ids)
                )
            if len(batch) < _BATCH:
                return forgotten
            after = batch[-1]


async def _batch(reading: Reading, after: Unshown) -> list[Unshown]:
    if not after.created_us:
        after = Unshown(reading.now_us - LOOKED_BACK_US, MediaId(0), AccountId(0))
    return await unshown(reading, after, reading.now_us - KEPT_US, _BATCH)


async def _forget(tx: Transaction, owner_id: AccountId, media_ids: list[MediaId]) -> int:
    """Asks again, for a post may have been written since."""
    await hold_media(tx, owner_id, media_ids)
    carried = {media_id for media_id, _ in await store.heads_with_media(tx, media_ids)}
    unused = [media_id for media_id in media_ids if media_id not in carried]
    return await discard(tx, owner_id, unused)


def _owner(photo: Unshown) -> AccountId:
    return photo.owner_id
