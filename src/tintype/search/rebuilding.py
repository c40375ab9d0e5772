"""The whole index made anew from the records, beside a site that searches it.

Everything is put once more, shard by shard; what is there already is replaced by the same. Meanwhile the consumer goes
on, and both bring an entry to what the records say when they look, so that whichever comes last is right.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tintype.accounts import ids_in_shard
from tintype.kernel.ids import ID_MAX, SHARDS, AccountId, OrderId
from tintype.ports.records import Records
from tintype.ports.search_index import SearchIndex
from tintype.posts import by_order, orders_between
from tintype.search.keeping import Keeping
from tintype.search.matching import entry_of

AT_ONCE = 500


def _untold(_done: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Rebuilding:
    """Fills the index."""

    records: Records
    index: SearchIndex
    keeping: Keeping

    async def if_needed(self) -> int:
        """Fill an index that has never been filled; how many shards that were."""
        if await self.index.is_whole():
            return 0
        await self.all()
        return SHARDS

    async def all(self, tell: Callable[[int], None] = _untold) -> int:
        """Fill it; how many posts are in it. `tell` is given how many shards are done."""
        posts = 0
        for shard in range(SHARDS):
            await self._people(shard)
            posts += await self._posts(shard)
            tell(shard + 1)
        await self.index.note_whole()
        return posts

    async def _people(self, shard: int) -> None:
        after: AccountId | None = AccountId(0)
        while after is not None:
            ids = await self.records.look(
                lambda reading, after=after: ids_in_shard(reading, shard, after, AT_ONCE)
            )
            await self.keeping.settle_people(ids)
            after = ids[-1] if len(ids) == AT_ONCE else None

    async def _posts(self, shard: int) -> int:
        orders = await self.records.look(lambda reading: orders_between(reading, shard, 0, ID_MAX))
        for at in range(0, len(orders), AT_ONCE):
            some = [OrderId(one) for one in orders[at : at + AT_ONCE]]
            found = await self.records.look(lambda reading, some=some: by_order(reading, some))
            await self.index.put_posts([entry_of(post) for post in found.values()])
        return len(orders)
