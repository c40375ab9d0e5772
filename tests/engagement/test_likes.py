"""Likes: counted exactly, refused one by one, listed with the people one follows first."""

import asyncio

import pytest

from tests.engagement.site import Site
from tintype.engagement import Liked, Unliked, flags, liked_by
from tintype.engagement.likers import likers_page
from tintype.kernel.ids import PostId
from tintype.kernel.pages import TOP
from tintype.kernel.problems import NotFound, SignInRequired
from tintype.kernel.viewer import ANONYMOUS, Viewer
from tintype.posts import Audience, PostState


async def likers(site: Site, viewer: Viewer, post_id: PostId, limit: int = 3) -> list[int]:
    """All pages joined."""
    found: list[int] = []
    place = TOP
    while True:
        page = await site.ground.look(lambda tx, at=place: likers_page(tx, viewer, post_id, at, limit))
        assert len(page.items) <= limit
        found += page.items
        if page.next is None:
            return found
        place = page.next


async def test_a_like_counts_once(site: Site) -> None:
    ana, ben = await site.person(), await site.person()
    post = await site.post(ana)
    assert await site.likes.like(ben, post) is True
    assert await site.likes.like(ben, post) is False
    assert (await site.counts(post)).likes == 1
    assert await site.ground.look(lambda tx: flags(tx, ben.account_id, [post])) == {post: (True, False)}
    assert await site.likes.unlike(ben, post) is True
    assert await site.likes.unlike(ben, post) is False
    assert (await site.counts(post)).likes == 0
    assert await site.ground.events() == [
        Liked(ben.account_id, post, ana.account_id),
        Unliked(ben.account_id, post, ana.account_id),
    ]


async def test_what_is_hidden_cannot_be_liked(site: Site) -> None:  # AZ-11
    ana, ben, private, blocker = [await site.person(is_private=n == 2) for n in range(4)]
    await site.blocks.block(blocker, ben.account_id)
    deleted = await site.post(ana)
    await site.delete_post(deleted)
    hidden = [
        await site.post(private),
        await site.post(blocker),
        await site.post(ana, audience=Audience.FOLLOWERS),
        await site.post(ben, state=PostState.PENDING),
        deleted,
        PostId(77),
    ]
    for post in hidden:
        with pytest.raises(NotFound):
            await site.likes.like(ben, post)
        with pytest.raises(NotFound):
            await site.saves.save(ben, post)
    with pytest.raises(SignInRequired):
        await site.likes.like(ANONYMOUS, hidden[0])
    assert not await site.ground.rows("SELECT 1 FROM edges WHERE kind BETWEEN 9 AND 12")


async def test_followers_like_what_is_theirs_to_see(site: Site) -> None:
    ana, ben = await site.person(), await site.person()
    await site.follows.request(ben, ana.account_id)
    for_followers = await site.post(ana, audience=Audience.FOLLOWERS)
    assert await site.likes.like(ben, for_followers)
    assert await site.likes.like(ana, for_followers)


async def test_one_refused_like_does_not_refuse_the_others(site: Site) -> None:
    ana, ben, private = await site.person(), await site.person(), await site.person(is_private=True)
    post, hidden = await site.post(ana), await site.post(private)
    people = [await site.person() for _ in range(10)]
    asked = [site.likes.like(one, post) for one in people] + [site.likes.like(ben, hidden)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert answers[:10] == [True] * 10
    assert isinstance(answers[10], NotFound)
    assert (await site.counts(post)).likes == 10


async def test_a_like_survives_the_post_being_hidden_and_can_be_taken_back(site: Site) -> None:
    ana, ben = await site.person(), await site.person()
    post = await site.post(ana)
    await site.likes.like(ben, post)
    await site.ground.set_private(ana, is_private=True)
    assert await site.likes.unlike(ben, post) is True
    assert (await site.counts(post)).likes == 0


async def test_people_one_follows_come_first(site: Site) -> None:
    ana, ben = await site.person(), await site.person()
    post = await site.post(ana)
    people = [await site.person() for _ in range(9)]
    for one in people:
        site.ground.clock.advance(1_000)
        await site.likes.like(one, post)
    for one in (people[1], people[4]):
        await site.follows.request(ben, one.account_id)
    await site.blocks.block(people[7], ben.account_id)
    followed = sorted((people[1].account_id, people[4].account_id), reverse=True)
    others = sorted(people[n].account_id for n in (0, 2, 3, 5, 6, 8))
    for limit in (1, 2, 3, 4, 20):
        assert await likers(site, ben, post, limit) == followed + others
    everybody = sorted(one.account_id for one in people)
    assert await likers(site, ANONYMOUS, post) == everybody
    found = await site.ground.look(lambda tx: liked_by(tx, ben, [post]))
    assert set(found[post][:2]) == set(followed)
    assert found[post][2] == others[0]


async def test_the_likers_of_a_hidden_post_are_hidden(site: Site) -> None:
    private, ben = await site.person(is_private=True), await site.person()
    post = await site.post(private)
    with pytest.raises(NotFound):
        await likers(site, ben, post)


async def test_saving_is_between_a_person_and_a_post(site: Site) -> None:
    ana, ben = await site.person(), await site.person()
    post = await site.post(ana)
    assert await site.saves.save(ben, post) is True
    assert await site.saves.save(ben, post) is False
    assert await site.ground.look(lambda tx: flags(tx, ben.account_id, [post])) == {post: (False, True)}
    assert await site.saves.unsave(ben, post) is True
    assert await site.saves.unsave(ben, post) is False
    assert await site.ground.look(lambda tx: flags(tx, ben.account_id, [post])) == {}


async def test_the_list_goes_on_behind_many_who_are_not_shown(site: Site) -> None:
    ana, ben = await site.person(), await site.person()
    post = await site.post(ana)
    first = await site.person()
    await site.likes.like(first, post)
    for _ in range(30):
        site.ground.clock.advance(1_000)
        one = await site.person()
        await site.likes.like(one, post)
        await site.follows.request(ben, one.account_id)
    for limit in (1, 2, 7):
        assert len(await likers(site, ben, post, limit)) == 31
