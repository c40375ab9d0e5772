"""A photo comes in by one request or by a ticket, and is one photo whatever breaks off or comes twice."""

import asyncio
from hashlib import sha256

import pytest

from tests.media import photos
from tests.media.studio import Studio, form
from tintype.kernel.problems import Conflict, Invalid, Malformed, NotFound, TooLarge, Unsupported
from tintype.media import RENDER, MediaFailed, MediaReady, MediaUploaded
from tintype.media.rows import original_blob
from tintype.media.uploads.announcing import Announced
from tintype.media.uploads.upload_store import upload_of

PHOTO = photos.saved(photos.scene(800, 600), "JPEG")
OTHER = PHOTO[:-3] + bytes(3)


async def test_a_photo_in_one_request_becomes_eight_files(studio: Studio, jpeg: bytes):
    ana = await studio.ground.person()
    media_id = await studio.upload(ana, jpeg, "holiday.jpg")
    waiting = await studio.look(ana, media_id)
    assert (waiting.state, waiting.variants, waiting.name) == ("waiting", [], "holiday.jpg")
    await studio.settle()
    ready = await studio.look(ana, media_id)
    assert (ready.state, ready.width, ready.height, ready.camera) == ("ready", 1200, 800, "Canon EOS R5")
    assert len(ready.variants) == 8
    bodies = [(await studio.fetch(ana, each.url)).body for each in ready.variants]
    assert all(bodies)
    assert not any(photos.CANARY in body for body in bodies)


