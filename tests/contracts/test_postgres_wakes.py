"""Wake-ups on a real server: rare, never the last one lost, and back after a loss."""

import asyncio
import time
from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.contracts.postgres_adapters import fresh_database, has_postgres
from tests.contracts.waiting import until
from tintype.adapters.postgres.wakes import Wakes

pytestmark = pytest.mark.skipif(not has_postgres(), reason="needs PostgreSQL: make test-engines")

END_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture
async def url() -> AsyncIterator[str]:
    async with fresh_database() as url:
        yield url


async def test_of_a_burst_one_wake_up_is_sent_in_20_ms_and_the_last_is_never_dropped(
    url: str,
) -> None:
    heard: list[int] = []
    wakes = Wakes(url)
    wakes.listen("n", lambda word: heard.append(int(word)))
    await wakes.open()
    began_s = time.monotonic()
    for number in range(100):
        wakes.send("n", str(number))
        await asyncio.sleep(0.001)
    await until(lambda: heard[-1:] == [99], "the last word")
    took_s = time.monotonic() - began_s
    await wakes.close()
    # Sent 20 ms apart; how far apart they are heard is the machine's doing: several may come at once.
    assert len(heard) <= took_s / 0.02 + 3
    assert heard == sorted(heard)


async def test_wake_ups_come_back_after_their_connection_was_ended(url: str) -> None:
    heard: list[str] = []
    wakes = Wakes(url)
    wakes.listen("n", heard.append)
    await wakes.open()
    raw = await asyncpg.connect(url)
    await raw.execute(END_OTHERS)
    await raw.close()
    await until(lambda: "" in heard, "word that something may have been missed")
    wakes.send("n", "again")
    await until(lambda: "again" in heard, "a word after the loss")
    await wakes.close()
    assert heard == ["", "again"]
