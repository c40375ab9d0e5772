"""Pictures that are not shown here: in no copy, whoever uploads it, whenever it was uploaded."""

import io
import random
from dataclasses import replace

import pytest
from PIL import Image

from tests.media import photos
from tests.media.studio import Studio
from tintype.kernel.clock import DAY_US
from tintype.kernel.ids import AccountId, MediaId
from tintype.kernel.problems import NotFound, Unavailable
from tintype.kernel.viewer import ANONYMOUS, Role
from tintype.media import (
    Hunt,
    MediaChanges,
    MediaJudged,
    Order,
    Picture,
    block_media,
    block_picture,
    media_with_id,
    unblock,
)
from tintype.media.edit import Crop, Edit
from tintype.media.pictures.hashes import likeness
from tintype.media.policy.policy import CLASSIFY, Policy, judged
from tintype.media.policy.policy_store import blocked_hash, unblock_hash
from tintype.ports.classifier import Scores

MACHINE = Order(AccountId(0), "a test")


def drawing(number: int, width: int = 640, height: int = 480) -> Image.Image:
    """A picture of soft spots, each number unlike the others in every orientation."""
    spots = random.Random(number)
    channels = [
        Image.frombytes("L", (9, 7), spots.randbytes(63)).resize((width, height), Image.Resampling.BICUBIC)
        for _ in range(3)
    ]
    return Image.merge("RGB", channels)


def jpeg(image: Image.Image, quality: int = 90) -> bytes:
    return photos.saved(image, "JPEG", quality=quality)


PHOTO = jpeg(drawing(1))


async def block(studio: Studio, media_id: MediaId) -> str:
    async def body(tx):
        return (await block_media(tx, await media_with_id(tx, media_id), MACHINE)).hash

    return await studio.ground.records.transact(body)


COPIES = {
    "the same bytes": lambda image: PHOTO,
    "half the size": lambda image: jpeg(image.resize((320, 240))),
    "recompressed": lambda image: jpeg(image, 30),
    "a PNG": lambda image: photos.saved(image, "PNG"),
    "turned": lambda image: jpeg(image.transpose(Image.Transpose.ROTATE_90)),
    "turned and smaller": lambda image: jpeg(
        image.transpose(Image.Transpose.ROTATE_270).resize((300, 400)), 60
    ),
    "mirrored": lambda image: jpeg(image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)),
    "transposed": lambda image: jpeg(image.transpose(Image.Transpose.TRANSVERSE)),
    "brighter": lambda image: jpeg(image.point(lambda value: min(255, value * 1.1))),
}


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES)
async def test_no_copy_of_a_blocked_picture_is_published(studio: Studio, copy):
    ana, ben = await studio.ground.person(), await studio.ground.person()
    first = await studio.ready(ana, PHOTO)
    await block(studio, MediaId(int(first.id)))
    again = await studio.ready(ben, copy(drawing(1)))
    assert (again.state, again.problem.code, again.problem.can_retry) == ("failed", "blocked", False)
    assert "ask the people who run the site" in again.problem.detail
    assert not [name for name in studio.stored() if str(ben.account_id) in name or name.startswith("m/")]


async def test_other_pictures_are_published(studio: Studio):
    ana = await studio.ground.person()
    await block(studio, MediaId(int((await studio.ready(ana, PHOTO)).id)))
    for number in range(2, 9):
        assert (await studio.ready(ana, jpeg(drawing(number)))).state == "ready"


async def test_what_is_blocked_is_gone_at_once_with_all_its_files(studio: Studio):
    ana = await studio.ground.person()
    ready = await studio.ready(ana, PHOTO)
    used = await studio.uploads.quota.used(ana)
    assert used == len(PHOTO)
    await block(studio, MediaId(int(ready.id)))
    for viewer in (ANONYMOUS, ana):
        with pytest.raises(NotFound):
            await studio.fetch(viewer, ready.variants[0].url)
    assert len(await studio.events(MediaJudged)) == 1
    await studio.settle()
    assert studio.stored() == []
    assert await studio.uploads.quota.used(ana) == 0
    assert (await studio.look(ana, MediaId(int(ready.id)))).problem.code == "blocked"
    with pytest.raises(NotFound):
        await studio.look(ANONYMOUS, MediaId(int(ready.id)))


