"""A file that comes in parts is one medium or none: cut anywhere, gone on with, given up, or not what was said."""

import asyncio
import os
from dataclasses import replace
from hashlib import sha256

import pytest

from tests.media import photos
from tests.media.studio import Studio
from tintype.kernel.clock import DAY_US, HOUR_US, MINUTE_US
from tintype.kernel.ids import MediaId
from tintype.kernel.problems import Conflict, Invalid, NotFound, TooLarge, Unsupported
from tintype.media import FileLimits, MediaReady, MediaUploaded
from tintype.media.rows import original_blob
from tintype.media.uploads.announcing import Leave
from tintype.media.uploads.upload_store import upload_of
from tintype.ports.part_store import PART_BYTES_MIN

# What follows the end of a photo is thrown away; here it makes three parts of it.
PHOTO = photos.saved(photos.scene(800, 600), "JPEG") + os.urandom(2 * PART_BYTES_MIN)
SMALL = photos.saved(photos.scene(800, 600), "JPEG")


async def parts_left(studio: Studio, leave: Leave) -> dict[int, int]:
    """What the store holds of an upload in parts; nothing where it knows of none."""
    try:
        return await studio.blobs.parts_here(leave.upload.blob, leave.upload.parted)
    except NotFound:
        return {}


async def uploads_left(studio: Studio) -> int:
    ((count,),) = await studio.ground.rows("SELECT count(*) FROM uploads")
    return count


async def test_parts_are_a_photo_like_any_other(studio: Studio):
    ana = await studio.ground.person()
    leave = await studio.parts(ana, PHOTO)
    assert [(each.part.number, each.offset, each.part.size) for each in leave.parts] == [
        (1, 0, PART_BYTES_MIN),
        (2, PART_BYTES_MIN, PART_BYTES_MIN),
        (3, 2 * PART_BYTES_MIN, len(PHOTO) - 2 * PART_BYTES_MIN),
    ]
    assert await studio.put_parts(leave, PHOTO) == [200] * 3
    row = await studio.uploads.complete(ana, leave.upload.id)
    assert (row.size, row.sha256) == (len(PHOTO), sha256(PHOTO).digest())
    await studio.settle()
    assert (await studio.look(ana, row.id)).state == "ready"
    assert await studio.blobs.read(original_blob(ana.account_id, row.sha256)) == PHOTO
    studio.ground.clock.advance(2 * HOUR_US)
    await studio.sweeper.sweep()
    assert await uploads_left(studio) == 0
    assert not [each for each in studio.stored() if each.startswith("quarantine")]


async def test_cut_anywhere_it_goes_on_where_it_was(studio: Studio):  # UP-34
    ana = await studio.ground.person()
    first = await studio.parts(ana, PHOTO)
    await studio.put_parts(first, PHOTO, 2)
    if studio.upload_routes.tickets is not None:  # A bucket has a clock of its own.
        studio.ground.clock.advance(20 * MINUTE_US)
        assert await studio.put_parts(first, PHOTO, 1) == [400], "its tickets have run out"
    again = await studio.uploads.resume(ana, first.upload.id)
    assert (again.parts_done, [each.part.number for each in again.parts]) == ([2], [1, 3])
    with pytest.raises(Conflict, match="2 of 3 parts") as refused:
        await studio.uploads.complete(ana, first.upload.id)
    assert (refused.value.code, refused.value.fields) == ("not_uploaded", {"parts": ["1", "3"]})
    assert await studio.put_parts(again, PHOTO, 1) == [200]
    last = await studio.uploads.resume(ana, first.upload.id)
    assert (last.parts_done, [each.part.number for each in last.parts]) == ([1, 2], [3])
    assert await studio.put_parts(last, PHOTO) == [200]
    row = await studio.uploads.complete(ana, first.upload.id)
    over = await studio.uploads.resume(ana, first.upload.id)
    assert (over.parts, over.parts_done) == ([], [1, 2, 3])
    assert (await studio.uploads.complete(ana, first.upload.id)).id == row.id


