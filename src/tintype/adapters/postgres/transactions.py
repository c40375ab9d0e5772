"""What a body is given on PostgreSQL, and how its steps are driven.

A body yields nothing but statements: the driver runs each on the body's connection and hands the rows back. An error
of the database is never thrown into the body, so no body can go on after one.
"""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportMissingTypeStubs=false
# asyncpg carries no types.

from collections.abc import Awaitable, Callable, Generator
from json import dumps
from typing import Any, TypeVar

from tintype.adapters.postgres.dialect import statement
from tintype.kernel.events import Event, Recorded, encode
from tintype.kernel.ids import IdMint
from tintype.kernel.sql import Query
from tintype.ports.records import BodyAwaited, Job

Result = TypeVar("Result")
RowType = TypeVar("RowType")

_PUBLISH = """
INSERT INTO outbox (shard, kind, at_us, body)
SELECT e.shard, e.kind, $4, e.body
  FROM unnest($1::smallint[], $2::text[], $3::bytea[]) WITH ORDINALITY AS e (shard, kind, body, place)
 ORDER BY e.place
RETURNING pg_current_xact_id()::text
"""
_ENQUEUE = """
INSERT INTO jobs (shard, id, lane, kind, args, due_us, created_us)
SELECT j.shard, j.id, j.lane, j.kind, j.args, j.due_us, $7
  FROM unnest($1::smallint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[])
    AS j (shard, id, lane, kind, args, due_us)
RETURNING pg_current_xact_id()::text
"""
_XID = "SELECT pg_current_xact_id_if_assigned()::text"


class Step:
    """One statement a body waits for."""

    __slots__ = ("is_counted", "text", "values")

    def __init__(self, text: str, values: list[Any], *, is_counted: bool) -> None:
        self.text = text
        self.values = values
        self.is_counted = is_counted

    def __await__(self) -> Generator["Step", Any, Any]:
        return (yield self)

    async def run(self, connection: Any) -> Any:
        """The rows, or how many rows were changed."""
        if self.is_counted:
            # `INSERT 0 5`, `UPDATE 5`; a plain select counts as nothing changed.
            return int((await connection.execute(self.text, *self.values)).rpartition(" ")[2])
        return await connection.fetch(self.text, *self.values)


class AsksMore(Exception):
    """A body that was expected to ask one question does something else."""


async def drive(body: Awaitable[Result], connection: Any) -> tuple[Result, int]:
    """Run a body to its end; its result and how many statements it took.

    Raises BodyAwaited if it waits for anything else.
    """
    steps: Any = body.__await__()
    answer: Any = None
    taken = 0
    try:
        while True:
            step = _step(steps.send(answer))
            answer = await step.run(connection)
            taken += 1
    except StopIteration as end:
        return end.value, taken
    finally:
        steps.close()


async def drive_question(body: Awaitable[Result], connection: Any) -> Result:
    """Run a body that asks one question. Raises AsksMore, and nothing has happened, when it does not."""
    steps: Any = body.__await__()
    try:
        step = _step(steps.send(None))
        if not step.text.startswith("SELECT"):
            raise AsksMore
        steps.send(await step.run(connection))
        raise AsksMore
    except StopIteration as end:
        return end.value
    finally:
        steps.close()


def _step(awaited: Any) -> Step:
    if type(awaited) is not Step:
        raise BodyAwaited("A transaction body awaits nothing but its transaction.")
    return awaited


class PostgresReading:
    """One snapshot of the records, for one body."""

    def __init__(self, now_us: int) -> None:
        self._now_us = now_us

    @property
    def now_us(self) -> int:
        return self._now_us

    async def fetch(self, query: Query, row: Callable[..., RowType], /, **arguments: Any) -> list[RowType]:
        asked = statement(query)
        found = await Step(asked.text, asked.values(arguments), is_counted=False)
        return [row(*columns) for columns in found]


class PostgresTransaction(PostgresReading):
    """The right to change, for one run of one body. What it publishes and asks for is written at its end."""

    shards_apart = True

    def __init__(self, now_us: int, mint: IdMint) -> None:
        super().__init__(now_us)
        self._mint = mint
        self._jobs: list[tuple[int, int, str, str, str, int]] = []
        self.facts: list[tuple[int, Event]] = []

    async def execute(self, query: Query, /, **arguments: Any) -> int:
        asked = statement(query)
        return await Step(asked.text, asked.values(arguments), is_counted=True)

    async def hold(self, query: Query, /, **arguments: Any) -> None:
        asked = statement(query)
        await Step(f"{asked.text}\nFOR UPDATE", asked.values(arguments), is_counted=True)

    async def publish(self, event: Event, *, shard: int) -> None:
        self.facts.append((shard, event))

    async def enqueue(self, job: Job) -> None:
        args = dumps(job.args)
        self._jobs.append((job.shard, self.mint(job.shard), job.lane.value, job.kind, args, job.due_us))

    def mint(self, shard: int) -> int:
        return self._mint.mint(shard)

    async def append(self, connection: Any) -> str | None:
        """Write the events and the jobs of this body, one statement each; the transaction's number, if it has one."""
        xid: str | None = None
        # After all the body's statements: whoever waited for its rows gets later places in the outbox.
        if self.facts:
            xid = await connection.fetchval(
                _PUBLISH,
                [shard for shard, _ in self.facts],
                [event.kind for _, event in self.facts],
                [encode(event) for _, event in self.facts],
                self._now_us,
            )
        if self._jobs:
            columns = map(list, zip(*self._jobs, strict=True))
            xid = await connection.fetchval(_ENQUEUE, *columns, self._now_us)
        return xid or await connection.fetchval(_XID)

    @property
    def lanes(self) -> frozenset[str]:
        """The lanes that this body gave work to."""
        return frozenset(lane for _, _, lane, _, _, _ in self._jobs)

    def recorded(self) -> list[Recorded]:
        """The facts as readers of the log will see them, but for their place, which the log gives later."""
        return [Recorded(0, shard, event.kind, self._now_us, event) for shard, event in self.facts]