async def test_copies_that_are_here_already_are_found_and_counted(studio: Studio):
    ana, ben = await studio.ground.person(), await studio.ground.person()
    first = await studio.ready(ana, PHOTO)
    copies = [await studio.ready(ben, make(drawing(1))) for make in COPIES.values()]
    other = await studio.ready(ben, jpeg(drawing(2)))
    name = await block(studio, MediaId(int(first.id)))
    await studio.settle()
    states = [(await studio.look(ben, MediaId(int(copy.id)))).state for copy in copies]
    assert set(states) == {"failed"}
    assert (await studio.look(ben, MediaId(int(other.id)))).state == "ready"
    entry = await studio.ground.records.look(lambda reading: blocked_hash(reading, name))
    assert entry.found == len(copies) + 1
    assert entry.looked_us > 0


async def test_a_walk_that_broke_off_goes_on_where_it_stood(studio: Studio, monkeypatch):
    monkeypatch.setattr("tintype.media.policy.hunting._BATCH", 2)
    monkeypatch.setattr("tintype.media.policy.hunting._BATCHES_OF_JOB", 1)
    ana = await studio.ground.person()
    first = await studio.ready(ana, PHOTO)
    for number in range(2, 7):
        await studio.ready(ana, jpeg(drawing(number)))
    copies = [await studio.ready(ana, jpeg(drawing(1), quality)) for quality in (80, 70)]
    await block(studio, MediaId(int(first.id)))
    await studio.settle()
    assert {(await studio.look(ana, MediaId(int(copy.id)))).state for copy in copies} == {"failed"}


async def test_a_hash_of_elsewhere_blocks_as_well(studio: Studio):
    ana = await studio.ground.person()
    found = likeness(drawing(3))
    turned = found.turns[5]
    await studio.ground.records.transact(lambda tx: block_picture(tx, Picture(None, turned), MACHINE))
    assert (await studio.ready(ana, jpeg(drawing(3)))).problem.code == "blocked"
    assert (await studio.ready(ana, jpeg(drawing(4)))).state == "ready"


async def test_what_is_no_longer_blocked_may_be_uploaded_again(studio: Studio):
    ana = await studio.ground.person()
    name = await block(studio, MediaId(int((await studio.ready(ana, PHOTO)).id)))
    assert (await studio.ready(ana, PHOTO)).state == "failed"
    await studio.ground.records.transact(lambda tx: unblock(tx, name))
    assert (await studio.ready(ana, jpeg(drawing(1), 77))).state == "ready"
    with pytest.raises(NotFound):
        await studio.ground.records.transact(lambda tx: unblock(tx, name))


async def test_what_is_unblocked_while_its_copies_are_looked_for_leaves_them(studio: Studio):
    ana, ben = await studio.ground.person(), await studio.ground.person()
    first, copy = await studio.ready(ana, PHOTO), await studio.ready(ben, jpeg(drawing(1), 60))
    name = await block(studio, MediaId(int(first.id)))
    records = studio.ground.records

    class Late:
        look = records.look

        async def transact(self, body):
            await records.transact(lambda tx: unblock_hash(tx, name))
            return await records.transact(body)

    await Hunt(Late()).walk((await studio.ground.events())[-1].at_us)
    assert (await studio.look(ben, MediaId(int(copy.id)))).state == "ready"


@pytest.mark.parametrize("flat", [(12, 12, 12), (255, 255, 255)])
async def test_a_plain_picture_blocks_its_own_bytes_alone(studio: Studio, flat: tuple[int, int, int]):
    ana = await studio.ground.person()
    first, other = (jpeg(Image.new("RGB", (400, 300), flat), quality) for quality in (90, 80))
    await block(studio, MediaId(int((await studio.ready(ana, first)).id)))
    assert (await studio.ready(ana, first)).state == "failed"
    assert (await studio.ready(ana, other)).state == "ready"


async def test_blocking_while_a_photo_is_made_takes_it_down(studio: Studio):
    """Between the look at the list and the moment it is ready somebody blocks it, and the walk has passed it by."""
    ana, ben = await studio.ground.person(), await studio.ground.person()
    first = await studio.ready(ana, PHOTO)
    policy = studio.renditions.policy

    class Late(Policy):
        async def judge(self, row, turns, small):
            found = await policy.judge(row, turns, small)
            await block(studio, MediaId(int(first.id)))
            await Hunt(studio.ground.records).walk((await studio.ground.events())[-1].at_us)
            return found

    studio.renditions = replace(
        studio.renditions, policy=Late(policy.records, policy.blobs, policy.blocked, None)
    )
    again = await studio.ready(ben, jpeg(drawing(1), 60))
    assert again.problem.code == "blocked"


