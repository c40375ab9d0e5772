"""What is kept of an upload and for how long: swept, tried again, once for the same bytes, shown to whom."""

import pytest
from msgspec import UNSET

from tests.media import photos
from tests.media.studio import Studio
from tintype.kernel.clock import DAY_US, HOUR_US
from tintype.kernel.ids import MediaId
from tintype.kernel.problems import Conflict, NotFound
from tintype.kernel.sql import Query
from tintype.kernel.viewer import ANONYMOUS
from tintype.media import MediaReady, Reach, discard, store
from tintype.media.model import SLOW
from tintype.ports.records import Lane

PHOTO = photos.saved(photos.scene(800, 600), "JPEG")


async def test_a_lost_client_does_not_lose_the_photo(studio: Studio):
    ana = await studio.ground.person()
    _, url, headers = await studio.ticket(ana, PHOTO)
    await studio.put(url, headers, PHOTO)
    studio.ground.clock.advance(HOUR_US)
    assert await studio.sweeper.sweep() == 1
    await studio.settle()
    (event,) = await studio.events(MediaReady)
    assert (await studio.look(ana, MediaId(event.media_id))).state == "ready"


async def test_given_up_tickets_and_finished_uploads_are_forgotten(studio: Studio):  # PS-08
    ana = await studio.ground.person()
    await studio.ticket(ana, PHOTO)
    await studio.ready(ana, PHOTO)
    studio.ground.clock.advance(2 * HOUR_US)
    assert await studio.sweeper.sweep() == 2
    assert await studio.ground.rows("SELECT count(*) FROM uploads") == [(0,)]
    assert not [each for each in studio.stored() if each.startswith("quarantine")]
    assert await studio.sweeper.sweep() == 0


async def test_bytes_of_a_killed_request_are_cleared_away(studio: Studio):
    """A stream whose process died after storing the bytes: nobody knows of a photo, so none comes of it."""
    ana = await studio.ground.person()
    upload_id, url, headers = await studio.ticket(ana, PHOTO)
    await studio.put(url, headers, PHOTO)
    await studio.ground.records.transact(lambda tx: tx.execute(_as_stream(), id=upload_id))
    studio.ground.clock.advance(2 * HOUR_US)
    await studio.sweeper.sweep()
    assert studio.stored() == []


def _as_stream():
    text = "UPDATE uploads SET is_ticket = 0 WHERE id = :id"
    return Query("tests", text, text)


async def test_a_photo_still_being_made_keeps_its_bytes(studio: Studio):
    ana = await studio.ground.person()
    media_id = await studio.upload(ana, PHOTO)
    studio.ground.clock.advance(2 * HOUR_US)
    await studio.sweeper.sweep()
    await studio.settle()
    assert (await studio.look(ana, media_id)).state == "ready"


async def test_the_same_bytes_twice_cost_one_original(studio: Studio):
    ana = await studio.ground.person()
    first, second = await studio.ready(ana, PHOTO), await studio.ready(ana, PHOTO)
    assert first.id != second.id
    assert first.key != second.key
    assert len([each for each in studio.stored() if each.startswith("originals")]) == 1


async def test_two_people_share_nothing(studio: Studio):  # UP-19
    ana, ben = await studio.ground.person(), await studio.ground.person()
    await studio.ready(ana, PHOTO)
    await studio.ready(ben, PHOTO)
    assert len([each for each in studio.stored() if each.startswith("originals")]) == 2


async def test_a_job_that_runs_twice_makes_one_photo(studio: Studio):
    ana = await studio.ground.person()
    media_id = await studio.upload(ana, PHOTO)
    (job,) = await studio.jobs.take_due(Lane.MEDIA, 1, 60)
    await studio.renditions.handle(job)
    await studio.renditions.handle(job)
    assert len(await studio.events(MediaReady)) == 1
    assert (await studio.look(ana, media_id)).state == "ready"


async def test_a_failure_that_may_pass_can_be_tried_again(studio: Studio):
    ana, ben = await studio.ground.person(), await studio.ground.person()
    media_id = await studio.upload(ana, PHOTO)
    (job,) = await studio.jobs.take_due(Lane.MEDIA, 1, 60)
    await studio.jobs.done(job)
    await studio.ground.records.transact(lambda tx: store.mark_failed(tx, media_id, SLOW))
    assert (await studio.look(ana, media_id)).problem.can_retry
    with pytest.raises(NotFound):
        await studio.photos.retry(ben, media_id)
    assert (await studio.photos.retry(ana, media_id)).row.state.value == "waiting"
    await studio.settle()
    assert (await studio.look(ana, media_id)).state == "ready"
    with pytest.raises(Conflict):
        await studio.photos.retry(ana, media_id)


async def test_what_may_be_tried_again_is_kept_for_a_day(studio: Studio):
    ana = await studio.ground.person()
    media_id = await studio.upload(ana, PHOTO)
    await studio.ground.records.transact(lambda tx: store.mark_failed(tx, media_id, SLOW))
    studio.ground.clock.advance(HOUR_US)
    await studio.sweeper.sweep()
    assert studio.stored() != []
    studio.ground.clock.advance(DAY_US)
    await studio.sweeper.sweep()
    assert studio.stored() == []
    with pytest.raises(Conflict):
        await studio.photos.retry(ana, media_id)


async def test_others_see_a_photo_only_when_it_is_ready_and_theirs_to_see(studio: Studio):
    ana, ben = await studio.ground.person(is_private=True), await studio.ground.person()
    media_id = await studio.upload(ana, PHOTO)
    for viewer in (ben, ANONYMOUS):
        with pytest.raises(NotFound):
            await studio.look(viewer, media_id)
    await studio.settle()
    await studio.share(media_id, Reach.EVERYONE)
    for viewer in (ben, ANONYMOUS):
        with pytest.raises(NotFound):
            await studio.look(viewer, media_id)
    await studio.ground.set_private(ana, is_private=False)
    assert (await studio.look(ben, media_id)).name is UNSET


async def test_what_no_post_carries_any_more_goes_with_all_its_files(studio: Studio):
    ana = await studio.ground.person()
    first, second = await studio.ready(ana, PHOTO), await studio.ready(ana, PHOTO)
    for media, left in ((first, 9), (second, 0)):
        ids = [MediaId(int(media.id))]
        await studio.ground.records.transact(lambda tx, ids=ids: discard(tx, ana.account_id, ids))
        await studio.settle()
        assert len(studio.stored()) == left, "eight files and the original that both share"
        with pytest.raises(NotFound):
            await studio.look(ana, ids[0])


async def test_nobody_forgets_the_photo_of_another(studio: Studio):
    ana, ben = await studio.ground.person(), await studio.ground.person()
    media = await studio.ready(ana, PHOTO)
    await studio.ground.records.transact(lambda tx: discard(tx, ben.account_id, [MediaId(int(media.id))]))
    assert (await studio.look(ana, MediaId(int(media.id)))).state == "ready"


async def test_a_photo_forgotten_while_it_is_made_leaves_nothing(studio: Studio):
    ana = await studio.ground.person()
    media_id = await studio.upload(ana, PHOTO)
    (job,) = await studio.jobs.take_due(Lane.MEDIA, 1, 60)
    row = await studio.renditions.begin(media_id)
    outcome = await studio.renditions.pool.render(PHOTO)
    await studio.ground.records.transact(lambda tx: discard(tx, ana.account_id, [media_id]))
    await studio.renditions._finish(row, row.source, outcome)
    await studio.jobs.done(job)
    await studio.settle()
    assert studio.stored() == []
