"""Liking posts: the likes of many people at one moment share a transaction."""

from collections.abc import Sequence

from tintype.engagement.events import Liked, Unliked
from tintype.graph import EdgeKind, edges
from tintype.kernel.coalesce import Coalescer
from tintype.kernel.ids import AccountId, PostId, shard_of
from tintype.kernel.problems import NotFound, Problem
from tintype.kernel.viewer import Viewer, known
from tintype.ports.records import Records, Transaction
from tintype.posts import heads, seen_pairs

Pair = tuple[AccountId, PostId]


class Likes:
    """What people do about liking. Safe to call twice: the second time changes nothing."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._likes = Coalescer[Pair, bool](self._add)
        self._unlikes = Coalescer[Pair, bool](self._remove)

    async def like(self, viewer: Viewer, post_id: PostId) -> bool:
        """Like a post; whether the like is new. Raises NotFound for what the viewer may not see."""
        return await self._likes.ask((known(viewer), post_id))

    async def unlike(self, viewer: Viewer, post_id: PostId) -> bool:
        """Take a like back, from a hidden post too; whether there was one."""
        return await self._unlikes.ask((known(viewer), post_id))

    async def close(self) -> None:
        """Wait for the likes that have been asked for."""
        await self._likes.close()
        await self._unlikes.close()

    async def _add(self, pairs: Sequence[Pair]) -> list[bool | Problem]:
        async def body(tx: Transaction) -> list[bool | Problem]:
            return await add(tx, pairs)

        return await self._records.transact(body)

    async def _remove(self, pairs: Sequence[Pair]) -> list[bool]:
        async def body(tx: Transaction) -> list[bool]:
            return await remove(tx, pairs)

        return await self._records.transact(body)


async def add(tx: Transaction, pairs: Sequence[Pair]) -> list[bool | Problem]:
    """Like each (liker, post); whether each is new, or NotFound where the liker may not see the post."""
    seen = await seen_pairs(tx, pairs)
    likes = [pair for pair in pairs if pair in seen]
    news = await edges.add(tx, EdgeKind.LIKE, likes)
    for pair in _changed(likes, news):
        liker_id, post_id = pair
        await tx.publish(Liked(liker_id, post_id, seen[pair].author_id), shard=shard_of(post_id))
    answers = iter(news)
    return [next(answers) if pair in seen else NotFound() for pair in pairs]


async def remove(tx: Transaction, pairs: Sequence[Pair]) -> list[bool]:
    """Take back the like of each (liker, post); whether there was one."""
    were = await edges.remove(tx, EdgeKind.LIKE, pairs)
    gone = _changed(pairs, were)
    owners = {head.id: head.author_id for head in await heads(tx, sorted({post_id for _, post_id in gone}))}
    for liker_id, post_id in gone:
        await tx.publish(Unliked(liker_id, post_id, owners[post_id]), shard=shard_of(post_id))
    return were


def _changed(pairs: Sequence[Pair], flags: Sequence[bool]) -> list[Pair]:
    return [pair for pair, flag in zip(pairs, flags, strict=True) if flag]
