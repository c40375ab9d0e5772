"""Records in PostgreSQL: bodies run at READ COMMITTED in a connection of their own, and look at one snapshot.

A body is a function of the rows, so it is run again, from its start, when its fresh ids clash, when the server ends
it for another's sake, and when the connection is lost before its COMMIT. A COMMIT without an answer is looked up by
its transaction's number: what is committed is answered, what is not is run again, what nobody knows is Unavailable.
"""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportMissingTypeStubs=false
# asyncpg carries no types.

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from types import CodeType
from typing import Any, TypeVar

import asyncpg

from tintype.adapters.postgres.connections import (
    CONNECT_S_MAX,
    ERRORS,
    is_closed,
    is_gone,
    open_pool,
    outcome,
)
from tintype.adapters.postgres.marks import ClockMarks
from tintype.adapters.postgres.schema import require_schema
from tintype.adapters.postgres.transactions import (
    AsksMore,
    PostgresReading,
    PostgresTransaction,
    drive,
    drive_question,
)
from tintype.kernel.clock import Clock
from tintype.kernel.events import Recorded
from tintype.kernel.ids import IdMint
from tintype.kernel.problems import Unavailable
from tintype.ports.records import Reading, Transaction

Result = TypeVar("Result")

RETRIES_MAX = 3  # Of a body that clashed; one clash is already rare.
LOST_S_MAX = 5.0  # A server that restarts is back in two; then callers learn that it is not.
LOST_WAIT_S = 0.05  # Doubled with each try, with jitter.
CLASHES = (
    asyncpg.UniqueViolationError,
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.InvalidCachedStatementError,  # A migration has changed a table under a prepared statement.
)
_BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
_LOOK = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


class _Lost(Exception):
    """There is no connection (any more), and certainly nothing of the body is in the records."""

    def __init__(self, connection: Any) -> None:
        self.was_connected = connection is not None


