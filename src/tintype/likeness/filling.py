"""Every picture of a published post that nobody has looked at yet is looked at, beside a running site."""

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from tintype.kernel.ids import ID_MAX, SHARDS, MediaId, OrderId
from tintype.kernel.problems import NotFound, Unavailable
from tintype.media import Likening, vectors_of
from tintype.ports.records import Reading, Records
from tintype.posts import by_order, orders_between

AT_ONCE = 200

log = structlog.get_logger("tintype.likeness")


@dataclass(frozen=True, slots=True)
class Filled:
    """How many pictures were looked at, and how many could not be."""

    seen: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Filling:
    """Safe to break off and run again: it goes on where something is missing."""

    records: Records
    likening: Likening

    async def all(self, tell: Callable[[int], None]) -> Filled:
        """Look at everything that is missing. `tell` is given how many shards are done."""
        found = Filled()
        for shard in range(SHARDS):
            orders = await self.records.look(lambda reading, at=shard: orders_between(reading, at, 0, ID_MAX))
            for at in range(0, len(orders), AT_ONCE):
                some = [OrderId(one) for one in orders[at : at + AT_ONCE]]
                for media_id in await self.records.look(lambda reading, some=some: _missing(reading, some)):
                    is_seen = await self._look(media_id)
                    found = Filled(found.seen + is_seen, found.failed + (not is_seen))
            tell(shard + 1)
        return found

    async def _look(self, media_id: MediaId) -> bool:
        try:
            return await self.likening.liken(media_id)
        except (Unavailable, NotFound, ValueError) as error:
            log.warning("likeness.not_seen", media_id=media_id, error=repr(error))
            return False


async def _missing(reading: Reading, orders: list[OrderId]) -> list[MediaId]:
    posts = await by_order(reading, orders)
    carried = {item.media_id for post in posts.values() for item in post.media}
    return sorted(carried - (await vectors_of(reading, carried)).keys())
