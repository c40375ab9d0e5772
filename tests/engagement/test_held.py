"""Comments that wait, who may comment, what stands first, what is mended."""

import pytest

from tests.engagement.site import Site, texts
from tests.engagement.test_comments import below, top
from tintype.engagement import CommentAdded, CommentEdited, CommentHeld, CommentRow, Hosting
from tintype.engagement.hosting import ChoicesChange, ConversationChange
from tintype.engagement.model import EDIT_WINDOW_US, CommentsFrom, Held
from tintype.engagement.threads import held_page
from tintype.graph import EdgeKind, edges
from tintype.kernel.ids import PostId
from tintype.kernel.pages import TOP
from tintype.kernel.problems import Conflict, Forbidden, Invalid, NotFound
from tintype.kernel.viewer import ANONYMOUS, Viewer


async def waiting(site: Site, viewer: Viewer) -> list[CommentRow]:
    return (await site.ground.look(lambda tx: held_page(tx, viewer, TOP, 50))).items


async def talk(site: Site, owner: Viewer, post: PostId, **change: object) -> None:
    await Hosting(site.ground.records).change(owner, post, ConversationChange(**change))  # type: ignore[arg-type]


async def restrict(site: Site, owner: Viewer, other: Viewer) -> None:
    pair = (owner.account_id, other.account_id)
    await site.ground.records.transact(lambda tx: edges.add(tx, EdgeKind.RESTRICT, [pair]))


async def test_what_waits_is_seen_by_its_author_alone_until_it_is_let_through(site: Site) -> None:
    ana, ben, cem = [await site.person() for _ in range(3)]
    post, hosting = await site.post(ana), Hosting(site.ground.records)
    await talk(site, ana, post, approves=True)
    row = await site.say(ben, post, "may I?")
    assert row.held is Held.APPROVAL
    assert texts(await top(site, ben, post)) == ["may I?"]
    for viewer in (ana, cem, ANONYMOUS):
        assert await top(site, viewer, post) == []
    assert (await site.counts(post)).comments == 0
    assert texts(await waiting(site, ana)) == ["may I?"]
    with pytest.raises(NotFound):
        await site.comments.like(cem, row.id)
    with pytest.raises(NotFound):
        await hosting.approve(cem, row.id)
    with pytest.raises(NotFound):
        await hosting.approve(ben, row.id)
    await hosting.approve(ana, row.id)
    await hosting.approve(ana, row.id)
    assert texts(await top(site, cem, post)) == ["may I?"]
    assert (await site.counts(post)).comments == 1
    assert await waiting(site, ana) == []
    events = await site.ground.events()
    assert [type(event) for event in events if isinstance(event, CommentHeld | CommentAdded)] == [
        CommentHeld,
        CommentAdded,
    ]


async def test_the_restricted_wait_and_do_not_learn_of_it(site: Site) -> None:
    ana, ben, cem = [await site.person() for _ in range(3)]
    post = await site.post(ana)
    first = await site.say(cem, post, "first")
    await restrict(site, ana, ben)
    await site.say(ben, post, "still here")
    await site.say(ben, post, "and here", to=first)
    assert texts(await top(site, ben, post)) == ["still here", "first"]
    assert texts(await below(site, ben, first)) == ["and here"]
    assert texts(await top(site, cem, post)) == ["first"]
    assert texts(await below(site, cem, first)) == []
    assert {row.held for row in await waiting(site, ana)} == {Held.RESTRICTED}
    other = await site.post(cem)
    assert (await site.say(ben, other, "elsewhere")).held is Held.NOT


@pytest.mark.parametrize(
    ("words", "text", "waits"),
    [
        (["Spam"], "this is SPAM!", True),
        (["spam"], "spammers", False),
        (["buy now"], "Buy,  now", True),
        (["buy now"], "buy it now", False),
        (["悪い"], "とても悪い写真", True),
        (["🍆"], "look 🍆🍆", True),
        (["straße"], "STRASSE", True),
        (["  "], "anything", False),
    ],
)
async def test_words_hold_comments_back(site: Site, words: list[str], text: str, waits: bool) -> None:  # noqa: FBT001
    ana, ben = await site.person(), await site.person()
    post = await site.post(ana)
    await Hosting(site.ground.records).choose(ana, ChoicesChange(words=words))
    assert ((await site.say(ben, post, text)).held is Held.WORDS) is waits
    assert (await site.say(ana, post, text)).held is Held.NOT


async def test_too_many_words_are_refused(site: Site) -> None:
    ana = await site.person()
    hosting = Hosting(site.ground.records)
    for words in ([f"word{n}" for n in range(201)], ["x" * 65], ["\x00"]):
        with pytest.raises(Invalid):
            await hosting.choose(ana, ChoicesChange(words=words))
    kept = await hosting.choose(ana, ChoicesChange(words=["One", "one", "ＯＮＥ"]))
    assert kept.words == ("one",)


