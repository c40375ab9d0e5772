"""What people do with posts."""

from dataclasses import dataclass
from functools import partial

from tintype.kernel.clock import Clock
from tintype.kernel.ids import MediaId, PostId
from tintype.kernel.viewer import Viewer, known
from tintype.media import MediaJudged, MediaReady
from tintype.ports.records import Reading, Records, Transaction
from tintype.posts import store
from tintype.posts.drafts import Changes, Draft, checked_draft
from tintype.posts.editing import change, delete
from tintype.posts.model import Post, Revision
from tintype.posts.publishing import create, publish_waiting
from tintype.posts.visibility import visible_post
from tintype.posts.withdrawing import settle_posts

REVISIONS_MAX = 100  # The newest ones; a post edited more often is hardly read back so far.


@dataclass(frozen=True, slots=True)
class Posts:
    """Publishing, editing, deleting, and looking back at edits."""

    records: Records
    clock: Clock

    async def publish(self, viewer: Viewer, draft: Draft, *, published_us: int | None = None) -> Post:
        """Post 1–20 of the viewer's own media; pending until all of it is ready, then published by itself.

        `published_us` gives an import its true time: its place in feeds is by that time. Raises Invalid.
        """
        known(viewer)
        checked = checked_draft(draft, published_us=published_us, now_us=self.clock.now_us())

        async def body(tx: Transaction) -> Post:
            return await create(tx, viewer, checked, published_us)

        return await self.records.transact(body)

    async def edit(
        self, viewer: Viewer, post_id: PostId, changes: Changes, *, version: int | None = None
    ) -> Post:
        """Change words, place, audience or alt texts of an own post, on `version` if one is given.

        Raises NotFound for a post of somebody else, EditedMeanwhile for an older version, Invalid.
        """
        known(viewer)

        async def body(tx: Transaction) -> Post:
            return await change(tx, viewer, post_id, changes, version)

        return await self.records.transact(body)

    async def delete(self, viewer: Viewer, post_id: PostId) -> None:
        """Delete an own post, at once and everywhere. Raises NotFound, the second time too."""
        known(viewer)

        async def body(tx: Transaction) -> None:
            await delete(tx, viewer, post_id)

        await self.records.transact(body)

    async def history(self, viewer: Viewer, post_id: PostId) -> list[Revision]:
        """What a post said before its edits, newest first, for whoever may see the post. Raises NotFound."""

        async def body(reading: Reading) -> list[Revision]:
            await visible_post(reading, viewer, post_id)
            return await store.history(reading, post_id, REVISIONS_MAX)

        return await self.records.look(body)

    async def on_media_ready(self, event: MediaReady) -> None:
        """Publish what waited for this. Safe to run twice."""
        waiting: list[MediaId] = [event.media_id]
        await self.records.transact(partial(publish_waiting, media_ids=waiting))

    async def on_media_judged(self, event: MediaJudged) -> None:
        """Withdraw what carries this, or bring it back. Safe to run twice."""
        judged: list[MediaId] = [event.media_id]
        await self.records.transact(partial(settle_posts, media_ids=judged))
