"""A photo is made anew as its owner wants it: seen all the while, never lost, and nothing is left behind."""

import asyncio
from dataclasses import replace

import pytest
from msgspec import UNSET

from tests.media import photos
from tests.media.studio import Studio
from tintype.kernel.ids import MediaId
from tintype.kernel.problems import NotFound
from tintype.kernel.viewer import ANONYMOUS, Viewer
from tintype.media import Media, MediaChanged, MediaRekeyed, Reach, Remakes, ask_for_remake, discard
from tintype.media.edit import Edit
from tintype.media.making.pool import MediaPool, Photo
from tintype.media.making.wishing import MediaChanges
from tintype.media.model import SLOW
from tintype.media.outcome import Outcome
from tintype.media.reach.rekeying import ask_for_new_key
from tintype.media.rows import MediaRow
from tintype.ports.jobs import TakenJob
from tintype.ports.records import Lane

PHOTO = photos.saved(photos.scene(800, 600), "JPEG")
TURNED = MediaChanges(edit=Edit(turns=1))
FILES = 10  # eight renditions, the photo before its edit, and the original


async def change(studio: Studio, owner: Viewer, media: Media | MediaId, changes: MediaChanges) -> Media:
    media_id = MediaId(int(media.id)) if isinstance(media, Media) else media
    return await studio.routes.change(owner, str(media_id), changes)


async def looked(studio: Studio, owner: Viewer, media: Media) -> Media:
    return await studio.look(owner, MediaId(int(media.id)))


async def row_of(studio: Studio, media: Media) -> MediaRow:
    return (await studio.photos.show(ANONYMOUS, MediaId(int(media.id)))).row


async def jobs(studio: Studio) -> list[TakenJob]:
    return [job for lane in Lane for job in await studio.jobs.take_due(lane, 9, 60)]


async def whole(studio: Studio, owner: Viewer, media: Media) -> Media:
    """The photo as it is now, after a look at every one of its files."""
    now = await looked(studio, owner, media)
    for variant in now.variants:
        answer = await studio.fetch(owner, variant.url)
        assert (answer.status, len(answer.body)) == (200, variant.bytes)
    shown = [name for name in studio.stored() if name.startswith("m/")]
    assert len(shown) == len(now.variants) + (now.unedited is not UNSET)
    return now


async def test_the_former_photo_is_seen_until_the_new_one_is(studio: Studio):
    ana = await studio.ground.person()
    before = await studio.ready(ana, PHOTO)
    changed = await change(studio, ana, before, TURNED)
    assert (changed.key, changed.is_remaking, changed.edit) == (before.key, True, Edit(turns=1))
    assert (await studio.fetch(ANONYMOUS, before.variants[0].url)).status == 200
    await studio.settle()
    after = await whole(studio, ana, before)
    assert (after.width, after.height, after.is_remaking) == (600, 800, UNSET)
    assert after.key != before.key
    with pytest.raises(NotFound):
        await studio.fetch(ANONYMOUS, before.variants[0].url)
    assert len(studio.stored()) == FILES
    (event,) = await studio.events(MediaRekeyed)
    assert event.media_id == int(before.id)


async def test_an_edit_taken_back_gives_the_first_photo(studio: Studio):
    ana = await studio.ground.person()
    first = await studio.ready(ana, PHOTO)
    bytes_before = (await studio.fetch(ana, first.variants[1].url)).body
    for changes in (TURNED, MediaChanges(edit=None)):
        await change(studio, ana, first, changes)
        await studio.settle()
    again = await whole(studio, ana, first)
    assert again.edit is UNSET
    assert (await studio.fetch(ana, again.variants[1].url)).body == bytes_before


@pytest.mark.parametrize(
    "changes", [MediaChanges(), MediaChanges(edit=None), MediaChanges(edit=Edit(strength=0.5))]
)
async def test_what_changes_no_pixel_makes_nothing_anew(studio: Studio, changes: MediaChanges):
    ana = await studio.ground.person()
    before = await studio.ready(ana, PHOTO)
    await change(studio, ana, before, changes)
    assert await jobs(studio) == []
    assert (await looked(studio, ana, before)).key == before.key


