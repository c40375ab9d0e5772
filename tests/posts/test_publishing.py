"""A post is published once, when all of its media is ready."""

import pytest

from tests.posts.site import Site
from tintype.kernel.clock import DAY_US
from tintype.kernel.ids import MediaId, time_us_of
from tintype.kernel.problems import Invalid, SignInRequired
from tintype.kernel.viewer import ANONYMOUS
from tintype.posts import Audience, Draft, Place, PostDeleted, PostMedia, PostPublished, PostState


async def test_a_post_with_ready_media_is_published_at_once(site: Site) -> None:
    ana = await site.person("ana")
    post = await site.post(ana, caption="Harbour at six. #Sea #sea")
    assert post.state is PostState.PUBLISHED
    assert post.order_id is not None
    assert post.tags == ("sea",)
    assert await site.events(PostPublished) == [
        PostPublished(
            post_id=post.id,
            order_id=post.order_id,
            author_id=ana.account_id,
            published_us=post.published_us or 0,
        )
    ]
    assert await site.seen(ana, post) == post


async def test_a_post_waits_for_the_last_of_its_media(site: Site) -> None:
    ana = await site.person("ana")
    one, two = [await site.photo(ana, is_ready=False) for _ in range(2)]
    post = await site.posts.publish(ana, Draft((PostMedia(one), PostMedia(two))))
    assert post.state is PostState.PENDING
    await site.ready(one)
    assert await site.events(PostPublished) == []
    await site.ready(two)
    seen = await site.seen(ana, post)
    assert seen is not None
    assert seen.is_published
    assert [event.order_id for event in await site.events(PostPublished)] == [seen.order_id]


async def test_redelivery_publishes_once(site: Site) -> None:
    ana = await site.person("ana")
    photo = await site.photo(ana, is_ready=False)
    await site.posts.publish(ana, Draft((PostMedia(photo),)))
    for _ in range(3):
        await site.ready(photo)
    assert len(await site.events(PostPublished)) == 1
    assert await site.total(ana) == 1


async def test_one_photo_may_publish_several_waiting_posts(site: Site) -> None:
    ana = await site.person("ana")
    photo = await site.photo(ana, is_ready=False)
    for _ in range(3):
        await site.posts.publish(ana, Draft((PostMedia(photo),)))
    await site.ready(photo)
    assert len({event.order_id for event in await site.events(PostPublished)}) == 3


async def test_only_the_author_knows_of_a_pending_post(site: Site) -> None:  # AZ-14
    ana, ben = await site.person("ana"), await site.person("ben")
    photo = await site.photo(ana, is_ready=False)
    post = await site.posts.publish(ana, Draft((PostMedia(photo),)))
    assert await site.seen(ana, post) == post
    assert await site.seen(ben, post) is None
    assert await site.seen(ANONYMOUS, post) is None


async def test_a_post_deleted_while_it_waits_is_not_published(site: Site) -> None:
    ana = await site.person("ana")
    photo = await site.photo(ana, is_ready=False)
    post = await site.posts.publish(ana, Draft((PostMedia(photo),)))
    await site.posts.delete(ana, post.id)
    await site.ready(photo)
    assert await site.events(PostPublished) == []
    assert [event.order_id for event in await site.events(PostDeleted)] == [0]


