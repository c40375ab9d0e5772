"""The home feed as people meet it."""

import pytest

from tests.world import Json, Person, World
from tintype.feed import card_cache


async def test_a_new_post_arrives_at_the_home_of_a_follower(world: World) -> None:
    ana, ben, cleo = await world.person("ana"), await world.person("ben"), await world.person("cleo")
    await ben.follows(ana)
    post = await ana.posts("first light over the harbour #dawn")
    await world.settle()
    assert await ben.home() == [post]
    assert await ana.home() == [post]
    assert await cleo.home() == []


async def test_following_brings_what_was_posted_before(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    old = [await ana.posts(f"day {day}") for day in range(3)]
    await world.settle()
    await ben.follows(ana)
    await world.settle()
    assert await ben.home() == old[::-1]


async def test_unfollow_removes_posts_already_pushed(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    post = await ana.posts()
    await world.settle()
    assert await ben.home() == [post]
    await ben.unfollows(ana)
    assert await ben.home() == []


async def test_a_deleted_post_is_gone_at_once(world: World) -> None:  # AZ-15
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    kept, gone = await ana.posts("kept"), await ana.posts("gone")
    await world.settle()
    assert await ben.home() == [gone, kept]
    await ana.deletes(gone)
    assert await ben.home() == [kept]
    assert await ben.opens(gone) == 404


async def test_an_edit_shows_in_every_feed(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    post = await ana.posts("frist light")
    await world.settle()
    assert (await ben.home_cards())[0]["caption"] == "frist light"
    await ana.does("PATCH", f"/v1/posts/{post}", json={"caption": "first light"})
    card = (await ben.home_cards())[0]
    assert card["caption"] == "first light"
    assert "edited_at" in card


async def test_a_post_waits_for_its_photos_and_only_its_author_knows(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    await world.settle()
    post = await ana.posts(photos=3)
    assert await ben.opens(post) == 404
    assert (await ana.card(post))["state"] == "pending"
    await world.settle()
    card = await ben.card(post)
    assert card["state"] == "published"
    assert [media["state"] for media in card["media"]] == ["ready"] * 3
    assert await ben.home() == [post]


async def test_a_card_tells_what_the_viewer_did(world: World) -> None:
    ana, ben, cleo = await world.person("ana"), await world.person("ben"), await world.person("cleo")
    await ben.follows(ana)
    await ben.follows(cleo)
    post = await ana.posts()
    await world.settle()
    assert (await ben.home_cards())[0]["viewer"] == {"liked": False, "saved": False}
    await ben.likes(post)
    await cleo.likes(post)
    await ben.saves(post)
    card = (await ben.home_cards())[0]
    assert card["viewer"] == {"liked": True, "saved": True}
    assert "cleo" in [person["username"] for person in card["liked_by"]]
    assert (await ana.card(post))["counts"]["likes"] == 2


@pytest.mark.parametrize("order", ["latest", "ranked"])
async def test_numbers_that_move_are_right_and_bring_nobody_who_is_hidden(
    world: World, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    monkeypatch.setattr(card_cache, "COUNTS_AGE_S_MAX", 0.0)
    ana, ben, cleo, dana = [await world.person(name) for name in ("ana", "ben", "cleo", "dana")]
    for reader in (ben, cleo):
        await reader.follows(ana)
    await ben.blocks(dana)
    first = await ana.posts('first ","counts":{"comments":7},"comments":[')
    other = await ana.posts("other")
    await world.settle()

    async def seen_by(reader: Person) -> dict[str, Json]:
        return {card["id"]: card for card in await reader.home_cards(20, order)}

    assert (await seen_by(ben)).keys() == (await seen_by(cleo)).keys() == {first, other}
    await cleo.likes(first)
    assert (await seen_by(ben))[first]["counts"]["likes"] == 1
    await dana.comments(first, "unheard by ben")
    await dana.likes(other)
    known, heard = await seen_by(ben), await seen_by(cleo)
    assert known[first]["comments"] == []
    assert [one["text"] for one in heard[first]["comments"]] == ["unheard by ben"]
    assert known[other]["counts"]["likes"] == heard[other]["counts"]["likes"] == 1
    await ana.deletes(other)
    await dana.likes(first)
    assert (await seen_by(ben)).keys() == {first}
    assert (await seen_by(ben))[first]["counts"]["likes"] == 2


async def test_pages_of_any_size_joined_are_the_feed(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    media = await ana.uploads()
    await world.settle()
    posts = [
        (await ana.does("POST", "/v1/posts", json={"media": [media], "caption": f"{number}"}))["id"]
        for number in range(12)
    ]
    await world.settle()
    for limit in (1, 3, 5, 12, 13, 100):
        assert await ben.home(limit) == posts[::-1]


async def test_the_feed_goes_on_behind_what_the_store_holds(world: World, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("tintype.feed.fanout.FEED_ENTRIES_MAX", 4)
    ana, ben = await world.person("ana"), await world.person("ben")
    media = await ana.uploads()
    await world.settle()
    posts = [(await ana.does("POST", "/v1/posts", json={"media": [media]}))["id"] for _ in range(9)]
    await world.settle()
    await ben.follows(ana)
    await world.settle()
    assert await ben.home(3) == posts[::-1]


async def test_the_raw_route_and_the_framework_give_equal_bytes(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    for number in range(3):
        await ana.posts(f"number {number}")
    await world.settle()
    route = next(route for route in world.api.routes if route.path == "/v1/timelines/home")
    raw = await ben.call("GET", "/v1/timelines/home?limit=2&order=latest")
    object.__setattr__(route, "raw", None)
    through_framework = await ben.call("GET", "/v1/timelines/home?limit=2&order=latest")
    assert raw.status_code == through_framework.status_code == 200
    assert raw.content == through_framework.content
    assert raw.headers["content-type"] == through_framework.headers["content-type"]


async def test_a_home_that_is_known_asks_the_records_nothing(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    await ana.posts()
    await world.settle()
    first = await ben.home_cards()
    with world.queries(at_most=0):
        again = await ben.home_cards()
    assert len(first) == 1
    assert again == first


async def test_bad_limits_cursors_and_orders_are_told_so(world: World) -> None:  # AP-03, AP-04
    ana = await world.person("ana")
    for query in ("limit=0", "limit=101", "limit=1e3", "limit=-1", "limit=٣", "limit=", "order=random"):
        answer = await ana.call("GET", f"/v1/timelines/home?{query}")
        assert answer.status_code == 422 or query == "limit=", query
        assert answer.status_code != 500
    for cursor in ("x", "A" * 36, "A" * 20_000):
        answer = await ana.call("GET", f"/v1/timelines/home?cursor={cursor}")
        assert answer.status_code == 400
        assert answer.json()["code"] == "bad_cursor"
