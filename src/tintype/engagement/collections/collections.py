"""Making, naming and doing away with collections."""

from dataclasses import dataclass, replace

from tintype.accounts import hold_accounts
from tintype.engagement.collections import store
from tintype.engagement.collections.members import remove_members
from tintype.engagement.collections.model import COLLECTIONS_MAX, Collection, CollectionId
from tintype.engagement.collections.store import sql
from tintype.graph import EdgeKind, edges, reachable
from tintype.kernel.ids import AccountId, PostId, shard_of
from tintype.kernel.pages import Page, Place, page_of
from tintype.kernel.problems import Forbidden, Invalid
from tintype.kernel.text import LABEL, clean
from tintype.kernel.viewer import Viewer, known
from tintype.ports.records import Reading, Records, Transaction


@dataclass(frozen=True, slots=True)
class Collections:
    """Every method raises NotFound for a collection that is not the viewer's own, shared ones included."""

    records: Records

    async def create(self, viewer: Viewer, name: str) -> Collection:
        """A new, empty collection. Raises Invalid for its name, Forbidden beyond 200."""
        owner_id = known(viewer)
        cleaned = clean(name, LABEL, "name", required=True)

        async def body(tx: Transaction) -> Collection:
            await hold_accounts(tx, owner_id)
            if await store.own_total(tx, owner_id) >= COLLECTIONS_MAX:
                raise Forbidden(f"You can have {COLLECTIONS_MAX} collections.", code="collection_limit")
            return await make(tx, owner_id, cleaned)

        return await self.records.transact(body)

    async def change(
        self,
        viewer: Viewer,
        collection_id: CollectionId,
        *,
        name: str | None = None,
        cover_id: PostId | None = None,
    ) -> Collection:
        """Rename, or let one of its posts stand for it (0: the first ones again). Raises Invalid."""
        cleaned = None if name is None else clean(name, LABEL, "name", required=True)

        async def body(tx: Transaction) -> Collection:
            old = await store.own(tx, viewer, collection_id)
            if cover_id and await store.item(tx, collection_id, cover_id) is None:
                raise Invalid("This post is not in the collection.", fields={"cover_id": ["unknown"]})
            new = replace(
                old,
                name=old.name if cleaned is None else cleaned,
                cover_id=old.cover_id if cover_id is None else cover_id,
            )
            await store.change(tx, new)
            return new

        return await self.records.transact(body)

    async def delete(self, viewer: Viewer, collection_id: CollectionId) -> None:
        """A collection is gone for everybody it was shared with; its posts stay kept."""

        async def body(tx: Transaction) -> None:
            found = await store.own(tx, viewer, collection_id)
            shard = shard_of(collection_id)
            members = await edges.all_of(tx, collection_id, [EdgeKind.HAS_MEMBER])
            await remove_members(tx, found, list(map(AccountId, members)))
            await tx.execute(sql.delete_items, shard=shard, collection_id=collection_id)
            await tx.execute(sql.delete_collection, shard=shard, id=collection_id)

        await self.records.transact(body)


async def make(tx: Transaction, owner_id: AccountId, name: str) -> Collection:
    """A new, empty collection. The name is clean, and the account is held."""
    shard = shard_of(owner_id)
    made = Collection(CollectionId(tx.mint(shard)), owner_id, name, PostId(0), tx.now_us)
    await tx.execute(
        sql.insert_collection, shard=shard, id=made.id, owner_id=owner_id, name=name, now_us=tx.now_us
    )
    return made


async def collections_page(reading: Reading, viewer: Viewer, before: Place, limit: int) -> Page[Collection]:
    """The viewer's own collections and those shared with the viewer, the latest made first."""
    account_id = known(viewer)
    ids: set[CollectionId] = set(await store.own_ids(reading, account_id, before.at, limit + 1))
    joined = await edges.all_of(reading, account_id, [EdgeKind.MEMBER_OF])
    ids |= {CollectionId(id) for id in joined if id < before.at}
    rows = await store.collections_of(reading, ids)
    owners = await reachable(reading, viewer, {row.owner_id for row in rows.values()})
    latest = sorted((row for row in rows.values() if row.owner_id in owners), key=lambda row: -row.id)
    return page_of(latest[: limit + 1], limit, lambda row: Place(row.id))
