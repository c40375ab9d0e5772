"""The numbers of a post are those that its viewer can count, and hidden where somebody hides them."""

import pytest

from tests.engagement.site import Site
from tests.engagement.test_comments import below, top
from tests.engagement.test_held import talk
from tests.engagement.test_likes import likers
from tintype.engagement import Hosting, Shares, Told, told_counts
from tintype.engagement.hosting import ChoicesChange
from tintype.engagement.likers import comment_likers_page
from tintype.engagement.unseen import unseen
from tintype.kernel.ids import PostId
from tintype.kernel.pages import TOP
from tintype.kernel.problems import NotFound
from tintype.kernel.viewer import ANONYMOUS, Viewer


async def told(site: Site, viewer: Viewer, post: PostId, owner: Viewer) -> Told:
    owners = {post: owner.account_id}
    return (await site.ground.look(lambda tx: told_counts(tx, viewer, owners)))[post]


async def agrees(site: Site, viewer: Viewer, post: PostId, owner: Viewer) -> int:
    """How many comments a viewer is told of, which are those that the viewer can find."""
    rows = await top(site, viewer, post)
    found = len(rows) + sum([len(await below(site, viewer, row)) for row in rows])
    n = (await told(site, viewer, post, owner)).comments
    assert n == found
    less = await site.ground.look(lambda tx: unseen(tx, viewer, {post: owner.account_id}))
    for row in rows:
        assert row.replies - less.replies[row.id] == len(await below(site, viewer, row))
    return n


async def test_counts_are_what_the_viewer_can_see(site: Site) -> None:  # AZ-19
    ana, ben, cem, dan = [await site.person() for _ in range(4)]
    post, other = await site.post(ana), await site.post(ana)
    first, second = await site.say(ben, post, "one"), await site.say(cem, post, "two")
    answer = await site.say(cem, post, "to one", to=first)
    await site.say(dan, post, "deeper", to=answer)
    await site.say(ben, post, "to two", to=second)
    await site.say(ben, other, "elsewhere")
    for viewer in (ana, ben, cem, dan, ANONYMOUS):
        assert await agrees(site, viewer, post, ana) == 5
    await site.blocks.block(dan, ben.account_id)
    assert await agrees(site, dan, post, ana) == 1
    assert await agrees(site, ben, post, ana) == 4
    assert await agrees(site, cem, post, ana) == 5
    await site.blocks.block(ana, cem.account_id)
    assert await agrees(site, ana, post, ana) == 2
    assert await agrees(site, ANONYMOUS, post, ana) == 2
    await talk(site, ana, post, approves=True)
    await site.say(dan, post, "waiting")
    assert await agrees(site, dan, post, ana) == 1
    assert await agrees(site, ANONYMOUS, post, ana) == 2


async def test_a_hidden_number_of_likes_is_told_to_the_author_alone(site: Site) -> None:
    ana, ben, cem = [await site.person() for _ in range(3)]
    post, hosting = await site.post(ana), Hosting(site.ground.records)
    await site.likes.like(ben, post)
    await site.likes.like(cem, post)
    await talk(site, ana, post, hides_likes=True)
    assert (await told(site, ana, post, ana)).likes == 2
    assert (await told(site, ben, post, ana)).likes is None
    assert (await told(site, ANONYMOUS, post, ana)).likes is None
    assert await likers(site, ben, post) == []
    await site.follows.request(ben, cem.account_id)
    assert await likers(site, ben, post, 1) == [cem.account_id]
    assert len(await likers(site, ana, post)) == 2
    await talk(site, ana, post, hides_likes=False)
    assert (await told(site, ben, post, ana)).likes == 2
    await hosting.choose(ana, ChoicesChange(hides_own_likes=True))
    assert (await told(site, ben, post, ana)).likes is None
    await hosting.choose(ana, ChoicesChange(hides_own_likes=False))
    await hosting.choose(ben, ChoicesChange(hides_all_likes=True))
    assert (await told(site, ben, post, ana)).likes is None
    assert (await told(site, cem, post, ana)).likes == 2


async def test_a_share_counts_a_person_once(site: Site) -> None:
    ana, ben = await site.person(), await site.person()
    post, shares = await site.post(ana), Shares(site.ground.records)
    assert [await shares.share(ben, post, "link") for _ in range(3)] == [True, False, False]
    assert await shares.share(ana, post, "sheet")
    assert (await site.counts(post)).shares == 2
    hidden = await site.post(await site.person(is_private=True))
    with pytest.raises(NotFound):
        await shares.share(ben, hidden, "link")


async def test_who_likes_a_comment(site: Site) -> None:  # AZ-17
    ana, ben, cem = [await site.person() for _ in range(3)]
    row = await site.say(ana, await site.post(ana), "one")
    for viewer in (ben, cem):
        await site.comments.like(viewer, row.id)

    async def seen(viewer: Viewer) -> set[int]:
        page = await site.ground.look(lambda tx: comment_likers_page(tx, viewer, row.id, TOP, 10))
        return set(page.items)

    assert await seen(ana) == {ben.account_id, cem.account_id}
    await site.blocks.block(cem, ana.account_id)
    assert await seen(ana) == {ben.account_id}
    with pytest.raises(NotFound):
        await seen(cem)
