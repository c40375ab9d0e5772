"""Passing posts on: noted once a person, so that the number says how many people have."""

from dataclasses import dataclass

from tintype.engagement.events import Shared
from tintype.graph import EdgeKind, edges
from tintype.kernel.ids import PostId, shard_of
from tintype.kernel.problems import NotFound
from tintype.kernel.viewer import Viewer, known
from tintype.ports.records import Records, Transaction
from tintype.posts import seen_pairs


@dataclass(frozen=True, slots=True)
class Shares:
    """Safe to call twice: the second time changes nothing."""

    records: Records

    async def share(self, viewer: Viewer, post_id: PostId, way: str) -> bool:
        """Note that the viewer has passed a post on; whether that is the first time. Raises NotFound if hidden."""
        pair = known(viewer), post_id

        async def body(tx: Transaction) -> bool:
            head = (await seen_pairs(tx, [pair])).get(pair)
            if head is None:
                raise NotFound
            is_new = (await edges.add(tx, EdgeKind.SHARE, [pair]))[0]
            if is_new:
                event = Shared(viewer.account_id, post_id, head.author_id, way)
                await tx.publish(event, shard=shard_of(post_id))
            return is_new

        return await self.records.transact(body)
