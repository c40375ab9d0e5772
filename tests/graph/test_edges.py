"""Ties of any kind: sets in, what was new out; both ends and both counts always agree."""

import random

import pytest

from tests.ground import Ground
from tintype.graph import EdgeKind, FollowersPlace, edges, every_follower
from tintype.kernel.ids import AccountId, compose
from tintype.kernel.pages import TOP

A, B, C, D = (compose(1_600_000_000_000_000 + n * 1000, 11 * n, n) for n in range(4))


async def add(ground: Ground, kind: EdgeKind, *pairs: tuple[int, int]) -> list[bool]:
    return await ground.records.transact(lambda tx: edges.add(tx, kind, pairs))


async def remove(ground: Ground, kind: EdgeKind, *pairs: tuple[int, int]) -> list[bool]:
    return await ground.records.transact(lambda tx: edges.remove(tx, kind, pairs))


async def test_add_says_which_are_new(ground: Ground) -> None:
    assert await add(ground, EdgeKind.LIKE, (A, B), (A, C), (A, B)) == [True, True, False]
    assert await add(ground, EdgeKind.LIKE, (A, B), (D, B)) == [False, True]
    assert await add(ground, EdgeKind.LIKE) == []


async def test_remove_says_which_there_were(ground: Ground) -> None:
    await add(ground, EdgeKind.LIKE, (A, B), (D, B))
    assert await remove(ground, EdgeKind.LIKE, (A, B), (A, C), (A, B)) == [True, False, False]
    assert await remove(ground, EdgeKind.SAVE, (D, B)) == [False]
    assert await remove(ground, EdgeKind.LIKE) == []


async def test_both_ends_are_counted(ground: Ground) -> None:
    await add(ground, EdgeKind.SAVE, (A, C), (B, C), (A, D))
    await remove(ground, EdgeKind.SAVE, (A, D))
    found = await ground.look(lambda tx: edges.counts(tx, [A, B, C, D], [EdgeKind.SAVE, EdgeKind.SAVED_BY]))
    assert found[A, EdgeKind.SAVE] == found[B, EdgeKind.SAVE] == 1
    assert found[C, EdgeKind.SAVED_BY] == 2
    assert found[D, EdgeKind.SAVED_BY] == found[C, EdgeKind.SAVE] == 0


async def test_what_is_not_counted_cannot_be_asked(ground: Ground) -> None:
    await add(ground, EdgeKind.LIKE, (A, B))
    assert await ground.rows("SELECT node, kind, n FROM counts") == [(B, EdgeKind.LIKED_BY, 1)]
    with pytest.raises(AssertionError):
        await ground.look(lambda tx: edges.counts(tx, [A], [EdgeKind.LIKE]))


async def test_sets_are_asked_at_once(ground: Ground) -> None:
    await add(ground, EdgeKind.FOLLOW, (A, B), (A, C), (D, A))
    await add(ground, EdgeKind.MUTE, (A, B))
    assert await ground.look(lambda tx: edges.contains(tx, A, EdgeKind.FOLLOW, [B, C, D])) == {B, C}
    assert await ground.look(lambda tx: edges.sources_in(tx, A, EdgeKind.FOLLOW, [B, C, D])) == {D}
    both = (EdgeKind.FOLLOW, EdgeKind.MUTE)
    assert await ground.look(lambda tx: edges.ties(tx, A, both, [B, C, D])) == {
        B: frozenset(both),
        C: frozenset({EdgeKind.FOLLOW}),
    }
    assert await ground.look(lambda tx: edges.ties_of_pairs(tx, both, [(A, C), (D, A), (D, B)])) == {
        (A, C): frozenset({EdgeKind.FOLLOW}),
        (D, A): frozenset({EdgeKind.FOLLOW}),
    }


async def test_pages_are_newest_first_and_join_to_the_list(ground: Ground) -> None:
    others = [compose(1_650_000_000_000_000, n, n) for n in range(25)]
    for n, other in enumerate(others):
        await add(ground, EdgeKind.FOLLOW, (A, other))
        ground.clock.advance(n % 3 * 1000)
    seen: list[int] = []
    place = TOP
    while found := await ground.look(lambda tx, at=place: edges.page(tx, A, EdgeKind.FOLLOW, at, 7)):
        seen += [edge.dst for edge in found]
        place = edges.place_of(found[-1])
    assert sorted(seen) == sorted(others)
    assert seen[0] in others[-3:]


async def test_only_listed_kinds_have_pages(ground: Ground) -> None:
    with pytest.raises(AssertionError):
        await ground.look(lambda tx: edges.page(tx, A, EdgeKind.SAVED_BY, TOP, 1))


async def test_intersect_finds_what_both_have(ground: Ground) -> None:
    await add(ground, EdgeKind.FOLLOW, (A, B), (A, C), (A, D), (B, D), (C, D))
    mine, theirs = (A, EdgeKind.FOLLOW), (D, EdgeKind.FOLLOWED_BY)
    found = await ground.look(lambda tx: edges.intersect(tx, mine, theirs, 1 << 62, 10))
    assert found == sorted({B, C}, reverse=True)
    assert await ground.look(lambda tx: edges.intersect(tx, mine, theirs, found[0], 10)) == found[1:]


async def test_every_follower_comes_in_chunks_by_id(ground: Ground) -> None:
    rng = random.Random(1)
    followers = sorted(rng.sample(range(1, 1 << 62), 1000))
    await add(ground, EdgeKind.FOLLOW, *((follower, A) for follower in followers))
    chunks: list[list[int]] = []
    place: FollowersPlace | None = FollowersPlace()
    while place:
        found = await ground.look(lambda tx, at=place: every_follower(tx, AccountId(A), at, 300))
        chunks.append(list(found.ids))
        place = found.next
    assert [len(chunk) for chunk in chunks] == [300, 300, 300, 100]
    assert [follower for chunk in chunks for follower in chunk] == followers


async def test_the_first_of_each_node(ground: Ground) -> None:
    for liker in (A, B, C):
        await add(ground, EdgeKind.LIKE, (liker, D))
        ground.clock.advance(1_000)
    await add(ground, EdgeKind.LIKE, (B, A))
    found = await ground.look(lambda tx: edges.first_of_each(tx, [A, B, D], EdgeKind.LIKED_BY, 2))
    assert found == {A: [B], D: sorted((A, B, C))[:2]}
