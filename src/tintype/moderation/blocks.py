"""The list of pictures that are not shown here, as moderators and whoever sits at the machine change it."""

from dataclasses import dataclass

from tintype.kernel.ids import MediaId, PostId
from tintype.kernel.pages import Page, Place, page_of
from tintype.kernel.problems import Invalid, NotFound
from tintype.media import (
    BlockedHash,
    Order,
    Picture,
    block_media,
    block_picture,
    blocked_page,
    media_with_id,
    unblock,
)
from tintype.ports.records import Reading, Records, Transaction
from tintype.posts import posts_of, settle_posts

NOTE_CHARACTERS_MAX = 500


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be blocked: a medium that is here, all media of a post, or a picture by its hashes."""

    media_id: MediaId | None = None
    post_id: PostId | None = None
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class BlockedPictures:
    """Blocking is for ever and for every copy: what it takes down is deleted, the original too."""

    records: Records

    async def block(self, target: Target, order: Order) -> list[BlockedHash]:
        """Block it: gone with this call where it is named, and as it is found where it is a copy.

        Safe to call twice. Raises NotFound, and Invalid for a note that is too long.
        """
        if len(order.note) > NOTE_CHARACTERS_MAX:
            raise Invalid(fields={"note": ["too_long"]})

        async def body(tx: Transaction) -> list[BlockedHash]:
            if target.picture is not None:
                return [await block_picture(tx, target.picture, order)]
            media_ids = await _media_ids(tx, target)
            found = [await block_media(tx, await media_with_id(tx, id), order) for id in media_ids]
            await settle_posts(tx, media_ids)
            return found

        return await self.records.transact(body)

    async def unblock(self, name: str) -> None:
        """Let copies be uploaded again. What is gone stays gone. Raises NotFound."""
        await self.records.transact(lambda tx: unblock(tx, name))

    async def page(self, place: Place, limit: int) -> Page[BlockedHash]:
        """What is blocked, newest first."""

        async def body(reading: Reading) -> Page[BlockedHash]:
            rows = await blocked_page(reading, place.at, place.id, limit + 1)
            return page_of(rows, limit, lambda row: Place(row.at_us, row.id))

        return await self.records.look(body)


async def _media_ids(tx: Transaction, target: Target) -> list[MediaId]:
    if target.post_id is None:
        return [] if target.media_id is None else [target.media_id]
    found = await posts_of(tx, [target.post_id])
    if target.post_id not in found:
        raise NotFound("There is no such post.")
    return sorted(item.media_id for item in found[target.post_id].media)
