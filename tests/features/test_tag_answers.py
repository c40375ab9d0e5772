"""Who is tagged is told of it by the tag, and not by what they say to it."""

from tests.features.test_notifications import lines, told
from tests.world import Clocked, Person, World
from tintype.kernel.clock import DAY_US


async def tagged(world: World) -> tuple[Person, str]:
    """Ben, who wants to be asked and has read that Ana tagged him the day before yesterday; and the post."""
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.does("PATCH", "/v1/me/tagging", json={"by_hand": True})
    media = await ana.uploads()
    people = [{"user_id": ben.id, "media_id": media, "x": 0.5, "y": 0.5}]
    post = (await ana.does("POST", "/v1/posts", json={"media": [media], "people": people}))["id"]
    await world.settle()
    return ben, post


async def test_a_yes_is_no_news(clocked: Clocked) -> None:
    world, clock = clocked
    ben, post = await tagged(world)
    before = await lines(ben)
    assert [(one["kind"], one["count"]) for one in before] == [("tag", 1)]
    clock.advance(2 * DAY_US)
    await ben.does("PUT", f"/v1/posts/{post}/tag")
    await world.settle()
    assert await lines(ben) == before


async def test_a_no_takes_the_line_away_and_a_yes_does_not_bring_it_back(clocked: Clocked) -> None:
    world, clock = clocked
    ben, post = await tagged(world)
    await ben.does("DELETE", f"/v1/posts/{post}/tag")
    await world.settle()
    assert await told(ben) == []
    clock.advance(2 * DAY_US)
    await ben.does("PUT", f"/v1/posts/{post}/tag")
    await world.settle()
    assert await told(ben) == []
    assert [card["id"] for card in await ben.pages(f"/v1/users/{ben.id}/tagged")] == [post]
