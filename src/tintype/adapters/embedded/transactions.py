"""What a body is given: the right to look, the right to change."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# apsw describes its own types only in part.

from collections.abc import Awaitable, Callable
from json import dumps
from typing import Any, TypeVar

import apsw

from tintype.adapters.embedded.dialect import bound, sqlite_text
from tintype.adapters.embedded.newest_events import Fact
from tintype.kernel.events import Event, encode
from tintype.kernel.ids import IdMint
from tintype.kernel.sql import Query
from tintype.ports.records import BodyAwaited, Job

Result = TypeVar("Result")
RowType = TypeVar("RowType")

_PUBLISH = "INSERT INTO outbox (shard, kind, at_us, body) VALUES (?, ?, ?, ?)"
_ENQUEUE = "INSERT INTO jobs (shard, id, lane, kind, args, due_us, created_us) VALUES (?, ?, ?, ?, ?, ?, ?)"


def drive(body: Awaitable[Result]) -> Result:
    """Run a coroutine that never really waits to its end, without an event loop."""
    steps = body.__await__()
    try:
        next(steps)
    except StopIteration as end:
        return end.value
    steps.close()
    raise BodyAwaited("A transaction body awaits nothing but its transaction.")


class EmbeddedReading:
    """One snapshot of the records, for one body."""

    def __init__(self, database: apsw.Connection, now_us: int) -> None:
        self._database = database
        self._now_us = now_us

    @property
    def now_us(self) -> int:
        return self._now_us

    async def fetch(self, query: Query, row: Callable[..., RowType], /, **arguments: Any) -> list[RowType]:
        return [row(*columns) for columns in self._database.execute(sqlite_text(query), bound(arguments))]


class EmbeddedTransaction(EmbeddedReading):
    """The writer's side; one object serves all bodies of the writer thread, one batch after another."""

    shards_apart = False  # All of them are one file.

    def __init__(self, database: apsw.Connection, mint: IdMint) -> None:
        super().__init__(database, 0)
        self._mint = mint
        self.facts: list[Fact] = []
        """What the bodies of this batch have published, in their order."""
        self.lanes: set[str] = set()
        self.refused: apsw.Error | None = None
        """The first statement of this body that failed; a body that goes on after it fails all the same."""

    def begin(self, now_us: int) -> None:
        """Start a batch: nothing appended yet."""
        self._now_us = now_us
        self.facts = []
        self.lanes = set()

    def mark(self) -> tuple[int, frozenset[str]]:
        """Where a body starts, to come back to when it fails."""
        self.refused = None
        return len(self.facts), frozenset(self.lanes)

    def reset(self, mark: tuple[int, frozenset[str]]) -> None:
        """Forget what a failed body appended."""
        del self.facts[mark[0] :]
        self.lanes = set(mark[1])

    def append_facts(self) -> int:
        """Write what the bodies of this batch published, in their order; the last place in the log, or 0."""
        if not self.facts:
            return 0
        self._database.executemany(_PUBLISH, self.facts)
        return self._database.last_insert_rowid()

    async def fetch(self, query: Query, row: Callable[..., RowType], /, **arguments: Any) -> list[RowType]:
        try:
            return await super().fetch(query, row, **arguments)
        except apsw.Error as error:
            self.refused = self.refused or error
            raise

    async def execute(self, query: Query, /, **arguments: Any) -> int:
        before = self._database.total_changes()
        try:
            self._database.execute(sqlite_text(query), bound(arguments))
        except apsw.Error as error:
            self.refused = self.refused or error
            raise
        return self._database.total_changes() - before

    async def hold(self, query: Query, /, **arguments: Any) -> None:
        """See the port: the writer runs one body after another."""

    async def publish(self, event: Event, *, shard: int) -> None:
        # Kept until the batch is complete: written together they cost a third.
        self.facts.append((shard, event.kind, self._now_us, encode(event)))

    async def enqueue(self, job: Job) -> None:
        row = (
            job.shard,
            self.mint(job.shard),
            job.lane.value,
            job.kind,
            dumps(job.args),
            job.due_us,
            self._now_us,
        )
        self._database.execute(_ENQUEUE, row)
        self.lanes.add(job.lane.value)

    def mint(self, shard: int) -> int:
        return self._mint.mint(shard)
