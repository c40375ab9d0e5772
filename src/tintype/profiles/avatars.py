"""Pictures of people: one of their own photos, shown as soon as it is ready."""

from dataclasses import dataclass
from functools import partial

from tintype.accounts import Editing, ProfileChanged, people
from tintype.kernel.ids import AccountId, MediaId, shard_of
from tintype.kernel.problems import Conflict, Invalid
from tintype.kernel.viewer import Viewer, known
from tintype.media import MediaReady, MediaRow, MediaState, media_of
from tintype.ports.records import Reading, Records, Transaction


@dataclass(frozen=True, slots=True)
class Avatars:
    """What people do about their own picture."""

    records: Records
    editing: Editing

    async def show(self, viewer: Viewer, media_id: MediaId) -> None:
        """Take a photo as one's picture; it may still be processing.

        Raises Invalid for a photo that is not the viewer's, Conflict for one of which nothing could be made.
        """
        account_id = known(viewer)
        row = await self.records.look(partial(_own, account_id, media_id))
        if row is None:
            raise Invalid("This is none of your photos.", fields={"media_id": ["unknown"]})
        if row.state is MediaState.FAILED:
            raise Conflict("Nothing could be made of this photo. Choose another.", code="media_failed")
        await self.editing.set_avatar(viewer, media_id)

    async def remove(self, viewer: Viewer) -> None:
        """Show no picture."""
        await self.editing.set_avatar(viewer, None)

    async def on_media_ready(self, event: MediaReady) -> None:
        """A photo is ready: where it is somebody's picture, what is remembered of them has changed. May run twice."""

        async def body(tx: Transaction) -> None:
            person = (await people(tx, [event.owner_id])).get(event.owner_id)
            if person is not None and person.avatar_id == event.media_id:
                changed = ProfileChanged(account_id=person.id, at_us=tx.now_us)
                await tx.publish(changed, shard=shard_of(person.id))

        await self.records.transact(body)


async def _own(account_id: AccountId, media_id: MediaId, reading: Reading) -> MediaRow | None:
    row = (await media_of(reading, [media_id])).get(media_id)
    return row if row is not None and row.owner_id == account_id else None
