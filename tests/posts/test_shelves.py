"""What lies on a shelf is its author's alone, and comes back once."""

import asyncio

import pytest

from tests.posts.site import Site
from tintype.kernel.clock import DAY_US, HOUR_US
from tintype.kernel.ids import OrderId
from tintype.kernel.pages import TOP
from tintype.kernel.problems import Invalid, NotFound
from tintype.kernel.viewer import ANONYMOUS, Viewer
from tintype.posts import (
    KEPT_US,
    Changes,
    Draft,
    Licence,
    NotNow,
    Post,
    PostDeleted,
    PostForgotten,
    PostMedia,
    PostPublished,
    PostState,
    PostWithdrawn,
    shelf_page,
)


async def kept(site: Site, viewer: Viewer, state: PostState, *, in_us: int = HOUR_US) -> Post:
    due_us = site.clock.now_us() + in_us if state is PostState.SCHEDULED else None
    media = (PostMedia(await site.photo(viewer)),)
    return await site.posts.publish(
        viewer, Draft(media, caption="Soon. #sea", state=state, publish_us=due_us)
    )


async def shelf(site: Site, viewer: Viewer, state: PostState) -> list[int]:
    page = await site.look(lambda reading: shelf_page(reading, viewer.account_id, state, TOP, 10))
    return list(page.items)


@pytest.mark.parametrize("state", [PostState.DRAFT, PostState.SCHEDULED])
async def test_what_is_not_published_is_its_authors_alone(site: Site, state: PostState) -> None:  # AZ-14
    ana, ben = await site.person("ana"), await site.person("ben")
    await site.follow(ben, ana)
    post = await kept(site, ana, state)
    assert post.state is state
    assert (await site.seen(ana, post)) == post
    assert [await site.seen(viewer, post) for viewer in (ben, ANONYMOUS)] == [None, None]
    assert await site.timeline(ana) == []
    assert await site.total(ana) == 0
    assert await shelf(site, ana, state) == [post.id]
    assert await site.events(PostPublished) == []


async def test_a_draft_waits_for_its_author_not_for_its_photos(site: Site) -> None:
    ana = await site.person("ana")
    photo = await site.photo(ana, is_ready=False)
    post = await site.posts.publish(ana, Draft((PostMedia(photo),), state=PostState.DRAFT))
    await site.ready(photo)
    assert await site.events(PostPublished) == []
    await site.posts.edit(ana, post.id, Changes(state=PostState.PUBLISHED))
    seen = await site.seen(ANONYMOUS, post)
    assert seen is not None
    assert (seen.state, seen.version, seen.edited_us) == (PostState.PUBLISHED, 1, None)


async def test_an_edited_draft_was_never_edited_for_others(site: Site) -> None:
    ana = await site.person("ana")
    post = await kept(site, ana, PostState.DRAFT)
    site.clock.advance(HOUR_US)
    changes = Changes(caption="Now. #harbour", licence=Licence.CC_BY, state=PostState.PUBLISHED)
    edited = await site.posts.edit(ana, post.id, changes, version=1)
    assert (edited.state, edited.tags, edited.licence) == (PostState.PUBLISHED, ("harbour",), Licence.CC_BY)
    assert (edited.edited_us, edited.published_us) == (None, site.clock.now_us())
    assert await site.posts.history(ana, post.id) == []


async def test_a_scheduled_post_is_published_once_at_its_time(site: Site) -> None:
    ana, ben = await site.person("ana"), await site.person("ben")
    before = await site.post(ana)
    post = await kept(site, ana, PostState.SCHEDULED)
    between = await site.post(ana)
    await site.comes_due(post)
    assert await site.seen(ben, post) is None, "too soon"
    site.clock.advance(HOUR_US)
    for _ in range(3):
        await site.comes_due(post)
    published = await site.seen(ben, post)
    assert published is not None
    assert published.published_us == site.clock.now_us()
    # Its place is that of its publishing, not that of its writing.
    assert await site.timeline(ana) == [published, between, before]
    assert [event.post_id for event in await site.events(PostPublished)].count(post.id) == 1
    assert await site.total(ana) == 3


async def test_two_workers_publish_a_scheduled_post_once(site: Site) -> None:  # AP-26
    ana = await site.person("ana")
    post = await kept(site, ana, PostState.SCHEDULED)
    site.clock.advance(HOUR_US)
    await asyncio.gather(*(site.comes_due(post) for _ in range(4)))
    assert len(await site.events(PostPublished)) == await site.total(ana) == 1