async def test_events_tell_the_story(studio: Studio):
    ana = await studio.ground.person()
    good = await studio.upload(ana, PHOTO)
    bad = await studio.upload(ana, PHOTO[: len(PHOTO) // 2])
    await studio.settle()
    assert [each.media_id for each in await studio.events(MediaUploaded)] == [good, bad]
    assert [each.media_id for each in await studio.events(MediaReady)] == [good]
    assert [(each.media_id, each.code) for each in await studio.events(MediaFailed)] == [
        (bad, "file_damaged")
    ]


async def test_progress_is_told_to_the_owner(studio: Studio):
    ana = await studio.ground.person()
    media_id = await studio.upload(ana, PHOTO)
    await studio.settle()
    assert {each["owner_id"] for each in studio.progress} == {ana.account_id}
    assert [each["done"] for each in studio.progress] == sorted(each["done"] for each in studio.progress)
    last = studio.progress[-1]
    assert (last["media_id"], last["state"], last["done"], last["steps"]) == (media_id, "ready", 5, 5)


async def test_a_damaged_photo_fails_with_its_reason_and_nothing_is_left(studio: Studio):
    ana = await studio.ground.person()
    media_id = await studio.upload(ana, PHOTO[: len(PHOTO) // 2])
    await studio.settle()
    failed = await studio.look(ana, media_id)
    assert failed.state == "failed"
    assert (failed.problem.code, failed.problem.can_retry) == ("file_damaged", False)
    assert failed.problem.detail.endswith(".")
    assert studio.stored() == []
    with pytest.raises(Conflict, match="Upload the photo anew"):
        await studio.photos.retry(ana, media_id)


@pytest.mark.parametrize(
    ("data", "problem", "code"),
    [
        (b"", Invalid, "file_empty"),
        (b"I am holiday.jpg", Unsupported, "type_unsupported"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Unsupported, "type_unsupported"),
        (photos.png_bomb(50_000, 50_000), Invalid, "too_many_pixels"),
        (photos.webp_flood(), Invalid, "too_many_pixels"),
    ],
)
async def test_what_is_no_photo_is_refused_at_the_door(studio: Studio, data: bytes, problem, code: str):
    ana = await studio.ground.person()
    with pytest.raises(problem) as refused:
        await studio.upload(ana, data)
    assert refused.value.code == code
    assert refused.value.detail.endswith(".")
    assert studio.stored() == []
    assert await studio.ground.rows("SELECT count(*) FROM uploads") == [(0,)]


async def test_a_photo_beyond_the_limit_is_refused_while_it_streams(studio: Studio):
    ana = await studio.ground.person()
    taken = 0

    async def endless():
        nonlocal taken
        yield PHOTO
        for _ in range(400):
            taken += 1_000_000
            yield bytes(1_000_000)

    with pytest.raises(TooLarge, match="50 MB"):
        await studio.uploads.receive(ana, "big.jpg", endless())
    assert taken < 60_000_000
    assert studio.stored() == []
    assert await studio.ground.rows("SELECT count(*) FROM uploads") == [(0,)]


async def test_a_client_that_goes_leaves_nothing(studio: Studio):  # UP-34
    ana = await studio.ground.person()
    body = form("X", ("file", "a.jpg", PHOTO))
    with pytest.raises(Malformed):
        await studio.post_form(ana, body[: len(body) // 2], "X")
    assert await studio.ground.rows("SELECT count(*) FROM uploads") == [(0,)]
    assert studio.stored() == []


# ------------------------------------------------------------------------------------------------------- tickets


async def test_ticket_put_complete(studio: Studio):
    ana = await studio.ground.person()
    upload_id, url, headers = await studio.ticket(ana, PHOTO)
    assert (await studio.put(url, headers, PHOTO)).status == 200
    row = await studio.uploads.complete(ana, upload_id)
    await studio.settle()
    assert (await studio.look(ana, row.id)).state == "ready"


async def test_completing_twice_gives_the_same_photo_and_one_job(studio: Studio):  # PS-05
    ana = await studio.ground.person()
    upload_id, url, headers = await studio.ticket(ana, PHOTO)
    await studio.put(url, headers, PHOTO)
    rows = await asyncio.gather(*(studio.uploads.complete(ana, upload_id) for _ in range(5)))
    assert len({row.id for row in rows}) == 1
    jobs = await studio.ground.rows(f"SELECT count(*) FROM jobs WHERE kind = '{RENDER}'")
    assert jobs == [(1,)]


async def test_completing_before_the_bytes_are_here(studio: Studio):  # PS-07
    ana = await studio.ground.person()
    upload_id, _, _ = await studio.ticket(ana, PHOTO)
    with pytest.raises(Conflict, match="not here yet"):
        await studio.uploads.complete(ana, upload_id)


async def test_another_person_has_no_such_ticket(studio: Studio):  # PS-01
    ana, ben = await studio.ground.person(), await studio.ground.person()
    upload_id, url, headers = await studio.ticket(ana, PHOTO)
    await studio.put(url, headers, PHOTO)
    with pytest.raises(NotFound):
        await studio.uploads.complete(ben, upload_id)


async def test_other_bytes_than_announced_are_not_taken(studio: Studio):  # PS-03
    ana = await studio.ground.person()
    upload_id, url, headers = await studio.ticket(ana, PHOTO)
    assert (await studio.put(url, {**headers, "content-type": "text/html"}, PHOTO)).status >= 400
    # A store that looks at the checksum takes nothing; with another one it is found out here.
    await studio.put(url, headers, bytes(len(PHOTO)))
    with pytest.raises((Conflict, Invalid)) as refused:
        await studio.uploads.complete(ana, upload_id)
    assert refused.value.code in {"not_uploaded", "checksum_mismatch"}
    assert studio.stored() == []


@pytest.mark.parametrize("other", [bytes(len(PHOTO)), PHOTO[:-1], PHOTO + b"x", b""])
async def test_what_a_careless_store_took_is_found_out_at_complete(studio: Studio, other: bytes):  # PS-07
    ana = await studio.ground.person()
    upload_id, url, headers = await studio.ticket(ana, PHOTO)
    upload = await studio.ground.records.look(lambda reading: upload_of(reading, upload_id))
    await studio.blobs.put(upload.blob, other, bytes_max=len(other))
    with pytest.raises(Invalid, match="not the bytes"):
        await studio.uploads.complete(ana, upload_id)
    assert studio.stored() == []
    assert (await studio.put(url, headers, PHOTO)).status == 200
    assert await studio.uploads.complete(ana, upload_id)


async def test_what_is_swapped_after_the_check_is_not_published(studio: Studio):  # PS-06
    ana = await studio.ground.person()
    upload_id, url, headers = await studio.ticket(ana, PHOTO)
    upload = await studio.ground.records.look(lambda reading: upload_of(reading, upload_id))
    await studio.put(url, headers, PHOTO)
    row = await studio.uploads.complete(ana, upload_id)
    await studio.blobs.put(upload.blob, OTHER, bytes_max=len(OTHER))
    await studio.settle()
    ready = await studio.look(ana, row.id)
    assert (await studio.fetch(ana, f"/m/{ready.key}/original")).body != OTHER
    assert await studio.blobs.read(original_blob(ana.account_id, sha256(PHOTO).digest())) == PHOTO


async def test_swapping_while_it_is_checked_gives_what_was_announced_or_nothing(studio: Studio):  # PS-06
    ana = await studio.ground.person()
    original = original_blob(ana.account_id, sha256(PHOTO).digest())
    for _ in range(10):
        upload_id, url, headers = await studio.ticket(ana, PHOTO)
        upload = await studio.ground.records.look(lambda reading, id=upload_id: upload_of(reading, id))
        await studio.put(url, headers, PHOTO)
        asked = [studio.uploads.complete(ana, upload_id) for _ in range(3)]
        swapped = [studio.blobs.put(upload.blob, OTHER, bytes_max=len(OTHER)) for _ in range(3)]
        answers = await asyncio.gather(*asked, *swapped, return_exceptions=True)
        assert all(isinstance(each, Invalid | Conflict) for each in answers if isinstance(each, Exception))
        await studio.settle()
        if await studio.blobs.size(original) is not None:
            assert await studio.blobs.read(original) == PHOTO


async def test_a_ticket_for_a_text_named_jpg_ends_at_complete(studio: Studio):
    ana = await studio.ground.person()
    text = b"I am holiday.jpg, believe me."
    upload_id, url, headers = await studio.ticket(ana, text)
    await studio.put(url, headers, text)
    with pytest.raises(Unsupported):
        await studio.uploads.complete(ana, upload_id)
    assert studio.stored() == []


@pytest.mark.parametrize(
    ("size", "media_type", "problem"),
    [
        (0, "image/jpeg", Invalid),
        (60_000_000, "image/jpeg", TooLarge),
        (1_100_000_000, "video/mp4", TooLarge),
        (1_100_000_000, "application/octet-stream", TooLarge),
        (10, "image/svg+xml", Unsupported),
    ],
)
async def test_impossible_tickets(studio: Studio, size: int, media_type: str, problem):
    ana = await studio.ground.person()
    with pytest.raises(problem):
        await studio.uploads.begin(ana, Announced(size, media_type, sha256=bytes(32)))
