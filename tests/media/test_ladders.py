"""A video plays first and gets the rest of its rungs later, whatever happens in between."""

from __future__ import annotations

import asyncio
import os
import signal
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from tests.media import films
from tests.media.studio import Studio
from tintype.kernel.ids import MediaId
from tintype.kernel.problems import NotFound
from tintype.kernel.viewer import ANONYMOUS, Viewer
from tintype.media import (
    LADDER,
    Films,
    Ladders,
    Media,
    MediaChanged,
    MediaReady,
    Reach,
    discard,
)
from tintype.media.making.film_results import Told
from tintype.media.making.ladders import BrokeOff
from tintype.media.rows import original_blob
from tintype.media.sandbox.forks import PoolGone
from tintype.ports.jobs import TakenJob
from tintype.ports.records import Lane


@cache
def film(seconds: float = 0.5) -> bytes:
    """Larger than the first rung, and not to be passed on as it is."""
    return films.film(seconds=seconds, size=(960, 540), codec="libx265", rate=10)


async def first(studio: Studio, owner: Viewer, data: bytes | None = None) -> MediaId:
    """A video that plays, with the rest still to come."""
    media_id = await studio.upload(owner, data or film(), "a.mp4")
    await run(studio, Lane.VIDEO)
    return media_id


async def run(studio: Studio, lane: Lane) -> None:
    for job in await studio.jobs.take_due(lane, 10, 60):
        await handler(studio, job)
        await studio.jobs.done(job)


async def handler(studio: Studio, job: TakenJob) -> None:
    films_of = studio.renditions.pool.films
    handle = ladders(studio).handle if job.kind == LADDER else Films(studio.renditions, films_of).handle
    await handle(job)


def ladders(studio: Studio) -> Ladders:
    return Ladders(studio.renditions, studio.renditions.pool.films)


async def rungs(studio: Studio, media_id: MediaId) -> list[str]:
    made = (await studio.row(media_id)).made.film
    return [rung.name for rung in made.rungs] if made else []


async def plays(studio: Studio, viewer: Viewer, media: Media) -> list[str]:
    """The rungs of which every address answers with what it should."""
    master = (await studio.fetch(viewer, str(media.stream))).body.decode()
    found: list[str] = []
    for line in (line for line in master.splitlines() if line.endswith("m3u8")):
        playlist = (await studio.fetch(viewer, f"/m/{media.key}/{line}")).body.decode()
        name = line.partition(".")[0]
        parts = [each for each in playlist.splitlines() if each.endswith("m4s")]
        head = await studio.fetch(viewer, f"/m/{media.key}/{name}-init.mp4")
        assert head.body[4:8] == b"ftyp"
        for part in parts:
            assert (await studio.fetch(viewer, f"/m/{media.key}/{part}")).body[4:8] == b"moof"
        found.append(name)
    return found


async def test_one_rung_plays_before_the_others_are_there(studio: Studio):
    ana = await studio.ground.person()
    media_id = await first(studio, ana)
    assert len(await studio.events(MediaReady)) == 1
    media = await studio.look(ana, media_id)
    assert media.state == "ready"
    assert await plays(studio, ana, media) == ["360"]
    growing = await studio.fetch(ana, str(media.stream))
    await run(studio, Lane.LADDER)
    media = await studio.look(ana, media_id)
    assert await plays(studio, ana, media) == ["360", "720"]
    assert (await studio.fetch(ana, str(media.stream))).headers["etag"] != growing.headers["etag"]
    assert len(await studio.events(MediaChanged)) == 1
    assert (await studio.fetch(ana, str(media.preview))).body[4:8] == b"ftyp"


async def test_its_owner_hears_how_far_it_is(studio: Studio):
    ana = await studio.ground.person()
    media_id = await first(studio, ana)
    await run(studio, Lane.LADDER)
    await asyncio.sleep(0)
    told = [each for each in studio.progress if each["media_id"] == media_id]
    assert {each["steps"] for each in told} == {100}
    states = [each["state"] for each in told]
    assert states == sorted(states)  # processing, then ready
    for state in ("processing", "ready"):
        done = [each["done"] for each in told if each["state"] == state]
        assert done, state
    assert ("ready", 100) in [(each["state"], each["done"]) for each in told]


async def test_a_stream_that_grows_is_asked_for_again_soon(studio: Studio):
    ana = await studio.ground.person()
    media_id = await first(studio, ana)
    await studio.share(media_id, Reach.EVERYONE)
    media = await studio.look(ana, media_id)
    before = await studio.fetch(ANONYMOUS, str(media.stream))
    assert before.headers["cache-control"] == "public, max-age=5, s-maxage=5"
    await run(studio, Lane.LADDER)
    after = await studio.fetch(ANONYMOUS, str(media.stream))
    assert "immutable" in after.headers["cache-control"]


async def test_a_run_that_broke_off_leaves_nothing_and_is_run_again(studio: Studio):
    ana = await studio.ground.person()
    media_id = await first(studio, ana, film(4))
    stored = studio.stored()
    (job,) = await studio.jobs.take_due(Lane.LADDER, 1, 60)
    before = _children(studio)
    running = asyncio.ensure_future(ladders(studio).handle(job))
    server = await _until_forked(studio, before)
    os.kill(server, signal.SIGKILL)
    with pytest.raises(PoolGone):
        await running
    assert studio.stored() == stored
    await ladders(studio).handle(job)
    await ladders(studio).handle(job)  # twice does no harm
    assert await rungs(studio, media_id) == ["360", "720"]
    assert len(studio.stored()) == len(stored) + 2


