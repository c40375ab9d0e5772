"""The law of ranked feeds: pages of one session joined are its posts, each once, whatever happens while it is read."""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.laws.test_feed import NAMES, Life, act, acts
from tests.world import Person, world_in
from tintype.kernel.clock import HOUR_US, ManualClock, SystemClock
from tintype.media.making.pool import MediaPool
from tintype.settings import FeedSettings

RANKED = "/v1/timelines/home?order=ranked&limit=2"


@pytest.mark.slow
@pytest.mark.parametrize("famous_followers", [50_000, 1], ids=["pushed", "pulled"])
async def test_pages_of_a_session_joined_are_its_posts_each_once(
    media_pool: MediaPool, famous_followers: int
) -> None:
    loop = asyncio.get_running_loop()

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(acts, st.lists(acts.map(lambda some: some[:4]), max_size=5), st.data())
    def law(
        history: list[tuple[Any, ...]], meanwhile: list[list[tuple[Any, ...]]], data: st.DataObject
    ) -> None:
        reader = data.draw(st.sampled_from(range(len(NAMES))))
        told = asyncio.run_coroutine_threadsafe(
            read(history, meanwhile, reader, media_pool, famous_followers), loop
        ).result()
        throughout, ever, found = told
        assert len(found) == len(set(found)), "nothing twice"
        assert throughout <= set(found), "nothing is missed that was there all the time"
        assert set(found) <= ever, "nothing that was never to be seen"

    await asyncio.to_thread(law)


async def read(
    history: list[tuple[Any, ...]],
    meanwhile: list[list[tuple[Any, ...]]],
    reader: int,
    pool: MediaPool,
    famous_followers: int,
) -> tuple[set[str], set[str], list[str]]:
    """What the naive feed held from the beginning of a session to its end, what it held at any time, and its pages."""
    with TemporaryDirectory() as folder:
        clock = ManualClock(SystemClock().now_us())
        chosen = FeedSettings(famous_followers)
        async with world_in(Path(folder) / "data", pool, clock=clock, feed=chosen) as world:
            crowd = [await world.person(name) for name in NAMES]
            life = Life(world, clock, crowd, [await person.uploads() for person in crowd])
            await world.settle()
            for what in history:
                await act(life, what)
            await world.settle()
            return await session(life, reader, meanwhile)


async def session(
    life: Life, reader: int, meanwhile: list[list[tuple[Any, ...]]]
) -> tuple[set[str], set[str], list[str]]:
    person = await life.comes(reader)
    throughout = set(life.naive.home(reader))
    ever = set(throughout)
    page = await person.does("GET", RANKED)
    found = await shown(person, page)
    turns = iter(meanwhile)
    while cursor := page["next"]:
        for what in next(turns, []):
            # A session ends with the sign-in it was begun in.
            if what[0] not in {"stay away", "crash"}:
                await act(life, what)
                ever |= set(life.naive.home(reader))
                throughout &= set(life.naive.home(reader))
        await life.world.settle()
        life.clock.advance(HOUR_US // 60)
        page = await person.does("GET", f"/v1/timelines/home?limit=2&cursor={cursor}")
        found += await shown(person, page)
    return throughout, ever, found


async def shown(person: Person, page: dict[str, Any]) -> list[str]:
    """The posts of a page, with what is folded up behind them."""
    found: list[str] = []
    for card in page["items"]:
        found.append(card["id"])
        if more := card["viewer"].get("more"):
            behind = await person.does("GET", f"/v1/timelines/home?cursor={more['cursor']}")
            assert len(behind["items"]) == more["count"]
            found += [each["id"] for each in behind["items"]]
    return found