# --------------------------------------------------------------------------------------------------------- a classifier


class Guess:
    """Stands in for a model: another program, outside. Says what it is told to, or nothing."""

    def __init__(self, score: float | None) -> None:
        self.score = score
        self.asked = 0

    async def start(self) -> None: ...

    async def close(self) -> None: ...

    async def scores(self, jpeg: bytes) -> Scores:
        self.asked += 1
        Image.open(io.BytesIO(jpeg)).load()
        if self.score is None:
            raise Unavailable
        return Scores(self.score)


def guessing(studio: Studio, score: float | None) -> Guess:
    guess, policy = Guess(score), studio.renditions.policy
    studio.renditions = replace(studio.renditions, policy=replace(policy, classifier=guess))
    return guess


@pytest.mark.parametrize(
    ("score", "verdict", "is_sensitive"),
    [(0.0, 0, False), (0.19, 0, False), (0.2, 0, True), (0.8, 0, True), (0.81, 1, True), (1.0, 1, True)],
)
def test_a_score_decides_how_far_it_is_shown(score: float, verdict: int, *, is_sensitive: bool):
    found = judged(score)
    assert (found.verdict.value, found.is_sensitive) == (verdict, is_sensitive)


async def test_what_is_held_is_seen_by_its_owner_and_moderators(studio: Studio):
    ana, ben = await studio.ground.person(), await studio.ground.person()
    guessing(studio, 0.95)
    held = await studio.ready(ana, PHOTO)
    assert held.state == "ready"
    moderator = replace(ben, role=Role.MODERATOR)
    reader = replace(moderator, scopes=moderator.scopes & ~4)
    signed = studio.routes.urls.template(held.key, is_private=True)
    url = signed.replace("{variant}", "small").replace("{ext}", "jpg")
    assert (await studio.fetch(ana, url.partition("?")[0])).status == 200
    assert (await studio.fetch(moderator, url)).status == 200
    for nobody in (ben, ANONYMOUS, reader):
        with pytest.raises(NotFound):
            await studio.fetch(nobody, url)
        with pytest.raises(NotFound):
            await studio.look(nobody, MediaId(int(held.id)))


async def test_while_nobody_answers_photos_are_shown_and_looked_at_later(studio: Studio):
    ana = await studio.ground.person()
    guess = guessing(studio, None)
    shown = await studio.ready(ana, PHOTO)
    assert (await studio.fetch(ANONYMOUS, shown.variants[0].url)).status == 200
    for _ in range(20):  # much longer than any job is tried
        studio.ground.clock.advance(DAY_US)
        await studio.settle()
    assert guess.asked == 21
    guess.score = 0.9
    studio.ground.clock.advance(DAY_US)
    await studio.settle()
    with pytest.raises(NotFound):
        await studio.fetch(ANONYMOUS, shown.variants[0].url)
    assert await studio.ground.rows("SELECT act FROM media_acts") == [("held",)]
    assert not await studio.ground.rows(f"SELECT id FROM jobs WHERE kind = '{CLASSIFY}'")


async def test_an_edit_does_not_bring_back_what_is_blocked(studio: Studio):
    """A blocked picture with a wide margin is another picture, until an edit cuts the margin off."""
    ana, ben = await studio.ground.person(), await studio.ground.person()
    await block(studio, MediaId(int((await studio.ready(ana, PHOTO)).id)))
    margin = Image.new("RGB", (1280, 480), (250, 240, 60))
    margin.paste(drawing(1), (0, 0))
    media = await studio.ready(ben, jpeg(margin))
    assert media.state == "ready"
    edit = Edit(crop=Crop(0.0, 0.0, 0.5, 1.0))
    await studio.routes.change(ben, media.id, MediaChanges(edit=edit))
    await studio.settle()
    assert (await studio.look(ben, MediaId(int(media.id)))).problem.code == "blocked"
    assert studio.stored() == []