async def test_a_worker_that_is_stopped_leaves_no_half_rung(studio: Studio):
    ana = await studio.ground.person()
    await first(studio, ana, film(4))
    stored = studio.stored()
    (job,) = await studio.jobs.take_due(Lane.LADDER, 1, 60)
    before = _children(studio)
    running = asyncio.ensure_future(ladders(studio).handle(job))
    await _until_forked(studio, before)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert studio.stored() == stored


async def test_what_cannot_be_made_is_told_and_tried_again(studio: Studio):
    ana = await studio.ground.person()
    media_id = await first(studio, ana)
    row = await studio.row(media_id)
    original = original_blob(row.owner_id, row.sha256)
    await studio.blobs.put(original, film()[:500], bytes_max=1000)
    await run(studio, Lane.LADDER)
    media = await studio.look(ana, media_id)
    assert (media.state, media.problem.code, media.problem.can_retry) == ("ready", "rungs_missing", True)
    assert await plays(studio, ana, media) == ["360"]
    await studio.blobs.put(original, film(), bytes_max=10_000_000)
    await studio.photos.retry(ana, media_id)
    await run(studio, Lane.LADDER)
    assert await rungs(studio, media_id) == ["360", "720"]


async def test_rungs_of_a_film_that_moved_meanwhile_are_made_again(studio: Studio):  # AZ-08
    ana = await studio.ground.person()
    media_id = await first(studio, ana)
    row = await studio.row(media_id)
    assert row.made.film is not None
    made = await ladders(studio)._made(row, row.made.film, str(row.source))
    assert isinstance(made, Told)
    await studio.keys.on_audience_narrowed(ana.account_id)
    await run_keys(studio)
    with pytest.raises(BrokeOff):
        await ladders(studio)._note(row, made)
    await run(studio, Lane.LADDER)
    media = await studio.look(ana, media_id)
    assert media.key != row.key
    assert await plays(studio, ana, media) == ["360", "720"]
    assert not [name for name in studio.stored() if row.key in name]


async def test_new_addresses_lead_to_every_file_and_old_ones_nowhere(studio: Studio):  # AZ-08
    ana = await studio.ground.person()
    media_id = await first(studio, ana)
    await run(studio, Lane.LADDER)
    before, stored = await studio.look(ana, media_id), len(studio.stored())
    await studio.keys.on_audience_narrowed(ana.account_id)
    await run_keys(studio)
    media = await studio.look(ana, media_id)
    assert await plays(studio, ana, media) == ["360", "720"]
    assert len(studio.stored()) == stored
    for url in (before.stream, before.preview):
        with pytest.raises(NotFound):
            await studio.fetch(ana, str(url))


async def test_a_video_that_is_deleted_meanwhile_leaves_nothing(studio: Studio):
    ana = await studio.ground.person()
    media_id = await first(studio, ana)
    row = await studio.row(media_id)
    assert row.made.film is not None
    made = await ladders(studio)._made(row, row.made.film, str(row.source))
    assert isinstance(made, Told)
    await studio.ground.records.transact(lambda tx: discard(tx, ana.account_id, [media_id]))
    await studio.settle()
    await ladders(studio)._note(row, made)
    assert not [name for name in studio.stored() if row.key in name]


async def run_keys(studio: Studio) -> None:
    for job in await studio.jobs.take_due(Lane.UPKEEP, 10, 60):
        await studio.keys.handle(job)
        await studio.jobs.done(job)


def _children(studio: Studio) -> set[str]:
    """The films that are being worked on, and those that are done but not yet cleared away."""
    forks = studio.renditions.pool.films._forks
    if forks is None or not forks.alive:
        return set()
    return set(Path(f"/proc/{forks.pid}/task/{forks.pid}/children").read_text().split())


async def _until_forked(studio: Studio, before: set[str]) -> int:
    """The fork server, as soon as it has a child that was not there before."""
    async with asyncio.timeout(60):
        while not _children(studio) - before:  # noqa: ASYNC110 (of other processes)
            await asyncio.sleep(0.002)
    forks = studio.renditions.pool.films._forks
    assert forks is not None
    return forks.pid


@pytest.mark.slow
async def test_a_film_whose_process_dies_again_and_again_fails_visibly_and_is_tried_again(
    studio: Studio,
):  # UP-32
    ana = await studio.ground.person()
    media_id = await studio.upload(ana, film(4), "a.mp4")
    (job,) = await studio.jobs.take_due(Lane.VIDEO, 1, 60)
    for attempt in (1, 2, 3):
        before = _children(studio)
        running = asyncio.ensure_future(handler(studio, replace(job, attempt=attempt)))
        os.kill(await _until_forked(studio, before), signal.SIGKILL)
        if attempt < 3:
            with pytest.raises(PoolGone):
                await running
        else:
            await running
    media = await studio.look(ana, media_id)
    assert (media.state, media.problem.code, media.problem.can_retry) == ("failed", "not_decodable", True)
    assert [name for name in studio.stored() if name.startswith("m/")] == []
    await studio.photos.retry(ana, media_id)
    await run(studio, Lane.VIDEO)
    assert await plays(studio, ana, await studio.look(ana, media_id)) == ["360"]
