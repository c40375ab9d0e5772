"""What waits until a person has looked: shown to moderators, let through or blocked by them, never by a program."""

from dataclasses import dataclass

from tintype.kernel.ids import AccountId, MediaId, PostId
from tintype.kernel.pages import Page, Place, page_of
from tintype.kernel.problems import Conflict, Invalid
from tintype.kernel.viewer import Viewer, known
from tintype.media import Act, MediaRow, acts_page, clear, held_ids, hold, hold_media, media_of, media_with_id
from tintype.moderation.blocks import NOTE_CHARACTERS_MAX
from tintype.ports.records import Reading, Records, Transaction
from tintype.posts import heads_with_media, settle_posts


@dataclass(frozen=True, slots=True)
class Held:
    """A medium that waits, since when, and the post that waits for it."""

    row: MediaRow
    since_us: int
    post_id: PostId | None


@dataclass(frozen=True, slots=True)
class Review:
    """Moderators' decisions. Every one is written down with who made it."""

    records: Records

    async def held(self, place: Place, limit: int) -> Page[Held]:
        """What waits, the longest waiting first."""

        async def body(reading: Reading) -> Page[Held]:
            waiting = await held_ids(reading, place.at, place.id, limit + 1)
            rows = await media_of(reading, [media_id for _, media_id in waiting])
            uses = await heads_with_media(reading, list(rows))
            posts = {media_id: head.id for media_id, head in uses}
            items = [Held(rows[id], since_us, posts.get(id)) for since_us, id in waiting if id in rows]
            return page_of(items, limit, lambda held: Place(held.since_us, held.row.id))

        return await self.records.look(body)

    async def clear(self, viewer: Viewer, media_id: MediaId, note: str, *, is_sensitive: bool) -> MediaRow:
        """Let it be seen, behind a blur if it is sensitive. Raises NotFound and Conflict."""
        by_id = known(viewer)

        async def body(tx: Transaction) -> MediaRow:
            row = await _held_row(tx, media_id, note)
            if not await clear(tx, row, by_id, note, is_sensitive=is_sensitive):
                raise Conflict(
                    "This is not held: somebody else has decided, or it was never.", code="not_held"
                )
            return await _settled(tx, media_id)

        return await self.records.transact(body)

    async def hold(self, viewer: Viewer, media_id: MediaId, note: str) -> MediaRow:
        """Take back a clearance, or hold what no program has noticed. Raises NotFound and Conflict."""
        by_id = known(viewer)

        async def body(tx: Transaction) -> MediaRow:
            row = await _held_row(tx, media_id, note)
            if not await hold(tx, row, row.made, by_id, note):
                raise Conflict("This is held or gone already.", code="not_shown")
            return await _settled(tx, media_id)

        return await self.records.transact(body)

    async def acts(self, place: Place, limit: int) -> Page[Act]:
        """What was decided, newest first; nothing of it is ever changed."""

        async def body(reading: Reading) -> Page[Act]:
            rows = await acts_page(reading, place.at, place.id, limit + 1)
            return page_of(rows, limit, lambda act: Place(act.at_us, act.id))

        return await self.records.look(body)


async def _held_row(tx: Transaction, media_id: MediaId, note: str) -> MediaRow:
    if len(note) > NOTE_CHARACTERS_MAX:
        raise Invalid(fields={"note": ["too_long"]})
    row = await media_with_id(tx, media_id)
    await hold_media(tx, AccountId(row.owner_id), [media_id])
    return await media_with_id(tx, media_id)


async def _settled(tx: Transaction, media_id: MediaId) -> MediaRow:
    await settle_posts(tx, [media_id])
    return await media_with_id(tx, media_id)
