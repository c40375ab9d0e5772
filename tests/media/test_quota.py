"""What an account may keep here: no crowd of uploads gets past it, and every photo that goes makes room again."""

import asyncio
from dataclasses import replace

import pytest

from tests.media import photos
from tests.media.studio import Studio
from tintype.kernel.problems import Problem
from tintype.kernel.viewer import Viewer
from tintype.media import Quota, discard
from tintype.media.uploads.quota import QuotaFull

PHOTO = photos.saved(photos.scene(800, 600), "JPEG")


def with_room_for(studio: Studio, number: int) -> None:
    quota = Quota(studio.ground.records, number * len(PHOTO) + len(PHOTO) // 2)
    studio.uploads = replace(studio.uploads, quota=quota)


async def used(studio: Studio, owner: Viewer) -> int:
    return await studio.uploads.quota.used(owner)


async def test_a_hundred_uploads_at_once_stop_at_the_limit(studio: Studio):  # UP-35
    ana, ben = await studio.ground.person(), await studio.ground.person()
    with_room_for(studio, 3)
    tries = [studio.upload(ana, PHOTO[:-1] + bytes([number])) for number in range(100)]
    answers = await asyncio.gather(*tries, return_exceptions=True)
    taken = [answer for answer in answers if not isinstance(answer, BaseException)]
    assert len(taken) == 3
    assert all(isinstance(answer, QuotaFull) for answer in answers if isinstance(answer, BaseException))
    assert await used(studio, ana) == 3 * len(PHOTO)
    assert len(studio.stored()) == 3, "nothing is left of what was refused"
    await studio.upload(ben, PHOTO)
    assert await used(studio, ben) == len(PHOTO), "everybody has room of their own"


async def test_a_ticket_is_refused_at_the_door_and_when_others_were_first(studio: Studio):
    ana = await studio.ground.person()
    with_room_for(studio, 1)
    upload_id, url, headers = await studio.ticket(ana, PHOTO)
    assert (await studio.put(url, headers, PHOTO)).status == 200
    await studio.upload(ana, PHOTO)
    with pytest.raises(QuotaFull) as refused:
        await studio.uploads.complete(ana, upload_id)
    assert (refused.value.kind, refused.value.code) == ("too_large", "quota_full")
    assert len(studio.stored()) == 1
    with pytest.raises(QuotaFull):
        await studio.ticket(ana, PHOTO)
    assert await used(studio, ana) == len(PHOTO)


async def test_what_goes_makes_room(studio: Studio):
    ana = await studio.ground.person()
    with_room_for(studio, 2)
    first, second = await studio.upload(ana, PHOTO), await studio.upload(ana, PHOTO)
    await studio.settle()
    assert await used(studio, ana) == 2 * len(PHOTO)
    for _ in range(2):
        await studio.ground.records.transact(lambda tx: discard(tx, ana.account_id, [first]))
    assert await used(studio, ana) == len(PHOTO)
    await studio.ground.records.transact(lambda tx: discard(tx, ana.account_id, [second]))
    await studio.settle()
    assert await used(studio, ana) == 0
    assert studio.stored() == []


async def test_a_photo_that_cannot_be_read_costs_nothing(studio: Studio):
    ana = await studio.ground.person()
    media_id = await studio.upload(ana, PHOTO[: len(PHOTO) // 2])
    assert await used(studio, ana) == len(PHOTO) // 2
    await studio.settle()
    assert await used(studio, ana) == 0
    await studio.ground.records.transact(lambda tx: discard(tx, ana.account_id, [media_id]))
    assert await used(studio, ana) == 0


async def test_a_ticket_that_comes_twice_counts_once(studio: Studio):
    ana = await studio.ground.person()
    upload_id, url, headers = await studio.ticket(ana, PHOTO)
    await studio.put(url, headers, PHOTO)
    answers = await asyncio.gather(
        *(studio.uploads.complete(ana, upload_id) for _ in range(5)), return_exceptions=True
    )
    assert not [one for one in answers if isinstance(one, BaseException) and not isinstance(one, Problem)]
    assert await used(studio, ana) == len(PHOTO)
