"""What people do with posts."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from tintype.kernel.clock import Clock
from tintype.kernel.ids import MediaId, PostId
from tintype.kernel.problems import NotFound
from tintype.kernel.viewer import Viewer, known
from tintype.media import MediaJudged, MediaReady
from tintype.ports.records import Reading, Records, Transaction
from tintype.posts import store
from tintype.posts.drafts import Changes, Draft, checked_draft
from tintype.posts.editing import change
from tintype.posts.model import NamedAs, Post, Revision
from tintype.posts.naming import answer
from tintype.posts.naming_store import NamingRules, put_rules, rules_of
from tintype.posts.pins import pin, unpin
from tintype.posts.publishing import create, publish_waiting
from tintype.posts.shelves import archive, forget, remove, restore, unarchive
from tintype.posts.visibility import visible_post
from tintype.posts.withdrawing import settle_posts

# What another subject writes about a post in the transaction that makes it.
Along = Callable[[Transaction, PostId], Awaitable[None]]
REVISIONS_MAX = 100  # The newest ones; a post edited more often is hardly read back so far.


@dataclass(frozen=True, slots=True)
class Posts:
    """Publishing, editing, deleting, and looking back at edits."""

    records: Records
    clock: Clock

    async def publish(
        self, viewer: Viewer, draft: Draft, *, published_us: int | None = None, along: Along | None = None
    ) -> Post:
        """Post 1–20 of the viewer's own media; pending until all of it is ready, then published by itself.

        `published_us`, µs since 1970, makes it a post of that time, in its place in feeds, of which nobody is told;
        archives come by `bring_post`. Nobody sees the post without what `along` writes about it. Raises Invalid,
        and Conflict where that time is full.
        """
        known(viewer)
        checked = checked_draft(draft, published_us=published_us, now_us=self.clock.now_us())

        async def body(tx: Transaction) -> Post:
            post = await create(tx, viewer, checked, published_us)
            if along is not None:
                await along(tx, post.id)
            return post

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
        """Delete an own post, at once and everywhere; `restore` undoes it for 30 days.

        What was never published is gone for good. Raises NotFound, the second time too.
        """
        known(viewer)
        await self.records.transact(partial(remove, viewer=viewer, post_id=post_id))

    async def restore(self, viewer: Viewer, post_id: PostId) -> None:
        """Bring a deleted post back to where it was, its likes and comments with it. Raises NotFound."""
        known(viewer)
        await self.records.transact(partial(restore, viewer=viewer, post_id=post_id))

    async def forget(self, viewer: Viewer, post_id: PostId) -> None:
        """Let a deleted post go for good before its time. Raises NotFound."""
        known(viewer)
        await self.records.transact(partial(forget, viewer=viewer, post_id=post_id))

    async def archive(self, viewer: Viewer, post_id: PostId, *, wish: bool) -> None:
        """Take an own post from everybody else, or bring it back to its place. Raises NotFound, NotNow."""
        known(viewer)
        act = archive if wish else unarchive
        await self.records.transact(partial(act, viewer=viewer, post_id=post_id))

    async def pin(self, viewer: Viewer, post_id: PostId, *, wish: bool) -> None:
        """Put an own post first on one's page, or let it be. Raises NotFound, NotNow, TooManyPinned."""
        known(viewer)
        act = pin if wish else unpin
        await self.records.transact(partial(act, viewer=viewer, post_id=post_id))

    async def answer(self, viewer: Viewer, post_id: PostId, role: NamedAs, *, is_shown: bool) -> None:
        """Whether the viewer is shown in this post as what its author has named them. Raises NotFound."""
        known(viewer)
        await self.records.transact(
            partial(answer, viewer=viewer, post_id=post_id, role=role, is_shown=is_shown)
        )

    async def naming_rules(self, viewer: Viewer) -> NamingRules:
        """Who may name the viewer."""
        account_id = known(viewer)
        found = await self.records.look(partial(rules_of, account_ids=[account_id]))
        return found.get(account_id, NamingRules())

    async def set_naming_rules(self, viewer: Viewer, rules: NamingRules) -> None:
        """Say who may name the viewer from now on; what is there stays."""
        await self.records.transact(partial(put_rules, account_id=known(viewer), rules=rules))

    async def history(self, viewer: Viewer, post_id: PostId) -> list[Revision]:
        """What a post said before its edits, newest first: for its author and moderators. Raises NotFound."""

        async def body(reading: Reading) -> list[Revision]:
            post = await visible_post(reading, viewer, post_id)
            # To others an edit takes back what was said: docs/decisions/0076.
            if viewer.account_id != post.author_id and not viewer.moderates:
                raise NotFound
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
