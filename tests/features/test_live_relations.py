"""Sockets and what one may no longer see: they tell of it no more, and not afterwards either."""

from typing import Any

from tests.live_line import Line, line_of
from tests.world import World


async def test_a_post_for_close_friends_is_told_live_to_them_alone(world: World) -> None:  # AZ-17
    ana, ben, cleo = [await world.person(name) for name in ("ana", "ben", "cleo")]
    for follower in (ben, cleo):
        await follower.follows(ana)
    await ana.does("PUT", f"/v1/users/{ben.id}/close-friend")
    await world.settle()
    async with line_of(ben) as bens, line_of(cleo) as cleos:
        seq = (await cleos.next())["seq"]
        await bens.next()
        post = await ana.posts("Just us", audience="close_friends")
        await world.settle()
        assert (await heard(bens, "post.new"))["post_id"] == post
        assert await told_nothing(cleos, "post.new")
    # Nor when she comes back and asks what she has missed.
    async with line_of(cleo, f"after={seq}") as cleos:
        assert await told_nothing(cleos, "post.new")
    async with line_of(ben, f"after={seq}") as bens:
        assert (await heard(bens, "post.new"))["post_id"] == post


async def test_an_open_socket_tells_nothing_more_of_whom_one_may_not_see(
    world: World,
) -> None:  # AZ-06, AZ-10
    ana, ben, cleo, dan = [await world.person(name) for name in ("ana", "ben", "cleo", "dan")]
    await ana.goes_private()
    for follower in (ben, cleo, dan):
        await follower.follows(ana)
        await ana.accepts(follower)
    await world.settle()
    async with line_of(ben) as bens, line_of(cleo) as cleos, line_of(dan) as dans:
        seq = (await bens.next())["seq"]
        await ana.does("DELETE", f"/v1/me/followers/{ben.id}")
        await cleo.blocks(ana)
        await dan.does("PUT", f"/v1/users/{ana.id}/mute")
        await ana.posts("Not for you")
        await world.settle()
        for line in (bens, cleos, dans):
            assert await told_nothing(line, "post.new")
    for person in (ben, cleo, dan):
        async with line_of(person, f"after={seq}") as line:
            assert await told_nothing(line, "post.new")


async def heard(line: Line, kind: str) -> dict[str, Any]:
    """The next message of a kind; others are passed over."""
    while (message := await line.next())["type"] != kind:
        pass
    return message


async def told_nothing(line: Line, kind: str) -> bool:
    """Whether none of what has come is of a kind."""
    found = [(await line.next())["type"]] if await line.nothing() is False else []
    while not line.from_app.empty():
        found.append((await line.next())["type"])
    return kind not in found
