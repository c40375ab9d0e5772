"""Putting posts into collections, taking them out, and their order."""

from dataclasses import dataclass

from tintype.engagement import saves
from tintype.engagement.collections import store
from tintype.engagement.collections.model import GAP, ITEMS_MAX, Collection, CollectionId, Item
from tintype.engagement.collections.store import sql
from tintype.kernel.ids import PostId, shard_of
from tintype.kernel.pages import TOP, Page, Place, page_of
from tintype.kernel.problems import Forbidden, Invalid, NotFound
from tintype.kernel.viewer import Viewer, known
from tintype.ports.records import Reading, Records, Transaction

FIRST = PostId(0)


@dataclass(frozen=True, slots=True)
class Items:
    """Done by the owner and by members; safe to call twice. Raises NotFound for other people's collections."""

    records: Records

    async def put(self, viewer: Viewer, collection_id: CollectionId, post_id: PostId) -> None:
        """Put a post first in a collection, and keep it; one that is there stays where it is.

        Raises NotFound for a post the viewer may not see, Forbidden when the collection is full.
        """

        async def body(tx: Transaction) -> None:
            await put_in(tx, viewer, collection_id, post_id)

        await self.records.transact(body)

    async def take(self, viewer: Viewer, collection_id: CollectionId, post_id: PostId) -> None:
        """Take a post out; it stays kept. Members take out what they put in, and get NotFound for the rest."""

        async def body(tx: Transaction) -> None:
            await store.hold(tx, collection_id)
            found = await store.opened(tx, viewer, collection_id)
            await _take(tx, viewer, found, post_id)

        await self.records.transact(body)

    async def move(
        self, viewer: Viewer, collection_id: CollectionId, post_id: PostId, after_id: PostId
    ) -> None:
        """Put a post behind another of the same collection, or first. Raises Invalid for one that is not in it."""

        async def body(tx: Transaction) -> None:
            await store.hold(tx, collection_id)
            found = await store.opened(tx, viewer, collection_id)
            if await store.item(tx, found.id, post_id) is None:
                raise NotFound
            if after_id == post_id:
                return
            place = await _place_after(tx, found.id, after_id, post_id)
            await store.set_place(tx, found.id, post_id, place)

        await self.records.transact(body)

    async def carry(
        self, viewer: Viewer, collection_id: CollectionId, post_id: PostId, to_id: CollectionId
    ) -> None:
        """Take a post out of one collection and put it first in another, at once."""

        async def body(tx: Transaction) -> None:
            for held in sorted({collection_id, to_id}):
                await store.hold(tx, held)
            found = await store.opened(tx, viewer, collection_id)
            if await store.item(tx, found.id, post_id) is None:
                raise NotFound
            if to_id != collection_id:
                await put_in(tx, viewer, to_id, post_id)
                await _take(tx, viewer, found, post_id)

        await self.records.transact(body)


async def items_page(
    reading: Reading, viewer: Viewer, collection_id: CollectionId, before: Place, limit: int
) -> Page[PostId]:
    """The posts of a collection in its order, whether the viewer can see them or not: cards decide that.

    Raises NotFound.
    """
    await store.opened(reading, viewer, collection_id)
    page = page_of(await store.items_before(reading, collection_id, before, limit + 1), limit, _place)
    return Page([item.post_id for item in page.items], page.next)


async def put_in(
    tx: Transaction,
    viewer: Viewer,
    collection_id: CollectionId,
    post_id: PostId,
    *,
    place: int | None = None,
) -> None:
    """Keep a post in a collection, first of all or at a place. Raises NotFound, and Forbidden when it is full."""
    await store.hold(tx, collection_id)
    found = await store.opened(tx, viewer, collection_id)
    if await store.item(tx, collection_id, post_id) is not None:
        return
    if await store.items_total(tx, collection_id) >= ITEMS_MAX:
        raise Forbidden(f"A collection holds {ITEMS_MAX:,} posts.", code="collection_full")
    await saves.add(tx, [(known(viewer), post_id)])
    await tx.execute(
        sql.insert_item,
        shard=shard_of(collection_id),
        collection_id=collection_id,
        post_id=post_id,
        owner_id=found.owner_id,
        by_id=viewer.account_id,
        place=await _place_after(tx, collection_id, FIRST, post_id) if place is None else place,
    )


async def _take(tx: Transaction, viewer: Viewer, found: Collection, post_id: PostId) -> None:
    item = await store.item(tx, found.id, post_id)
    if item is None:
        return
    if viewer.account_id not in (found.owner_id, item.by_id):
        raise NotFound
    await tx.execute(sql.delete_item, shard=shard_of(found.id), collection_id=found.id, post_id=post_id)


async def _place_after(
    tx: Transaction, collection_id: CollectionId, after_id: PostId, post_id: PostId
) -> int:
    """A free place behind an item, or before all of them; where the gap is used up, all are spread out anew."""
    if after_id == FIRST:
        newest = await store.items_before(tx, collection_id, TOP, 1)
        return newest[0].place + GAP if newest else GAP
    after = await store.item(tx, collection_id, after_id)
    if after is None:
        raise Invalid("This post is not in the collection.", fields={"after": ["unknown"]})
    below = await store.items_before(tx, collection_id, _place(after), 2)
    others = [item for item in below if item.post_id != post_id]
    low = others[0].place if others else after.place - 2 * GAP
    if after.place - low >= 2:
        return (after.place + low) // 2
    return await _spread(tx, collection_id, after_id)


async def _spread(tx: Transaction, collection_id: CollectionId, after_id: PostId) -> int:
    items = await store.items_before(tx, collection_id, TOP, ITEMS_MAX)
    found = 0
    for number, item in enumerate(reversed(items), start=1):
        await store.set_place(tx, collection_id, item.post_id, number * GAP)
        if item.post_id == after_id:
            found = number * GAP
    return found - GAP // 2


def _place(item: Item) -> Place:
    return Place(item.place, item.post_id)
