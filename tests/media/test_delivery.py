"""Bytes go to whoever may see their owner at the moment of the fetch, and to nobody else."""

import pytest

from tests.media import photos
from tests.media.studio import Studio
from tintype.accounts.store import change_avatar
from tintype.graph import EdgeKind, edges
from tintype.kernel.clock import DAY_US
from tintype.kernel.ids import MediaId
from tintype.kernel.problems import NotFound
from tintype.kernel.viewer import ANONYMOUS, Viewer
from tintype.media import MediaRekeyed, Reach, media_of, short_media
from tintype.media.reach import key_store
from tintype.media.rows import fresh_key

PHOTO = photos.saved(photos.scene(1200, 900), "JPEG")


async def tie(studio: Studio, src: Viewer, kind: EdgeKind, dst: Viewer) -> None:
    pairs = [(src.account_id, dst.account_id)]
    await studio.ground.records.transact(lambda tx: edges.add(tx, kind, pairs))


async def card_url(studio: Studio, media_id: str, *, is_private: bool) -> str:

    rows = await studio.ground.look(lambda reading: media_of(reading, [MediaId(int(media_id))]))
    short = short_media(rows[MediaId(int(media_id))], studio.delivery.urls, is_private=is_private)
    return str(short.url).replace("{variant}", "large").replace("{ext}", "jpg")


async def test_a_private_owner_is_seen_by_followers_with_a_signed_address(studio: Studio):  # AZ-13
    ana, ben, cem = [await studio.ground.person(is_private=private) for private in (True, False, False)]
    media = await studio.ready(ana, PHOTO)
    url = await card_url(studio, media.id, is_private=True)
    await tie(studio, ben, EdgeKind.FOLLOW, ana)
    answer = await studio.fetch(ben, url)
    assert answer.status == 200
    assert answer.headers["cache-control"] == "private, no-cache"
    for viewer, address in (
        (cem, url),
        (ANONYMOUS, url),
        (ben, url.partition("?")[0]),
        (ben, url[:-2] + ("xx" if url[-2:] != "xx" else "yy")),
    ):
        with pytest.raises(NotFound):
            await studio.fetch(viewer, address)


async def test_a_photo_that_no_post_shows_is_its_owners_alone(studio: Studio):
    ana, ben = await studio.ground.person(), await studio.ground.person()
    media = await studio.ready(ana, PHOTO, Reach.OWNER)
    await tie(studio, ben, EdgeKind.FOLLOW, ana)
    assert (await studio.fetch(ana, media.variants[0].url)).headers["cache-control"] == "private, no-cache"
    for viewer in (ben, ANONYMOUS):
        with pytest.raises(NotFound):
            await studio.fetch(viewer, media.variants[0].url)
        with pytest.raises(NotFound):
            await studio.routes.show(viewer, media.id)


async def test_what_is_for_followers_is_theirs_alone_though_the_owner_is_public(studio: Studio):
    ana, ben, cem = [await studio.ground.person() for _ in range(3)]
    media = await studio.ready(ana, PHOTO, Reach.FOLLOWERS)
    await tie(studio, ben, EdgeKind.FOLLOW, ana)
    url = await card_url(studio, media.id, is_private=False)
    assert "?e=" in url
    assert (await studio.fetch(ben, url)).headers["cache-control"] == "private, no-cache"
    for viewer in (cem, ANONYMOUS):
        with pytest.raises(NotFound):
            await studio.fetch(viewer, url)
        with pytest.raises(NotFound):
            await studio.routes.show(viewer, media.id)


async def test_showing_a_photo_to_fewer_changes_its_address(studio: Studio):
    ana = await studio.ground.person()
    media, other = await studio.ready(ana, PHOTO), await studio.ready(ana, PHOTO)
    await studio.share(MediaId(int(media.id)), Reach.FOLLOWERS)
    await studio.settle()
    assert (await studio.routes.show(ana, media.id)).key != media.key
    assert (await studio.routes.show(ana, other.id)).key == other.key