async def test_an_import_takes_the_place_of_its_time(site: Site) -> None:
    ana = await site.person("ana")
    new = await site.post(ana)
    when_us = site.clock.now_us() - 400 * DAY_US
    old = [await site.post(ana, published_us=when_us) for _ in range(3)]
    assert [time_us_of(post.order_id or 0) for post in old] == [when_us // 1000 * 1000] * 3
    assert {post.shown_us for post in old} == {when_us}
    assert await site.timeline(ana) == [new, *reversed(old)]


async def test_a_waiting_import_keeps_its_time(site: Site) -> None:
    ana = await site.person("ana")
    photo = await site.photo(ana, is_ready=False)
    when_us = site.clock.now_us() - 40 * DAY_US
    post = await site.posts.publish(ana, Draft((PostMedia(photo),)), published_us=when_us)
    await site.ready(photo)
    [event] = await site.events(PostPublished)
    assert (event.post_id, event.published_us) == (post.id, when_us)
    assert time_us_of(event.order_id) == when_us // 1000 * 1000


async def test_everything_wrong_is_named_at_once(site: Site) -> None:
    ana = await site.person("ana")
    draft = Draft(
        (),
        title="t" * 201,
        caption="c" * 2_201,
        place=Place(" ", 91.0, 0.0),
    )
    with pytest.raises(Invalid) as refused:
        await site.posts.publish(ana, draft, published_us=site.clock.now_us() + DAY_US)
    assert refused.value.fields == {
        "title": ["too_long"],
        "caption": ["too_long"],
        "place": ["required", "out_of_range"],
        "media": ["required"],
        "published_at": ["out_of_range"],
    }


@pytest.mark.parametrize(("count", "code"), [(21, "too_many"), (2, "repeated")])
async def test_media_is_counted(site: Site, count: int, code: str) -> None:  # AP-10
    ana = await site.person("ana")
    photo = await site.photo(ana)
    media = tuple(PostMedia(MediaId(photo + at * (count > 20))) for at in range(count))
    with pytest.raises(Invalid) as refused:
        await site.posts.publish(ana, Draft(media))
    assert refused.value.fields == {"media": [code]}


async def test_photos_of_others_and_none_at_all_answer_alike(site: Site) -> None:  # AZ-32
    ana, ben = await site.person("ana"), await site.person("ben")
    refusals: list[dict[str, list[str]]] = []
    for photo in (await site.photo(ben), MediaId(1)):
        with pytest.raises(Invalid) as refused:
            await site.posts.publish(ana, Draft((PostMedia(photo),)))
        refusals.append(refused.value.fields)
    assert refusals == [{"media": ["unknown"]}] * 2


async def test_a_failed_photo_cannot_be_posted(site: Site) -> None:
    ana = await site.person("ana")
    photo = await site.photo(ana, is_ready=False)
    await site.fail(photo)
    with pytest.raises(Invalid) as refused:
        await site.posts.publish(ana, Draft((PostMedia(photo),)))
    assert refused.value.fields == {"media": ["failed"]}


async def test_nobody_unknown_posts(site: Site) -> None:
    with pytest.raises(SignInRequired):
        await site.posts.publish(ANONYMOUS, Draft((PostMedia(MediaId(1)),)))


async def test_mentions_are_people_who_may_be_known(site: Site) -> None:
    ana, ben, cleo = [await site.person(name) for name in ("ana", "ben", "cleo")]
    await site.block(cleo, ana)
    post = await site.post(ana, caption="With @Ben, @cleo and @nobody. @ben again")
    assert [(mention.account_id, mention.username) for mention in post.mentions] == [(ben.account_id, "Ben")]


async def test_a_narrow_post_is_for_followers(site: Site) -> None:  # AZ-01
    ana, ben, cleo = [await site.person(name) for name in ("ana", "ben", "cleo")]
    await site.follow(ben, ana)
    post = await site.post(ana, audience=Audience.FOLLOWERS)
    assert [await site.seen(viewer, post) for viewer in (ana, ben)] == [post, post]
    assert [await site.seen(viewer, post) for viewer in (cleo, ANONYMOUS)] == [None, None]


async def test_a_block_hides_posts_both_ways(site: Site) -> None:
    ana, ben = await site.person("ana"), await site.person("ben")
    hers, his = await site.post(ana), await site.post(ben)
    await site.block(ana, ben)
    assert [await site.seen(ben, hers), await site.seen(ana, his)] == [None, None]


async def test_a_private_account_shows_its_posts_to_followers_only(site: Site) -> None:
    ana, ben, cleo = (
        await site.person("ana", is_private=True),
        await site.person("ben"),
        await site.person("cleo"),
    )
    post = await site.post(ana)
    await site.follow(ben, ana)
    assert [await site.seen(viewer, post) for viewer in (ana, ben, cleo, ANONYMOUS)] == [
        post,
        post,
        None,
        None,
    ]
