"""A lively site from nothing: the plan of a community, lived through the use cases, once.

The clock of the seeding process stands two months ago and is moved by what happens, so that every post, comment and
place in a feed has its own time. Pictures go through the same sandboxed pool as anybody's.
"""

import asyncio
import contextlib
import itertools
import shutil
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from tintype.demo.community import POSTS, Community, community
from tintype.demo.darkroom import open_darkroom
from tintype.demo.lives import Lives, NotMade
from tintype.kernel.clock import DAY_US, ManualClock, SystemClock
from tintype.media import MediaPool
from tintype.settings import Settings
from tintype.site import Worker, build_worker
from tintype.subjects import build_subjects
from tintype.wiring import open_adapters

SEED = 226  # Of six hundred tried, one whose first page shows a bit of everything.
PASSWORD = "morning light"  # noqa: S105 — printed for every visitor of a demo
BEFORE_US = 61 * DAY_US  # A day before the first post everybody has arrived.
MARK = "demo.json"
PICTURES = "demo-pictures"
LOOK_S = 0.4  # Between looks at how many pictures are ready.

Progress = Callable[[str, int, int], None]
"""What is being done, how much of it is done, how much there is."""


class NotEmpty(Exception):
    """The data folder holds a site that is not a demo's."""


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """How a visitor signs in."""

    username: str
    password: str


class Mark(msgspec.Struct, frozen=True):
    """What the data folder remembers of the demo; is_whole once all of it is there."""

    seed: int
    posts: int
    is_whole: bool


async def seed(settings: Settings, progress: Progress, *, posts: int = POSTS) -> DemoLogin:
    """Fill an empty data folder with the community; a folder that has it is left alone, half of one is begun anew.

    The folder must belong to the caller while this runs. Raises NotEmpty for anybody else's site.
    """
    data = settings.storage.data
    plan = community(SEED, posts)
    login = DemoLogin(plan.people[0].username, PASSWORD)
    if is_seeded(data):
        return login
    make_room(data)
    write_mark(data, Mark(SEED, posts, is_whole=False))
    await live(settings, plan, progress)
    write_mark(data, Mark(SEED, posts, is_whole=True))
    shutil.rmtree(data / PICTURES, ignore_errors=True)
    return login


def is_seeded(data: Path) -> bool:
    """Whether the community is there, all of it."""
    mark = read_mark(data)
    return mark is not None and mark.is_whole


def read_mark(data: Path) -> Mark | None:
    try:
        return msgspec.json.decode((data / MARK).read_bytes(), type=Mark)
    except FileNotFoundError:
        return None


def write_mark(data: Path, mark: Mark) -> None:
    part = data / f"{MARK}.part"
    part.write_bytes(msgspec.json.encode(mark))
    part.replace(data / MARK)


def make_room(data: Path) -> None:
    """Remove half a demo, except for the pictures that are drawn already. Raises NotEmpty."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    (data / PICTURES).mkdir(exist_ok=True)
    if read_mark(data) is None:
        if (data / "tintype.db").exists():
            raise NotEmpty(data)
        return
    for path in data.iterdir():
        # The folder of sockets and locks is in use by this very process.
        if path.name in {PICTURES, MARK, "run"}:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    (data / "run" / "words").unlink(missing_ok=True)


async def live(settings: Settings, plan: Community, progress: Progress) -> None:
    """Two months in three minutes."""
    now_us = SystemClock().now_us()
    async with open_site(settings, ManualClock(now_us - BEFORE_US)) as (worker, clock):
        lives = Lives(worker.subjects, clock, plan, now_us)
        await lives.arrive(PASSWORD)
        await lives.follow()
        await develop(settings, worker, lives, progress)
        await lives.talk(counted(progress, "posts and comments", plan.acts))
        await lives.enjoy(counted(progress, "likes", len(plan.posts)))
        while await worker.step():
            pass


@contextlib.asynccontextmanager
async def open_site(settings: Settings, clock: ManualClock) -> AsyncGenerator[tuple[Worker, ManualClock]]:
    """The site without its gateway: records, feeds and media pool on a clock that is moved by hand."""
    adapters = await open_adapters(settings, writes_feeds=True, clock=clock)
    try:
        async with MediaPool(settings.media.processes, unsafe=settings.media.unsafe) as pool:
            worker = build_worker(adapters, build_subjects(adapters, pool))
            yield worker, clock
            await worker.subjects.close()
    finally:
        await adapters.close()


async def develop(settings: Settings, worker: Worker, lives: Lives, progress: Progress) -> None:
    """Draw and upload every picture while the worker makes its sizes; done when all are ready."""
    pictures = len(lives.plan.pictures) + len(lives.plan.people)
    failed: NotMade | None = None
    async with open_darkroom(settings.storage.data / PICTURES) as darkroom, asyncio.TaskGroup() as group:
        lanes = [group.create_task(lane.run()) for lane in worker.workers]
        uploading = group.create_task(lives.upload(darkroom))
        try:
            while (ready := await lives.ready()) < pictures:
                progress("pictures", ready, pictures)
                await asyncio.sleep(LOOK_S)
            progress("pictures", pictures, pictures)
        except NotMade as error:
            failed = error
            uploading.cancel()
        for lane in lanes:
            lane.cancel()
    if failed is not None:
        raise failed


def counted(progress: Progress, what: str, total: int) -> Callable[[], None]:
    """Counts how often it is called, and tells."""
    done = itertools.count(1)

    def tick() -> None:
        progress(what, next(done), total)

    return tick
