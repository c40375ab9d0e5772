"""Sharing a collection: people may look into it and fill it, until the owner or they themselves end that."""

from collections.abc import Sequence
from dataclasses import dataclass

from tintype.engagement.collections import store
from tintype.engagement.collections.model import MEMBERS_MAX, MEMBERSHIPS_MAX, Collection, CollectionId
from tintype.engagement.events import CollectionShared, CollectionUnshared
from tintype.flow import Consumer
from tintype.graph import Blocked, EdgeKind, edges, reachable
from tintype.kernel.events import Recorded
from tintype.kernel.ids import AccountId, shard_of
from tintype.kernel.pages import TOP, Page, Place
from tintype.kernel.problems import Forbidden, NotFound
from tintype.kernel.viewer import Viewer, known
from tintype.ports.records import Reading, Records, Transaction


@dataclass(frozen=True, slots=True)
class Members:
    """Every method is safe to call twice."""

    records: Records

    async def add(self, viewer: Viewer, collection_id: CollectionId, account_id: AccountId) -> None:
        """Share an own collection with somebody who follows the viewer: nobody else can be put into anything.

        Raises NotFound for other people's collections and for hidden people, Forbidden for who does not follow, and
        beyond 50 members or 200 collections shared with one person.
        """

        async def body(tx: Transaction) -> None:
            found = await store.own(tx, viewer, collection_id)
            if account_id == found.owner_id or account_id not in await reachable(tx, viewer, [account_id]):
                raise NotFound
            if await edges.contains(tx, account_id, EdgeKind.MEMBER_OF, [collection_id]):
                return
            await _refuse(tx, found, account_id)
            await edges.add(tx, EdgeKind.MEMBER_OF, [(account_id, collection_id)])
            event = CollectionShared(collection_id, found.owner_id, account_id)
            await tx.publish(event, shard=shard_of(collection_id))

        await self.records.transact(body)

    async def remove(self, viewer: Viewer, collection_id: CollectionId, account_id: AccountId) -> None:
        """End somebody's membership: done by the owner, or by oneself. Raises NotFound for everybody else."""

        async def body(tx: Transaction) -> None:
            await store.hold(tx, collection_id)
            found = await store.opened(tx, viewer, collection_id)
            if known(viewer) not in (found.owner_id, account_id):
                raise NotFound
            await remove_members(tx, found, [account_id])

        await self.records.transact(body)

    def consumer(self) -> Consumer:
        """A block ends what the two have shared."""
        return Consumer("collections", frozenset({Blocked.kind}), self.on_event)

    async def on_event(self, recorded: Recorded) -> None:
        """Safe to run twice and late."""
        if isinstance(recorded.event, Blocked):
            one, other = recorded.event.by_id, recorded.event.of_id

            async def body(tx: Transaction) -> None:
                await _part(tx, one, other)
                await _part(tx, other, one)

            await self.records.transact(body)


async def members_page(
    reading: Reading, viewer: Viewer, collection_id: CollectionId, after: Place, limit: int
) -> Page[AccountId]:
    """Everybody a collection is shared with, the owner left out. Raises NotFound for who is not among them.

    To the owner all of them, so that whatever is granted can be taken back; to members those they may know of.
    """
    found = await store.opened(reading, viewer, collection_id)
    start = 0 if after == TOP else after.at
    ids = await edges.page_by_id(reading, collection_id, EdgeKind.HAS_MEMBER, start, limit + 1)
    members = list(map(AccountId, ids[:limit]))
    if found.owner_id != viewer.account_id:
        seen = await reachable(reading, viewer, members)
        members = [one for one in members if one in seen]
    return Page(members, Place(ids[limit - 1]) if len(ids) > limit else None)


async def remove_members(tx: Transaction, collection: Collection, members: Sequence[AccountId]) -> None:
    """End memberships, and tell of those there were."""
    were = await edges.remove(tx, EdgeKind.MEMBER_OF, [(one, collection.id) for one in members])
    for member_id, was in zip(members, were, strict=True):
        if was:
            event = CollectionUnshared(collection.id, collection.owner_id, member_id)
            await tx.publish(event, shard=shard_of(collection.id))


async def _refuse(tx: Transaction, collection: Collection, account_id: AccountId) -> None:
    if not await edges.contains(tx, account_id, EdgeKind.FOLLOW, [collection.owner_id]):
        raise Forbidden("You can share collections with people who follow you.", code="not_a_follower")
    counts = await edges.counts(tx, [collection.id, account_id], [EdgeKind.HAS_MEMBER, EdgeKind.MEMBER_OF])
    if counts[collection.id, EdgeKind.HAS_MEMBER] >= MEMBERS_MAX:
        raise Forbidden(f"A collection can be shared with {MEMBERS_MAX} people.", code="member_limit")
    if counts[account_id, EdgeKind.MEMBER_OF] >= MEMBERSHIPS_MAX:
        raise Forbidden("This person is in as many shared collections as can be.", code="membership_limit")


async def _part(tx: Transaction, owner_id: AccountId, member_id: AccountId) -> None:
    joined = await edges.all_of(tx, member_id, [EdgeKind.MEMBER_OF])
    found = await store.collections_of(tx, [CollectionId(id) for id in joined])
    for collection in found.values():
        if collection.owner_id == owner_id:
            await remove_members(tx, collection, [member_id])
