"""Comments: threads, counts, who sees them, who may take them away."""

import pytest

from tests.engagement.site import Site, texts
from tintype.engagement import CommentAdded, CommentDeleted, CommentRow, first_comments
from tintype.engagement.threads import liked_among, replies_page, top_page
from tintype.kernel.ids import AccountId, CommentId, PostId
from tintype.kernel.pages import TOP, Place
from tintype.kernel.problems import Invalid, NotFound
from tintype.kernel.viewer import ANONYMOUS, Viewer
from tintype.posts import Audience


async def top(site: Site, viewer: Viewer, post_id: PostId, limit: int = 50) -> list[CommentRow]:
    found: list[CommentRow] = []
    place: Place | None = TOP
    while place is not None:
        page = await site.ground.look(lambda tx, at=place: top_page(tx, viewer, post_id, at, limit))
        found += page.items
        place = page.next
    return found


async def below(site: Site, viewer: Viewer, row: CommentRow, limit: int = 50) -> list[CommentRow]:
    found: list[CommentRow] = []
    place: Place | None = TOP
    while place is not None:
        page = await site.ground.look(
            lambda tx, at=place: replies_page(tx, viewer, (row.post_id, row.id), at, limit)
        )
        found += page.items
        place = page.next
    return found


async def test_comments_are_newest_first_and_threads_oldest_first(site: Site) -> None:
    ana, ben = await site.person(), await site.person()
    post = await site.post(ana)
    first = await site.say(ben, post, "lovely light")
    await site.say(ana, post, "thanks all")
    answer = await site.say(ana, post, "morning fog", to=first)
    deeper = await site.say(ben, post, "where?", to=answer)
    await site.say(ana, post, "the harbour", to=deeper)
    for limit in (1, 2, 50):
        assert texts(await top(site, ANONYMOUS, post, limit)) == ["thanks all", "lovely light"]
        assert texts(await below(site, ben, first, limit)) == ["morning fog", "where?", "the harbour"]
        assert texts(await below(site, ben, answer, limit)) == ["where?"]
    assert (await site.counts(post)).comments == 5
    assert [row.replies for row in await top(site, ben, post)] == [0, 3]
    assert [row.replies for row in await below(site, ben, first)] == [1, 1, 0]
    added = [event for event in await site.ground.events() if isinstance(event, CommentAdded)]
    assert [event.parent_author_id for event in added] == [
        AccountId(0),
        AccountId(0),
        ben.account_id,
        ana.account_id,
        ben.account_id,
    ]


async def test_who_may_delete(site: Site) -> None:
    ana, ben, cem = [await site.person() for _ in range(3)]
    post = await site.post(ana)
    own, foreign = await site.say(ben, post, "one"), await site.say(ben, post, "two")
    with pytest.raises(NotFound):
        await site.comments.delete(cem, own.id)
    await site.comments.delete(ben, own.id)
    await site.comments.delete(ana, foreign.id)
    for row in (own, foreign):
        with pytest.raises(NotFound):
            await site.comments.delete(ben, row.id)
    assert await top(site, ana, post) == []
    assert (await site.counts(post)).comments == 0
    assert not await site.ground.rows("SELECT body FROM comments WHERE body <> ''")
    gone = [event for event in await site.ground.events() if isinstance(event, CommentDeleted)]
    assert [event.by_id for event in gone] == [ben.account_id, ana.account_id]


async def test_a_top_comment_goes_with_its_thread(site: Site) -> None:
    ana = await site.person()
    post = await site.post(ana)
    first, second = await site.say(ana, post, "one"), await site.say(ana, post, "two")
    answer = await site.say(ana, post, "answer", to=first)
    deeper = await site.say(ana, post, "deeper", to=answer)
    await site.comments.delete(ana, answer.id)
    assert texts(await below(site, ana, first)) == ["deeper"]
    assert (await site.counts(post)).comments == 3
    assert (await top(site, ana, post))[1].replies == 1
    await site.comments.delete(ana, first.id)
    assert texts(await top(site, ana, post)) == [second.text]
    assert (await site.counts(post)).comments == 1
    with pytest.raises(NotFound):
        await site.comments.delete(ana, deeper.id)
    with pytest.raises(Invalid):
        await site.say(ana, post, "too late", to=first)


