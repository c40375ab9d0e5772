"""The ground below the API: real records, with accounts made straight in them.

They are in a temporary folder, or with TINTYPE_TEST_PROFILE=middle in a database of a real PostgreSQL.
"""

import os
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from tests.contracts.postgres_adapters import fresh_database, postgres_records
from tests.schema import lay_schema
from tintype.accounts.model import Account
from tintype.accounts.store import add_account
from tintype.adapters.embedded.event_log import EmbeddedEventLog
from tintype.adapters.embedded.records import EmbeddedRecords
from tintype.adapters.embedded.words import SharedWords
from tintype.adapters.postgres.event_log import PostgresEventLog
from tintype.adapters.postgres.records import PostgresRecords
from tintype.adapters.postgres.relay import Relay
from tintype.adapters.rows.leases import RowLeases
from tintype.kernel.clock import ManualClock
from tintype.kernel.events import Event, decode
from tintype.kernel.ids import AccountId, IdMint, SessionId
from tintype.kernel.sql import Query
from tintype.kernel.viewer import Role, Viewer
from tintype.ports.event_log import EventLog
from tintype.ports.records import Reading, Transaction

Result = TypeVar("Result")
START_US = 1_790_000_000_000_000
PROFILE = "TINTYPE_TEST_PROFILE"


class Ground:
    """Records of an empty site, a clock that stands, and hands to put people there."""

    def __init__(
        self,
        records: EmbeddedRecords | PostgresRecords,
        clock: ManualClock,
        log: EventLog | None = None,
        relay: Relay | None = None,
    ) -> None:
        self.records = records
        self._log = log
        self.clock = clock
        self._relay = relay
        self._shards = random.Random(7)
        self._people = 0

    @property
    def log(self) -> EventLog:
        """The log as consumers read it; a ground of `ground_in` has one."""
        assert self._log is not None
        return self._log

    async def carry(self) -> None:
        """Let the log have what was committed, where a relay brings it there."""
        while self._relay and await self._relay.step():
            pass

    async def person(self, *, is_private: bool = False) -> Viewer:
        """A new account as its own viewer."""
        self._people += 1
        name = f"person{self._people}"
        shard = self._shards.randrange(4096)

        async def body(tx: Transaction) -> AccountId:
            account_id = AccountId(tx.mint(shard))
            await add_account(tx, _account(account_id, name, tx.now_us, is_private=is_private), "no password")
            return account_id

        return viewer_of(await self.records.transact(body))

    async def set_private(self, viewer: Viewer, *, is_private: bool) -> None:
        await self._set(
            "UPDATE accounts SET is_private = :value WHERE id = :id", viewer, value=int(is_private)
        )

    async def suspend(self, viewer: Viewer) -> None:
        await self._set("UPDATE accounts SET state = :value WHERE id = :id", viewer, value=1)

    async def rows(self, text: str) -> list[tuple[Any, ...]]:
        """The rows of any query: for recounts."""
        return await self.look(lambda reading: reading.fetch(Query("tests", text, text), _row))

    async def look(self, body: Callable[[Reading], Awaitable[Result]]) -> Result:
        return await self.records.look(body)

    async def events(self) -> list[Event]:
        """Everything that was published and not carried into another log, oldest first."""
        rows = await self.rows("SELECT kind, body FROM outbox ORDER BY seq")
        found = [decode(kind, body) for kind, body in rows]
        return [event for event in found if event is not None]

    async def _set(self, text: str, viewer: Viewer, *, value: int) -> None:
        query = Query("tests", text, text)
        await self.records.transact(lambda tx: tx.execute(query, id=viewer.account_id, value=value))


@asynccontextmanager
async def ground_in(folder: Path) -> AsyncIterator[Ground]:
    """A ground of its own, whose records are closed at the end; embedded ones live in this folder."""
    clock = ManualClock(START_US)
    stands_on = _on_postgres(clock) if os.environ.get(PROFILE, "") else _embedded(folder, clock)
    async with stands_on as ground:
        yield ground


@asynccontextmanager
async def _on_postgres(clock: ManualClock) -> AsyncIterator[Ground]:
    async with fresh_database() as url, postgres_records(url, clock) as records:
        log = PostgresEventLog(records)
        relay = Relay(records, RowLeases(records, clock, holder="ground"), log.heard)
        yield Ground(records, clock, log, relay)


@asynccontextmanager
async def _embedded(folder: Path, clock: ManualClock) -> AsyncIterator[Ground]:
    words = SharedWords(folder / "words")
    lay_schema(folder / "tintype.db")
    failures: list[BaseException] = []
    mint = IdMint(lambda: clock.now_us() // 1000, random.Random(3))
    records = EmbeddedRecords(folder / "tintype.db", words, clock, mint, failures.append)
    try:
        yield Ground(records, clock, EmbeddedEventLog(records, words))
    finally:
        await records.close()
        words.close()
    assert not failures


def viewer_of(account_id: AccountId) -> Viewer:
    return Viewer(account_id, SessionId(1))


def _account(account_id: AccountId, name: str, now_us: int, *, is_private: bool) -> Account:
    return Account(
        id=account_id,
        username=name,
        name=name.title(),
        bio="",
        link="",
        email=f"{name}@example.org",
        role=Role.MEMBER,
        is_active=True,
        is_private=is_private,
        avatar_id=None,
        version=1,
        created_us=now_us,
    )


def _row(*columns: Any) -> tuple[Any, ...]:
    return columns
