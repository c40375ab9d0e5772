"""More like this: what is found, for whom, and what is never told."""

from __future__ import annotations

import pytest

from tests.likeness.pictures import GARDEN, HOUSES, WATERFALL, piece
from tests.likeness.site import alike, shows, vectors_kept
from tests.world import Clocked, World
from tintype.kernel.clock import DAY_US


async def test_pieces_of_one_view_are_found_and_other_views_are_not(seeing: World) -> None:
    ana, ben, eva = [await seeing.person(name) for name in ("ana", "ben", "eva")]
    left, right = await shows(ana, piece(WATERFALL, 0)), await shows(ben, piece(WATERFALL, 4))
    street, river = await shows(eva, piece(HOUSES, 0)), await shows(ben, piece(HOUSES, 4))
    hedge = await shows(ana, piece(GARDEN, 4))
    viewer = await seeing.person("viv")
    assert (await alike(viewer, left))[0] == right
    assert (await alike(viewer, street))[0] == river
    assert hedge not in await alike(viewer, left)
    assert await alike(seeing.stranger(), left) == await alike(viewer, left)


async def test_what_one_may_not_see_is_not_found_and_not_asked_about(seeing: World) -> None:  # UP-27
    ana, ben, eva = [await seeing.person(name) for name in ("ana", "ben", "eva")]
    asked = await shows(ana, piece(WATERFALL, 0))
    theirs = await shows(ben, piece(WATERFALL, 4))
    assert await alike(eva, asked) == [theirs]
    await ben.goes_private()
    assert await alike(eva, asked) == []
    assert (await eva.call("GET", f"/v1/posts/{theirs}/similar")).status_code == 404
    await ben.goes_private(private=False)
    assert await alike(eva, asked) == [theirs]
    await ben.blocks(eva)
    assert await alike(eva, asked) == []
    assert (await eva.call("GET", f"/v1/posts/{theirs}/similar")).status_code == 404
    assert await alike(seeing.stranger(), asked) == [theirs]


async def test_close_friends_find_what_is_for_them_alone(seeing: World) -> None:
    ana, ben, eva = [await seeing.person(name) for name in ("ana", "ben", "eva")]
    asked = await shows(ana, piece(WATERFALL, 0))
    await eva.follows(ben)
    theirs = await shows(ben, piece(WATERFALL, 4), audience="followers")
    assert await alike(eva, asked) == [theirs]
    assert await alike(seeing.stranger(), asked) == []


async def test_who_is_muted_is_not_suggested(seeing: World) -> None:
    ana, ben, eva = [await seeing.person(name) for name in ("ana", "ben", "eva")]
    asked, theirs = await shows(ana, piece(WATERFALL, 0)), await shows(ben, piece(WATERFALL, 4))
    await eva.follows(ben)
    assert await alike(eva, asked) == [theirs]
    await eva.does("PUT", f"/v1/users/{ben.id}/mute", json={})
    assert await alike(eva, asked) == []


async def test_a_deleted_post_is_gone_at_once_and_comes_back(seeing: World) -> None:
    ana, ben, eva = [await seeing.person(name) for name in ("ana", "ben", "eva")]
    asked, theirs = await shows(ana, piece(WATERFALL, 0)), await shows(ben, piece(WATERFALL, 4))
    assert await alike(eva, asked) == [theirs]
    await ben.deletes(theirs)
    assert await alike(eva, asked) == []
    await ben.does("DELETE", f"/v1/posts/{theirs}/removal")
    await seeing.settle()
    assert await alike(eva, asked) == [theirs]
    await ben.deletes(theirs, for_good=True)
    await seeing.settle()
    assert await alike(eva, asked) == []
    assert await vectors_kept(seeing) == 1


