"""Feeds compared with what a feed is by definition, and mended: a net under everything that keeps rows.

A row is right if no post is missing above its oldest entry: below it pages come from the records, and what is in it
and should not be is left out when it is read. Posts for followed hashtags are in no row: they are pulled at each read.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

import structlog

from tintype.feed.fanout import Fanout
from tintype.feed.far import far_of
from tintype.feed.rebuilding import SHARD, sql
from tintype.graph import EdgeKind, active_in, edges, pulled
from tintype.kernel.clock import MINUTE_US
from tintype.kernel.ids import SHARDS, AccountId, OrderId, time_us_of
from tintype.kernel.pages import TOP
from tintype.ports.feed_store import FEED_ENTRIES_MAX, FeedStore
from tintype.ports.records import Reading, Records
from tintype.posts import order_page

ON_THEIR_WAY_S = 2.0  # What is missing then is looked at once more.
ON_THEIR_WAY_US = MINUTE_US  # A post to millions may take so long.
AN_HOUR = 5  # So many feeds are compared by the chore.
OF_A_SHARD = 500  # Of two million who are active everybody has the same chance, of more the older ones.
log = structlog.get_logger("tintype.feed")


@dataclass(frozen=True, slots=True)
class Difference:
    """Posts that should be in a feed and are not, newest first, and how many should be."""

    reader_id: AccountId
    missing: Sequence[OrderId]
    expected: int


@dataclass(frozen=True, slots=True)
class Checking:
    """Compares feeds. `wait_s`: how long posts may be on their way before they are missed."""

    records: Records
    feeds: FeedStore
    wait_s: float = ON_THEIR_WAY_S
    wait_us: int = ON_THEIR_WAY_US

    async def sample(self, n: int, rng: Random) -> list[AccountId]:
        """About `n` active readers, anywhere on the site."""
        return await self.records.look(lambda reading: _some(reading, n, rng))

    async def differing(self, reader_ids: Sequence[AccountId]) -> list[Difference]:
        """Those feeds that have a row which is not right."""
        found = [one for id in reader_ids if (one := await self._compare(id)) is not None]
        if not found:
            return []
        await asyncio.sleep(self.wait_s)
        again = [await self._compare(one.reader_id) for one in found]
        return [
            Difference(now.reader_id, both, now.expected)
            for one, now in zip(found, again, strict=True)
            if now is not None and (both := [order for order in now.missing if order in set(one.missing)])
        ]

    async def count(self, looked: int, found: Sequence[Difference]) -> None:
        """Add to what `/metrics` tells."""
        missing = sum(len(one.missing) for one in found)
        await self.records.transact(
            lambda tx: tx.execute(
                sql.count_check,
                shard=SHARD,
                looked=looked,
                differed=len(found),
                missing=missing,
                now_us=tx.now_us,
            )
        )

    async def _compare(self, reader_id: AccountId) -> Difference | None:
        # The records first: what is published after that is not expected of the row.
        expected = await self.records.look(lambda reading: _expected(reading, reader_id, self.wait_us))
        row = await self.feeds.newest(reader_id, FEED_ENTRIES_MAX, TOP.at)
        if not row:
            return None
        due = [order for order in expected if order > row[-1]]
        missing = sorted(set(due).difference(row), reverse=True)
        return Difference(reader_id, missing, len(due)) if missing else None


@dataclass(frozen=True, slots=True)
class Looking:
    """The chore of the worker: a few feeds an hour are compared and mended. A difference is a fault: it is logged."""

    checking: Checking
    fanout: Fanout
    rng: Random

    async def look(self) -> int:
        """How many feeds were mended."""
        some = await self.checking.sample(AN_HOUR, self.rng)
        found = await self.checking.differing(some)
        for one in found:
            log.warning("feed_differs", reader=one.reader_id, missing=list(one.missing[:10]), of=one.expected)
            await self.fanout.rebuild(one.reader_id)
        await self.checking.count(len(some), found)
        return len(found)


async def counted(records: Records) -> Mapping[str, int]:
    """What looking over feeds has found on this site so far: how many, how many that differed, posts they missed."""
    rows = await records.look(lambda reading: reading.fetch(sql.checks, _figures, shard=SHARD))
    return rows[0] if rows else _figures(0, 0, 0)


async def _expected(reading: Reading, reader_id: AccountId, wait_us: int) -> list[OrderId]:
    """A feed by definition, author by author; without those whose posts are pulled, and without what is on its way."""
    followed = await edges.all_of(reading, reader_id, {EdgeKind.FOLLOW})
    pushing = {AccountId(id) for id in (*followed, reader_id)} - await far_of(reading, reader_id)
    pushing -= await pulled(reading) - {reader_id}
    orders = {
        order
        for author_id in sorted(pushing)
        for order in await order_page(reading, author_id, TOP.at, FEED_ENTRIES_MAX)
    }
    newest = sorted(orders, reverse=True)[:FEED_ENTRIES_MAX]
    return [order for order in newest if time_us_of(order) < reading.now_us - wait_us]


async def _some(reading: Reading, n: int, rng: Random) -> list[AccountId]:
    found: list[AccountId] = []
    for shard in rng.sample(range(SHARDS), SHARDS):
        if len(found) >= n:
            break
        here = await active_in(reading, shard, 0, OF_A_SHARD)
        found += rng.sample(here, min(len(here), max(1, n // 10)))
    return found[:n]


def _figures(looked: int, differed: int, missing: int) -> Mapping[str, int]:
    return {"looked": looked, "differed": differed, "missing": missing}
