"""What people do about each other without saying so: close friends, restricting, muting, removing."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.world import Person, World, world_in
from tintype.graph import FollowRequested
from tintype.kernel.clock import DAY_US, HOUR_US, ManualClock, rfc3339
from tintype.media.making.pool import MediaPool

START_US = 1_790_000_000_000_000


@pytest.fixture
async def timed(tmp_path: Path, media_pool: MediaPool) -> AsyncIterator[tuple[World, ManualClock]]:
    clock = ManualClock(START_US)
    async with world_in(tmp_path / "data", media_pool, clock=clock) as world:
        yield world, clock


async def names(viewer: Person, path: str) -> list[str]:
    return [person["username"] for person in await viewer.pages(path)]


async def test_muting_ends_by_itself(timed: tuple[World, ManualClock]) -> None:
    world, clock = timed
    ana, ben = await world.person("ana"), await world.person("ben")
    await ana.follows(ben)
    post = await ben.posts()
    await world.settle()
    until = rfc3339(clock.now_us() + DAY_US)
    await ana.does("PUT", f"/v1/users/{ben.id}/mute", json={"stories": False, "until": until})
    viewer = (await ana.does("GET", f"/v1/users/{ben.id}"))["viewer"]
    assert (viewer["muting"], viewer["muting_stories"], viewer["muted_until"]) == (True, False, until)
    assert await ana.home() == []
    # Given a later end, the first one passes without anything.
    later = rfc3339(clock.now_us() + 2 * DAY_US)
    await ana.does("PUT", f"/v1/users/{ben.id}/mute", json={"until": later})
    clock.advance(DAY_US + HOUR_US)
    await world.settle()
    assert await ana.home() == []
    assert await names(ana, "/v1/mutes") == ["ben"]
    clock.advance(DAY_US)
    await world.settle()
    assert await ana.home() == [post]
    assert await names(ana, "/v1/mutes") == []
    viewer = (await ana.does("GET", f"/v1/users/{ben.id}"))["viewer"]
    assert (viewer["muting"], viewer["muting_stories"], viewer.get("muted_until")) == (False, False, None)


async def test_what_can_be_muted_and_until_when(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    path = f"/v1/users/{ben.id}/mute"
    for body, field in (
        ({"posts": False, "stories": False}, "posts"),
        ({"until": "2020-01-01T00:00:00Z"}, "until"),
        ({"until": "2999-01-01T00:00:00Z"}, "until"),
        ({"until": "2027-01-01T00:00:00"}, "until"),
        ({"until": "tomorrow"}, "until"),
        ({"forever": True}, "forever"),
    ):
        answer = await ana.call("PUT", path, json=body)
        assert answer.status_code in {400, 422}, body
        assert field in answer.text
    assert await names(ana, "/v1/mutes") == []
    await ana.does("PUT", path, json={"posts": False})
    viewer = (await ana.does("GET", f"/v1/users/{ben.id}"))["viewer"]
    assert (viewer["muting"], viewer["muting_stories"]) == (False, True)
    assert await names(ana, "/v1/mutes") == ["ben"]
    assert (await ana.call("PUT", f"/v1/users/{ana.id}/mute")).status_code == 409


async def test_own_lists_are_nobody_elses(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    for verb, path in (("restrict", "restricted"), ("close-friend", "close-friends"), ("mute", "mutes")):
        for _ in range(2):
            await ana.does("PUT", f"/v1/users/{ben.id}/{verb}")
        assert await names(ana, f"/v1/{path}") == ["ben"]
        assert await names(ben, f"/v1/{path}") == []
        assert (await ana.call("PUT", f"/v1/users/{ana.id}/{verb}")).status_code == 409
    viewer = (await ana.does("GET", f"/v1/users/{ben.id}"))["viewer"]
    assert viewer["restricting"]
    assert viewer["close_friend"]
    assert viewer["muting"]
    theirs = (await ben.does("GET", f"/v1/users/{ana.id}"))["viewer"]
    assert not theirs["restricting"] | theirs["close_friend"] | theirs["muting"]
    for verb, path in (("restrict", "restricted"), ("close-friend", "close-friends"), ("mute", "mutes")):
        for _ in range(2):
            await ana.does("DELETE", f"/v1/users/{ben.id}/{verb}")
        assert await names(ana, f"/v1/{path}") == []


async def test_a_block_ends_close_friendship_and_hides_from_own_lists(world: World) -> None:  # AZ-10
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    await ana.does("PUT", f"/v1/users/{ben.id}/close-friend")
    await ana.does("PUT", f"/v1/users/{ben.id}/restrict")
    await ben.blocks(ana)
    for verb in ("restrict", "close-friend", "mute"):
        assert (await ana.call("PUT", f"/v1/users/{ben.id}/{verb}")).status_code == 404
    assert await names(ana, "/v1/restricted") == await names(ana, "/v1/close-friends") == []
    await ben.does("DELETE", f"/v1/users/{ana.id}/block")
    assert (await ana.does("GET", f"/v1/users/{ben.id}"))["viewer"]["close_friend"] is False


async def test_lists_are_searched_by_the_beginnings_of_names(world: World) -> None:
    ana = await world.person("ana")
    people = [await world.person(name) for name in ("bruno", "brigitte", "carlo", "hidden_bro")]
    for person in people:
        await person.follows(ana)
        await ana.follows(person)
    await people[2].does("PATCH", "/v1/me", json={"name": "Carlo von BRÜCKE"})
    await people[3].blocks(ana)
    followers = f"/v1/users/{ana.id}/followers"
    assert await names(ana, f"{followers}?q=br") == ["carlo", "brigitte", "bruno"]
    assert await names(ana, f"{followers}?q=%40BRU") == ["bruno"]
    assert await names(ana, f"{followers}?q=br%C3%BC&limit=1") == ["carlo"]
    assert await names(ana, f"{followers}?q=br&limit=1") == ["carlo", "brigitte", "bruno"]
    assert await names(ana, f"{followers}?q=runo") == []
    assert await names(ana, f"/v1/users/{ana.id}/following?q=car") == ["carlo"]
    other = await world.person("other")
    await people[0].follows(other)
    assert await names(ana, f"/v1/users/{other.id}/mutuals?q=b") == ["bruno"]
    assert await names(ana, f"/v1/users/{other.id}/mutuals?q=c") == []
    assert (await ana.call("GET", f"{followers}?q={'x' * 200}")).status_code == 422
    # A cursor belongs to the list and the text it was made for.
    page = await ana.does("GET", f"{followers}?q=br&limit=1")
    assert (await ana.call("GET", f"{followers}?q=b&limit=1&cursor={page['next']}")).status_code == 400


async def test_searching_shows_nothing_that_the_list_does_not(world: World) -> None:  # AZ-18
    ana, ben = await world.person("ana", private=True), await world.person("ben")
    for path in ("followers", "following", "mutuals"):
        assert (await ben.call("GET", f"/v1/users/{ana.id}/{path}?q=a")).status_code == 404


async def test_requests_survive_going_public(world: World) -> None:  # AZ-09
    """What is asked stays open for its owner: who was kept waiting does not come in by a switch."""
    ana, ben, cleo = (
        await world.person("ana", private=True),
        await world.person("ben"),
        await world.person("cleo"),
    )
    await cleo.follows(ana)
    await ana.accepts(cleo)
    post, close = await ana.posts(), await ana.posts(audience="close_friends")
    await world.settle()
    assert await ben.follows(ana) == "requested"
    await ana.goes_private(private=False)
    assert (await ben.does("GET", f"/v1/users/{ana.id}"))["viewer"]["following"] == "requested"
    assert await names(ana, "/v1/follow-requests") == ["ben"]
    assert await ben.profile(ana) == [post]
    assert await ben.opens(close) == await cleo.opens(close) == 404
    # Asking again follows, as everybody may.
    assert await ben.follows(ana) == "yes"
    assert await names(ana, "/v1/follow-requests") == []
    await ana.goes_private()
    assert await ben.opens(post) == 200


async def test_asking_again_and_again_is_news_once(world: World) -> None:  # AZ-05
    ana, ben = await world.person("ana", private=True), await world.person("ben")
    for _ in range(50):
        assert await ben.follows(ana) == "requested"
        await ben.unfollows(ana)
    await world.settle()
    events = await world.adapters.events.after(0, 2_000)
    asked = [one.event.is_news for one in events if isinstance(one.event, FollowRequested)]
    assert asked == [True] + [False] * 49
    assert await names(ana, "/v1/follow-requests") == []


async def test_what_is_not_modified_is_still_asked_about(world: World) -> None:  # AZ-07
    ana, ben = await world.person("ana", private=True), await world.person("ben")
    await ben.follows(ana)
    await ana.accepts(ben)
    post = await ana.posts()
    await world.settle()
    card = await ben.card(post)
    path = str(card["media"][0]["url"]).replace("{variant}", "small").replace("{ext}", "avif")
    etag = (await ben.call("GET", path)).headers["etag"]
    kept = {"if-none-match": etag}
    assert (await ben.call("GET", path, headers=kept)).status_code == 304
    await ben.unfollows(ana)
    assert (await ben.call("GET", path, headers=kept)).status_code == 404
    for other in ("", "/likes", "/comments"):
        answer = await ben.call("GET", f"/v1/posts/{post}{other}", headers={"if-none-match": "*"})
        assert answer.status_code == 404


async def test_numbers_of_whom_one_may_not_see_are_not_there(world: World) -> None:  # AZ-18
    ana, ben, cleo = [await world.person(name) for name in ("ana", "ben", "cleo")]
    await ana.follows(cleo)
    await ben.follows(cleo)
    await ana.blocks(ben)
    # Ben is told of nobody he follows that way, and finds no number that names ana.
    assert (await ben.call("GET", f"/v1/users/{ana.id}")).status_code == 404
    assert (await ben.call("GET", f"/v1/users/{ana.id}/mutuals")).status_code == 404
    assert await names(ben, f"/v1/users/{cleo.id}/followers?q=ana") == []
    assert "ana" not in str(await ben.does("GET", f"/v1/users/{cleo.id}"))
