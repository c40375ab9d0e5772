"""After a backup was put back: what was deleted since is deleted once more, as its owners did it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tintype.accounts import gone_us, leave
from tintype.engagement import Comments, comments_or_held
from tintype.erasure.ledger import Entry, Ledger, read
from tintype.erasure.rows import sql
from tintype.kernel.ids import SHARDS, AccountId, CommentId, PostId, SessionId
from tintype.kernel.problems import NotFound
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Records, Transaction
from tintype.posts import Posts, PostState, heads

AT_ONCE: Final = 500
_ACCOUNTS: Final = 2_000


@dataclass(frozen=True, slots=True)
class Replayed:
    """How much of what the ledger names was here again, and is gone once more."""

    posts: int
    comments: int
    accounts: int


@dataclass(frozen=True, slots=True)
class Replaying:
    """Safe to run twice, and on records from which nothing is missing: the second time finds nothing."""

    records: Records
    posts: Posts
    comments: Comments
    ledger: Ledger

    async def replay(self, path: Path) -> Replayed:
        """Delete what a ledger names. Accounts are hidden at once, and erased by the worker. Raises OSError."""
        last = {(entry.what.partition("_")[0], entry.id): entry for entry in read(path)}
        gone = [entry for entry in last.values() if not entry.what.endswith("_back")]
        posts = {PostId(int(each.id)): each.what for each in gone if each.what.startswith("post")}
        comments = [CommentId(int(each.id)) for each in gone if each.what == "comment"]
        marks = {each.id: each for each in gone if each.what == "account"}
        return Replayed(
            await self._delete_posts(posts), await self._delete_comments(comments), await self._leave(marks)
        )

    async def _delete_posts(self, wanted: dict[PostId, str]) -> int:
        ids, n = list(wanted), 0
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            for head in await self.records.look(lambda reading, some=some: heads(reading, some)):
                author = Viewer(head.author_id, SessionId(0))
                is_here = head.state not in {PostState.REMOVED, PostState.DELETED}
                if is_here:
                    await self.posts.delete(author, head.id)
                is_kept = head.state is PostState.REMOVED or (is_here and head.order_id is not None)
                if is_kept and wanted[head.id] == "post_forgotten":
                    await self.posts.forget(author, head.id)
                n += is_here
        return n

    async def _delete_comments(self, ids: list[CommentId]) -> int:
        n = 0
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            found = await self.records.look(lambda reading, some=some: comments_or_held(reading, some))
            for row in found.values():
                try:
                    await self.comments.delete(Viewer(row.author_id, SessionId(0)), row.id)
                except NotFound:
                    continue  # It went with the one it answered, a moment ago.
                n += 1
        return n

    async def _leave(self, marks: dict[str, Entry]) -> int:
        n = 0
        if marks:
            async for account_id in self._accounts():
                entry = marks.get(self.ledger.mark(account_id))
                if entry is not None:
                    n += await self.records.transact(
                        lambda tx, account_id=account_id, entry=entry: _leave(tx, account_id, entry)
                    )
        return n

    async def _accounts(self) -> AsyncIterator[AccountId]:
        for shard in range(SHARDS):
            after, is_more = 0, True
            while is_more:
                ids = await self.records.look(
                    lambda reading, shard=shard, after=after: reading.fetch(
                        sql.accounts_walk, AccountId, shard=shard, after=after, limit=_ACCOUNTS
                    )
                )
                for account_id in ids:
                    yield account_id
                is_more, after = len(ids) == _ACCOUNTS, ids[-1] if ids else 0


async def _leave(tx: Transaction, account_id: AccountId, entry: Entry) -> bool:
    """Have an account leave; False where it is leaving already, and at least as soon."""
    due_us = max(entry.gone_us, tx.now_us)
    if 0 < await gone_us(tx, account_id) <= due_us:
        return False
    await leave(tx, account_id, due_us - tx.now_us)
    return True
