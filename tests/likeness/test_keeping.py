"""What is kept of pictures follows what happens to them; what nobody has looked at can be made up for."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Literal

import pytest

from tests.likeness.pictures import GARDEN, WATERFALL, needs_model, piece
from tests.likeness.site import alike, shows, vectors_kept
from tests.profile import is_middle
from tests.world import World, world_in
from tintype.kernel.ids import JobId, MediaId, PostId
from tintype.media import LIKEN, vectors_of
from tintype.media.making.pool import MediaPool
from tintype.ports.jobs import TakenJob
from tintype.ports.records import Lane
from tintype.settings import MediaSettings, Settings
from tintype.wiring import open_vision


async def vector_of_post(world: World, post_id: str) -> bytes:
    media_id = MediaId(int((await world.stranger().card(post_id))["media"][0]["id"]))
    return (await world.adapters.records.look(lambda reading: vectors_of(reading, [media_id])))[media_id]


async def test_what_nobody_has_published_nobody_looks_at(seeing: World) -> None:  # UP-27
    ana = await seeing.person("ana")
    media = await ana.uploads(piece(WATERFALL, 0))
    await seeing.settle()
    assert await vectors_kept(seeing) == 0
    await ana.does("POST", "/v1/posts", json={"media": [media]})
    await seeing.settle()
    assert await vectors_kept(seeing) == 1


async def test_a_photo_that_is_made_anew_is_looked_at_again(seeing: World) -> None:
    ana = await seeing.person("ana")
    post = await shows(ana, piece(WATERFALL, 0))
    before = await vector_of_post(seeing, post)
    media = (await ana.card(post))["media"][0]["id"]
    edit = {"crop": {"x": 0.5, "y": 0, "width": 0.5, "height": 0.5}}
    await ana.does("PATCH", f"/v1/media/{media}", json={"edit": edit})
    await seeing.settle()
    assert await vector_of_post(seeing, post) != before


async def test_a_process_that_has_lost_the_thread_fills_itself_anew(seeing: World) -> None:
    ana, ben = await seeing.person("ana"), await seeing.person("ben")
    asked, theirs = await shows(ana, piece(WATERFALL, 0)), await shows(ben, piece(WATERFALL, 4))
    index = seeing.api.subjects.likeness.index
    assert await alike(ana, asked) == [theirs]
    index.forget()
    await ben.deletes(theirs)
    later = await shows(ben, piece(WATERFALL, 1))
    assert await alike(ana, asked) == [later]
    assert await index.ask(len) == 2


async def test_questions_while_it_fills_are_answered_all_the_same(seeing: World) -> None:
    ana, ben = await seeing.person("ana"), await seeing.person("ben")
    asked, theirs = await shows(ana, piece(WATERFALL, 0)), await shows(ben, piece(WATERFALL, 4))
    likeness = seeing.api.subjects.likeness.likeness
    likeness.index.forget()
    found = await asyncio.gather(*(likeness.around(PostId(int(asked)), 5) for _ in range(5)))
    assert [[str(id) for id, _ in each.found] for each in found] == [[theirs]] * 5


async def test_what_was_published_before_there_was_a_model_is_made_up_for(
    tmp_path: Path, media_pool: MediaPool
) -> None:
    needs_model()
    if is_middle():
        pytest.skip("the command is given a data folder")
    data = tmp_path / "data"
    async with world_in(data, media_pool) as world:
        ana, ben = await world.person("ana"), await world.person("ben")
        asked, theirs = await shows(ana, piece(WATERFALL, 0)), await shows(ben, piece(WATERFALL, 4))
        await shows(ben, piece(GARDEN, 0))
        assert await vectors_kept(world) == 0
        assert await world.adapters.jobs.depth() == {}
        assert await fills(data, "on") == (0, "Looked at 3 pictures that nobody had looked at.\n")
        assert await vectors_kept(world) == 3
        assert await fills(data, "auto") == (0, "Looked at 0 pictures that nobody had looked at.\n")
        assert await fills(data, "off") == (1, "")
        await world.settle()
        assert await alike(ana, asked) == [theirs]


async def fills(data: Path, likeness: str) -> tuple[int, str]:
    """`tintype rebuild likeness` beside the running site: how it ends and what it says."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tintype", "rebuild", "likeness", "--data", str(data)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "TINTYPE_LIKENESS": likeness, "PYTHONPATH": ":".join(sys.path)},
    )
    said, _ = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode is not None
    return process.returncode, "".join(line for line in said.decode().splitlines(True) if "[" not in line)


async def test_a_node_without_the_model_leaves_pictures_alone(world: World) -> None:
    ana = await world.person("ana")
    card = await ana.card(await shows(ana, piece(WATERFALL, 0)))
    job = TakenJob(JobId(1), 0, Lane.REFINE, LIKEN, {"media_id": int(card["media"][0]["id"])}, 1)
    await world.worker.subjects.media.likening.handle(job)
    assert await vectors_kept(world) == 0


@pytest.mark.parametrize("chosen", ["on", "auto", "off"])
def test_the_setting_decides_whether_there_is_a_model(chosen: Literal["on", "auto", "off"]) -> None:
    needs_model()
    settings = Settings(media=MediaSettings(likeness=chosen))
    assert (open_vision(settings) is None) is (chosen == "off")
