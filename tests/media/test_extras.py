"""WebP and finer AVIF come into being when somebody first asks, once; until then people get what there is."""

import io

import pytest
from PIL import Image

from tests.media import photos
from tests.media.studio import Studio
from tintype.graph import EdgeKind, edges
from tintype.kernel.ids import MediaId
from tintype.kernel.problems import Conflict, NotFound
from tintype.kernel.viewer import ANONYMOUS, Viewer
from tintype.media import EXTRA, Extras, Media, Reach, discard, short_media
from tintype.media.edit import Edit
from tintype.media.made import order_of
from tintype.media.making.wishing import MediaChanges, Wishing
from tintype.media.model import RenditionType
from tintype.media.reach import key_store
from tintype.media.rows import fresh_key
from tintype.ports.records import Lane

PHOTO = photos.saved(photos.scene(900, 600), "JPEG", quality=95)
WEBP_ONLY = {"accept": "image/webp,*/*"}
KINDS = {"webp": ("jpg", "image/webp", "WEBP"), "fine.avif": ("avif", "image/avif", "AVIF")}


def address(media: Media, extension: str, name: str = "small") -> str:
    return media.url.replace("{variant}", name).replace("{ext}", extension)


async def jobs(studio: Studio) -> int:
    return sum(count for (lane, _), count in (await studio.jobs.depth()).items() if lane == Lane.REFINE.value)


@pytest.mark.parametrize("extension", KINDS)
async def test_the_first_request_asks_and_later_ones_get_it(studio: Studio, extension: str):
    instead, mime, kind = KINDS[extension]
    ana = await studio.ground.person()
    media = await studio.ready(ana, PHOTO)
    for _ in range(3):
        away = await studio.fetch(ANONYMOUS, address(media, extension))
        assert (away.status, away.headers["location"]) == (302, f"small.{instead}")
        assert away.headers["cache-control"] == "no-store"
    assert await jobs(studio) == 1
    await studio.settle()
    for name, (width, height) in media.sizes.items():
        there = await studio.fetch(ANONYMOUS, address(media, extension, name))
        assert (there.status, there.headers["content-type"]) == (200, mime)
        assert "immutable" in there.headers["cache-control"]
        image = Image.open(io.BytesIO(there.body))
        assert (image.format, image.size) == (kind, (width, height))
    assert await jobs(studio) == 0


async def test_many_at_once_ask_once(studio: Studio):
    ana = await studio.ground.person()
    media = await studio.ready(ana, PHOTO)
    row = await studio.row(MediaId(int(media.id)))
    for kind in ("webp", "fine.avif", "webp"):
        # Each has read the row before anybody asked.
        await studio.fetch(ANONYMOUS, address(media, kind))
    assert await jobs(studio) == 2
    assert row.made.asked == ()


async def test_who_cannot_show_avif_gets_webp_once_it_is_there(studio: Studio):
    ana = await studio.ground.person()
    media = await studio.ready(ana, PHOTO)
    plain = f"/m/{media.key}/large"
    first = await studio.fetch(ANONYMOUS, plain, headers=WEBP_ONLY)
    assert (first.status, first.headers["content-type"], first.headers["vary"]) == (
        200,
        "image/jpeg",
        "accept",
    )
    assert "immutable" not in first.headers["cache-control"]
    await studio.settle()
    second = await studio.fetch(ANONYMOUS, plain, headers=WEBP_ONLY)
    assert (second.headers["content-type"], second.headers["vary"]) == ("image/webp", "accept")
    assert first.headers["etag"] != second.headers["etag"]
    modern = await studio.fetch(ANONYMOUS, plain, headers={"accept": "image/avif,image/webp"})
    assert modern.headers["content-type"] == "image/avif"


async def test_the_finer_avif_takes_the_place_of_the_first_where_types_are_negotiated(studio: Studio):
    ana = await studio.ground.person()
    media = await studio.ready(ana, PHOTO)
    before = await studio.fetch(ANONYMOUS, f"/m/{media.key}/large", headers={"accept": "image/avif"})
    await studio.fetch(ANONYMOUS, address(media, "fine.avif"))
    await studio.settle()
    after = await studio.fetch(ANONYMOUS, f"/m/{media.key}/large", headers={"accept": "image/avif"})
    assert len(after.body) < len(before.body)
    assert before.headers["etag"] != after.headers["etag"]


