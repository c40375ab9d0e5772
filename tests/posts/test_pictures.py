"""Photos reach whom their posts reach, and go when no post carries them."""

from tests.posts.site import Site
from tintype.kernel.clock import DAY_US
from tintype.kernel.ids import MediaId
from tintype.media import Reach, media_of
from tintype.posts import Audience, Draft, PostMedia, UnusedPictures
from tintype.posts.drafts import Changes


async def reach_of(site: Site, photo: MediaId) -> Reach | None:
    """Whom a photo reaches; None when it is gone."""
    row = (await site.look(lambda reading: media_of(reading, [photo]))).get(photo)
    return None if row is None else row.reach


async def test_a_photo_reaches_whom_its_widest_post_reaches(site: Site) -> None:
    ana = await site.person("ana")
    photo = await site.photo(ana)
    assert await reach_of(site, photo) is Reach.OWNER
    narrow = await site.posts.publish(ana, Draft((PostMedia(photo),), None, None, None, Audience.FOLLOWERS))
    assert await reach_of(site, photo) is Reach.FOLLOWERS
    wide = await site.posts.publish(ana, Draft((PostMedia(photo),), None, None, None, Audience.EVERYONE))
    assert await reach_of(site, photo) is Reach.EVERYONE
    await site.posts.edit(ana, wide.id, Changes(audience=Audience.FOLLOWERS))
    assert await reach_of(site, photo) is Reach.FOLLOWERS
    await site.posts.delete(ana, wide.id)
    assert await reach_of(site, photo) is Reach.FOLLOWERS
    await site.posts.delete(ana, narrow.id)
    assert await reach_of(site, photo) is Reach.OWNER, "as long as a post may come back"
    await site.posts.forget(ana, narrow.id)
    assert await reach_of(site, photo) is Reach.OWNER
    await site.posts.forget(ana, wide.id)
    assert await reach_of(site, photo) is None


async def test_a_post_that_waits_shows_nothing_yet(site: Site) -> None:
    ana = await site.person("ana")
    ready, late = await site.photo(ana), await site.photo(ana, is_ready=False)
    await site.posts.publish(
        ana, Draft((PostMedia(ready), PostMedia(late)), None, None, None, Audience.EVERYONE)
    )
    assert await reach_of(site, ready) is Reach.OWNER
    await site.ready(late)
    assert await reach_of(site, ready) is await reach_of(site, late) is Reach.EVERYONE


async def test_what_is_not_posted_in_a_week_is_forgotten(site: Site) -> None:
    ana = await site.person("ana")
    posted, waiting, unused = await site.photo(ana), await site.photo(ana), await site.photo(ana)
    late = await site.photo(ana, is_ready=False)
    await site.posts.publish(ana, Draft((PostMedia(posted),), None, None, None, Audience.EVERYONE))
    await site.posts.publish(
        ana, Draft((PostMedia(waiting), PostMedia(late)), None, None, None, Audience.EVERYONE)
    )
    pictures = UnusedPictures(site.posts.records)
    site.clock.advance(6 * DAY_US)
    fresh = await site.photo(ana)
    assert await pictures.forget() == 0
    site.clock.advance(2 * DAY_US)
    assert await pictures.forget() == 1
    assert await reach_of(site, unused) is None
    assert None not in [await reach_of(site, photo) for photo in (posted, waiting, late, fresh)]
    assert await pictures.forget() == 0