async def test_a_schedule_can_be_moved_and_given_up(site: Site) -> None:
    ana = await site.person("ana")
    post = await kept(site, ana, PostState.SCHEDULED)
    later_us = site.clock.now_us() + 2 * HOUR_US
    moved = await site.posts.edit(ana, post.id, Changes(publish_us=later_us))
    assert (moved.state, moved.shelf_us) == (PostState.SCHEDULED, later_us)
    site.clock.advance(HOUR_US)
    await site.comes_due(post)
    assert await shelf(site, ana, PostState.SCHEDULED) == [post.id]
    await site.posts.edit(ana, post.id, Changes(state=PostState.DRAFT))
    site.clock.advance(HOUR_US)
    await site.comes_due(post)
    assert await shelf(site, ana, PostState.DRAFT) == [post.id]
    assert await site.events(PostPublished) == []


async def test_a_scheduled_post_whose_photo_is_late_follows_it(site: Site) -> None:
    ana = await site.person("ana")
    photo = await site.photo(ana, is_ready=False)
    due_us = site.clock.now_us() + HOUR_US
    draft = Draft((PostMedia(photo),), state=PostState.SCHEDULED, publish_us=due_us)
    post = await site.posts.publish(ana, draft)
    site.clock.advance(HOUR_US)
    await site.comes_due(post)
    seen = await site.seen(ana, post)
    assert seen is not None
    assert seen.state is PostState.PENDING
    await site.ready(photo)
    assert [event.post_id for event in await site.events(PostPublished)] == [post.id]


@pytest.mark.parametrize("in_us", [0, -HOUR_US, 366 * DAY_US])
async def test_a_post_is_scheduled_within_a_year(site: Site, in_us: int) -> None:
    ana = await site.person("ana")
    with pytest.raises(Invalid) as refused:
        await kept(site, ana, PostState.SCHEDULED, in_us=in_us)
    assert refused.value.fields == {"publish_at": ["out_of_range"]}


async def test_a_time_is_for_what_is_scheduled(site: Site) -> None:
    ana = await site.person("ana")
    media = (PostMedia(await site.photo(ana)),)
    with pytest.raises(Invalid) as refused:
        await site.posts.publish(ana, Draft(media, state=PostState.SCHEDULED))
    assert refused.value.fields == {"publish_at": ["required"]}
    with pytest.raises(Invalid) as refused:
        await site.posts.publish(ana, Draft(media, publish_us=site.clock.now_us() + HOUR_US))
    assert refused.value.fields == {"publish_at": ["not_scheduled"]}


async def test_a_failed_photo_keeps_a_draft_a_draft(site: Site) -> None:
    ana = await site.person("ana")
    photo = await site.photo(ana, is_ready=False)
    post = await site.posts.publish(ana, Draft((PostMedia(photo),), state=PostState.DRAFT))
    await site.fail(photo)
    with pytest.raises(Invalid) as refused:
        await site.posts.edit(ana, post.id, Changes(state=PostState.PUBLISHED))
    assert refused.value.fields == {"media": ["failed"]}
    assert await shelf(site, ana, PostState.DRAFT) == [post.id]


async def test_what_was_published_cannot_become_a_draft(site: Site) -> None:
    ana = await site.person("ana")
    post = await site.post(ana)
    for state in (PostState.DRAFT, PostState.SCHEDULED, PostState.PUBLISHED):
        with pytest.raises(NotNow):
            await site.posts.edit(ana, post.id, Changes(state=state))
    assert await site.seen(ANONYMOUS, post) == post


async def test_an_archived_post_vanishes_and_comes_back_to_its_place(site: Site) -> None:  # AZ-14
    ana, ben = await site.person("ana"), await site.person("ben")
    first, post, last = [await site.post(ana, caption="#sea") for _ in range(3)]
    for _ in range(2):
        await site.posts.archive(ana, post.id, wish=True)
    assert await site.seen(ben, post) is None
    assert [seen.id for seen in await site.timeline(ana)] == [last.id, first.id]
    assert await site.total(ana) == 2
    assert await shelf(site, ana, PostState.ARCHIVED) == [post.id]
    assert [event.post_id for event in await site.events(PostWithdrawn)] == [post.id]
    for _ in range(2):
        await site.posts.archive(ana, post.id, wish=False)
    assert await site.seen(ben, post) == post
    assert await site.timeline(ana) == [last, post, first]
    again = [event for event in await site.events(PostPublished) if event.is_return]
    assert [(event.post_id, event.order_id) for event in again] == [(post.id, post.order_id)]


