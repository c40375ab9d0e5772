"""A decoder that is taken over reaches nothing, and takes nothing down with it."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.media import photos
from tintype.media.making.pool import MediaPool, UnsafeMachine
from tintype.media.model import Refusal, RefusalCode
from tintype.media.outcome import Outcome, Rendered
from tintype.media.sandbox.forks import PoolGone
from tintype.media.sandbox.lock import Allowance, Level

WORK = "tests.media.misbehaving:work"
PHOTO = photos.saved(photos.scene(200, 150), "JPEG")


@pytest.fixture
async def pool() -> AsyncIterator[MediaPool]:
    limits = Allowance(wall_s=30, cpu_s=1, peak_bytes=150 * 2**20, data_bytes=400 * 2**20)
    async with MediaPool(2, limits=limits, work=WORK) as pool:
        yield pool


async def code(pool: MediaPool, order: bytes) -> RefusalCode:
    outcome = await pool.render(order)
    assert isinstance(outcome, Refusal)
    return outcome.code


async def words(pool: MediaPool, order: bytes) -> str:
    outcome = await pool.render(order)
    assert isinstance(outcome, Refusal)
    return outcome.sentence


async def works(pool: MediaPool) -> bool:
    return isinstance(await pool.render(PHOTO), Rendered)


async def test_photos_come_by_path_by_bytes_and_by_descriptor(pool: MediaPool, tmp_path: Path):
    path = tmp_path / "photo.jpg"
    path.write_bytes(PHOTO)
    with path.open("rb") as file:
        outcomes = [await pool.render(each) for each in (path, PHOTO, file.fileno())]
    assert all(isinstance(each, Rendered) and each == outcomes[0] for each in outcomes)


@pytest.mark.parametrize("name", ["example.heic", "example.avif"])
async def test_real_heic_and_avif_are_decoded_inside(media_pool: MediaPool, name: str):
    assert isinstance(await media_pool.render(photos.real("photos-heic-avif", name)), Rendered)


async def test_stages_are_told_as_they_begin(pool: MediaPool):
    stages: list[str] = []
    await pool.render(PHOTO, stages.append)
    assert stages == ["decoding", "large", "medium", "small", "thumb"]


async def test_this_machine_gives_the_whole_sandbox(pool: MediaPool):
    assert pool.level is Level.FULL
    assert await words(pool, b"attempts") == "[]"
    assert await words(pool, b"escape") == "[]"


@pytest.mark.parametrize(
    ("level", "left"),
    [(Level.LANDLOCK, ["socket", "fork"]), (Level.SECCOMP, []), (Level.FULL, [])],
)
async def test_each_level_takes_away_what_it_says(level: Level, left: list[str]):
    async with MediaPool(1, level_max=level, work=WORK) as pool:
        assert pool.level is level
        assert await words(pool, b"escape") == str(left)
        assert await works(pool)


async def test_without_a_sandbox_nothing_is_opened():
    async with MediaPool(1, level_max=Level.LIMITS) as pool:
        for _ in range(2):
            with pytest.raises(UnsafeMachine, match="--unsafe-media"):
                await pool.render(PHOTO)


async def test_without_a_sandbox_only_on_demand():
    async with MediaPool(1, level_max=Level.LIMITS, unsafe=True) as pool:
        assert pool.level is Level.LIMITS
        assert await works(pool)


async def test_secrets_of_the_environment_stay_outside(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TINTYPE_SECRET", "canary")
    async with MediaPool(1, level_max=Level.LANDLOCK, work=WORK) as pool:
        assert "canary" not in _environment(pool)


async def test_decoders_hold_nothing_of_the_product(pool: MediaPool):
    loaded = await words(pool, b"modules")
    assert "pictures.pixels" in loaded.split()
    for name in ("wiring", "ports", "kernel", "adapters", "store", "routes"):
        assert name not in loaded


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (b"crash", RefusalCode.CRASHED),
        (b"raise", RefusalCode.CRASHED),
        (b"spin", RefusalCode.SLOW),
        (b"swell slowly", RefusalCode.HEAVY),
        (b"lie", RefusalCode.CRASHED),
        (b"garble", RefusalCode.CRASHED),
    ],
)
async def test_a_bad_job_fails_with_its_reason_and_the_next_one_runs(
    pool: MediaPool, order: bytes, expected: RefusalCode
):
    assert await code(pool, order) == expected
    assert await works(pool)


async def test_a_job_that_hangs_is_ended():
    async with MediaPool(1, limits=Allowance(wall_s=0.5), work=WORK) as pool:
        assert await code(pool, b"sleep") == RefusalCode.SLOW


async def test_memory_is_bounded_before_the_machine_feels_it(pool: MediaPool):
    assert await words(pool, b"swell") != "" or await code(pool, b"swell") == RefusalCode.HEAVY
    assert await works(pool)


async def test_threads_run_inside(pool: MediaPool):
    assert await words(pool, b"threads") == "4"


async def test_noise_is_capped(pool: MediaPool):
    assert await words(pool, b"babble") == "said it all"


async def test_a_photo_does_not_wait_behind_a_hanging_one(pool: MediaPool):
    async with asyncio.TaskGroup() as group:
        slow = group.create_task(pool.render(b"sleep"))
        assert await works(pool)
        assert not slow.done()
        slow.cancel()


async def test_a_cancelled_job_leaves_no_process(pool: MediaPool):
    job = asyncio.ensure_future(pool.render(b"sleep"))
    children = await _until_forked(pool)
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job
    assert await works(pool)
    assert not set(children) & set(_children(_server(pool)))


async def test_a_killed_fork_server_comes_back(pool: MediaPool):
    job = asyncio.ensure_future(pool.render(b"sleep"))
    await _until_forked(pool)
    os.kill(_server(pool), signal.SIGKILL)
    with pytest.raises(PoolGone):
        await job
    assert await works(pool)


async def test_nothing_is_left_open(pool: MediaPool):
    await works(pool)
    before = _descriptors()
    for order in (PHOTO, b"crash", b"raise", PHOTO):
        await pool.render(order)
    assert _descriptors() == before


async def test_many_at_once_take_turns(pool: MediaPool):
    outcomes: list[Outcome] = await asyncio.gather(*(pool.render(PHOTO) for _ in range(12)))
    assert all(isinstance(each, Rendered) for each in outcomes)


async def _until_forked(pool: MediaPool) -> list[int]:
    async with asyncio.timeout(60):
        while not (children := _children(_server(pool))):  # noqa: ASYNC110 - another process's children
            await asyncio.sleep(0.005)
    return children


def _environment(pool: MediaPool) -> str:
    return str(Path(f"/proc/{_server(pool)}/environ").read_bytes())


def _descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def _server(pool: MediaPool) -> int:
    forks = pool._forks
    assert forks is not None
    return forks._process.pid


def _children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