async def test_gone_on_with_other_bytes_it_is_refused(studio: Studio):  # UP-34, PS-03
    ana = await studio.ground.person()
    leave = await studio.parts(ana, PHOTO)
    await studio.put_parts(leave, PHOTO, 1, 3)
    other = bytes(len(PHOTO))
    await studio.put_parts(leave, other, 2)
    with pytest.raises((Conflict, Invalid)) as refused:
        await studio.uploads.complete(ana, leave.upload.id)
    assert refused.value.code in {"not_uploaded", "checksum_mismatch"}
    assert studio.stored() == []


async def test_many_finishers_make_one_photo(studio: Studio):  # UP-34, PS-05
    ana = await studio.ground.person()
    leave = await studio.parts(ana, PHOTO)
    await studio.put_parts(leave, PHOTO)
    answers = await asyncio.gather(*(studio.uploads.complete(ana, leave.upload.id) for _ in range(6)))
    assert len({row.id for row in answers}) == 1
    assert len(await studio.events(MediaUploaded)) == 1
    assert await studio.uploads.quota.used(ana) == len(PHOTO)
    await studio.put_parts(leave, PHOTO)
    await studio.settle()
    assert (await studio.look(ana, answers[0].id)).state == "ready"
    assert await parts_left(studio, leave) == {}


async def test_finished_and_given_up_at_once_it_is_one_or_none(studio: Studio):  # UP-34
    ana = await studio.ground.person()
    for _ in range(6):
        leave = await studio.parts(ana, PHOTO)
        await studio.put_parts(leave, PHOTO)
        given_up, made = await asyncio.gather(
            studio.uploads.give_up(ana, leave.upload.id),
            studio.uploads.complete(ana, leave.upload.id),
            return_exceptions=True,
        )
        assert isinstance(given_up, Conflict) != isinstance(made, NotFound | Conflict), (given_up, made)
        await studio.settle()
        if not isinstance(made, BaseException):
            assert (await studio.look(ana, made.id)).state == "ready"
    studio.ground.clock.advance(2 * HOUR_US)
    await studio.sweeper.sweep()
    assert await uploads_left(studio) == 0
    assert not [each for each in studio.stored() if each.startswith("quarantine")]


async def test_given_up_it_is_gone_at_once_and_no_ticket_brings_it_back(studio: Studio):  # PS-09, UP-34
    ana = await studio.ground.person()
    leave = await studio.parts(ana, PHOTO)
    await studio.put_parts(leave, PHOTO, 1, 2)
    await studio.uploads.give_up(ana, leave.upload.id)
    assert await parts_left(studio, leave) == {}
    assert (await studio.put_parts(leave, PHOTO, 3)) != [200]
    for ask in (studio.uploads.resume, studio.uploads.complete, studio.uploads.give_up):
        with pytest.raises(NotFound):
            await ask(ana, leave.upload.id)
    studio.ground.clock.advance(HOUR_US)
    await studio.sweeper.sweep()
    assert await uploads_left(studio) == 0


async def test_one_put_that_is_given_up_leaves_nothing_either(studio: Studio):  # UP-34
    ana = await studio.ground.person()
    upload_id, url, headers = await studio.ticket(ana, SMALL)
    await studio.uploads.give_up(ana, upload_id)
    # The ticket is good still; what it brings is found and cleared away.
    assert (await studio.put(url, headers, SMALL)).status == 200
    with pytest.raises(NotFound):
        await studio.uploads.complete(ana, upload_id)
    studio.ground.clock.advance(HOUR_US)
    await studio.sweeper.sweep()
    assert (studio.stored(), await uploads_left(studio)) == ([], 0)


async def test_what_is_one_photo_already_is_not_given_up(studio: Studio):
    ana = await studio.ground.person()
    leave = await studio.parts(ana, SMALL)
    await studio.put_parts(leave, SMALL)
    row = await studio.uploads.complete(ana, leave.upload.id)
    with pytest.raises(Conflict, match="already"):
        await studio.uploads.give_up(ana, leave.upload.id)
    await studio.settle()
    assert (await studio.look(ana, row.id)).state == "ready"


async def test_it_is_its_owners(studio: Studio):  # PS-01
    ana, ben = await studio.ground.person(), await studio.ground.person()
    leave = await studio.parts(ana, SMALL)
    await studio.put_parts(leave, SMALL)
    for ask in (studio.uploads.resume, studio.uploads.complete, studio.uploads.give_up):
        with pytest.raises(NotFound):
            await ask(ben, leave.upload.id)
    assert (await studio.uploads.complete(ana, leave.upload.id)).owner_id == ana.account_id