async def test_only_what_was_published_is_archived(site: Site) -> None:
    ana = await site.person("ana")
    draft, waiting = await kept(site, ana, PostState.DRAFT), await site.photo(ana, is_ready=False)
    pending = await site.posts.publish(ana, Draft((PostMedia(waiting),)))
    for post in (draft, pending):
        for wish in (True, False):
            with pytest.raises(NotNow):
                await site.posts.archive(ana, post.id, wish=wish)
    assert await shelf(site, ana, PostState.ARCHIVED) == []


async def test_a_deleted_post_can_be_restored(site: Site) -> None:
    ana, ben = await site.person("ana"), await site.person("ben")
    post = await site.post(ana, caption="Back. #sea")
    await site.posts.delete(ana, post.id)
    assert [await site.seen(viewer, post) for viewer in (ana, ben)] == [None, None]
    assert await shelf(site, ana, PostState.REMOVED) == [post.id]
    await site.posts.restore(ana, post.id)
    assert await site.seen(ben, post) == post
    assert await site.total(ana) == 1
    with pytest.raises(NotFound):
        await site.posts.restore(ana, post.id)


async def test_what_was_archived_is_restored_to_the_archive(site: Site) -> None:
    ana, ben = await site.person("ana"), await site.person("ben")
    post = await site.post(ana)
    await site.posts.archive(ana, post.id, wish=True)
    await site.posts.delete(ana, post.id)
    await site.posts.restore(ana, post.id)
    assert await shelf(site, ana, PostState.ARCHIVED) == [post.id]
    assert await site.seen(ben, post) is None
    assert await site.total(ana) == 0


async def test_a_deleted_post_goes_for_good_when_its_time_is_over(site: Site) -> None:  # LC-02
    ana = await site.person("ana")
    post = await site.post(ana, caption="Private after all. #sea")
    await site.posts.edit(ana, post.id, Changes(caption="Private. #sea"))
    await site.posts.delete(ana, post.id)
    site.clock.advance(KEPT_US - 1)
    await site.comes_due(post)
    assert await shelf(site, ana, PostState.REMOVED) == [post.id]
    assert await site.has_photo(post.media[0].media_id)
    site.clock.advance(1)
    for _ in range(2):
        await site.comes_due(post)
    assert await shelf(site, ana, PostState.REMOVED) == []
    assert not await site.has_photo(post.media[0].media_id)
    assert [event.post_id for event in await site.events(PostForgotten)] == [post.id]
    assert await site.words_of(post) == []
    with pytest.raises(NotFound):
        await site.posts.restore(ana, post.id)


async def test_the_author_need_not_wait(site: Site) -> None:  # LC-02
    ana, ben = await site.person("ana"), await site.person("ben")
    post = await site.post(ana)
    with pytest.raises(NotFound):
        await site.posts.forget(ana, post.id)
    await site.posts.delete(ana, post.id)
    with pytest.raises(NotFound):
        await site.posts.forget(ben, post.id)
    await site.posts.forget(ana, post.id)
    assert not await site.has_photo(post.media[0].media_id)


async def test_what_was_never_published_is_gone_at_once(site: Site) -> None:
    ana = await site.person("ana")
    post = await kept(site, ana, PostState.DRAFT)
    await site.posts.delete(ana, post.id)
    assert not await site.has_photo(post.media[0].media_id)
    assert [event.order_id for event in await site.events(PostDeleted)] == [OrderId(0)]
    assert await shelf(site, ana, PostState.REMOVED) == []


async def test_a_photo_of_two_posts_outlives_the_first(site: Site) -> None:
    ana = await site.person("ana")
    photo = await site.photo(ana)
    one, other = [await site.posts.publish(ana, Draft((PostMedia(photo),))) for _ in range(2)]
    await site.posts.archive(ana, other.id, wish=True)
    await site.posts.delete(ana, one.id)
    await site.posts.forget(ana, one.id)
    assert await site.has_photo(photo)


async def test_others_can_do_nothing_with_a_post(site: Site) -> None:  # AZ-22, AZ-32
    ana, ben = await site.person("ana"), await site.person("ben")
    post = await site.post(ana)
    acts = [
        site.posts.archive(ben, post.id, wish=True),
        site.posts.archive(ben, post.id, wish=False),
        site.posts.pin(ben, post.id, wish=True),
        site.posts.pin(ben, post.id, wish=False),
        site.posts.restore(ben, post.id),
        site.posts.edit(ben, post.id, Changes(state=PostState.DRAFT)),
    ]
    for act in acts:
        with pytest.raises(NotFound):
            await act
    assert await site.seen(ben, post) == post
