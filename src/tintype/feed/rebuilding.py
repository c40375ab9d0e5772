"""All feeds built anew from the records, or one; asked for by an operator, done by whoever writes feeds.

It goes through the accounts shard by shard, a few hundred at a time, and notes how far it has come: begun again, or
by another process, it goes on from there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tintype.accounts import ids_in_shard
from tintype.feed.fanout import Fanout
from tintype.graph import away
from tintype.kernel.ids import SHARDS, AccountId, shard_of
from tintype.kernel.sql import Queries
from tintype.ports.jobs import TakenJob
from tintype.ports.records import Job, Lane, Reading, Records, Transaction

AT_ONCE = 200  # Half a second: whatever else waits for the lane comes between.
SHARDS_AT_ONCE = 256  # Of a small site most are empty.
REBUILD_ALL: Final = "feed.rebuild_all"
REBUILD_ONE: Final = "feed.rebuild_one"
SHARD: Final = 0  # Of the rows that say how far it has come.
sql = Queries(__package__ or "", "rebuilding.sql")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one rebuilding has come: accounts up to `last_id` of `at_shard` are done. `given_back`: rows of those
    who are away.
    """

    id: int
    at_shard: int
    last_id: AccountId
    built: int
    given_back: int
    ended_us: int


@dataclass(frozen=True, slots=True)
class Rebuilding:
    """Builds feeds anew. Everything may run twice, and beside a site that is being read."""

    records: Records
    fanout: Fanout

    async def ask(self) -> int:
        """Have all feeds built by the worker; which rebuilding that is. One that is under way goes on."""
        return await self.records.transact(_ask)

    async def begin(self) -> int:
        """The same for a process that writes feeds itself: nobody is asked, call `step`."""
        return await self.records.transact(_begin)

    async def ask_one(self, reader_id: AccountId) -> None:
        """Have one feed built by the worker."""
        job = Job(REBUILD_ONE, Lane.UPKEEP, shard_of(reader_id), {"reader_id": reader_id})
        await self.records.transact(lambda tx: tx.enqueue(job))

    async def progress(self, id: int) -> Progress | None:
        """How far it has come; None when there is no such rebuilding, or no longer."""
        rows = await self.records.look(
            lambda reading: reading.fetch(sql.rebuild_of, _progress, shard=SHARD, id=id)
        )
        return rows[0] if rows else None

    async def handle(self, job: TakenJob) -> None:
        """Handles jobs of `REBUILD_ALL`: a few hundred feeds, then the next job."""
        await self.step(int(job.args["id"]), asks_again=True)

    async def handle_one(self, job: TakenJob) -> None:
        """Handles jobs of `REBUILD_ONE`."""
        await self.fanout.rebuild(AccountId(int(job.args["reader_id"])))

    async def step(self, id: int, *, asks_again: bool = False) -> bool:
        """Build the next few hundred; False when there is nothing left, or another process does it."""
        was = await self.progress(id)
        if was is None or was.ended_us:
            return False
        part = await self.records.look(lambda reading: _part(reading, was))
        gone = set(part.gone)
        await self.fanout.give_back(part.gone)
        for reader_id in part.ids:
            if reader_id not in gone:
                await self.fanout.rebuild(reader_id)
        return await self.records.transact(lambda tx: _move(tx, was, part, asks_again=asks_again))


@dataclass(frozen=True, slots=True)
class _Part:
    """The next accounts, those of them who are away, and where to go on."""

    ids: Sequence[AccountId]
    gone: Sequence[AccountId]
    at_shard: int
    last_id: AccountId


async def _part(reading: Reading, was: Progress) -> _Part:
    ids: list[AccountId] = []
    last_id = was.last_id
    for shard in range(was.at_shard, min(was.at_shard + SHARDS_AT_ONCE, SHARDS)):
        some = await ids_in_shard(reading, shard, last_id, AT_ONCE - len(ids))
        ids += some
        if len(ids) == AT_ONCE:
            return _Part(ids, await away(reading, ids), shard, ids[-1])
        last_id = AccountId(0)
    return _Part(ids, await away(reading, ids), min(was.at_shard + SHARDS_AT_ONCE, SHARDS), AccountId(0))


async def _ask(tx: Transaction) -> int:
    id = await _begin(tx)
    await tx.enqueue(_job(id))
    return id


async def _begin(tx: Transaction) -> int:
    under_way = await tx.fetch(sql.rebuild_under_way, int, shard=SHARD)
    if under_way:
        return under_way[0]
    await tx.execute(sql.forget_rebuilds, shard=SHARD)
    id = tx.mint(SHARD)
    await tx.execute(sql.begin_rebuild, shard=SHARD, id=id, now_us=tx.now_us)
    return id


async def _move(tx: Transaction, was: Progress, part: _Part, *, asks_again: bool) -> bool:
    is_over = part.at_shard == SHARDS
    moved = await tx.execute(
        sql.move_rebuild,
        shard=SHARD,
        id=was.id,
        was_shard=was.at_shard,
        was_id=was.last_id,
        at_shard=part.at_shard,
        last_id=part.last_id,
        built=len(part.ids) - len(part.gone),
        given_back=len(part.gone),
        ended_us=tx.now_us if is_over else 0,
    )
    if moved and not is_over and asks_again:
        await tx.enqueue(_job(was.id))
    return bool(moved) and not is_over


def _job(id: int) -> Job:
    return Job(REBUILD_ALL, Lane.UPKEEP, SHARD, {"id": id})


def _progress(  # noqa: PLR0917 — the columns
    id: int, at_shard: int, last_id: int, built: int, given_back: int, ended_us: int
) -> Progress:
    return Progress(id, at_shard, AccountId(last_id), built, given_back, ended_us)