async def test_who_may_comment(site: Site) -> None:
    ana, ben, cem = [await site.person() for _ in range(3)]
    post = await site.post(ana)
    await site.follows.request(ben, ana.account_id)
    await talk(site, ana, post, comments_from=CommentsFrom.FOLLOWERS)
    await site.say(ben, post, "follower")
    await site.say(ana, post, "author")
    with pytest.raises(Forbidden):
        await site.say(cem, post, "stranger")
    await talk(site, ana, post, comments_from=CommentsFrom.NOBODY)
    for viewer in (ana, ben, cem):
        with pytest.raises(Forbidden):
            await site.say(viewer, post, "anybody")
    assert texts(await top(site, cem, post)) == ["author", "follower"]
    with pytest.raises(NotFound):
        await talk(site, ben, post, comments_from=CommentsFrom.EVERYONE)


async def test_approval_is_taken_back_until_somebody_has_answered(site: Site) -> None:
    ana, ben, cem = [await site.person() for _ in range(3)]
    post, hosting = await site.post(ana), Hosting(site.ground.records)
    row = await site.say(ben, post, "hm")
    await hosting.hold(ana, row.id)
    assert await top(site, cem, post) == []
    assert (await site.counts(post)).comments == 0
    await hosting.approve(ana, row.id)
    await site.say(cem, post, "why?", to=row)
    with pytest.raises(Conflict):
        await hosting.hold(ana, row.id)
    assert (await site.counts(post)).comments == 2
    own = await site.say(ana, post, "mine")
    with pytest.raises(Conflict):
        await hosting.hold(ana, own.id)


async def test_an_answer_is_let_through_only_while_its_thread_is_there(site: Site) -> None:
    ana, ben = await site.person(), await site.person()
    post, hosting = await site.post(ana), Hosting(site.ground.records)
    first = await site.say(ana, post, "first")
    await talk(site, ana, post, approves=True)
    kept, lost = await site.say(ben, post, "kept", to=first), await site.say(ben, post, "lost", to=first)
    await hosting.approve(ana, kept.id)
    assert (await top(site, ana, post))[0].replies == 1
    await site.comments.delete(ana, first.id)
    with pytest.raises(NotFound):
        await hosting.approve(ana, lost.id)
    assert (await site.counts(post)).comments == 0
    assert not await site.ground.rows("SELECT 1 FROM comments WHERE state <> 1")


async def test_what_waits_can_be_deleted_by_both(site: Site) -> None:
    ana, ben, cem = [await site.person() for _ in range(3)]
    post = await site.post(ana)
    await talk(site, ana, post, approves=True)
    one, other = await site.say(ben, post, "one"), await site.say(ben, post, "other")
    with pytest.raises(NotFound):
        await site.comments.delete(cem, one.id)
    await site.comments.delete(ben, one.id)
    await site.comments.delete(ana, other.id)
    assert await waiting(site, ana) == []
    assert (await site.counts(post)).comments == 0


async def test_three_top_comments_are_pinned(site: Site) -> None:
    ana, ben = await site.person(), await site.person()
    post, hosting = await site.post(ana), Hosting(site.ground.records)
    said = [await site.say(ben, post, str(n)) for n in range(5)]
    answer = await site.say(ana, post, "answer", to=said[0])
    for row in (said[0], said[2], said[0]):
        await hosting.pin(ana, row.id)
    for limit in (1, 2, 50):
        assert texts(await top(site, ben, post, limit)) == ["2", "0", "4", "3", "1"]
    await hosting.pin(ana, said[1].id)
    with pytest.raises(Conflict):
        await hosting.pin(ana, said[3].id)
    with pytest.raises(Conflict):
        await hosting.pin(ana, answer.id)
    with pytest.raises(NotFound):
        await hosting.pin(ben, said[3].id)
    await hosting.unpin(ana, said[1].id)
    await site.comments.delete(ana, said[2].id)
    assert texts(await top(site, ben, post)) == ["0", "4", "3", "1"]


async def test_a_comment_is_mended_for_a_quarter_of_an_hour(site: Site) -> None:
    ana, ben, cem = [await site.person() for _ in range(3)]
    post = await site.post(ana)
    row = await site.say(ben, post, "helo")
    new = await site.comments.edit(ben, row.id, "hello")
    assert new.edited_us is not None
    assert texts(await top(site, cem, post)) == ["hello"]
    edited = [event for event in await site.ground.events() if isinstance(event, CommentEdited)]
    assert [(event.comment_id, event.is_held) for event in edited] == [(row.id, False)]
    for viewer in (ana, cem):
        with pytest.raises(NotFound):
            await site.comments.edit(viewer, row.id, "mine now")
    with pytest.raises(Invalid):
        await site.comments.edit(ben, row.id, " ")
    site.ground.clock.advance(EDIT_WINDOW_US + 1)
    with pytest.raises(Conflict):
        await site.comments.edit(ben, row.id, "too late")


async def test_mended_words_may_have_to_wait(site: Site) -> None:
    ana, ben = await site.person(), await site.person()
    post = await site.post(ana)
    await Hosting(site.ground.records).choose(ana, ChoicesChange(words=["spam"]))
    row, answered = await site.say(ben, post, "fine"), await site.say(ben, post, "fine too")
    assert (await site.comments.edit(ben, row.id, "spam")).held is Held.WORDS
    assert (await site.counts(post)).comments == 1
    await site.say(ana, post, "indeed", to=answered)
    with pytest.raises(Conflict):
        await site.comments.edit(ben, answered.id, "spam")
    assert texts(await top(site, ana, post)) == ["fine too"]