async def test_a_hidden_post_takes_no_comments(site: Site) -> None:  # AZ-11
    ana, ben, private = await site.person(), await site.person(), await site.person(is_private=True)
    for post in (await site.post(private), await site.post(ana, audience=Audience.FOLLOWERS), PostId(5)):
        with pytest.raises(NotFound):
            await site.say(ben, post, "hello")
        with pytest.raises(NotFound):
            await top(site, ben, post)
    with pytest.raises(Invalid):
        await site.say(ben, await site.post(ben), "  \n ")


async def test_comments_across_a_block_are_absent(site: Site) -> None:  # AZ-10, AZ-19
    ana, ben, cem = [await site.person() for _ in range(3)]
    post = await site.post(ana)
    by_ben = await site.say(ben, post, "ben")
    await site.say(cem, post, "cem")
    await site.say(cem, post, "cem to ben", to=by_ben)
    await site.blocks.block(cem, ben.account_id)
    assert texts(await top(site, ben, post)) == ["ben"]
    assert texts(await below(site, ben, by_ben)) == []
    assert texts(await top(site, cem, post)) == ["cem"]
    assert texts(await top(site, ana, post)) == ["cem", "ben"]
    with pytest.raises(NotFound):
        await below(site, cem, by_ben)
    with pytest.raises(NotFound):
        await site.comments.like(cem, by_ben.id)
    with pytest.raises(Invalid):
        await site.say(cem, post, "again", to=by_ben)
    await site.blocks.block(ana, ben.account_id)
    assert texts(await top(site, ANONYMOUS, post)) == ["cem"]


async def test_the_comments_of_the_suspended_are_absent(site: Site) -> None:
    ana, ben = await site.person(), await site.person()
    post = await site.post(ana)
    await site.say(ben, post, "spam")
    await site.ground.suspend(ben)
    assert await top(site, ana, post) == []


async def test_an_answer_stays_under_its_post(site: Site) -> None:
    ana = await site.person()
    post, other = await site.post(ana), await site.post(ana)
    row = await site.say(ana, post, "here")
    with pytest.raises(Invalid):
        await site.say(ana, other, "there", to=row)
    with pytest.raises(NotFound):
        await site.ground.look(lambda tx: replies_page(tx, ana, (other, row.id), TOP, 5))


async def test_cards_show_the_first_two(site: Site) -> None:
    ana, ben, cem = [await site.person() for _ in range(3)]
    post, quiet = await site.post(ana), await site.post(ana)
    for viewer, text in ((ana, "1"), (ben, "2"), (cem, "3"), (ben, "4")):
        await site.say(viewer, post, text)
    found = await site.ground.look(lambda tx: first_comments(tx, [post, quiet], 2))
    assert {post_id: texts(rows) for post_id, rows in found.items()} == {post: ["4", "3"]}
    without = {ben.account_id}
    found = await site.ground.look(lambda tx: first_comments(tx, [post], 2, without=without))
    assert texts(found[post]) == ["3", "1"]


async def test_comments_are_liked(site: Site) -> None:
    ana, ben = await site.person(), await site.person()
    row = await site.say(ana, await site.post(ana), "one")
    assert await site.comments.like(ben, row.id) is True
    assert await site.comments.like(ben, row.id) is False
    assert await site.ground.look(lambda tx: liked_among(tx, ben, [row.id])) == {row.id}
    assert await site.comments.unlike(ben, row.id) is True
    assert await site.comments.unlike(ben, row.id) is False
    await site.comments.delete(ana, row.id)
    with pytest.raises(NotFound):
        await site.comments.like(ben, row.id)
    with pytest.raises(NotFound):
        await site.comments.like(ben, CommentId(9))
