"""Many who miss the same card, or the same page, wait for one of them to fill it; nobody is shown what is old."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import msgspec
import pytest

from tests.counting import Counting
from tests.world import Person, World
from tintype.feed import Home
from tintype.feed.card_cache import CardCache
from tintype.feed.filling import Filling
from tintype.feed.page_cache import PageCache
from tintype.kernel.ids import AccountId, SessionId
from tintype.kernel.pages import TOP
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading, Records

Result = TypeVar("Result")
READERS = 12
BAKING = "media_of"  # Asked once for each lot of cards that is baked.


@dataclass
class Slow:
    """The same records; what was looked up is handed out when `open` is set: until then it grows old."""

    records: Records
    open: asyncio.Event = field(default_factory=asyncio.Event)
    looks: int = 0

    async def look(self, body: Callable[[Reading], Awaitable[Result]]) -> Result:
        self.looks += 1
        found = await self.records.look(body)
        await self.open.wait()
        return found

    glance = look


def viewer(person: Person) -> Viewer:
    return Viewer(AccountId(int(person.id)), SessionId(1))


def cold(world: World, records: Any) -> Home:
    """The home of a process that knows nothing yet, and hears of what happens as the world's does."""
    home = world.api.subjects.feed.home
    for cache in (home.assembly.cards, home.pages):
        assert isinstance(cache, CardCache | PageCache)
        cache.clear()
    return replace(home, records=records)


async def crowd(world: World) -> tuple[Person, list[Person], str]:
    """Ana's post, and many who follow her."""
    ana = await world.person("ana")
    fans = [await world.person(f"fan{at}") for at in range(READERS)]
    for one in fans:
        await one.follows(ana)
    post = await ana.posts("Everybody comes to see this")
    await world.settle()
    return ana, fans, post


def ids(page: bytes) -> list[str]:
    return [card["id"] for card in msgspec.json.decode(page)["items"]]


async def started(slow: Slow, looks: int) -> None:
    """Wait until so many looks have begun, and whoever waits for them does."""
    async with asyncio.timeout(60):
        while slow.looks < looks:  # noqa: ASYNC110 — there is nothing to be told by
            await asyncio.sleep(0.005)
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_card_that_many_readers_miss_is_baked_once(world: World) -> None:
    _, fans, post = await crowd(world)
    counting = Counting(world.adapters.records)
    home = cold(world, counting)
    pages = await asyncio.gather(*(home.page(viewer(one), 20, TOP.at) for one in fans))
    assert [ids(page) for page in pages] == [[post]] * READERS
    assert counting.asked.count(BAKING) == 1


async def test_a_page_that_one_reader_asks_for_many_times_is_filled_once(world: World) -> None:
    _, fans, post = await crowd(world)
    slow = Slow(world.adapters.records)
    home = cold(world, slow)
    asking = [asyncio.create_task(home.page(viewer(fans[0]), 20, TOP.at)) for _ in range(READERS)]
    await started(slow, 1)
    slow.open.set()
    assert [ids(page) for page in await asyncio.gather(*asking)] == [[post]] * READERS
    assert slow.looks == 1


async def test_whoever_waits_is_answered_when_the_first_one_goes_away(world: World) -> None:
    _, fans, post = await crowd(world)
    slow = Slow(world.adapters.records)
    home = cold(world, slow)
    first = asyncio.create_task(home.page(viewer(fans[0]), 20, TOP.at))
    await started(slow, 1)
    waiting = [
        asyncio.create_task(home.page(viewer(one), 20, TOP.at)) for one in [fans[0], fans[0], *fans[1:4]]
    ]
    await started(slow, 1)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    await started(slow, 2)
    slow.open.set()
    assert [ids(page) for page in await asyncio.gather(*waiting)] == [[post]] * 5


async def test_what_has_changed_meanwhile_is_read_anew(world: World) -> None:
    ana, fans, post = await crowd(world)
    slow = Slow(world.adapters.records)
    home = cold(world, slow)
    before = asyncio.create_task(home.page(viewer(fans[0]), 20, TOP.at))
    await started(slow, 1)
    # The look has been; now the post is deleted, and others come who must not see it any more.
    await ana.deletes(post)
    await world.adapters.tail.catch_up()
    after = [asyncio.create_task(home.page(viewer(one), 20, TOP.at)) for one in fans[:3]]
    await started(slow, 1)
    slow.open.set()
    assert ids(await before) == [post]
    assert [ids(page) for page in await asyncio.gather(*after)] == [[]] * 3


async def test_what_cannot_be_kept_is_waited_for_twice_at_most() -> None:
    filling = Filling[str]()

    async def fill() -> None:
        with filling.begin(["viral"]):
            for _ in range(3):
                await asyncio.sleep(0)

    async def fill_again_and_again() -> None:
        for _ in range(50):
            await fill()

    busy = asyncio.create_task(fill_again_and_again())
    await asyncio.sleep(0)
    async with asyncio.timeout(60):
        assert await filling.others(lambda: ["viral"])
    assert not busy.done()
    await busy
    assert not await filling.others(lambda: ["viral"])


async def test_what_is_named_twice_is_filled_once() -> None:
    filling = Filling[str]()
    with filling.begin(["a", "a", "b"]):
        waiting = asyncio.ensure_future(filling.others(lambda: ["a"]))
        await asyncio.sleep(0)
    assert await waiting
    assert not await filling.others(lambda: ["a", "b"])
