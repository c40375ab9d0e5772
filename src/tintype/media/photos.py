"""One's own photos, and those of others where they may be seen; another try where one failed."""

from dataclasses import dataclass, replace

from tintype.kernel.ids import MediaId
from tintype.kernel.problems import Conflict, NotFound
from tintype.kernel.viewer import Viewer, known
from tintype.media import store
from tintype.media.making.film_jobs import try_ladder_again
from tintype.media.making.remaking import ask_for_remake
from tintype.media.model import RETRYABLE, MediaState
from tintype.media.policy.duplicates import Posted, PostedAs, earlier_post, nobody_posts
from tintype.media.reach.audience import Openness, openness
from tintype.media.rows import MediaRow
from tintype.media.uploads.arriving import ask_for_renditions
from tintype.ports.records import Reading, Records, Transaction


@dataclass(frozen=True, slots=True)
class Seen:
    """A photo as a viewer may see it; `is_private`: others may not."""

    row: MediaRow
    is_private: bool
    is_own: bool
    posted: Posted | None = None
    """Where its owner has posted the same before."""


@dataclass(frozen=True, slots=True)
class Photos:
    """Looking at a photo's state, and trying again."""

    records: Records
    posted_as: PostedAs = nobody_posts

    async def show(self, viewer: Viewer, media_id: MediaId) -> Seen:
        """An own photo in any state, another's when it is ready and visible. Raises NotFound."""

        async def body(reading: Reading) -> Seen:
            row = (await store.media_of(reading, [media_id])).get(media_id)
            if row is None:
                raise NotFound
            found = await seen(reading, viewer, row)
            if not found.is_own:
                return found
            return replace(found, posted=await earlier_post(reading, row, self.posted_as))

        return await self.records.look(body)

    async def retry(self, viewer: Viewer, media_id: MediaId) -> Seen:
        """Try what has failed again: to make a photo, or to make it anew. Raises NotFound, and Conflict where another
        try cannot help.
        """
        owner_id = known(viewer)

        async def body(tx: Transaction) -> Seen:
            row = (await store.media_of(tx, [media_id])).get(media_id)
            if row is None or row.owner_id != owner_id:
                raise NotFound
            if row.state is MediaState.READY and row.made.film is not None and row.made.film.gave_up:
                await try_ladder_again(tx, row, row.made.film)
                return await seen(tx, viewer, (await store.media_of(tx, [media_id]))[media_id])
            if row.state is MediaState.READY and row.problem is not None:
                await ask_for_remake(tx, row)
                return await seen(tx, viewer, (await store.media_of(tx, [media_id]))[media_id])
            if row.state is not MediaState.FAILED:
                raise Conflict("Only what has failed can be tried again.", code="not_failed")
            if row.problem not in RETRYABLE or row.source is None:
                raise Conflict("Trying again cannot help. Upload the photo anew.", code="upload_again")
            if await store.change_state(tx, media_id, MediaState.WAITING):
                await ask_for_renditions(tx, row)
            return await seen(tx, viewer, (await store.media_of(tx, [media_id]))[media_id])

        return await self.records.transact(body)


async def seen(reading: Reading, viewer: Viewer, row: MediaRow) -> Seen:
    """A photo for whoever may see it. Raises NotFound."""
    how = await openness(reading, viewer, row)
    return Seen(row, how is Openness.RESTRICTED, row.owner_id == viewer.account_id)
