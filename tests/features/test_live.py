"""What arrives without asking."""

import asyncio

from tests.live_line import line_of
from tests.world import World
from tintype.kernel.ids import AccountId, SessionId
from tintype.realtime.hub import (
    CLOSE_SESSION_ENDED,
    CLOSE_TOO_MANY,
    CLOSE_TOO_SLOW,
    SOCKETS_OF_ONE_MAX,
    WAITING_MAX,
    Socket,
)


async def test_a_new_post_is_told_to_connected_followers_only(world: World) -> None:
    ana, ben, cleo = await world.person("ana"), await world.person("ben"), await world.person("cleo")
    await ben.follows(ana)
    await world.settle()
    async with line_of(ben) as bens, line_of(cleo) as cleos:
        assert (await bens.next())["type"] == "hello"
        assert (await cleos.next())["type"] == "hello"
        post = await ana.posts("hello")
        await world.settle()
        message = await bens.next()
        assert message["type"] == "post.new"
        assert message["post_id"] == post
        assert message["author"]["username"] == "ana"
        assert await cleos.nothing()
        assert await ben.home() == [post]


async def test_an_owner_sees_how_far_the_photo_has_come(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    await world.settle()
    async with line_of(ana) as anas, line_of(ben) as bens:
        await anas.next()
        await bens.next()
        media = await ana.uploads()
        await world.settle()
        states = []
        while "ready" not in states:
            message = await anas.next()
            assert message["type"] == "media.progress"
            assert message["media_id"] == media
            states.append(message["state"])
        assert await bens.nothing()


async def test_who_was_away_hears_what_was_missed(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    await world.settle()
    async with line_of(ben) as line:
        seq = (await line.next())["seq"]
    posts = [await ana.posts("one"), await ana.posts("two")]
    await world.settle()
    async with line_of(ben, f"after={seq}") as line:
        told = [await line.next(), await line.next()]
        assert [message["post_id"] for message in told] == posts
        assert (await line.next())["type"] == "hello"


async def test_a_block_silences_at_once(world: World) -> None:  # AZ-06
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    await world.settle()
    async with line_of(ben) as line:
        await line.next()
        await ana.blocks(ben)
        await ana.posts("not for ben")
        await world.settle()
        assert await line.nothing()


async def test_a_session_that_ends_takes_its_socket_with_it(world: World) -> None:  # AU-07
    ana = await world.person("ana")
    async with line_of(ana) as line:
        await line.next()
        await ana.does("DELETE", "/v1/session")
        await world.settle()
        assert await line.next() == {"closed": CLOSE_SESSION_ENDED}


async def test_strangers_and_foreign_pages_get_no_socket(world: World) -> None:
    ana = await world.person("ana")
    async with line_of(world.stranger()) as line:
        assert "closed" in await line.next()
    async with line_of(ana, origin="https://evil.example") as line:
        assert "closed" in await line.next()


async def test_a_slow_reader_is_sent_away_and_holds_nothing(world: World) -> None:
    ana = await world.person("ana")
    socket = Socket(int(ana.id), 0)  # type: ignore[arg-type]
    hub = world.api.hub
    hub.add(socket)
    for _ in range(WAITING_MAX + 1):
        hub.deliver([socket.account_id], b"{}")
    assert socket.waiting.qsize() == 1
    assert await socket.waiting.get() == CLOSE_TOO_SLOW
    assert hub.too_slow == 1
    hub.remove(socket)
    assert hub.count == 0
    await asyncio.sleep(0)


async def test_one_person_holds_a_few_sockets_the_newest(world: World) -> None:
    ana = await world.person("ana")
    sockets = [Socket(AccountId(int(ana.id)), SessionId(0)) for _ in range(3 * SOCKETS_OF_ONE_MAX)]
    hub = world.api.hub
    for socket in sockets:
        hub.add(socket)
    assert hub.count == SOCKETS_OF_ONE_MAX
    assert hub.deliver([sockets[0].account_id], b"{}") == SOCKETS_OF_ONE_MAX
    gone, held = sockets[:-SOCKETS_OF_ONE_MAX], sockets[-SOCKETS_OF_ONE_MAX:]
    assert {socket.waiting.get_nowait() for socket in gone} == {CLOSE_TOO_MANY}
    assert {socket.waiting.get_nowait() for socket in held} == {b"{}"}
    for socket in sockets:
        hub.remove(socket)
    assert hub.count == 0
