"""The whole index made anew from the records, beside a site that searches it.

Everything is put once more, shard by shard; what is there already is replaced by the same. Meanwhile the consumer goes
on.
"""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from tintype.accounts import ids_in_shard, people
from tintype.kernel.ids import ID_MAX, SHARDS, AccountId, OrderId
from tintype.ports.records import Reading, Records
from tintype.ports.search_index import NameWords, PostWords, SearchIndex
from tintype.posts import by_order, orders_between
from tintype.search.matching import entries_of
from tintype.search.people import name_of

AT_ONCE = 500
Id = TypeVar("Id", AccountId, OrderId)
Entry = TypeVar("Entry", NameWords, PostWords)


def _untold(_done: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Rebuilding:
    """Fills the index."""

    records: Records
    index: SearchIndex

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
            await self._settle_people(ids)
            after = ids[-1] if len(ids) == AT_ONCE else None

    async def _posts(self, shard: int) -> int:
        orders = await self.records.look(lambda reading: orders_between(reading, shard, 0, ID_MAX))
        orders = [OrderId(one) for one in orders]
        for at in range(0, len(orders), AT_ONCE):
            await self._settle_posts(orders[at : at + AT_ONCE])
        return len(orders)

    async def _settle_people(self, ids: Sequence[AccountId]) -> None:
        async def look(asked: Sequence[AccountId]) -> dict[AccountId, NameWords]:
            found = await self.records.look(lambda reading: people(reading, asked))
            return {id: name_of(one) for id, one in found.items()}

        async def drop(gone: Collection[AccountId]) -> None:
            await self.index.drop(account_ids=gone)

        await _settle(ids, look, self.index.put_people, drop)

    async def _settle_posts(self, orders: Sequence[OrderId]) -> None:
        async def look(asked: Sequence[OrderId]) -> dict[OrderId, PostWords]:
            return {
                entry.order_id: entry for entry in await self.records.look(lambda it: _entries(it, asked))
            }

        async def drop(gone: Collection[OrderId]) -> None:
            await self.index.drop(order_ids=gone)

        await _settle(orders, look, self.index.put_posts, drop)


async def _entries(reading: Reading, orders: Sequence[OrderId]) -> list[PostWords]:
    return await entries_of(reading, (await by_order(reading, orders)).values())


async def _settle(
    ids: Sequence[Id],
    look: Callable[[Sequence[Id]], Awaitable[dict[Id, Entry]]],
    put: Callable[[Sequence[Entry]], Awaitable[None]],
    drop: Callable[[Collection[Id]], Awaitable[None]],
) -> None:
    """Put what the records say, until they still say it afterwards.

    What was erased or edited between a look and its put has been settled by the consumer already, before the put: it
    would come back, and stay.
    """
    asked = ids
    before: dict[Id, Entry] = {}
    while asked:
        now = await look(asked)
        await drop([id for id in asked if id not in now])
        before = {id: entry for id, entry in now.items() if before.get(id) != entry}
        await put(list(before.values()))
        asked = list(before)