async def test_the_same_picture_saved_once_more_is_shown_once(seeing: World) -> None:
    ana, ben, eva = [await seeing.person(name) for name in ("ana", "ben", "eva")]
    asked = await shows(ana, piece(WATERFALL, 0))
    await shows(ben, piece(WATERFALL, 0, quality=80))
    first = await shows(ben, piece(WATERFALL, 4))
    second = await shows(eva, piece(WATERFALL, 4, quality=80))
    found = await alike(seeing.stranger(), asked)
    assert found in ([first], [second])
    # To whom one copy is hidden, the other is shown.
    await (ben if found == [first] else eva).goes_private()
    assert await alike(seeing.stranger(), asked) == ([second] if found == [first] else [first])


async def test_an_author_has_three_places_at_most_and_ones_own_posts_none(seeing: World) -> None:
    ana, ben, eva = [await seeing.person(name) for name in ("ana", "ben", "eva")]
    asked = await shows(ana, piece(WATERFALL, 4))
    for at in (0, 1, 2, 6, 7, 8):
        await shows(ben, piece(WATERFALL, at))
    hers = await shows(eva, piece(WATERFALL, 5))
    found = await alike(ana, asked)
    authors = [(await ana.card(id))["author"]["username"] for id in found]
    assert authors.count("ben") <= 3
    assert hers in await alike(seeing.stranger(), asked)
    assert hers not in await alike(eva, asked)


async def test_what_is_marked_is_for_those_who_ask(seeing: World) -> None:
    ana, ben = await seeing.person("ana"), await seeing.person("ben")
    asked = await shows(ana, piece(WATERFALL, 0))
    marked = await shows(ben, piece(WATERFALL, 4), sensitive=True)
    assert await alike(ana, asked) == []
    assert await alike(ana, asked, sensitive="true") == [marked]


async def test_pages_of_any_size_joined_are_the_list(seeing: World) -> None:
    people = [await seeing.person(name) for name in ("ana", "ben", "eva")]
    asked = await shows(people[0], piece(WATERFALL, 4))
    for at in range(9):
        await shows(people[at % 3], piece(WATERFALL, at) if at != 4 else piece(HOUSES, 4))
    viewer = seeing.stranger()
    everything = await alike(viewer, asked)
    assert len(everything) > 3
    for limit in (1, 2, 3):
        assert await alike(viewer, asked, limit=limit) == everything


async def test_a_post_of_several_pictures_is_found_by_each(seeing: World) -> None:
    ana, ben, eva = [await seeing.person(name) for name in ("ana", "ben", "eva")]
    both = await shows(ana, piece(GARDEN, 0), piece(WATERFALL, 0))
    water, hedge = await shows(ben, piece(WATERFALL, 4)), await shows(eva, piece(GARDEN, 4))
    assert set(await alike(seeing.stranger(), both)) == {water, hedge}
    assert both in await alike(seeing.stranger(), water)
    assert both in await alike(seeing.stranger(), hedge)


async def test_an_account_that_is_erased_leaves_no_vector(seeing_later: Clocked) -> None:
    world, clock = seeing_later
    ana, ben = await world.person("ana"), await world.person("ben")
    asked = await shows(ana, piece(WATERFALL, 0))
    await shows(ben, piece(WATERFALL, 4), piece(GARDEN, 4))
    assert await vectors_kept(world) == 3
    await ben.does("DELETE", "/v1/me")
    clock.advance(30 * DAY_US + 1)
    await world.settle()
    assert await vectors_kept(world) == 1
    await ana.signs_in()
    assert await alike(ana, asked) == []


@pytest.mark.parametrize(
    ("query", "status"), [("limit=0", 422), ("limit=x", 422), ("cursor=x", 400), ("sensitive=perhaps", 422)]
)
async def test_bad_questions_are_the_askers(world: World, query: str, status: int) -> None:
    ana = await world.person("ana")
    post = await ana.posts()
    await world.settle()
    answer = await ana.call("GET", f"/v1/posts/{post}/similar?{query}")
    assert answer.status_code == status
    assert answer.json()["code"]


async def test_a_site_that_does_not_look_finds_nothing(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    asked, _ = await shows(ana, piece(WATERFALL, 0)), await shows(ben, piece(WATERFALL, 4))
    assert await ana.does("GET", f"/v1/posts/{asked}/similar") == {"items": [], "next": None}
