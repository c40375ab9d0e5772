"""Two nodes of one site, whole but for the network between them: what one takes back, the other stops giving."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.contracts.postgres_adapters import fresh_database, has_postgres
from tests.contracts.waiting import WAIT_S_MAX
from tests.contracts.wire import Wire, wire_to
from tests.world import Person, World, world_on
from tintype.media.making.pool import MediaPool
from tintype.settings import StorageSettings

pytestmark = pytest.mark.skipif(not has_postgres(), reason="needs PostgreSQL: make test-engines")

STALE_S_MAX = 1.0
BUSY_S = 1.0  # What a busy machine may add to it in a test.


@dataclass(frozen=True, slots=True)
class Nodes:
    """Two nodes without a worker that runs; the second reaches the records by a wire that can be cut."""

    one: World
    other: World
    wire: Wire


@pytest.fixture
async def nodes(tmp_path: Path, media_pool: MediaPool) -> AsyncIterator[Nodes]:
    async with (
        fresh_database() as url,
        wire_to(url) as (wire, wired),
        node(tmp_path, "one", url, media_pool) as one,
        node(tmp_path, "other", wired, media_pool) as other,
    ):
        yield Nodes(one, other, wire)
        wire.mend()


@asynccontextmanager
async def node(folder: Path, name: str, url: str, pool: MediaPool) -> AsyncIterator[World]:
    storage = StorageSettings(data=folder / name, secret_file=folder / "secret", records=url)
    async with world_on(storage, pool, None) as world:
        yield world


def at(world: World, person: Person) -> Person:
    """The same person with the same browser, led to another node."""
    there = world.stranger()
    there.client.cookies.update(person.client.cookies)
    there.name, there.id, there.csrf = person.name, person.id, person.csrf
    return there


async def seconds_until(person: Person, path: str, status: int) -> float:
    """How long a node goes on before it answers so."""
    began_s = time.monotonic()
    while (await person.call("GET", path)).status_code != status:
        assert time.monotonic() - began_s < WAIT_S_MAX, f"{path} never answered {status}"
    return time.monotonic() - began_s


async def test_a_session_ended_on_one_node_is_refused_by_the_other_within_a_second(nodes: Nodes) -> None:
    here = await nodes.one.person("ana")
    there = at(nodes.other, here)
    await there.does("GET", "/v1/me")
    await here.does("DELETE", "/v1/session")
    assert (await here.call("GET", "/v1/me")).status_code == 401, "its own node knows at once"
    # No worker runs, so no relay either: the other node finds it in the outbox.
    assert await seconds_until(there, "/v1/me", 401) < STALE_S_MAX + BUSY_S


async def test_a_node_cut_off_from_the_records_answers_nothing_from_its_caches(nodes: Nodes) -> None:
    here = await nodes.one.person("ana")
    there = at(nodes.other, here)
    await there.does("GET", "/v1/me")
    nodes.wire.cut()
    await here.does("DELETE", "/v1/session")
    await seconds_until(there, "/v1/timelines/home", 503)
    assert {(await there.call("GET", "/v1/timelines/home")).status_code for _ in range(20)} == {503}
    nodes.wire.mend()
    await seconds_until(there, "/v1/timelines/home", 401)
    assert (await there.call("GET", "/v1/me")).status_code == 401