async def test_a_redirection_keeps_the_signature_and_says_nothing_to_strangers(studio: Studio):  # AZ-13
    ana, ben, cem = [await studio.ground.person(is_private=private) for private in (True, False, False)]
    media = await studio.ready(ana, PHOTO)
    await tie(studio, ben, ana)
    signed = str(
        short_media(await studio.row(MediaId(int(media.id))), studio.delivery.urls, is_private=True).url
    )
    url = signed.replace("{variant}", "small").replace("{ext}", "webp")
    for viewer, asked in ((cem, url), (ANONYMOUS, url), (ben, url.partition("?")[0])):
        with pytest.raises(NotFound):
            await studio.fetch(viewer, asked)
    assert await jobs(studio) == 0
    away = await studio.fetch(ben, url)
    assert away.headers["location"] == f"small.jpg?{url.partition('?')[2]}"
    await studio.settle()
    assert (await studio.fetch(ben, url)).headers["cache-control"] == "private, no-cache"


async def tie(studio: Studio, src: Viewer, dst: Viewer) -> None:
    pairs = [(src.account_id, dst.account_id)]
    await studio.ground.records.transact(lambda tx: edges.add(tx, EdgeKind.FOLLOW, pairs))


async def extras_of(studio: Studio, owner: Viewer) -> Media:
    """A photo of which everything was asked for and made."""
    media = await studio.ready(owner, PHOTO)
    for extension in KINDS:
        await studio.fetch(ANONYMOUS, address(media, extension))
    await studio.settle()
    assert len(studio.stored()) == 17
    return media


async def test_they_go_with_the_photo(studio: Studio):
    ana = await studio.ground.person()
    media = await extras_of(studio, ana)
    ids = [MediaId(int(media.id))]
    await studio.ground.records.transact(lambda tx: discard(tx, ana.account_id, ids))
    await studio.settle()
    assert studio.stored() == []


async def test_they_move_with_the_photo(studio: Studio):  # AZ-08
    ana = await studio.ground.person()
    media = await extras_of(studio, ana)
    await studio.share(MediaId(int(media.id)), Reach.FOLLOWERS)
    await studio.settle()
    now = await studio.look(ana, MediaId(int(media.id)))
    assert now.key != media.key
    assert len(studio.stored()) == 17
    for extension in KINDS:
        with pytest.raises(NotFound):
            await studio.fetch(ana, address(media, extension))
        assert (await studio.fetch(ana, address(now, extension))).status == 200


async def test_a_photo_made_anew_starts_without_them(studio: Studio):
    ana = await studio.ground.person()
    media = await extras_of(studio, ana)
    change = MediaChanges(edit=Edit(turns=1))
    await Wishing(studio.ground.records).change(ana, MediaId(int(media.id)), change)
    await studio.settle()
    now = await studio.look(ana, MediaId(int(media.id)))
    assert (now.width, now.height) == (600, 900)
    assert (await studio.fetch(ana, address(now, "webp"))).status == 302
    await studio.settle()
    webp = await studio.fetch(ana, address(now, "webp", "large"))
    assert Image.open(io.BytesIO(webp.body)).size == (600, 900), "as its owner wants it"


async def test_a_photo_that_goes_while_they_are_made_leaves_nothing(studio: Studio):
    ana = await studio.ground.person()
    media = await studio.ready(ana, PHOTO)
    await studio.fetch(ANONYMOUS, address(media, "webp"))
    row = await studio.row(MediaId(int(media.id)))
    (job,) = await studio.jobs.take_due(Lane.REFINE, 1, 60)
    assert job.kind == EXTRA
    extras = Extras(studio.ground.records, studio.renditions)
    made = await studio.renditions.pool.render(PHOTO, wishes=order_of(row.wishes, RenditionType.WEBP))
    await studio.ground.records.transact(lambda tx: discard(tx, ana.account_id, [row.id]))
    await studio.settle()
    await extras.keep(row, RenditionType.WEBP, made)
    await extras.handle(job)
    assert studio.stored() == []


async def test_while_a_photo_moves_they_wait(studio: Studio):
    """Noted between the copies and the new key, they would be promised where they are not."""
    ana = await studio.ground.person()
    media = await studio.ready(ana, PHOTO)
    row = await studio.row(MediaId(int(media.id)))
    await studio.fetch(ANONYMOUS, address(media, "webp"))
    (job,) = await studio.jobs.take_due(Lane.REFINE, 1, 60)
    extras = Extras(studio.ground.records, studio.renditions)
    coming = fresh_key(ana.account_id)
    await studio.ground.records.transact(lambda tx: key_store.plan_key(tx, row.id, coming))
    with pytest.raises(Conflict):
        await extras.handle(job)
    await studio.share(row.id, Reach.FOLLOWERS)
    await studio.settle()
    await extras.handle(job)
    now = await studio.look(ana, row.id)
    assert now.key == coming
    assert (await studio.fetch(ana, address(now, "webp"))).status == 200
