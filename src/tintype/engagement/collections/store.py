"""Collections as rows."""

from collections.abc import Collection as Many
from collections.abc import Sequence

from tintype.engagement.collections.model import Collection, CollectionId, Item
from tintype.graph import EdgeKind, edges, reachable
from tintype.kernel.ids import AccountId, PostId, shard_of
from tintype.kernel.pages import Place
from tintype.kernel.problems import NotFound
from tintype.kernel.sql import Queries
from tintype.kernel.viewer import Viewer, known
from tintype.ports.records import Reading, Transaction

sql = Queries(__package__ or "")


async def opened(reading: Reading, viewer: Viewer, collection_id: CollectionId) -> Collection:
    """A collection that is the viewer's own or shared with the viewer. Raises NotFound for every other."""
    account_id = known(viewer)
    found = (await collections_of(reading, [collection_id])).get(collection_id)
    if found is None:
        raise NotFound
    if found.owner_id == account_id:
        return found
    is_member = await edges.contains(reading, account_id, EdgeKind.MEMBER_OF, [collection_id])
    if not is_member or found.owner_id not in await reachable(reading, viewer, [found.owner_id]):
        raise NotFound
    return found


async def own(tx: Transaction, viewer: Viewer, collection_id: CollectionId) -> Collection:
    """An own collection, held until the body ends. Raises NotFound for every other, shared ones too."""
    await hold(tx, collection_id)
    found = await opened(tx, viewer, collection_id)
    if found.owner_id != viewer.account_id:
        raise NotFound
    return found


async def hold(tx: Transaction, collection_id: CollectionId) -> None:
    """Let nobody else change a collection until this body ends."""
    await tx.hold(sql.hold_collection, shard=shard_of(collection_id), id=collection_id)


async def change(tx: Transaction, new: Collection) -> None:
    """Write the name of a collection and what stands for it. Hold it first."""
    await tx.execute(
        sql.change_collection,
        shard=shard_of(new.id),
        id=new.id,
        name=new.name,
        cover_id=new.cover_id or None,
    )


async def collections_of(reading: Reading, ids: Many[CollectionId]) -> dict[CollectionId, Collection]:
    """Collections by id, whoever asks."""
    rows = await reading.fetch(sql.collections_of, Collection, ids=list(ids))
    return {row.id: row for row in rows}


async def own_ids(reading: Reading, owner_id: AccountId, before: int, limit: int) -> list[CollectionId]:
    """An account's own collections below an id, newest first."""
    return await reading.fetch(
        sql.own_collections,
        CollectionId,
        shard=shard_of(owner_id),
        owner_id=owner_id,
        before=before,
        limit=limit,
    )


async def own_total(reading: Reading, owner_id: AccountId) -> int:
    """How many collections an account has made."""
    return (await reading.fetch(sql.own_total, int, shard=shard_of(owner_id), owner_id=owner_id))[0]


async def item(reading: Reading, collection_id: CollectionId, post_id: PostId) -> Item | None:
    """A post in a collection, if it is there."""
    shard = shard_of(collection_id)
    rows = await reading.fetch(sql.item, Item, shard=shard, collection_id=collection_id, post_id=post_id)
    return rows[0] if rows else None


async def items_before(
    reading: Reading, collection_id: CollectionId, before: Place, limit: int
) -> list[Item]:
    """The items of a collection below a place, highest first."""
    return await reading.fetch(
        sql.items_before,
        Item,
        shard=shard_of(collection_id),
        collection_id=collection_id,
        place=before.at,
        post_id=before.id,
        limit=limit,
    )


async def items_total(reading: Reading, collection_id: CollectionId) -> int:
    """How many posts a collection holds, seen by anybody or not."""
    shard = shard_of(collection_id)
    return (await reading.fetch(sql.items_total, int, shard=shard, collection_id=collection_id))[0]


async def set_place(tx: Transaction, collection_id: CollectionId, post_id: PostId, place: int) -> None:
    """Put an item somewhere else."""
    await tx.execute(
        sql.place_item,
        shard=shard_of(collection_id),
        collection_id=collection_id,
        post_id=post_id,
        place=place,
    )


async def first_items(
    reading: Reading, ids: Sequence[CollectionId], limit: int
) -> dict[CollectionId, list[PostId]]:
    """The first posts of each collection."""
    rows = await reading.fetch(sql.first_items, _packed, ids=list(ids), limit=limit)
    return {id: [PostId(int(word)) for word in (text or "").split()] for id, text in rows}


async def holding(
    reading: Reading, pairs: Many[tuple[CollectionId, PostId]]
) -> set[tuple[CollectionId, PostId]]:
    """Those of many (collection, post) where the post is in the collection."""
    if not pairs:
        return set()
    rows = [(shard_of(collection_id), collection_id, post_id) for collection_id, post_id in pairs]
    return set(await reading.fetch(sql.holding, _pair, pairs=rows))


def _packed(collection_id: CollectionId, text: str | None) -> tuple[CollectionId, str | None]:
    return collection_id, text


def _pair(collection_id: CollectionId, post_id: PostId) -> tuple[CollectionId, PostId]:
    return collection_id, post_id
