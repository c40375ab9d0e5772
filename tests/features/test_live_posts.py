"""A post that is looked at: likes and comments are told while it is open, and to nobody who may not see them."""

import asyncio

import msgspec
import pytest

from tests.counting import Counting
from tests.features.test_live_relations import heard, told_nothing
from tests.live_line import Line, line_of
from tests.world import Person, World
from tintype.engagement import Liked
from tintype.kernel.events import Recorded
from tintype.kernel.ids import AccountId, PostId, SessionId
from tintype.realtime.hub import Socket
from tintype.realtime.looking import LOOKERS_MAX, Looking


async def looks_at(person: Person, line: Line, post: str | None) -> None:
    """What the page says when it shows a post; taken in by the time this returns."""
    text = msgspec.json.encode({"type": "look", "post_id": post}).decode()
    await line.to_app.put({"type": "websocket.receive", "text": text})
    await person.does("GET", "/v1/me")
    assert line.to_app.empty()


async def test_an_open_post_hears_of_likes_and_comments(world: World) -> None:
    ana, ben, cleo = [await world.person(name) for name in ("ana", "ben", "cleo")]
    post, other = await ana.posts("harbour"), await ana.posts("quay")
    await world.settle()
    async with line_of(ben) as line:
        await looks_at(ben, line, post)
        await cleo.does("PUT", f"/v1/posts/{post}/like")
        await world.settle()
        assert await heard(line, "post.changed") == {"type": "post.changed", "post_id": post}
        await cleo.does("POST", f"/v1/posts/{post}/comments", json={"text": "lovely"})
        await world.settle()
        assert (await heard(line, "post.changed"))["post_id"] == post
        # The next post, and then none.
        await looks_at(ben, line, other)
        await cleo.does("PUT", f"/v1/posts/{other}/like")
        await world.settle()
        assert (await heard(line, "post.changed"))["post_id"] == other
        await looks_at(ben, line, None)
        await cleo.does("DELETE", f"/v1/posts/{other}/like")
        await world.settle()
        assert await told_nothing(line, "post.changed")


async def test_many_changes_are_told_as_few(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    post = await ana.posts("harbour")
    await world.settle()
    async with line_of(ben) as line:
        await looks_at(ben, line, post)
        for number in range(6):
            await ana.does("POST", f"/v1/posts/{post}/comments", json={"text": f"and {number}"})
        await world.settle()
        assert (await heard(line, "post.changed"))["post_id"] == post
        assert (await heard(line, "post.changed"))["post_id"] == post
        await world.settle()
        assert line.from_app.qsize() < 4  # Six changes; on the slowest machine one a second.


async def test_who_may_not_see_the_post_any_more_hears_nothing(world: World) -> None:  # AZ-06, AZ-10
    ana, ben, cleo, dan = [await world.person(name) for name in ("ana", "ben", "cleo", "dan")]
    await ana.goes_private()
    for follower in (ben, cleo, dan):
        await follower.follows(ana)
        await ana.accepts(follower)
    post = await ana.posts("harbour")
    await world.settle()
    async with line_of(ben) as bens, line_of(cleo) as cleos, line_of(dan) as dans:
        for person, line in ((ben, bens), (cleo, cleos), (dan, dans)):
            await looks_at(person, line, post)
        await ana.does("DELETE", f"/v1/me/followers/{ben.id}")
        await ana.blocks(cleo)
        await world.settle()
        await ana.does("POST", f"/v1/posts/{post}/comments", json={"text": "just us now"})
        await world.settle()
        # All are asked about at once: who has heard nothing by now does not.
        assert (await heard(dans, "post.changed"))["post_id"] == post
        assert await told_nothing(bens, "post.changed")
        assert await told_nothing(cleos, "post.changed")


async def test_nobody_looks_at_what_is_for_close_friends_of_others(world: World) -> None:  # AZ-17
    ana, ben, cleo = [await world.person(name) for name in ("ana", "ben", "cleo")]
    for follower in (ben, cleo):
        await follower.follows(ana)
    await ana.does("PUT", f"/v1/users/{ben.id}/close-friend")
    post = await ana.posts("Just us", audience="close_friends")
    await world.settle()
    async with line_of(ben) as bens, line_of(cleo) as cleos:
        await looks_at(ben, bens, post)
        await looks_at(cleo, cleos, post)
        await ana.does("PUT", f"/v1/posts/{post}/like")
        await world.settle()
        assert (await heard(bens, "post.changed"))["post_id"] == post
        assert await told_nothing(cleos, "post.changed")


@pytest.mark.parametrize("hides", ["block", "mute"])
async def test_one_does_not_hear_what_a_hidden_person_does(world: World, hides: str) -> None:  # AZ-06
    ana, ben, cleo, dan = [await world.person(name) for name in ("ana", "ben", "cleo", "dan")]
    post = await ana.posts("harbour")
    await ben.does("PUT", f"/v1/users/{cleo.id}/{hides}")
    await world.settle()
    async with line_of(ben) as bens, line_of(dan) as dans:
        await looks_at(ben, bens, post)
        await looks_at(dan, dans, post)
        await cleo.does("POST", f"/v1/posts/{post}/comments", json={"text": "anybody?"})
        await world.settle()
        assert (await heard(dans, "post.changed"))["post_id"] == post
        assert await told_nothing(bens, "post.changed")


async def test_many_who_act_cost_no_more_than_one(world: World) -> None:
    ana, *others = [await world.person(name) for name in ("ana", "ben", "cleo", "dan", "eve")]
    post = PostId(int(await ana.posts("harbour")))
    await world.settle()
    counting, socket = Counting(world.adapters.records), Socket(AccountId(int(ana.id)), SessionId(1))
    looking = Looking(counting, pause_s=0)
    looking.listen(world.adapters.tail)
    looking.hear(socket, f'{{"type": "look", "post_id": "{post}"}}')
    asked: list[int] = []
    for actors in (others[:1], others):
        counting.asked.clear()
        likes = [Liked(AccountId(int(one.id)), post, AccountId(int(ana.id))) for one in actors]
        world.adapters.tail.apply_now([Recorded(1, 0, one.kind, 0, one) for one in likes])
        await asyncio.wait_for(socket.waiting.get(), 60)
        asked.append(len(counting.asked))
    assert asked[0] == asked[1] > 0


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"type": "look", "post_id": 7}', '{"type": "look", "post_id": "x"}']
)
async def test_nonsense_is_passed_over(world: World, text: str) -> None:
    looking, socket = Looking(world.adapters.records), Socket(AccountId(1), SessionId(1))
    looking.hear(socket, text)
    looking.hear(socket, '{"type": "look", "post_id": "7"}' + " " * 200)
    assert looking.count == 0


async def test_what_is_kept_has_a_bound(world: World) -> None:
    looking = Looking(world.adapters.records)
    sockets = [Socket(AccountId(number + 1), SessionId(number + 1)) for number in range(LOOKERS_MAX + 5)]
    for socket in sockets:
        looking.hear(socket, '{"type": "look", "post_id": "7"}')
    assert looking.count == LOOKERS_MAX
    for socket in sockets:
        looking.leave(socket)
    assert looking.count == 0
