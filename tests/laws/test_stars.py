"""For any history of ties of one node, however many buckets they are in: every read equals a plain set's."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.graph.whole import spread, whole
from tests.ground import Ground, ground_in
from tintype.graph import Edge, EdgeKind, FollowersPlace, edges, every_follower
from tintype.kernel.ids import AccountId, compose
from tintype.kernel.pages import TOP

FOLLOW, FOLLOWED_BY = EdgeKind.FOLLOW, EdgeKind.FOLLOWED_BY
STAR, OTHER = (compose(1_600_000_000_000_000, 100 + n, 1) for n in range(2))
CROWD = [compose(1_600_000_001_000_000 + n * 1000, n * 37 % 4096, n) for n in range(40)]
some = st.sets(st.integers(0, len(CROWD) - 1), min_size=1, max_size=12)
histories = st.lists(st.tuples(st.sampled_from(["add", "add", "remove"]), some), max_size=20)


@dataclass
class Naive:
    """When each follower of the star came."""

    since: dict[int, int] = field(default_factory=dict[int, int])

    def act(self, what: str, ids: list[int], now_us: int) -> None:
        for one in ids:
            if what == "add":
                self.since.setdefault(one, now_us)
            else:
                self.since.pop(one, None)

    def read(self, limit: int) -> dict[str, object]:
        ids = sorted(self.since)
        below = [one for one in ids if one in CROWD[::2] and one < CROWD[30]]
        return {
            "rows": ids,
            "sources": set(ids),
            "ties": {one: frozenset({FOLLOWED_BY}) for one in ids},
            "first": {STAR: ids[:limit]} if ids else {},
            "common": below[::-1][:limit],
            "more": {bound: len(ids) > bound for bound in (max(0, len(ids) - 1), len(ids))},
            "newest first": sorted(((at_us, one) for one, at_us in self.since.items()), reverse=True),
            "by id": ids,
            "walked": ids,
        }


async def lived(
    history: list[tuple[str, set[int]]], bucket: int, limit: int
) -> tuple[dict[str, object], dict[str, object]]:
    """What every read says in the end, and what it should say."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        spread(patch, bucket)
        async with ground_in(Path(folder)) as ground:
            naive = Naive()
            half = [(one, OTHER) for one in CROWD[::2]]
            await ground.records.transact(lambda tx: edges.add(tx, FOLLOW, half))
            for what, ids in history:
                ground.clock.advance(1_000_000)
                await act(ground, naive, what, [CROWD[one] for one in ids])
            return await read(ground, len(naive.since), limit), naive.read(limit)


async def act(ground: Ground, naive: Naive, what: str, ids: list[int]) -> None:
    change = edges.add if what == "add" else edges.remove
    pairs = [(one, STAR) for one in ids]
    news = await ground.records.transact(lambda tx: change(tx, FOLLOW, pairs))
    assert news == [(one in naive.since) is (what == "remove") for one in ids]
    naive.act(what, ids, ground.clock.now_us())


async def read(ground: Ground, count: int, limit: int) -> dict[str, object]:
    ties = await whole(ground)
    kinds = [FOLLOWED_BY, EdgeKind.BLOCK]
    return {
        "rows": sorted(dst for src, kind, dst in ties if (src, kind) == (STAR, FOLLOWED_BY)),
        "sources": await ground.look(lambda tx: edges.sources_in(tx, STAR, FOLLOW, CROWD)),
        "ties": await ground.look(lambda tx: edges.ties(tx, STAR, kinds, CROWD)),
        "first": await ground.look(lambda tx: edges.first_of_each(tx, [STAR, CROWD[0]], FOLLOWED_BY, limit)),
        "common": await ground.look(
            lambda tx: edges.intersect(tx, (STAR, FOLLOWED_BY), (OTHER, FOLLOWED_BY), CROWD[30], limit)
        ),
        "more": {
            bound: STAR
            in await ground.look(lambda tx, n=bound: edges.outnumbering(tx, FOLLOWED_BY, {STAR: n}))
            for bound in (max(0, count - 1), count)
        },
        "newest first": await newest_first(ground, limit),
        "by id": await by_id(ground, limit),
        "walked": sorted(await walked(ground, limit)),
    }


async def newest_first(ground: Ground, limit: int) -> list[tuple[int, int]]:
    seen: list[Edge] = []
    place = TOP
    while page := await ground.look(lambda tx, at=place: edges.page(tx, STAR, FOLLOWED_BY, at, limit)):
        seen += page
        place = edges.place_of(page[-1])
    assert {edge.src for edge in seen} <= {STAR}
    return [(edge.at_us, edge.dst) for edge in seen]


async def by_id(ground: Ground, limit: int) -> list[int]:
    seen = [0]
    while page := await ground.look(
        lambda tx, at=seen[-1]: edges.page_by_id(tx, STAR, FOLLOWED_BY, at, limit)
    ):
        seen += page
    return seen[1:]


async def walked(ground: Ground, limit: int) -> list[int]:
    seen: list[int] = []
    place: FollowersPlace | None = FollowersPlace()
    while place:
        # As a job is taken up again: without what only spares a question.
        place = FollowersPlace(place.slot, place.after)
        chunk = await ground.look(lambda tx, at=place: every_follower(tx, AccountId(STAR), at, limit))
        assert len(chunk.ids) <= limit
        seen += chunk.ids
        place = chunk.next
    return seen


@settings(max_examples=25, deadline=None)
@given(histories, st.sampled_from([1, 2, 4, 1000]), st.integers(1, 9))
def test_every_read_of_a_star_equals_a_plain_set(
    history: list[tuple[str, set[int]]], bucket: int, limit: int
) -> None:
    found, expected = asyncio.run(lived(history, bucket, limit))
    assert found == expected
