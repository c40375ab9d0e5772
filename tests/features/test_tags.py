"""The timeline of a hashtag: who finds what there, and what an edit or a deletion does to it."""

from urllib.parse import quote

import pytest

from tests.world import Clocked, Json, Person, World


async def first_page(viewer: Person, tag: str, limit: int = 20) -> Json:
    return await viewer.does("GET", f"/v1/timelines/tags/{quote(tag)}?limit={limit}")


async def tagged(viewer: Person, tag: str, limit: int = 20) -> list[str]:
    """The ids of everything under a tag, page by page."""
    return [card["id"] for card in await viewer.pages(f"/v1/timelines/tags/{quote(tag)}?limit={limit}")]


async def test_pages_of_any_size_joined_are_everybodys_posts_newest_first(clocked: Clocked) -> None:
    world, clock = clocked
    ana, ben = await world.person("ana"), await world.person("ben")
    media = {person: await person.uploads() for person in (ana, ben)}
    await world.settle()
    posts: list[str] = []
    for number in range(7):
        clock.advance(2_000)  # Posts of one millisecond have any order.
        author = (ana, ben)[number % 2]
        body = {"media": [media[author]], "caption": f"Morning {number} #Harbour #boats"}
        posts.append((await author.does("POST", "/v1/posts", json=body))["id"])
    await ana.posts("Another #port.")
    await world.settle()
    for limit in (1, 2, 3, 7, 50):
        assert await tagged(ben, "harbour", limit) == posts[::-1]
    assert await tagged(world.stranger(), "boats") == posts[::-1]
    assert await tagged(ben, "nobody_wrote_this") == []
    page = await first_page(ben, "harbour", 3)
    assert (page["count"], page.get("has_uncounted", False)) == (7, False)
    assert page["items"][0]["viewer"] == {"liked": False, "saved": False}
    older = await ben.does("GET", f"/v1/timelines/tags/harbour?limit=3&cursor={page['next']}")
    assert "count" not in older


@pytest.mark.parametrize("tag", ["harbour", "HARBOUR", "Ｈarbour"])
async def test_a_tag_is_found_however_it_is_written(world: World, tag: str) -> None:
    ana = await world.person("ana")
    post = await ana.posts("Boats #HarBour")
    await world.settle()
    assert await tagged(ana, tag) == [post]


@pytest.mark.parametrize("text", ["a b", "12345", "a#b", "<b>", "x" * 101, "\u200b"])
async def test_what_can_be_no_tag_is_not_there(world: World, text: str) -> None:
    answer = await world.stranger().call("GET", f"/v1/timelines/tags/{quote(text)}")
    assert answer.status_code == 404


async def test_an_edit_moves_a_post_and_a_deletion_removes_it_at_once(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    post = await ana.posts("By the sea #boats #sea")
    await world.settle()
    assert await tagged(ben, "boats") == [post]
    await ana.does("PATCH", f"/v1/posts/{post}", json={"caption": "By the sea #sea #ships"})
    assert await tagged(ben, "boats") == []  # Before anything in the background has run.
    await world.settle()
    assert await tagged(ben, "boats") == []
    assert (await first_page(ben, "boats"))["count"] == 0
    assert await tagged(ben, "sea") == await tagged(ben, "ships") == [post]
    await ana.does("PATCH", f"/v1/posts/{post}", json={"caption": "By the sea #boats"})
    await world.settle()
    assert await tagged(ben, "boats") == [post]
    await ana.deletes(post)
    assert await tagged(ben, "boats") == []
    assert (await first_page(ben, "boats"))["count"] == 0


async def test_a_post_waits_for_its_photos(world: World) -> None:
    ana = await world.person("ana")
    post = await ana.posts("Soon #boats")
    assert await tagged(ana, "boats") == []
    await ana.does("PATCH", f"/v1/posts/{post}", json={"caption": "Soon #ships"})
    await world.settle()
    assert await tagged(ana, "boats") == []
    assert await tagged(ana, "ships") == [post]


async def test_hidden_posts_are_neither_shown_nor_counted(world: World) -> None:  # AZ-01, AZ-10
    ana, ben, cem = [await world.person(name) for name in ("ana", "ben", "cem")]
    private, stranger = await world.person("dee", private=True), world.stranger()
    open_post = await ana.posts("For all #boats")
    await world.settle()
    narrow = await ana.posts("For followers #boats", audience="followers")
    hidden = await private.posts("For friends #boats")
    await ben.follows(ana)
    await cem.blocks(ana)
    await world.settle()
    for viewer, expected in (
        (stranger, [open_post]),
        (ben, [narrow, open_post]),
        (cem, []),
        (ana, [narrow, open_post]),
        (private, [hidden, open_post]),
    ):
        for limit in (1, 20):
            assert await tagged(viewer, "boats", limit) == expected, viewer.name
        assert (await first_page(viewer, "boats"))["count"] == len(expected), viewer.name
    await ana.goes_private()
    assert await tagged(stranger, "boats") == []
    assert (await first_page(stranger, "boats"))["count"] == 0


async def test_many_hidden_posts_do_not_hide_the_older_ones(world: World) -> None:
    ana, dee = await world.person("ana"), await world.person("dee", private=True)
    theirs, ours = await dee.uploads(), await ana.uploads()
    await world.settle()

    async def posts_as(person: Person, media: str) -> str:
        body = {"media": [media], "caption": "#boats"}
        return (await person.does("POST", "/v1/posts", json=body))["id"]

    old = [await posts_as(ana, ours) for _ in range(2)]
    for _ in range(120):
        await posts_as(dee, theirs)
    await world.settle()
    assert await tagged(world.stranger(), "boats", 1) == old[::-1]
    page = await first_page(world.stranger(), "boats", 1)
    assert [card["id"] for card in page["items"]] == old[1:]


async def test_lists_are_made_again_from_the_log(world: World) -> None:
    """Every event may come twice and late."""
    ana = await world.person("ana")
    kept, gone = await ana.posts("#boats"), await ana.posts("#boats")
    await ana.does("PATCH", f"/v1/posts/{kept}", json={"caption": "#ships"})
    await ana.deletes(gone)
    await world.settle()
    assert await tagged(ana, "boats") == []
    assert await tagged(ana, "ships") == [kept]
