"""A child that opens a film reaches nothing; what it tells is held against what it must be; it comes and goes."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.media import films
from tintype.media.films.model import FilmOrder
from tintype.media.making.film_pool import FilmPool
from tintype.media.making.film_results import Told
from tintype.media.model import Refusal, RefusalCode
from tintype.media.sandbox.forks import PoolGone
from tintype.media.sandbox.lock import Level
from tintype.media.sandbox.openings import UnsafeMachine

WORK = "tests.media.misbehaving_film:work"
LOOK, RUNG = FilmOrder("look"), FilmOrder("rungs", ("360",))


@pytest.fixture(scope="module")
def film() -> bytes:
    return films.film(seconds=0.5)


@pytest.fixture(scope="module")
async def pool() -> AsyncIterator[FilmPool]:
    async with FilmPool(work=WORK) as pool:
        yield pool


async def nothing(_name: str, _piece: bytes) -> None:
    pass


async def said(pool: FilmPool, film: bytes, order: FilmOrder = LOOK) -> Told | Refusal:
    return await pool.perform(film, order, land=nothing, duration_ms=1000)


async def words(pool: FilmPool, order: bytes) -> str:
    found = await said(pool, order)
    assert isinstance(found, Refusal)
    return found.sentence


@pytest.mark.slow
@pytest.mark.parametrize("level", [Level.LANDLOCK, Level.SECCOMP, Level.FULL])
async def test_films_are_made_at_every_level_of_the_sandbox(film: bytes, level: Level):  # UP-31
    async with FilmPool(level_max=level) as pool:
        assert isinstance(await said(pool, film), Told)
        assert isinstance(await said(pool, film, RUNG), Told)


async def test_a_child_with_a_film_reaches_nothing(pool: FilmPool):  # UP-17, UP-31
    assert await words(pool, b"escape") == "[]"
    assert await words(pool, b"attempts") == "[]"
    held = await words(pool, b"modules")
    for name in ("wiring", "ports", "kernel", "adapters", "store", "routes"):
        assert name not in held


async def test_without_a_sandbox_no_film_is_opened(film: bytes):
    async with FilmPool(level_max=Level.LIMITS) as pool:
        with pytest.raises(UnsafeMachine, match="--unsafe-media"):
            await said(pool, film)


@pytest.mark.parametrize(
    "lie",
    [
        b"no such rung", b"script for a head", b"script for a part", b"backwards", b"too long", b"endless",
        b"nothing at all", b"twice", b"wrong codec", b"huge", b"a page for a preview", b"two seconds of an hour",
    ],
)  # fmt: skip
async def test_what_cannot_be_is_not_believed(pool: FilmPool, lie: bytes):
    landed: list[bytes] = []

    async def land(_name: str, piece: bytes) -> None:
        landed.append(piece)

    found = await pool.perform(lie, RUNG, land=land, duration_ms=1000)
    assert isinstance(found, Refusal)
    assert found.code is RefusalCode.CRASHED
    assert found.sentence.startswith("This video")
    assert not any(b"<script>" in piece for piece in landed)


async def test_a_film_that_never_ends_is_ended(pool: FilmPool, monkeypatch: pytest.MonkeyPatch):
    from tintype.media.making import film_pool
    from tintype.media.sandbox.lock import Allowance

    monkeypatch.setattr(film_pool, "allowance_of", lambda *_: Allowance(wall_s=0.5))
    found = await said(pool, b"sleep")
    assert isinstance(found, Refusal)
    assert found.code is RefusalCode.SLOW
    assert "video" in found.sentence


async def test_the_fork_server_comes_with_a_film_and_goes_after_a_while(film: bytes):
    async with FilmPool(idle_s=0.05) as pool:
        assert not pool.is_running
        for _ in range(2):
            assert isinstance(await said(pool, film), Told)
            assert pool.is_running
            async with asyncio.timeout(60):
                while pool.is_running:  # noqa: ASYNC110 - it ends by itself
                    await asyncio.sleep(0.02)


async def test_a_killed_fork_server_is_another_try(pool: FilmPool, film: bytes):
    job = asyncio.ensure_future(said(pool, b"sleep"))
    async with asyncio.timeout(60):
        while not pool.is_running or not _children(_server(pool)):  # noqa: ASYNC110 - another process's children
            await asyncio.sleep(0.01)
    os.kill(_server(pool), signal.SIGKILL)
    with pytest.raises(PoolGone):
        await job
    assert isinstance(await said(pool, film), Told)


async def test_a_store_that_fails_ends_the_child(pool: FilmPool, film: bytes):
    async def land(_name: str, _piece: bytes) -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk is full"):
        await pool.perform(film, LOOK, land=land)
    async with asyncio.timeout(60):
        while _children(_server(pool)):  # noqa: ASYNC110 - another process's children
            await asyncio.sleep(0.01)


def _server(pool: FilmPool) -> int:
    assert pool._forks is not None
    return pool._forks._process.pid


def _children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
