"""Posts that somebody does not want at home: gone at once, and back when they think again."""

from collections.abc import Sequence
from dataclasses import dataclass

from tintype.accounts import hold_accounts
from tintype.kernel.ids import AccountId, PostId, shard_of
from tintype.kernel.problems import NotFound
from tintype.kernel.viewer import Viewer, known
from tintype.ports.records import Records, Transaction
from tintype.posts import PostHead, heads, visible_heads
from tintype.signals.events import PostHidden, PostUnhidden
from tintype.signals.model import HIDDEN_MAX, ITEMS_MAX
from tintype.signals.store import sql


@dataclass(frozen=True, slots=True)
class Hiding:
    """Safe to call twice: the second time changes nothing."""

    records: Records

    async def hide(self, viewer: Viewer, post_id: PostId) -> None:
        """Take a post out of the viewer's home feed. Raises NotFound for what the viewer may not see."""
        viewer_id = known(viewer)

        async def body(tx: Transaction) -> None:
            head = (await visible_heads(tx, viewer, [post_id])).get(post_id)
            if head is None or not head.is_published:
                raise NotFound
            await hold_accounts(tx, viewer_id)
            await hide(tx, viewer_id, [head])

        await self.records.transact(body)

    async def unhide(self, viewer: Viewer, post_id: PostId) -> None:
        """Let a post into the viewer's home feed again, one that they may not see any more too."""
        viewer_id = known(viewer)

        async def body(tx: Transaction) -> None:
            await hold_accounts(tx, viewer_id)
            await _unhide(tx, viewer_id, [post_id])

        await self.records.transact(body)

    async def unhide_all(self, viewer: Viewer) -> None:
        """Let everything into the viewer's home feed again."""
        viewer_id = known(viewer)

        async def body(tx: Transaction) -> None:
            await hold_accounts(tx, viewer_id)
            await _unhide(tx, viewer_id, await _beyond(tx, viewer_id, 0))

        await self.records.transact(body)


async def hide(tx: Transaction, viewer_id: AccountId, posts: Sequence[PostHead]) -> None:
    """Hide posts of others from a viewer, who is held. The oldest beyond HIDDEN_MAX may come again."""
    authors = {head.id: head.author_id for head in posts if head.author_id != viewer_id}
    if not authors:
        return
    key = {"shard": shard_of(viewer_id), "viewer_id": viewer_id}
    rows = [(key["shard"], viewer_id, post_id, tx.now_us) for post_id in sorted(authors)]
    for post_id in await tx.fetch(sql.hide_posts, PostId, posts=rows):
        event = PostHidden(viewer_id, post_id, authors[post_id])
        await tx.publish(event, shard=shard_of(viewer_id))
    beyond = await _beyond(tx, viewer_id, HIDDEN_MAX)
    if beyond:
        await tx.fetch(sql.unhide_posts, PostId, **key, post_ids=beyond)


async def _beyond(tx: Transaction, viewer_id: AccountId, kept: int) -> list[PostId]:
    """What is hidden from a viewer but for the latest `kept`."""
    shard = shard_of(viewer_id)
    most = HIDDEN_MAX + ITEMS_MAX  # As many as one report may add to a full list.
    return await tx.fetch(sql.hidden_beyond, PostId, shard=shard, viewer_id=viewer_id, kept=kept, limit=most)


async def _unhide(tx: Transaction, viewer_id: AccountId, post_ids: Sequence[PostId]) -> None:
    if not post_ids:
        return
    shard = shard_of(viewer_id)
    back = await tx.fetch(sql.unhide_posts, PostId, shard=shard, viewer_id=viewer_id, post_ids=list(post_ids))
    for head in await heads(tx, sorted(back)):
        await tx.publish(PostUnhidden(viewer_id, head.id, head.author_id), shard=shard)
