"""An edit keeps what was before; a deleted post is gone everywhere."""

import asyncio
from dataclasses import replace

import pytest

from tests.posts.site import Site
from tintype.kernel.problems import Invalid, NotFound
from tintype.kernel.viewer import ANONYMOUS, Role
from tintype.posts import (
    Audience,
    Changes,
    Draft,
    EditedMeanwhile,
    Place,
    PostDeleted,
    PostEdited,
    PostMedia,
    by_order,
    recent_orders,
)


async def test_an_edit_changes_what_it_names_and_keeps_the_rest(site: Site) -> None:
    ana = await site.person("ana")
    post = await site.post(ana, title="Morning", caption="Grey #fog")
    edited = await site.posts.edit(
        ana, post.id, Changes(caption="Blue #sky", place=Place("Pier 4", 53.5, 9.9))
    )
    assert (edited.title, edited.caption, edited.tags) == ("Morning", "Blue #sky", ("sky",))
    assert (edited.place, edited.version) == (Place("Pier 4", 53.5, 9.9), 2)
    assert edited.order_id == post.order_id
    assert await site.seen(ana, post) == edited
    assert [event.post_id for event in await site.events(PostEdited)] == [post.id]


async def test_none_removes(site: Site) -> None:
    ana = await site.person("ana")
    post = await site.post(ana, title="Morning", caption="Grey #fog", place=Place("Pier 4"))
    edited = await site.posts.edit(ana, post.id, Changes(title=None, caption="  ", place=None))
    assert (edited.title, edited.caption, edited.place, edited.tags) == (None, None, None, ())


async def test_the_history_says_what_was(site: Site) -> None:
    ana = await site.person("ana")
    photo = await site.photo(ana)
    post = await site.posts.publish(ana, Draft((PostMedia(photo, "a boat"),), caption="one"))
    await site.posts.edit(ana, post.id, Changes(caption="two", alts=(PostMedia(photo, "two boats"),)))
    edited = await site.posts.edit(ana, post.id, Changes(caption="three"))
    assert edited.media == (PostMedia(photo, "two boats"),)
    history = await site.posts.history(ana, post.id)
    assert [(was.version, was.caption, was.alts) for was in history] == [
        (2, "two", ("two boats",)),
        (1, "one", ("a boat",)),
    ]


async def test_the_history_of_a_hidden_post_is_not_there(site: Site) -> None:
    ana, ben = await site.person("ana"), await site.person("ben")
    post = await site.post(ana, audience=Audience.FOLLOWERS)
    with pytest.raises(NotFound):
        await site.posts.history(ben, post.id)


async def test_what_an_edit_took_back_is_its_authors_and_moderators(site: Site) -> None:
    ana, ben, cleo = [await site.person(name) for name in ("ana", "ben", "cleo")]
    await site.follow(ben, ana)
    post = await site.post(ana, caption="At 12 Harbour Street")
    await site.posts.edit(ana, post.id, Changes(caption="At home"))
    for viewer in (ben, ANONYMOUS):
        with pytest.raises(NotFound):
            await site.posts.history(viewer, post.id)
    for viewer in (ana, replace(cleo, role=Role.MODERATOR)):
        assert [was.caption for was in await site.posts.history(viewer, post.id)] == ["At 12 Harbour Street"]


async def test_saving_the_same_is_no_edit(site: Site) -> None:
    ana = await site.person("ana")
    post = await site.post(ana, caption="as it was")
    assert await site.posts.edit(ana, post.id, Changes(caption="as it was")) == post
    assert await site.events(PostEdited) == []


async def test_of_two_edits_on_one_version_one_wins(site: Site) -> None:  # AP-19
    ana = await site.person("ana")
    post = await site.post(ana)
    edits = [
        site.posts.edit(ana, post.id, Changes(caption=words), version=1) for words in ("mine", "no, mine")
    ]
    outcomes = await asyncio.gather(*edits, return_exceptions=True)
    assert [isinstance(outcome, EditedMeanwhile) for outcome in outcomes].count(True) == 1


async def test_alt_texts_are_for_media_of_the_post(site: Site) -> None:
    ana = await site.person("ana")
    post = await site.post(ana)
    with pytest.raises(Invalid) as refused:
        await site.posts.edit(ana, post.id, Changes(alts=(PostMedia(await site.photo(ana), "x"),)))
    assert refused.value.fields == {"alt": ["unknown"]}


async def test_others_cannot_change_or_delete(site: Site) -> None:  # AZ-32
    ana, ben = await site.person("ana"), await site.person("ben")
    post = await site.post(ana)
    with pytest.raises(NotFound):
        await site.posts.edit(ben, post.id, Changes(caption="ben was here"))
    with pytest.raises(NotFound):
        await site.posts.delete(ben, post.id)
    assert await site.seen(ana, post) == post


async def test_a_deleted_post_is_gone_everywhere(site: Site) -> None:  # AZ-15
    ana = await site.person("ana")
    kept, post = await site.post(ana), await site.post(ana)
    assert post.order_id is not None
    await site.posts.delete(ana, post.id)
    assert await site.seen(ana, post) is None
    assert await site.timeline(ana) == [kept]
    assert await site.look(lambda reading: by_order(reading, [post.order_id or 0])) == {}  # type: ignore[list-item]
    assert post.order_id not in await site.look(
        lambda reading: recent_orders(reading, [ana.account_id], 1 << 62, 10)
    )
    assert await site.total(ana) == 1
    assert [event.order_id for event in await site.events(PostDeleted)] == [post.order_id]
    with pytest.raises(NotFound):
        await site.posts.delete(ana, post.id)
    with pytest.raises(NotFound):
        await site.posts.edit(ana, post.id, Changes(caption="back"))
    assert await site.total(ana) == 1
