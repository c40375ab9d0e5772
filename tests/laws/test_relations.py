"""For any history of what people do to each other without saying so: who sees what equals a naive model of sets."""

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engagement.site import Site
from tests.graph.whole import spread, whole
from tests.ground import Ground, ground_in
from tintype.graph import (
    Blocks,
    CloseFriends,
    EdgeKind,
    Follows,
    Mute,
    Mutes,
    Restrictions,
    close_pairs,
    close_to,
    hidden_from,
    places,
    restricted_by,
    restricted_pairs,
    stories_hidden_from,
)
from tintype.kernel.ids import PostId
from tintype.kernel.problems import Problem
from tintype.kernel.viewer import ANONYMOUS, Viewer
from tintype.ports.records import Reading
from tintype.posts import Audience, seen_by, seen_pairs
from tintype.posts import heads as post_heads

PEOPLE = 4
# The first eleven make no difference between being hidden and being blocked.
ACTIONS = (
    *("follow", "follow", "withdraw", "remove", "block", "unblock"),
    *("befriend", "befriend", "unfriend", "restrict", "lift"),
    *("mute_posts", "mute_stories", "mute_both", "unmute", "hide", "open"),
)
Step = tuple[str, int, int]
steps = st.lists(
    st.tuples(st.sampled_from(ACTIONS), st.integers(0, PEOPLE - 1), st.integers(0, PEOPLE - 1)), max_size=60
)
KINDS = {
    "follow": EdgeKind.FOLLOW,
    "block": EdgeKind.BLOCK,
    "close": EdgeKind.CLOSE_FRIEND,
    "restrict": EdgeKind.RESTRICT,
    "posts": EdgeKind.MUTE,
    "stories": EdgeKind.MUTE_STORIES,
}
Pairs = set[tuple[int, int]]
Told = dict[str, Pairs]


@dataclass
class Naive:
    """What should be true, as sets of pairs (who, whom)."""

    private: set[int] = field(default_factory=set)
    ties: dict[str, Pairs] = field(default_factory=lambda: {name: set() for name in KINDS})

    def act(self, action: str, a: int, b: int) -> None:
        ties, there = self.ties, a != b and not self.apart(a, b)
        match action:
            case "follow" if there and b not in self.private:
                ties["follow"].add((a, b))
            case "befriend" if there:
                ties["close"].add((a, b))
            case "restrict" if there:
                ties["restrict"].add((a, b))
            case "block" if there:
                ties["block"].add((a, b))
                for name in ("follow", "close"):
                    ties[name] -= {(a, b), (b, a)}
            case "mute_posts" | "mute_stories" | "mute_both" if there:
                for name in ("posts", "stories"):
                    is_wanted = action in {f"mute_{name}", "mute_both"}
                    (ties[name].add if is_wanted else ties[name].discard)((a, b))
            case _:
                self.undo(action, a, b)

    def undo(self, action: str, a: int, b: int) -> None:
        ends = {"withdraw": "follow", "unblock": "block", "unfriend": "close", "lift": "restrict"}
        match action:
            case "remove":
                self.ties["follow"].discard((b, a))
                self.ties["close"].discard((a, b))
            case "unmute":
                self.ties["posts"].discard((a, b))
                self.ties["stories"].discard((a, b))
            case "hide":
                self.private.add(a)
            case "open":
                self.private.discard(a)
            case _ if action in ends:
                self.ties[ends[action]].discard((a, b))
            case _:
                pass

    def apart(self, a: int, b: int) -> bool:
        return bool({(a, b), (b, a)} & self.ties["block"])

    def is_close(self, a: int, b: int) -> bool:
        return a == b or ((b, a) in self.ties["close"] and (a, b) in self.ties["follow"])

    def sees(self, a: int, b: int, audience: Audience) -> bool:
        """Whether `a` sees what `b` shares with an audience."""
        if a == b:
            return True
        follows = (a, b) in self.ties["follow"]
        reaches = {Audience.EVERYONE: True, Audience.FOLLOWERS: follows}.get(audience, self.is_close(a, b))
        return not self.apart(a, b) and (b not in self.private or follows) and reaches

    def hidden(self, name: str) -> Pairs:
        everybody = range(PEOPLE)
        return {(a, b) for a in everybody for b in everybody if self.apart(a, b) or (a, b) in self.ties[name]}

    def told(self, posts: dict[tuple[int, Audience], PostId]) -> Told:
        everybody = range(PEOPLE)
        seen = {
            (a, id) for (b, audience), id in posts.items() for a in everybody if self.sees(a, b, audience)
        }
        public = {
            (PEOPLE, id)
            for (b, audience), id in posts.items()
            if audience is Audience.EVERYONE and b not in self.private
        }
        return {
            **self.ties,
            "close to": {(a, b) for a in everybody for b in everybody if self.is_close(a, b)},
            "posts hidden": self.hidden("posts"),
            "stories hidden": self.hidden("stories"),
            "seen": seen | public,
        }