async def test_showing_the_camera_only_tells(studio: Studio):
    ana = await studio.ground.person()
    before = await studio.ready(ana, PHOTO)
    await change(studio, ana, before, MediaChanges(shows_camera=True))
    assert await jobs(studio) == []
    assert len(await studio.events(MediaChanged)) == 1
    assert (await looked(studio, ana, before)).shows_camera


async def test_nobody_changes_the_photo_of_another(studio: Studio):
    ana, ben = await studio.ground.person(), await studio.ground.person()
    media = await studio.ready(ana, PHOTO)
    for viewer, media_id in ((ben, int(media.id)), (ana, int(media.id) + 1)):
        with pytest.raises(NotFound):
            await change(studio, viewer, MediaId(media_id), TURNED)
    others = await studio.look(ben, MediaId(int(media.id)))
    assert {others.edit, others.colours, others.shows_camera, others.is_remaking} == {UNSET}


async def test_a_photo_not_yet_made_is_made_as_wished(studio: Studio):
    ana = await studio.ground.person()
    media_id = await studio.upload(ana, PHOTO)
    waiting = await change(studio, ana, media_id, TURNED)
    assert (waiting.state, waiting.is_remaking) == ("waiting", UNSET)
    await studio.settle()
    ready = await studio.look(ana, media_id)
    assert (ready.state, ready.width, ready.height) == ("ready", 600, 800)
    assert len(await studio.events(MediaRekeyed)) == 0, "nobody has seen the other one"


class Distracted(MediaPool):
    """A pool during whose first job something else happens."""

    def __init__(self, pool: MediaPool, event) -> None:
        self._pool, self._event = pool, event

    async def render(self, photo: Photo, on_stage=lambda _stage: None, **options) -> Outcome:
        outcome = await self._pool.render(photo, on_stage, **options)
        event, self._event = self._event, None
        if event is not None:
            await event()
        return outcome


def distracted(studio: Studio, event) -> Remakes:
    pool = Distracted(studio.renditions.pool, event)
    return Remakes(studio.ground.records, replace(studio.renditions, pool=pool))


async def test_a_mind_changed_while_the_photo_is_made_is_followed(studio: Studio):
    ana = await studio.ground.person()
    media_id = await studio.upload(ana, PHOTO)
    (job,) = await jobs(studio)

    async def turn() -> None:
        await change(studio, ana, media_id, TURNED)

    await distracted(studio, turn).renditions.handle(job)
    ready = await studio.look(ana, media_id)
    assert (ready.state, ready.width, ready.height, ready.is_remaking) == ("ready", 600, 800, UNSET)


async def test_a_mind_changed_while_it_is_made_anew_is_followed(studio: Studio):
    ana = await studio.ground.person()
    media = await studio.ready(ana, PHOTO)
    await change(studio, ana, media, MediaChanges(edit=Edit(flip=True)))
    (job,) = await jobs(studio)

    async def turn() -> None:
        await change(studio, ana, media, TURNED)

    await distracted(studio, turn).handle(job)
    (later, old) = sorted(await jobs(studio), key=lambda each: each.kind, reverse=True)
    await studio.remakes.handle(later)  # finds that it is so already
    await studio.discards.handle(old)
    after = await whole(studio, ana, media)
    assert (after.width, after.edit) == (600, Edit(turns=1))


async def test_a_job_that_runs_twice_changes_the_photo_once(studio: Studio):
    ana = await studio.ground.person()
    media = await studio.ready(ana, PHOTO)
    await change(studio, ana, media, TURNED)
    (job,) = await jobs(studio)
    await studio.remakes.handle(job)
    await studio.remakes.handle(job)
    assert len(await studio.events(MediaRekeyed)) == 1
    await studio.settle()
    await whole(studio, ana, media)


@pytest.mark.parametrize("is_forced", [False, True])
async def test_two_at_once_leave_one_photo(studio: Studio, is_forced):
    ana = await studio.ground.person()
    media = await studio.ready(ana, PHOTO)
    row = await row_of(studio, media)
    await change(studio, ana, media, TURNED)
    await studio.ground.records.transact(lambda tx: ask_for_remake(tx, row, is_forced=is_forced))
    await asyncio.gather(*(studio.remakes.handle(job) for job in await jobs(studio)))
    await studio.settle()
    assert (await whole(studio, ana, media)).width == 600
    assert len(studio.stored()) == FILES


