"""What may be announced: parts of a sensible length, so many at a time, and no more than there is room for."""

import asyncio
from dataclasses import replace

import pytest

from tests.media import photos
from tests.media.studio import Studio
from tintype.kernel.problems import Invalid, Problem
from tintype.media import Quota
from tintype.media.uploads.announcing import PART_BYTES_MAX, Announced, Leave
from tintype.media.uploads.quota import OPEN_MAX, QuotaFull, TooManyOpen
from tintype.ports.part_store import PART_BYTES_MIN

SMALL = photos.saved(photos.scene(800, 600), "JPEG")


@pytest.mark.parametrize(
    ("part_bytes", "parts"),
    [
        (PART_BYTES_MIN, 1),
        (PART_BYTES_MIN, 4),
        (PART_BYTES_MIN - 1, 3),
        (PART_BYTES_MAX + 1, 1),
        (0, 3),
        (-1, 3),
        (1, 1001),
        (1, 10_001),
    ],
)
async def test_impossible_parts(studio: Studio, part_bytes: int, parts: int):  # PS-09, UP-29
    ana = await studio.ground.person()
    announced = Announced(
        3 * PART_BYTES_MIN - 1, "image/jpeg", part_bytes=part_bytes, digests=(bytes(32),) * parts
    )
    with pytest.raises(Invalid) as refused:
        await studio.uploads.begin(ana, announced)
    assert set(refused.value.fields) & {"parts", "part_bytes"}
    assert await studio.ground.rows("SELECT count(*) FROM uploads") == [(0,)]


@pytest.mark.parametrize("odd", [{}, {"sha256": bytes(32), "digests": (bytes(32),)}, {"digests": (b"?",)}])
async def test_digests_are_of_the_whole_or_of_the_parts(studio: Studio, odd: dict[str, object]):
    ana = await studio.ground.person()
    with pytest.raises(Invalid):
        await studio.uploads.begin(ana, Announced(9, "image/jpeg", part_bytes=9, **odd))


async def test_a_hundred_may_be_open_and_no_more(studio: Studio):  # PS-08
    ana, ben = await studio.ground.person(), await studio.ground.person()
    begun = [await studio.ticket(ana, SMALL) for _ in range(OPEN_MAX - 3)]
    asked = [studio.parts(ana, SMALL) for _ in range(9)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(each, Leave) for each in answers) == 3
    assert all(isinstance(each, Leave | TooManyOpen) for each in answers)
    with pytest.raises(TooManyOpen):
        await studio.ticket(ana, SMALL)
    assert await studio.ticket(ben, SMALL), "everybody has their own"
    await studio.uploads.give_up(ana, begun[0][0])
    assert await studio.ticket(ana, SMALL)


async def test_what_is_announced_counts_until_it_is_here_or_given_up(studio: Studio):  # UP-35, PS-08
    ana = await studio.ground.person()
    quota = Quota(studio.ground.records, 3 * len(SMALL) + 10)
    studio.uploads = replace(studio.uploads, quota=quota)
    leaves = [await studio.parts(ana, SMALL) for _ in range(3)]
    with pytest.raises(QuotaFull):
        await studio.parts(ana, SMALL)
    await studio.put_parts(leaves[0], SMALL)
    await studio.uploads.complete(ana, leaves[0].upload.id)
    with pytest.raises(QuotaFull):
        await studio.ticket(ana, SMALL)
    await studio.uploads.give_up(ana, leaves[1].upload.id)
    await studio.ticket(ana, SMALL)
    assert await quota.used(ana) == len(SMALL)


async def test_a_crowd_of_parts_stops_at_the_quota(studio: Studio):  # UP-35
    ana = await studio.ground.person()
    studio.uploads = replace(studio.uploads, quota=Quota(studio.ground.records, 2 * len(SMALL)))
    leaves = [await studio.parts(ana, SMALL) for _ in range(2)]
    await studio.upload(ana, SMALL)
    for leave in leaves:
        await studio.put_parts(leave, SMALL)
    asked = [studio.uploads.complete(ana, leave.upload.id) for leave in leaves]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(each, QuotaFull) for each in answers) == 1
    assert not [each for each in answers if isinstance(each, BaseException) and not isinstance(each, Problem)]
    assert await studio.uploads.quota.used(ana) == 2 * len(SMALL)
    assert len(studio.stored()) == 2, "nothing is left of what was refused"


async def test_a_type_that_browsers_do_not_know_is_no_hindrance(studio: Studio):  # PS-04
    ana = await studio.ground.person()
    heic = photos.heic(photos.scene(800, 600))
    leave = await studio.parts(ana, heic, "application/octet-stream")
    await studio.put_parts(leave, heic)
    row = await studio.uploads.complete(ana, leave.upload.id)
    await studio.settle()
    assert (await studio.look(ana, row.id)).state == "ready"
