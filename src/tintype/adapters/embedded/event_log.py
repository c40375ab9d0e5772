"""The event log in SQLite: the outbox is the log, and its rowid is the order of commit."""

import asyncio
from functools import partial

from tintype.adapters.embedded.words import LOG_HEAD, SharedWords
from tintype.adapters.pruning import pruned
from tintype.kernel.events import Recorded, decode
from tintype.kernel.sql import Queries
from tintype.ports.records import Reading, Records, Transaction

GLANCED_MAX = 100  # So many events are read in half a millisecond; more are read beside the event loop.
PRUNES_MAX = 20  # 100,000 events in one go.

sql = Queries(__package__ or "", "event_log.sql")


def recorded(seq: int, shard: int, kind: str, at_us: int, body: bytes) -> Recorded:
    """A row of the outbox as an event with its place."""
    return Recorded(seq, shard, kind, at_us, decode(kind, body))


class EmbeddedEventLog:
    """See ports/event_log.py. One writer commits at a time, so rowids rise in the order of commit."""

    def __init__(self, records: Records, words: SharedWords) -> None:
        self._records = records
        self._words = words.words
        self._newest = words.newest
        self._moved = asyncio.Event()

    async def open(self) -> None:
        """Take the head from the rows: the shared word may have been lost with the machine's memory.

        The newest events are forgotten: where a backup was put back beside them they are of another history.
        """

        async def newest(reading: Reading) -> int:
            found = await reading.fetch(sql.newest_seq, int)
            return found[0] if found else 0

        seq = await self._records.look(newest)
        self._words[LOG_HEAD] = max(self._words[LOG_HEAD], seq)
        self._newest.clear()

    def head(self) -> int:
        return self._words[LOG_HEAD]

    def is_fresh(self) -> bool:
        return True  # The head is the word that the writers raise.

    async def refresh(self) -> None:
        """See the port. There is nothing to ask."""

    def hint(self) -> None:
        """Wake whoever waits: something may have been committed, here or in another process."""
        self._moved.set()

    async def after(self, seq: int, limit: int) -> list[Recorded]:
        last = min(seq + limit, self.head())
        is_few = last - seq <= GLANCED_MAX
        if is_few and (rows := self._newest.after(seq, last)) is not None:
            return [recorded(*row) for row in rows]
        read = self._records.glance if is_few else self._records.look
        return await read(lambda reading: reading.fetch(sql.events_after, recorded, seq=seq, limit=limit))

    async def position(self, consumer: str) -> int:
        found = await self._records.look(
            lambda reading: reading.fetch(sql.consumer_position, int, consumer=consumer)
        )
        return found[0] if found else 0

    async def advance(self, consumer: str, seq: int, *, fence: int = 0) -> bool:
        return await self._records.transact(partial(_advance, consumer, seq, fence))

    async def bury(self, consumer: str, recorded: Recorded, error: str) -> None:
        await self._records.transact(partial(_bury, consumer, recorded.seq, error))

    async def prune(self, before_us: int) -> int:
        async def delete_some(limit: int) -> int:
            return await self._records.transact(
                lambda tx: tx.execute(sql.prune_events, before_us=before_us, limit=limit)
            )

        gone = await pruned(delete_some, times_max=PRUNES_MAX)
        if gone:
            self._newest.clear()
        return gone

    async def wait(self, seq: int, timeout_s: float) -> None:
        if self.head() > seq:
            return
        self._moved.clear()
        if self.head() > seq:
            return
        try:
            async with asyncio.timeout(timeout_s):
                await self._moved.wait()
        except TimeoutError:
            return  # Polling is the truth; a hint only makes it sooner.


async def _advance(consumer: str, seq: int, fence: int, tx: Transaction) -> bool:
    changed = await tx.execute(
        sql.advance_consumer, consumer=consumer, seq=seq, fence=fence, now_us=tx.now_us
    )
    return changed > 0


async def _bury(consumer: str, seq: int, error: str, tx: Transaction) -> None:
    await tx.execute(sql.bury_event, consumer=consumer, seq=seq, error=error[:2000], now_us=tx.now_us)