async def test_a_photo_can_be_made_anew_as_it_is(studio: Studio):
    ana = await studio.ground.person()
    media = await studio.ready(ana, PHOTO)
    row = await row_of(studio, media)
    await studio.ground.records.transact(lambda tx: ask_for_remake(tx, row, is_forced=True))
    await studio.settle()
    after = await whole(studio, ana, media)
    assert after.key != media.key
    assert [each.bytes for each in after.variants] == [each.bytes for each in media.variants]


@pytest.mark.parametrize("first", ["remake", "rekey", "both"])
async def test_a_new_address_and_new_pixels_at_once(studio: Studio, first: str):
    """A rotation copies what there is; it must never bring the former pixels back."""
    ana = await studio.ground.person()
    media = await studio.ready(ana, PHOTO)
    await change(studio, ana, media, TURNED)
    media_id = MediaId(int(media.id))
    await studio.ground.records.transact(lambda tx: ask_for_new_key(tx, ana.account_id, media_id))
    rekey, remake = sorted(await jobs(studio), key=lambda job: job.kind)

    async def rotate() -> None:
        await studio.keys.handle(rekey)

    match first:
        case "remake":
            await studio.remakes.handle(remake)
            await rotate()
        case "rekey":
            await distracted(studio, rotate).handle(remake)
        case _:
            await asyncio.gather(studio.remakes.handle(remake), rotate())
    await studio.settle()
    assert (await whole(studio, ana, media)).width == 600
    assert len(studio.stored()) == FILES


async def test_a_rotation_begun_before_and_ended_after_keeps_the_new_pixels(studio: Studio):
    ana = await studio.ground.person()
    media = await studio.ready(ana, PHOTO)
    planned = await studio.keys._planned(ana.account_id, MediaId(int(media.id)))
    await change(studio, ana, media, TURNED)
    (job,) = await jobs(studio)
    await studio.remakes.handle(job)
    assert not await studio.keys._has_changed(ana.account_id, planned, planned.coming)
    await studio.keys._change(ana.account_id, MediaId(int(media.id)))
    await studio.settle()
    after = await whole(studio, ana, media)
    assert (after.key, after.width) == (planned.coming, 600)
    assert len(studio.stored()) == FILES


async def test_a_photo_deleted_while_it_is_made_anew_leaves_nothing(studio: Studio):
    ana = await studio.ground.person()
    media = await studio.ready(ana, PHOTO)
    await change(studio, ana, media, TURNED)
    (job,) = await jobs(studio)

    async def delete() -> None:
        ids = [MediaId(int(media.id))]
        await studio.ground.records.transact(lambda tx: discard(tx, ana.account_id, ids))

    await distracted(studio, delete).handle(job)
    await studio.settle()
    assert studio.stored() == []


async def test_what_cannot_be_made_anew_stays_as_it_is_and_says_why(studio: Studio):
    ana = await studio.ground.person()
    media = await studio.ready(ana, PHOTO)
    await change(studio, ana, media, TURNED)
    (job,) = await jobs(studio)

    class Slow(MediaPool):
        def __init__(self) -> None: ...

        async def render(self, photo: Photo, on_stage=lambda _stage: None, **options) -> Outcome:
            return SLOW

    await Remakes(studio.ground.records, replace(studio.renditions, pool=Slow())).handle(job)
    failed = await looked(studio, ana, media)
    assert (failed.state, failed.key, failed.problem.code) == ("ready", media.key, "too_slow")
    assert (failed.problem.can_retry, failed.is_remaking) == (True, UNSET)
    assert (await studio.routes.retry(ana, media.id)).is_remaking
    await studio.settle()
    after = await whole(studio, ana, media)
    assert (after.width, after.problem) == (600, UNSET)


async def test_a_private_photo_stays_private(studio: Studio):
    ana, ben = await studio.ground.person(is_private=True), await studio.ground.person()
    media = await studio.ready(ana, PHOTO, Reach.FOLLOWERS)
    await change(studio, ana, media, TURNED)
    await studio.settle()
    url = (await whole(studio, ana, media)).variants[0].url
    for viewer in (ben, ANONYMOUS):
        with pytest.raises(NotFound):
            await studio.fetch(viewer, url)