async def act(ground: Ground, people: list[Viewer], step: Step) -> None:
    action, a, b = step
    viewer, other, records = people[a], people[b].account_id, ground.records
    follows, blocks, close, mutes = Follows(records), Blocks(records), CloseFriends(records), Mutes(records)
    acts = {
        # A request to somebody private is the business of test_graph.
        "follow": lambda: follows.request(viewer, other),
        "withdraw": lambda: follows.withdraw(viewer, other),
        "remove": lambda: follows.remove_follower(viewer, other),
        "block": lambda: blocks.block(viewer, other),
        "unblock": lambda: blocks.unblock(viewer, other),
        "befriend": lambda: close.add(viewer, other),
        "unfriend": lambda: close.remove(viewer, other),
        "restrict": lambda: Restrictions(records).restrict(viewer, other),
        "lift": lambda: Restrictions(records).lift(viewer, other),
        "mute_posts": lambda: mutes.mute(viewer, other, Mute(stories=False)),
        "mute_stories": lambda: mutes.mute(viewer, other, Mute(posts=False)),
        "mute_both": lambda: mutes.mute(viewer, other, Mute()),
        "unmute": lambda: mutes.unmute(viewer, other),
        "hide": lambda: ground.set_private(viewer, is_private=True),
        "open": lambda: ground.set_private(viewer, is_private=False),
    }
    # What is refused must change nothing, which the comparison shows.
    with suppress(Problem):
        await acts[action]()


async def lived(history: list[Step], bucket: int) -> tuple[Told, Told]:
    """What everybody sees in the end, with the names of relations; and what they should."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        spread(patch, bucket)
        async with ground_in(Path(folder)) as ground:
            people = [await ground.person() for _ in range(PEOPLE)]
            site = Site(ground)
            posts = {
                (n, audience): await site.post(author, audience=audience)
                for n, author in enumerate(people)
                for audience in Audience
            }
            naive = Naive()
            for step in history:
                await act(ground, people, step)
                naive.act(*step)
            found = await ties_of(ground, people) | await posts_of(ground, people, posts)
            return found, naive.told(posts)


async def ties_of(ground: Ground, people: list[Viewer]) -> Told:
    edges = await whole(ground)
    place = {viewer.account_id: n for n, viewer in enumerate(people)}
    told: Told = {
        name: {(place[src], place[dst]) for src, its, dst in edges if its is kind}
        for name, kind in KINDS.items()
    }
    ids = [viewer.account_id for viewer in people]
    pairs = [(a, b) for a in ids for b in ids]
    close = await ground.look(lambda tx: close_pairs(tx, pairs))
    told["close to"] = {(place[a], place[b]) for a, b in close}
    restricted = await ground.look(lambda tx: restricted_pairs(tx, pairs))
    assert {(place[a], place[b]) for a, b in restricted} == told["restrict"]
    for name in ("posts hidden", "stories hidden"):
        told[name] = set()
    for n, viewer in enumerate(people):
        found = await ground.look(lambda tx, who=viewer: close_to(tx, who, ids))
        assert {(n, place[id]) for id in found} == {pair for pair in told["close to"] if pair[0] == n}
        found = await ground.look(lambda tx, who=viewer: restricted_by(tx, who.account_id, ids))
        assert {(n, place[id]) for id in found} == {pair for pair in told["restrict"] if pair[0] == n}
        hidden = await ground.look(lambda tx, who=viewer: hidden_from(tx, who))
        told["posts hidden"] |= {(n, place[id]) for id in hidden}
        hidden = await ground.look(lambda tx, who=viewer: stories_hidden_from(tx, who))
        told["stories hidden"] |= {(n, place[id]) for id in hidden}
    return told


async def posts_of(ground: Ground, people: list[Viewer], posts: dict[tuple[int, Audience], PostId]) -> Told:
    """Who sees which post; the one who is nobody stands behind the last."""
    heads = await ground.look(lambda tx: post_heads(tx, list(posts.values())))
    pairs = [(viewer.account_id, post_id) for viewer in people for post_id in posts.values()]
    likeable = await ground.look(lambda tx: seen_pairs(tx, pairs))
    told: set[tuple[int, int]] = set()
    for n, viewer in enumerate([*people, ANONYMOUS]):
        seen = {head.id for head in await ground.look(lambda tx, who=viewer: seen_by(tx, who, heads))}
        told |= {(n, id) for id in seen}
        if viewer.is_known:
            assert {post_id for who, post_id in likeable if who == viewer.account_id} == seen
    return {"seen": told}


@settings(max_examples=30, deadline=None)
@given(steps, st.sampled_from([places.BUCKET_TIES_MAX, 1]))
def test_any_history_equals_the_naive_relations(history: list[Step], bucket: int) -> None:  # AZ-10
    found, expected = asyncio.run(lived(history, bucket))
    assert found == expected


async def test_racing_relations_leave_the_graph_whole(tmp_path: Path) -> None:  # AP-26, AZ-35
    """Everything at once: no close friend across a block, counts exact, and no reader sees half of a block."""
    async with ground_in(tmp_path) as ground:
        people = [await ground.person() for _ in range(PEOPLE)]
        storm: list[Step] = [
            (action, a, b)
            for _ in range(12)
            for action in ACTIONS[:11]
            for a in range(PEOPLE)
            for b in range(PEOPLE)
        ]
        random.Random(7).shuffle(storm)
        torn: list[str] = []

        async def look() -> None:
            pairs = [(a.account_id, b.account_id) for a in people for b in people]

            async def body(reading: Reading) -> None:
                close = await close_pairs(reading, pairs)
                for viewer in people:
                    hidden = await hidden_from(reading, viewer)
                    torn.extend(
                        f"{pair}" for pair in close if pair[0] == viewer.account_id and pair[1] in hidden
                    )

            await ground.look(body)

        await asyncio.gather(*(act(ground, people, step) for step in storm), *(look() for _ in range(200)))
        assert torn == []
        edges = await whole(ground)
        blocked = {frozenset((src, dst)) for src, kind, dst in edges if kind is EdgeKind.BLOCK}
        tied = {
            frozenset((src, dst))
            for src, kind, dst in edges
            if kind in {EdgeKind.FOLLOW, EdgeKind.REQUEST, EdgeKind.CLOSE_FRIEND}
        }
        assert blocked
        assert not blocked & tied