class PostgresRecords:
    """Records of one site, shared with other processes anywhere.

    `on_commit(facts, lanes)` is called after commits that published or gave work, before the write is acknowledged.
    The facts have no place in the log yet: their seq is 0.
    """

    def __init__(self, pool: Any, clock: ClockMarks, rng: random.Random) -> None:
        self.looks = 0
        self.on_commit: Callable[[Sequence[Recorded], frozenset[str]], None] = lambda facts, lanes: None
        self.pool = pool
        self._clock = clock
        self._rng = rng
        self._mint = IdMint(lambda: clock.now_us() // 1000, rng)
        self._running: set[asyncio.Task[Any]] = set()
        self._stopping = False
        self._questions: set[CodeType] = set()
        self._conversations: set[CodeType] = set()

    @classmethod
    async def open(cls, url: str, *, clock: Clock, rng: random.Random) -> "PostgresRecords":
        """Connect. Raises SchemaBehind where the schema must be applied first, OSError or an error of asyncpg."""
        pool = await open_pool(url)
        try:
            async with pool.acquire() as connection:
                await require_schema(connection)
                return cls(pool, await ClockMarks.open(connection, clock), rng)
        except BaseException:
            pool.terminate()
            raise

    async def close(self) -> None:
        """Finish what runs, then close every connection."""
        self._stopping = True
        while self._running:
            await asyncio.wait(self._running)
        await self.pool.close()

    async def transact(self, body: Callable[[Transaction], Awaitable[Result]]) -> Result:
        """See ports/records.py. A caller that goes away does not end its body; only the answer is dropped."""
        if self._stopping:
            raise Unavailable("The server is stopping.")
        task = asyncio.get_running_loop().create_task(self._again(lambda: self._change(body)))
        self._running.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    async def look(self, body: Callable[[Reading], Awaitable[Result]]) -> Result:
        """See ports/records.py. One snapshot for all that the body fetches."""
        self.looks += 1
        return await self._again(lambda: self._look(body))

    async def glance(self, body: Callable[[Reading], Awaitable[Result]]) -> Result:
        """See ports/records.py. The server is as far away for one row as for many."""
        return await self.look(body)

    def _ended(self, task: "asyncio.Task[Any]") -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # Seen here, for a caller that has gone away never asks.

    async def _again(self, attempt: Callable[[], Awaitable[Result]]) -> Result:
        """Run attempts until one ends, within the bounds."""
        loop = asyncio.get_running_loop()
        give_up_s = loop.time() + LOST_S_MAX
        clashes = losses = 0
        while True:
            try:
                return await attempt()
            except CLASHES as error:
                clashes += 1
                if clashes == RETRIES_MAX:
                    if isinstance(error, asyncpg.UniqueViolationError):
                        raise  # Not chance but a bug: subjects let the constraint decide by ON CONFLICT.
                    raise Unavailable("Too many change this at the moment.") from error
                wait_s = 0.002 * 2**clashes
            except _Lost as error:
                losses += 1
                wait_s = LOST_WAIT_S * 2**losses
                if loop.time() + wait_s > give_up_s:
                    raise Unavailable("The records do not answer at the moment.") from error
                if error.was_connected:
                    # What broke one connection may have broken the others, and nobody has told them yet.
                    await self.pool.expire_connections()
            await asyncio.sleep(wait_s * self._rng.uniform(0.5, 1))

    async def _look(self, body: Callable[[Reading], Awaitable[Result]]) -> Result:
        """A body that asked one question the last time is taken to ask one again: that sees one moment by itself.

        One round trip instead of three. If it asks more it is run again, in a snapshot, as it always is from then on.
        """
        connection = None
        code = _code_of(body)
        try:
            async with self.pool.acquire(timeout=CONNECT_S_MAX) as connection:
                if code in self._questions:
                    try:
                        return await drive_question(body(PostgresReading(self._clock.now_us())), connection)
                    except AsksMore:
                        self._questions.discard(code)
                        self._conversations.add(code)
                async with _Begun(connection, _LOOK):
                    result, taken = await drive(body(PostgresReading(self._clock.now_us())), connection)
                    await connection.execute("COMMIT")
                if taken == 1 and code is not None and code not in self._conversations:
                    self._questions.add(code)
                return result
        except Exception as error:
            if is_gone(error, connection):
                raise _Lost(connection) from error
            raise

    async def _change(self, body: Callable[[Transaction], Awaitable[Result]]) -> Result:
        connection = None
        try:
            async with self.pool.acquire(timeout=CONNECT_S_MAX) as connection:
                transaction = PostgresTransaction(await self._clock.kept(connection), self._mint)
                async with _Begun(connection, _BEGIN):
                    result, _ = await drive(body(transaction), connection)
                    xid = await transaction.append(connection)
                    is_answered = await _commit(connection)
        except Exception as error:
            # Read-only: what was the first server is a replica now.
            if is_gone(error, connection) or isinstance(error, asyncpg.ReadOnlySQLTransactionError):
                raise _Lost(connection) from error
            raise
        # A body that wrote nothing has no number, and nothing to lose.
        if not is_answered and xid is not None and not await self._is_committed(xid):
            raise _Lost(connection)
        if transaction.facts or transaction.lanes:
            self.on_commit(transaction.recorded(), transaction.lanes)
        return result

    async def _is_committed(self, xid: str) -> bool:
        """Ask the server, on other connections. Raises Unavailable when it cannot be known."""
        loop = asyncio.get_running_loop()
        give_up_s = loop.time() + LOST_S_MAX
        wait_s = LOST_WAIT_S
        while True:
            try:
                found = await outcome(self.pool, xid)
            except ERRORS as error:
                if not is_gone(error, None) or loop.time() + wait_s > give_up_s:
                    raise Unavailable("It is not known whether this was written. Please look.") from error
                await asyncio.sleep(wait_s * self._rng.uniform(0.5, 1))
                wait_s *= 2
                continue
            if found is None:
                raise Unavailable("It is not known whether this was written. Please look.")
            return found


def _code_of(body: Callable[..., Any]) -> CodeType | None:
    """What a body runs, whatever it is called with."""
    return getattr(getattr(body, "func", body), "__code__", None)


async def _commit(connection: Any) -> bool:
    """Commit; False when the connection went away before the answer."""
    try:
        await connection.execute("COMMIT")
    except Exception as error:
        if not is_gone(error, connection):
            raise
        if not is_closed(connection):
            connection.terminate()
        return False
    return True


class _Begun:
    """A transaction that has begun; rolled back when its block fails, if there is still a connection to say so."""

    def __init__(self, connection: Any, begin: str) -> None:
        self._connection = connection
        self._begin = begin

    async def __aenter__(self) -> None:
        await self._connection.execute(self._begin)

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is None or is_closed(self._connection):
            return
        try:
            await self._connection.execute("ROLLBACK")
        except ERRORS:
            if not is_closed(self._connection):
                self._connection.terminate()  # The server rolls back what nobody holds.
