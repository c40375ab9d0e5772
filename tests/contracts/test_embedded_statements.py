"""What is asked again and again is prepared once, whatever is bound to it."""

from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from tests.contracts.embedded_records import embedded_records
from tintype.accounts import session_store
from tintype.adapters.embedded.event_log import sql
from tintype.graph import EdgeKind, edges
from tintype.kernel.clock import ManualClock
from tintype.kernel.ids import SessionId
from tintype.kernel.pages import TOP
from tintype.ports.records import Reading


@pytest.fixture
def prepared() -> Iterator[list[str]]:
    """What SQLite asks leave for: it does so when it prepares a statement, and never when it runs one."""
    asked: list[str] = []

    def note(_action: int, what: str | None, *_: object) -> int:
        asked.append(what or "")
        return apsw.SQLITE_OK

    def watch(database: apsw.Connection) -> None:
        database.authorizer = note

    apsw.connection_hooks.append(watch)
    yield asked
    apsw.connection_hooks.remove(watch)


async def test_a_limit_or_a_time_that_is_bound_prepares_nothing_anew(
    tmp_path: Path, prepared: list[str]
) -> None:
    async with embedded_records(tmp_path, ManualClock(1_000_000), 1) as (_, (records,)):

        async def ask(reading: Reading, number: int) -> None:
            await session_store.known_session(reading, SessionId(number))
            await reading.fetch(sql.events_after, tuple, seq=number, limit=number)
            await edges.page(reading, number, EdgeKind.FOLLOW, TOP, number)

        await records.glance(lambda reading: ask(reading, 1))
        assert "sessions" in prepared
        assert "outbox" in prepared
        assert "edges" in prepared
        prepared.clear()
        for number in range(2, 5):
            await records.glance(lambda reading, number=number: ask(reading, number))
        assert not prepared
