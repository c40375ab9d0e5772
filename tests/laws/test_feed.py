"""The law of the feed: for any history it equals the naive one, posts of whom one follows now, newest first."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.world import Person, World, world_in
from tintype.media.making.pool import MediaPool
from tintype.settings import FeedSettings

Feed = list[str]
NAMES = ("ana", "ben", "cleo")
people = st.sampled_from(range(len(NAMES)))
acts = st.lists(
    st.one_of(
        st.tuples(st.just("posts"), people),
        st.tuples(st.just("follows"), people, people),
        st.tuples(st.just("unfollows"), people, people),
        st.tuples(st.just("deletes"), people, st.integers(0, 30)),
        st.tuples(st.just("blocks"), people, people),
        st.tuples(st.just("settles")),
        st.tuples(st.just("looks"), people),
        st.tuples(st.just("forgets"), people),
    ),
    max_size=25,
)


class Naive:
    """What a feed is, told in a few lines."""

    def __init__(self) -> None:
        self.posts: list[tuple[str, int]] = []
        self.follows: set[tuple[int, int]] = set()
        self.blocks: set[frozenset[int]] = set()

    def home(self, reader: int) -> list[str]:
        shown = {dst for src, dst in self.follows if src == reader} | {reader}
        return [post for post, author in reversed(self.posts) if author in shown]

    def can_follow(self, one: int, other: int) -> bool:
        return one != other and frozenset((one, other)) not in self.blocks

    def block(self, one: int, other: int) -> None:
        self.blocks.add(frozenset((one, other)))
        self.follows -= {(one, other), (other, one)}


async def act(
    world: World, crowd: list[Person], media: list[str], naive: Naive, what: tuple[Any, ...]
) -> None:
    match what:
        case ("posts", who):
            found = await crowd[who].does("POST", "/v1/posts", json={"media": [media[who]]})
            naive.posts.append((found["id"], who))
        case ("follows", one, other) if naive.can_follow(one, other):
            await crowd[one].follows(crowd[other])
            naive.follows.add((one, other))
        case ("unfollows", one, other) if (one, other) in naive.follows:
            await crowd[one].unfollows(crowd[other])
            naive.follows.discard((one, other))
        case ("deletes", who, at):
            own = [pair for pair in naive.posts if pair[1] == who]
            if own:
                pair = own[at % len(own)]
                await crowd[who].deletes(pair[0])
                naive.posts.remove(pair)
                if len(own) == 1:
                    media[who] = await crowd[
                        who
                    ].uploads()  # A photo goes with the last post that carries it.
                    await world.settle()
        case ("blocks", one, other) if one != other and frozenset((one, other)) not in naive.blocks:
            await crowd[one].blocks(crowd[other])
            naive.block(one, other)
        case ("settles",):
            await world.settle()
        case ("looks", who):
            await crowd[who].home(2)
        case ("forgets", who):
            await world.adapters.feeds.forget([int(crowd[who].id)])  # type: ignore[list-item]
        case _:
            pass


@pytest.mark.slow
@pytest.mark.parametrize("famous_followers", [50_000, 1], ids=["pushed", "pulled"])
async def test_a_feed_equals_the_naive_feed_for_any_history(
    media_pool: MediaPool, famous_followers: int
) -> None:
    loop = asyncio.get_running_loop()

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(acts)
    def law(history: list[tuple[Any, ...]]) -> None:
        found, expected = asyncio.run_coroutine_threadsafe(
            lived(history, media_pool, famous_followers), loop
        ).result()
        assert found == expected

    # Hypothesis drives from a thread, so that a failing history is shrunk like any other example.
    await asyncio.to_thread(law)


async def lived(
    history: list[tuple[Any, ...]], pool: MediaPool, famous_followers: int
) -> tuple[list[Feed], list[Feed]]:
    """`famous_followers` 1: who has two is famous until there are none."""
    with TemporaryDirectory() as folder:
        chosen = FeedSettings(famous_followers)
        async with world_in(Path(folder) / "data", pool, feed=chosen) as world:
            return await feeds_after(world, history)


async def feeds_after(world: World, history: list[tuple[Any, ...]]) -> tuple[list[Feed], list[Feed]]:
    """What everybody's feed is after a history, and what it should be."""
    crowd = [await world.person(name) for name in NAMES]
    media = [await person.uploads() for person in crowd]
    await world.settle()
    naive = Naive()
    for what in history:
        await act(world, crowd, media, naive, what)
    await world.settle()
    return [await person.home(3) for person in crowd], [naive.home(who) for who in range(len(crowd))]