async def test_given_up_for_an_hour_its_parts_are_gone(studio: Studio):  # PS-08, PS-09
    ana = await studio.ground.person()
    leave = await studio.parts(ana, PHOTO)
    await studio.put_parts(leave, PHOTO, 1)
    studio.ground.clock.advance(50 * MINUTE_US)
    await studio.sweeper.sweep()
    assert await parts_left(studio, leave) == {1: PART_BYTES_MIN}
    # Whoever comes back has as long again.
    await studio.uploads.resume(ana, leave.upload.id)
    studio.ground.clock.advance(50 * MINUTE_US)
    await studio.sweeper.sweep()
    assert await parts_left(studio, leave) == {1: PART_BYTES_MIN}
    studio.ground.clock.advance(10 * MINUTE_US)
    await studio.sweeper.sweep()
    assert (await parts_left(studio, leave), await uploads_left(studio)) == ({}, 0)
    with pytest.raises(NotFound):
        await studio.uploads.resume(ana, leave.upload.id)


async def test_nothing_stays_open_for_a_day_however_often_it_is_asked_about(studio: Studio):  # PS-08
    ana = await studio.ground.person()
    leave = await studio.parts(ana, PHOTO)
    for _ in range(DAY_US // (50 * MINUTE_US)):
        studio.ground.clock.advance(50 * MINUTE_US)
        await studio.sweeper.sweep()
        if await uploads_left(studio) == 0:
            break
        await studio.uploads.resume(ana, leave.upload.id)
    assert await uploads_left(studio) == 0


async def test_a_lost_client_does_not_lose_its_parts(studio: Studio):
    ana = await studio.ground.person()
    leave = await studio.parts(ana, PHOTO)
    await studio.put_parts(leave, PHOTO)
    studio.ground.clock.advance(HOUR_US)
    assert await studio.sweeper.sweep() == 1
    await studio.settle()
    (event,) = await studio.events(MediaReady)
    assert (await studio.look(ana, MediaId(event.media_id))).state == "ready"


async def test_a_store_that_lost_the_parts_is_found_out(studio: Studio):
    ana = await studio.ground.person()
    leave = await studio.parts(ana, PHOTO)
    await studio.blobs.give_up_parts(leave.upload.blob, leave.upload.parted)
    for ask in (studio.uploads.resume, studio.uploads.complete):
        with pytest.raises(NotFound):
            await ask(ana, leave.upload.id)


async def test_what_a_careless_store_joined_is_found_out(studio: Studio):  # PS-06, PS-07
    ana = await studio.ground.person()
    leave = await studio.parts(ana, PHOTO)
    upload = await studio.ground.records.look(lambda reading: upload_of(reading, leave.upload.id))
    other = PHOTO[:-3] + bytes(3)
    await studio.blobs.put(upload.blob, other, bytes_max=len(other))
    with pytest.raises(Invalid, match="not the bytes"):
        await studio.uploads.complete(ana, leave.upload.id)
    assert (studio.stored(), await parts_left(studio, leave)) == ([], {})
    assert await studio.uploads.quota.used(ana) == 0


async def test_a_text_in_parts_ends_at_complete(studio: Studio):  # UP-01
    ana = await studio.ground.person()
    text = b"I am holiday.jpg, believe me."
    leave = await studio.parts(ana, text)
    await studio.put_parts(leave, text)
    with pytest.raises(Unsupported):
        await studio.uploads.complete(ana, leave.upload.id)
    assert (studio.stored(), await uploads_left(studio)) == ([], 0)


async def test_a_photo_that_says_it_is_a_video_has_the_limit_of_a_photo(studio: Studio):  # UP-01
    ana = await studio.ground.person()
    studio.uploads = replace(studio.uploads, limits=FileLimits(photo=len(SMALL) - 1))
    with pytest.raises(TooLarge):
        await studio.parts(ana, SMALL)
    leave = await studio.parts(ana, SMALL, "video/mp4")
    await studio.put_parts(leave, SMALL)
    with pytest.raises(TooLarge, match="Photos may be up to"):
        await studio.uploads.complete(ana, leave.upload.id)
    assert studio.stored() == []
