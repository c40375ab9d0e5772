"""The job that erases an account once its days of grace are over.

It is cut into small transactions and may be cut off anywhere: begun again, it finds less to do. The account's own row
goes last, so that whoever looks in between sees an account that is hidden, and a job that goes on.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

import structlog

from tintype.accounts import AccountErased, Sessions, begin_going
from tintype.engagement import Comments, Likes, Saves
from tintype.erasure.content import (
    erase_collections,
    erase_comments_anywhere,
    erase_comments_below,
    erase_media,
    erase_posts,
)
from tintype.erasure.rows import erase_claims, erase_imports, erase_named, erase_own_rows, key_of, sql
from tintype.erasure.ties import untie
from tintype.graph import EdgeKind, Follows, edges
from tintype.kernel.ids import AccountId, CommentId, PostId, SessionId, shard_of
from tintype.kernel.viewer import Viewer
from tintype.ports.blob_store import BlobStore
from tintype.ports.feed_store import FeedStore
from tintype.ports.jobs import TakenJob
from tintype.ports.records import Records, Transaction

BATCH: Final = 100
log = structlog.get_logger("tintype.erasure")


@dataclass(frozen=True, slots=True)
class Deeds:
    """The use cases by which people take back themselves what they did: counts and caches of others follow."""

    follows: Follows
    likes: Likes
    saves: Saves
    comments: Comments


@dataclass(frozen=True, slots=True)
class Erasing:
    """Erases accounts. Handles the jobs of `ERASE`; for the worker."""

    records: Records
    blobs: BlobStore
    feeds: FeedStore
    sessions: Sessions
    deeds: Deeds

    async def handle(self, job: TakenJob) -> None:
        """Erase an account that has left, unless it is back. Safe to run twice."""
        account_id = AccountId(int(job.args["account_id"]))
        if await self.records.transact(lambda tx: begin_going(tx, account_id)):
            await self.erase(account_id)

    async def erase(self, account_id: AccountId) -> None:
        """Erase an account that nobody can come back to."""
        records = self.records
        await self._take_back(account_id)
        await erase_comments_anywhere(records, self.deeds.comments, account_id)
        await erase_comments_below(records, account_id)
        await erase_posts(records, account_id)
        await erase_collections(records, account_id)
        await self._erase_files(account_id)
        await erase_imports(records, account_id)
        await untie(records, account_id)
        await erase_named(records, account_id)
        await erase_own_rows(records, account_id)
        await self.feeds.forget([account_id])
        await records.transact(lambda tx: self._finish(tx, account_id))
        log.info("account.erased")

    async def _take_back(self, account_id: AccountId) -> None:
        """Likes, follows and saves, as the account's owner would take them back."""
        viewer, deeds = Viewer(account_id, SessionId(0)), self.deeds
        await self._each(viewer, EdgeKind.LIKE, lambda id: deeds.likes.unlike(viewer, PostId(id)))
        await self._each(
            viewer, EdgeKind.COMMENT_LIKE, lambda id: deeds.comments.unlike(viewer, CommentId(id))
        )
        await self._each(viewer, EdgeKind.SAVE, lambda id: deeds.saves.unsave(viewer, PostId(id)))
        await self._each(viewer, EdgeKind.FOLLOW, lambda id: deeds.follows.withdraw(viewer, AccountId(id)))
        await self._each(
            viewer, EdgeKind.FOLLOWED_BY, lambda id: deeds.follows.remove_follower(viewer, AccountId(id))
        )

    async def _each(
        self, viewer: Viewer, kind: EdgeKind, take_back: Callable[[int], Awaitable[object]]
    ) -> None:
        while others := await self._some(viewer.account_id, kind):
            # Together, for likes share a transaction.
            await asyncio.gather(*(take_back(other) for other in others))

    async def _some(self, account_id: AccountId, kind: EdgeKind) -> Sequence[int]:
        return await self.records.look(lambda reading: edges.page_by_id(reading, account_id, kind, 0, BATCH))

    async def _erase_files(self, account_id: AccountId) -> None:
        await erase_media(self.records, account_id)
        for query in (sql.upload_blobs, sql.archives_of):
            blobs = await self.records.look(
                lambda reading, query=query: reading.fetch(query, str, **key_of(account_id))
            )
            await self.blobs.delete([blob for blob in blobs if blob])

    async def _finish(self, tx: Transaction, account_id: AccountId) -> None:
        await erase_claims(tx, account_id)
        await tx.execute(sql.forget_account, **key_of(account_id))
        mark = self.sessions.seals.of_erased(account_id)
        await tx.execute(sql.remember_erased, shard=shard_of(account_id), mark=mark, now_us=tx.now_us)
        await tx.publish(AccountErased(account_id, tx.now_us), shard=shard_of(account_id))
