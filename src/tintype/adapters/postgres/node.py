"""What one process has of PostgreSQL besides its records: the log, the relay, jobs, leases, and wake-ups for them."""

from collections.abc import Callable, Sequence
from functools import partial

from tintype.adapters.postgres.event_log import PostgresEventLog
from tintype.adapters.postgres.records import PostgresRecords
from tintype.adapters.postgres.relay import Relay
from tintype.adapters.postgres.wakes import Wakes
from tintype.adapters.rows.jobs import RowJobs
from tintype.adapters.rows.leases import RowLeases
from tintype.kernel.clock import Clock
from tintype.kernel.events import Recorded
from tintype.ports.records import Lane

OUTBOX, LOG, JOBS = "outbox", "log", "jobs"


class PostgresNode:
    """One process among others. `relay` is there in each, and run by workers: the lease decides whose moves."""

    def __init__(self, records: PostgresRecords, url: str, clock: Clock, *, holder: str) -> None:
        self.records = records
        self.leases = RowLeases(records, clock, holder=holder)
        self.events = PostgresEventLog(records)
        self.jobs = RowJobs(records)
        self.relay = Relay(records, self.leases, self._on_moved)
        self._apply: Callable[[Sequence[Recorded]], None] = lambda facts: None
        self._wakes = Wakes(url)
        self._wakes.listen(OUTBOX, lambda _word: self.relay.hint())
        self._wakes.listen(LOG, self._on_log)
        for lane in Lane:
            self._wakes.listen(f"{JOBS} {lane.value}", partial(self._on_job, lane))

    async def open(self) -> None:
        """Learn where the log stands, and listen. Raises Unavailable, OSError or an error of asyncpg."""
        await self._wakes.open()
        await self.events.open()
        self.records.on_commit = self._on_commit

    def attach(self, apply_now: Callable[[Sequence[Recorded]], None]) -> None:
        """Call this with every fact this process commits, before the commit is acknowledged.

        Also with what others committed, where no relay has moved it within a second.
        """
        self._apply = self.events.on_waiting = apply_now

    async def close(self) -> None:
        """Stop listening and asking; the records are closed by their owner, afterwards."""
        await self._wakes.close()
        await self.events.close()

    def _on_commit(self, facts: Sequence[Recorded], lanes: frozenset[str]) -> None:
        if facts:
            self._apply(facts)
            self.relay.hint()
            self._wakes.send(OUTBOX)
        if lanes:
            self.jobs.hint(lanes)
            for lane in lanes:
                self._wakes.send(f"{JOBS} {lane}")

    def _on_moved(self, seq: int) -> None:
        self.events.heard(seq)
        self._wakes.send(LOG, str(seq))

    def _on_log(self, word: str) -> None:
        if word:
            self.events.heard(int(word))
        else:
            self.events.hint()

    def _on_job(self, lane: Lane, _word: str) -> None:
        self.jobs.hint(frozenset({lane.value}))
