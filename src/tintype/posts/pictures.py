"""What posts mean for the photos they carry: whom each is shown to, and which nobody needs any more."""

from collections.abc import Collection

from tintype.kernel.ids import AccountId, MediaId
from tintype.media import Reach, discard, share
from tintype.ports.records import Transaction
from tintype.posts import store
from tintype.posts.model import Audience

_REACH = {Audience.EVERYONE: Reach.EVERYONE, Audience.FOLLOWERS: Reach.FOLLOWERS}


async def settle_pictures(tx: Transaction, owner_id: AccountId, media_ids: Collection[MediaId]) -> None:
    """Bring photos in line with the posts that carry them, after one of these has changed.

    A photo is shown as widely as the widest published post that carries it; one that no post carries is forgotten.
    """
    reach: dict[MediaId, Reach] = {}
    for media_id, head in await store.heads_with_media(tx, list(media_ids)):
        wanted = _REACH[head.audience] if head.is_published else Reach.OWNER
        reach[media_id] = max(wanted, reach.get(media_id, Reach.OWNER))
    await share(tx, reach)
    if unused := set(media_ids) - reach.keys():
        await discard(tx, owner_id, unused)
