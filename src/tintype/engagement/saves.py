"""Keeping posts for later. Nobody else learns of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from tintype.engagement.events import Saved, Unsaved
from tintype.engagement.store import sql
from tintype.graph import EdgeKind, edges
from tintype.kernel.ids import AccountId, PostId, shard_of
from tintype.kernel.pages import Page, Place, page_of
from tintype.kernel.problems import NotFound
from tintype.kernel.viewer import Viewer, known
from tintype.ports.records import Reading, Records, Transaction
from tintype.posts import heads, seen_pairs


@dataclass(frozen=True, slots=True)
class Saves:
    """What people do about keeping posts. Safe to call twice: the second time changes nothing."""

    records: Records

    async def save(self, viewer: Viewer, post_id: PostId) -> bool:
        """Keep a post; whether it is new. Raises NotFound for what the viewer may not see."""
        pairs = [(known(viewer), post_id)]

        async def body(tx: Transaction) -> bool:
            return (await add(tx, pairs))[0]

        return await self.records.transact(body)

    async def unsave(self, viewer: Viewer, post_id: PostId) -> bool:
        """No longer keep a post, a hidden one too; whether it was kept."""
        pairs = [(known(viewer), post_id)]

        async def body(tx: Transaction) -> bool:
            return (await remove(tx, pairs))[0]

        return await self.records.transact(body)


async def saved_page(reading: Reading, viewer: Viewer, before: Place, limit: int) -> Page[PostId]:
    """What the viewer has kept, newest first, whether it can still be seen or not: cards decide that."""
    rows = await edges.page(reading, known(viewer), EdgeKind.SAVE, before, limit + 1)
    page = page_of(rows, limit, edges.place_of)
    return Page([PostId(edge.dst) for edge in page.items], page.next)


async def add(tx: Transaction, pairs: Sequence[tuple[AccountId, PostId]]) -> list[bool]:
    """Keep each (saver, post); which are new. Raises NotFound if any is hidden from its saver."""
    seen = await seen_pairs(tx, pairs)
    if len(seen) < len(set(pairs)):
        raise NotFound
    news = await edges.add(tx, EdgeKind.SAVE, pairs)
    for (saver_id, post_id), is_new in zip(pairs, news, strict=True):
        if is_new:
            event = Saved(saver_id, post_id, seen[saver_id, post_id].author_id)
            await tx.publish(event, shard=shard_of(saver_id))
    return news


async def remove(tx: Transaction, pairs: Sequence[tuple[AccountId, PostId]]) -> list[bool]:
    """No longer keep each (saver, post), nor in the saver's own collections; which were kept."""
    were = await edges.remove(tx, EdgeKind.SAVE, pairs)
    kept = sorted({(shard_of(saver_id), saver_id, post_id) for saver_id, post_id in pairs})
    if any(were):
        await tx.execute(sql.take_from_own_collections, kept=kept)
    owners = {head.id: head.author_id for head in await heads(tx, sorted({post_id for _, post_id in pairs}))}
    for (saver_id, post_id), was in zip(pairs, were, strict=True):
        if was:
            await tx.publish(Unsaved(saver_id, post_id, owners[post_id]), shard=shard_of(saver_id))
    return were
