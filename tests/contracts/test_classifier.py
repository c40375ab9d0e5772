"""A classifier answers within seconds or says that it does not, whatever its process does; the next picture gets its
own answer.
"""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from tests.media import photos
from tintype.adapters.opennsfw.classifier import OpenNsfw, is_installed
from tintype.kernel.problems import Unavailable

MISGUESSING = "tests.contracts.misguessing"


@pytest.fixture(scope="module")
async def model() -> AsyncIterator[OpenNsfw]:
    if not is_installed():
        pytest.skip("the extra tintype[moderation] is not installed")
    classifier = OpenNsfw(answer_s_max=20)
    await classifier.start()
    yield classifier
    await classifier.close()


@pytest.fixture
async def misguessing() -> AsyncIterator[OpenNsfw]:
    classifier = OpenNsfw(module=MISGUESSING, answer_s_max=1.0, rest_s=0.0)
    await classifier.start()
    yield classifier
    await classifier.close()


def small(path: Path) -> bytes:
    image = Image.open(path).convert("RGB")
    image.thumbnail((320, 320))
    return photos.saved(image, "JPEG")


async def test_an_honest_photo_gets_a_low_score_every_time(model: OpenNsfw) -> None:
    jpeg = small(photos.real("photos-orientation", "Landscape_1.jpg"))
    first, second = [(await model.scores(jpeg)).adult for _ in range(2)]
    assert 0.0 <= first == second < 0.2


async def test_many_at_once_are_answered_one_by_one(model: OpenNsfw) -> None:
    jpegs = [photos.saved(Image.new("RGB", (320, 240), (at * 20, 90, 200)), "JPEG") for at in range(8)]
    alone = [(await model.scores(jpeg)).adult for jpeg in jpegs]
    assert [scores.adult for scores in await asyncio.gather(*map(model.scores, jpegs))] == alone


async def test_what_is_no_picture_ends_the_process_and_no_more(model: OpenNsfw) -> None:
    jpeg = photos.saved(photos.scene(320, 240), "JPEG")
    with pytest.raises(Unavailable):
        await model.scores(b"no picture")
    model._rests_until = 0.0
    await model.start()
    assert 0.0 <= (await model.scores(jpeg)).adult <= 1.0


async def test_its_process_has_nothing_of_ours(model: OpenNsfw) -> None:
    assert model._child is not None
    environment = said_of(model._child.pid, "environ")
    assert {part.partition(b"=")[0] for part in environment.split(b"\0") if part} <= {
        b"PYTHONPATH",
        b"OMP_NUM_THREADS",
        b"LC_CTYPE",
    }
    limits = said_of(model._child.pid, "limits")
    assert b"Max data size             805306368" in limits
    assert b"Max file size             0 " in limits


def said_of(pid: int, what: str) -> bytes:
    return Path(f"/proc/{pid}/{what}").read_bytes()


@pytest.mark.parametrize("what", [b"hangs", b"dies", b"half", b"nonsense"])
async def test_whatever_goes_wrong_is_said_in_time(misguessing: OpenNsfw, what: bytes) -> None:
    assert (await misguessing.scores(b"fine")).adult == 0.25
    began = time.monotonic()
    with pytest.raises(Unavailable):
        await misguessing.scores(what)
    assert time.monotonic() - began < 3
    await misguessing.start()
    assert (await misguessing.scores(b"fine")).adult == 0.25


async def test_who_gives_up_leaves_no_answer_for_the_next(misguessing: OpenNsfw) -> None:
    task = asyncio.create_task(misguessing.scores(b"hangs"))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await misguessing.start()
    assert (await misguessing.scores(b"fine")).adult == 0.25


async def test_a_killed_process_is_started_anew_without_anybody_waiting(misguessing: OpenNsfw) -> None:
    assert misguessing._child is not None
    os.kill(misguessing._child.pid, signal.SIGKILL)
    await misguessing._child.wait()
    for _ in range(2):  # the first finds it dead, the second asks for another
        with pytest.raises(Unavailable):
            await misguessing.scores(b"fine")
    await misguessing.start()
    assert (await misguessing.scores(b"fine")).adult == 0.25


async def test_a_process_that_does_not_start_is_not_waited_for() -> None:
    classifier = OpenNsfw(module="tests.contracts.not_there", rest_s=60)
    await classifier.start()
    began = time.monotonic()
    for _ in range(3):
        with pytest.raises(Unavailable):
            await classifier.scores(b"fine")
    assert time.monotonic() - began < 1
    await classifier.close()


async def test_pictures_are_small(misguessing: OpenNsfw) -> None:
    with pytest.raises(ValueError, match="small"):
        await misguessing.scores(bytes(1_000_001))