async def test_an_address_runs_out(studio: Studio):
    ana, ben = await studio.ground.person(is_private=True), await studio.ground.person()
    media = await studio.ready(ana, PHOTO)
    await tie(studio, ben, EdgeKind.FOLLOW, ana)
    url = await card_url(studio, media.id, is_private=True)
    studio.ground.clock.advance(DAY_US)
    with pytest.raises(NotFound):
        await studio.fetch(ben, url)
    assert (await studio.fetch(ana, url)).status == 200


async def test_a_signature_is_good_for_one_key(studio: Studio):  # AZ-13
    ana, ben = await studio.ground.person(is_private=True), await studio.ground.person()
    first, second = await studio.ready(ana, PHOTO), await studio.ready(ana, PHOTO)
    await tie(studio, ben, EdgeKind.FOLLOW, ana)
    url = await card_url(studio, first.id, is_private=True)
    with pytest.raises(NotFound):
        await studio.fetch(ben, url.replace(str(first.key), str(second.key)))


async def test_an_ended_follow_a_block_and_a_suspension_end_it(studio: Studio):  # AZ-06
    ana, ben = await studio.ground.person(), await studio.ground.person()
    media = await studio.ready(ana, PHOTO)
    url = media.variants[0].url
    await tie(studio, ana, EdgeKind.BLOCK, ben)
    with pytest.raises(NotFound):
        await studio.fetch(ben, url)
    assert (await studio.fetch(ANONYMOUS, url)).status == 200
    await studio.ground.suspend(ana)
    with pytest.raises(NotFound):
        await studio.fetch(ANONYMOUS, url)


async def test_the_picture_of_a_private_profile_is_seen_by_all(studio: Studio):

    ana, ben = await studio.ground.person(is_private=True), await studio.ground.person()
    media = await studio.ready(ana, PHOTO, Reach.OWNER)
    with pytest.raises(NotFound):
        await studio.fetch(ben, media.variants[0].url)
    media_id = MediaId(int(media.id))
    await studio.ground.records.transact(lambda tx: change_avatar(tx, ana.account_id, media_id))
    assert (await studio.fetch(ben, media.variants[0].url)).status == 200


async def test_the_original_is_the_owners_alone(studio: Studio):  # AZ-13, UP-24
    ana, ben = await studio.ground.person(), await studio.ground.person()
    media = await studio.ready(ana, PHOTO)
    answer = await studio.fetch(ana, f"/m/{media.key}/original")
    assert answer.body == PHOTO
    assert answer.headers["content-type"] == "application/octet-stream"
    assert (
        answer.headers["content-disposition"]
        == "attachment; filename=\"photo.jpg\"; filename*=UTF-8''photo.jpg"
    )
    assert answer.headers["cache-control"] == "private, no-store"
    for viewer in (ben, ANONYMOUS):
        with pytest.raises(NotFound):
            await studio.fetch(viewer, f"/m/{media.key}/original")


# ---------------------------------------------------------------------------------------------------- new addresses


async def test_after_narrowing_old_addresses_answer_no_more(studio: Studio):  # AZ-08
    ana = await studio.ground.person()
    before = [await studio.ready(ana, PHOTO) for _ in range(3)]
    stored = len(studio.stored())
    await studio.ground.set_private(ana, is_private=True)
    await studio.keys.on_audience_narrowed(ana.account_id)
    await studio.settle()
    assert len(await studio.events(MediaRekeyed)) == 3
    for media in before:
        with pytest.raises(NotFound):
            await studio.fetch(ana, media.variants[0].url)
        now = await studio.routes.show(ana, media.id)
        assert now.key != media.key
        assert (await studio.fetch(ana, now.variants[0].url)).status == 200
    assert len(studio.stored()) == stored


async def test_a_rotation_that_broke_off_is_finished(studio: Studio):
    """Killed after the new key was planned and half of the files were copied."""

    ana = await studio.ground.person()
    media = await studio.ready(ana, PHOTO)
    stored = len(studio.stored())
    coming = fresh_key(ana.account_id)
    await studio.ground.records.transact(lambda tx: key_store.plan_key(tx, MediaId(int(media.id)), coming))
    await studio.keys.on_audience_narrowed(ana.account_id)
    await studio.settle()
    now = await studio.routes.show(ana, media.id)
    assert now.key == coming
    assert len(studio.stored()) == stored
