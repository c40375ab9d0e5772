"""The law of the feed: for any history it equals the naive one, posts of whom one follows now, newest first."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sudden_ends import kill_worker
from tests.world import Person, World, world_in
from tintype.chores import classes_kept
from tintype.kernel.clock import DAY_US, ManualClock, SystemClock
from tintype.media.making.pool import MediaPool
from tintype.settings import FeedSettings

Feed = list[str]
NAMES = ("ana", "ben", "cleo")
AWAY_DAYS = 31  # Passive from here on.
SESSION_DAYS = 60
people = st.sampled_from(range(len(NAMES)))
acts = st.lists(
    st.one_of(
        st.tuples(st.just("posts"), people),
        st.tuples(st.just("follows"), people, people),
        st.tuples(st.just("unfollows"), people, people),
        st.tuples(st.just("deletes"), people, st.integers(0, 30)),
        st.tuples(st.just("blocks"), people, people),
        st.tuples(st.just("mutes"), people, people),
        st.tuples(st.just("unmutes"), people, people),
        st.tuples(st.just("goes private"), people, st.booleans()),
        st.tuples(st.just("settles")),
        st.tuples(st.just("looks"), people),
        st.tuples(st.just("stay away"), st.frozensets(people, min_size=1)),
        st.tuples(st.just("crash")),
    ),
    max_size=25,
)


class Naive:
    """What a feed is, told in a few lines."""

    def __init__(self) -> None:
        self.posts: list[tuple[str, int]] = []
        self.follows: set[tuple[int, int]] = set()
        self.blocks: set[frozenset[int]] = set()
        self.mutes: set[tuple[int, int]] = set()

    def home(self, reader: int) -> list[str]:
        shown = {dst for src, dst in self.follows - self.mutes if src == reader} | {reader}
        return [post for post, author in reversed(self.posts) if author in shown]

    def can_tie(self, one: int, other: int) -> bool:
        return one != other and frozenset((one, other)) not in self.blocks

    def block(self, one: int, other: int) -> None:
        self.blocks.add(frozenset((one, other)))
        self.follows -= {(one, other), (other, one)}


@dataclass
class Life:
    """A history as it is lived. `away_days`: since when each was not here; `private`: whose follows are asked for."""

    world: World
    clock: ManualClock
    crowd: list[Person]
    media: list[str]
    naive: Naive = field(default_factory=Naive)
    private: set[int] = field(default_factory=set[int])
    away_days: dict[int, int] = field(default_factory=dict[int, int])

    async def comes(self, who: int) -> Person:
        """Somebody is here; whoever was away for too long signs in."""
        if self.away_days.pop(who, 0) >= SESSION_DAYS:
            await self.crowd[who].signs_in()
        return self.crowd[who]

    async def stay_away(self, some: Collection[int]) -> None:
        """For a month; everybody else looks in."""
        self.clock.advance(AWAY_DAYS * DAY_US)
        everybody = range(len(self.crowd))
        self.away_days = {who: self.away_days.get(who, 0) + AWAY_DAYS for who in everybody}
        for who in everybody:
            if who not in some:
                await (await self.comes(who)).home(2)
        await self.world.settle()
        await classes_kept(self.world.worker.subjects).age()

    async def follow(self, one: int, other: int) -> None:
        follower = await self.comes(one)
        if await follower.follows(self.crowd[other]) == "requested":
            assert other in self.private
            await (await self.comes(other)).accepts(follower)
        self.naive.follows.add((one, other))

    async def delete(self, who: int, at: int) -> None:
        own = [pair for pair in self.naive.posts if pair[1] == who]
        if own:
            person, pair = await self.comes(who), own[at % len(own)]
            await person.deletes(pair[0])
            self.naive.posts.remove(pair)
            if len(own) == 1:
                # A photo goes with the last post that carries it.
                self.media[who] = await person.uploads()
                await self.world.settle()

    async def mute(self, one: int, other: int, *, posts: bool) -> None:
        method = "PUT" if posts else "DELETE"
        await (await self.comes(one)).does(method, f"/v1/users/{self.crowd[other].id}/mute")
        (self.naive.mutes.add if posts else self.naive.mutes.discard)((one, other))


async def act(life: Life, what: tuple[Any, ...]) -> None:
    naive = life.naive
    match what:
        case ("posts", who):
            person = await life.comes(who)
            life.clock.advance(2_000)  # Posts of one millisecond have any order.
            found = await person.does("POST", "/v1/posts", json={"media": [life.media[who]]})
            naive.posts.append((found["id"], who))
        case ("follows", one, other) if naive.can_tie(one, other):
            await life.follow(one, other)
        case ("unfollows", one, other) if (one, other) in naive.follows:
            await (await life.comes(one)).unfollows(life.crowd[other])
            naive.follows.discard((one, other))
        case ("deletes", who, at):
            await life.delete(who, at)
        case ("blocks", one, other) if naive.can_tie(one, other):
            await (await life.comes(one)).blocks(life.crowd[other])
            naive.block(one, other)
        case ("mutes" | "unmutes", one, other) if naive.can_tie(one, other):
            await life.mute(one, other, posts=what[0] == "mutes")
        case ("goes private", who, private):
            await (await life.comes(who)).goes_private(private=private)
            (life.private.add if private else life.private.discard)(who)
        case ("settles",):
            await life.world.settle()
        case ("looks", who):
            await (await life.comes(who)).home(2)
        case ("stay away", some):
            await life.stay_away(some)
        case ("crash",):
            await kill_worker(life.world, life.crowd)
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
        clock = ManualClock(SystemClock().now_us())
        chosen = FeedSettings(famous_followers)
        async with world_in(Path(folder) / "data", pool, clock=clock, feed=chosen) as world:
            return await feeds_after(world, clock, history)


async def feeds_after(
    world: World, clock: ManualClock, history: list[tuple[Any, ...]]
) -> tuple[list[Feed], list[Feed]]:
    """What everybody's feed is after a history, and what it should be."""
    crowd = [await world.person(name) for name in NAMES]
    media = [await person.uploads() for person in crowd]
    await world.settle()
    life = Life(world, clock, crowd, media)
    for what in history:
        await act(life, what)
    await world.settle()
    everybody = range(len(crowd))
    found = [await (await life.comes(who)).home(3) for who in everybody]
    expected = [life.naive.home(who) for who in everybody]
    # Who was answered from the records has a row by now, which says the same.
    await world.settle()
    again = [await person.home(3) for person in crowd]
    return found + again, expected + expected
