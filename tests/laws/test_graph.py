"""For any history of what people do: the graph equals a naive model of sets."""

import asyncio
import random
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.graph.whole import spread, whole
from tests.ground import Ground, ground_in
from tintype.graph import Blocks, EdgeKind, Follows, places, reachable, visible, visible_pairs
from tintype.kernel.problems import Problem
from tintype.kernel.viewer import ANONYMOUS, Viewer

PEOPLE = 5
ACTIONS = ("follow", "withdraw", "accept", "decline", "remove", "block", "unblock", "hide", "open")
Step = tuple[str, int, int]
Told = dict[str, set[tuple[int, ...]]]
steps = st.lists(
    st.tuples(st.sampled_from(ACTIONS), st.integers(0, PEOPLE - 1), st.integers(0, PEOPLE - 1)), max_size=60
)


@dataclass
class Naive:
    """What should be true, as sets of pairs."""

    private: set[int] = field(default_factory=set)
    follow: set[tuple[int, int]] = field(default_factory=set)
    request: set[tuple[int, int]] = field(default_factory=set)
    block: set[tuple[int, int]] = field(default_factory=set)
    declined: set[tuple[int, int]] = field(default_factory=set)

    def act(self, action: str, a: int, b: int) -> None:
        apart = (a, b) in self.block or (b, a) in self.block
        match action:
            case "follow" if a != b and not apart and (a, b) not in self.follow:
                if b not in self.private:
                    self.request.discard((a, b))
                    self.follow.add((a, b))
                elif (a, b) not in self.declined:
                    self.request.add((a, b))
            case "withdraw":
                self.follow.discard((a, b))
                self.request.discard((a, b))
            case "accept" if (b, a) in self.request:
                self.request.discard((b, a))
                self.follow.add((b, a))
                self.declined.discard((b, a))
            case "decline" if (b, a) in self.request:
                self.request.discard((b, a))
                self.declined.add((b, a))
            case "remove":
                self.follow.discard((b, a))
            case "block" if a != b and not apart:
                self.block.add((a, b))
                self.follow -= {(a, b), (b, a)}
                self.request -= {(a, b), (b, a)}
            case "unblock":
                self.block.discard((a, b))
            case "hide":
                self.private.add(a)
            case "open":
                self.private.discard(a)
            case _:
                pass

    def told(self) -> Told:
        everybody = range(PEOPLE)
        return {
            "FOLLOW": self.follow,
            "REQUEST": self.request,
            "BLOCK": self.block,
            "seen": {(a, b) for a in everybody for b in everybody if self.sees(a, b)},
            "public": {(a,) for a in everybody if a not in self.private},
        }

    def sees(self, a: int, b: int) -> bool:
        apart = (a, b) in self.block or (b, a) in self.block
        return a == b or (not apart and (b not in self.private or (a, b) in self.follow))


async def act(ground: Ground, people: list[Viewer], step: Step) -> None:
    action, a, b = step
    viewer, other = people[a], people[b].account_id
    follows, blocks = Follows(ground.records), Blocks(ground.records)
    try:
        match action:
            case "follow":
                await follows.request(viewer, other)
            case "withdraw":
                await follows.withdraw(viewer, other)
            case "accept":
                await follows.accept(viewer, other)
            case "decline":
                await follows.decline(viewer, other)
            case "remove":
                await follows.remove_follower(viewer, other)
            case "block":
                await blocks.block(viewer, other)
            case "unblock":
                await blocks.unblock(viewer, other)
            case _:
                await ground.set_private(viewer, is_private=action == "hide")
    except Problem:
        pass  # What is refused must change nothing, which the comparison shows.


async def lived(history: list[Step], bucket: int) -> tuple[Told, Told]:
    """What the graph says in the end, and what it should say."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        spread(patch, bucket)
        async with ground_in(Path(folder)) as ground:
            people = [await ground.person() for _ in range(PEOPLE)]
            naive = Naive()
            for step in history:
                await act(ground, people, step)
                naive.act(*step)
            return await told(ground, people), naive.told()


async def told(ground: Ground, people: list[Viewer]) -> Told:
    edges = await whole(ground)
    place = {viewer.account_id: n for n, viewer in enumerate(people)}
    found: Told = {
        kind.name: {(place[src], place[dst]) for src, its, dst in edges if its is kind}
        for kind in (EdgeKind.FOLLOW, EdgeKind.REQUEST, EdgeKind.BLOCK)
    }
    ids = [viewer.account_id for viewer in people]
    every_pair = [(a, b) for a in ids for b in ids]
    pairs_seen = await ground.look(lambda tx: visible_pairs(tx, every_pair))
    found["seen"] = set()
    for a, viewer in enumerate(people):
        seen = await ground.look(lambda tx, who=viewer: visible(tx, who, ids))
        found["seen"] |= {(a, place[one]) for one in seen}
        assert {b for who, b in pairs_seen if who == viewer.account_id} == seen
        reached = await ground.look(lambda tx, who=viewer: reachable(tx, who, ids))
        assert seen <= reached
    found["public"] = {(place[one],) for one in await ground.look(lambda tx: visible(tx, ANONYMOUS, ids))}
    return found


@settings(max_examples=30, deadline=None)
@given(steps, st.sampled_from([places.BUCKET_TIES_MAX, 2, 1]))
def test_any_history_equals_the_naive_graph(history: list[Step], bucket: int) -> None:
    found, expected = asyncio.run(lived(history, bucket))
    assert found == expected


@pytest.mark.parametrize("bucket", [places.BUCKET_TIES_MAX, 1])
async def test_racing_steps_leave_the_graph_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bucket: int
) -> None:  # AP-26
    """Block against follow, accept against withdraw, all at once: no follow across a block, counts exact."""
    spread(monkeypatch, bucket)
    async with ground_in(tmp_path) as ground:
        people = [await ground.person(is_private=n % 2 == 0) for n in range(PEOPLE)]
        storm = [
            act(ground, people, (action, a, b))
            for _ in range(20)
            for action in ACTIONS[:7]
            for a in range(PEOPLE)
            for b in range(PEOPLE)
        ]
        random.Random(5).shuffle(storm)
        await asyncio.gather(*storm)
        edges = await whole(ground)
        blocked = {frozenset((src, dst)) for src, kind, dst in edges if kind is EdgeKind.BLOCK}
        tied = {
            frozenset((src, dst)) for src, kind, dst in edges if kind in {EdgeKind.FOLLOW, EdgeKind.REQUEST}
        }
        assert blocked
        assert not blocked & tied
