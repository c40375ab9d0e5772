"""Blocks end everything between two people; visibility is decided in one place."""

import random
from importlib import import_module

import pytest

from tests.ground import Ground
from tintype.adapters.embedded.cache import EmbeddedCache
from tintype.graph import (
    Blocks,
    Follows,
    FollowState,
    MostFollowed,
    Mute,
    Mutes,
    follow_state,
    hidden_from,
    hidden_pairs,
    reachable,
    suggestions,
    visible,
    visible_pairs,
)
from tintype.kernel.ids import AccountId
from tintype.kernel.problems import Conflict, NotFound
from tintype.kernel.viewer import ANONYMOUS, Viewer


async def sees(ground: Ground, viewer: Viewer, *others: Viewer) -> list[bool]:
    ids = [other.account_id for other in others]
    found = await ground.look(lambda tx: visible(tx, viewer, ids))
    if viewer.is_known:
        pairs = [(viewer.account_id, one) for one in ids]
        assert await ground.look(lambda tx: visible_pairs(tx, pairs)) == {
            (viewer.account_id, one) for one in found
        }
    return [one in found for one in ids]


async def reaches(ground: Ground, viewer: Viewer, *others: Viewer) -> list[bool]:
    ids = [other.account_id for other in others]
    found = await ground.look(lambda tx: reachable(tx, viewer, ids))
    return [one in found for one in ids]


async def test_a_block_ends_follows_and_requests_both_ways(ground: Ground) -> None:
    follows, blocks = Follows(ground.records), Blocks(ground.records)
    ana, ben = await ground.person(is_private=True), await ground.person()
    await follows.request(ben, ana.account_id)
    await follows.request(ana, ben.account_id)
    await blocks.block(ana, ben.account_id)
    await blocks.block(ana, ben.account_id)
    for one, other in ((ana, ben), (ben, ana)):
        state = await ground.look(lambda tx, a=one, b=other: follow_state(tx, a.account_id, b.account_id))
        assert state is FollowState.NONE
        with pytest.raises(NotFound):
            await follows.request(one, other.account_id)
    with pytest.raises(NotFound):
        await blocks.block(ben, ana.account_id)
    with pytest.raises(NotFound):
        await follows.accept(ana, ben.account_id)


async def test_a_lifted_block_does_not_restore(ground: Ground) -> None:
    follows, blocks = Follows(ground.records), Blocks(ground.records)
    ana, ben = await ground.person(), await ground.person()
    await follows.request(ben, ana.account_id)
    await blocks.block(ana, ben.account_id)
    await blocks.unblock(ben, ana.account_id)
    assert await sees(ground, ben, ana) == [False]
    await blocks.unblock(ana, ben.account_id)
    assert await sees(ground, ben, ana) == [True]
    state = await ground.look(lambda tx: follow_state(tx, ben.account_id, ana.account_id))
    assert state is FollowState.NONE


async def test_who_sees_what(ground: Ground) -> None:
    follows, blocks = Follows(ground.records), Blocks(ground.records)
    viewer, public, private, followed, blocker, gone = [
        await ground.person(is_private=is_private) for is_private in (False, False, True, True, False, False)
    ]
    everybody = (viewer, public, private, followed, blocker, gone)
    await follows.request(viewer, private.account_id)
    await follows.request(viewer, followed.account_id)
    await follows.accept(followed, viewer.account_id)
    await blocks.block(blocker, viewer.account_id)
    await ground.suspend(gone)
    assert await sees(ground, viewer, *everybody) == [True, True, False, True, False, False]
    assert await reaches(ground, viewer, *everybody) == [True, True, True, True, False, False]
    assert await sees(ground, ANONYMOUS, *everybody) == [True, True, False, False, True, False]
    assert await reaches(ground, ANONYMOUS, *everybody) == [True, True, True, True, True, False]
    assert await sees(ground, viewer) == []
    assert await ground.look(lambda tx: visible(tx, viewer, [AccountId(5)])) == set()


async def test_one_sees_oneself_when_private(ground: Ground) -> None:
    ana = await ground.person(is_private=True)
    assert await sees(ground, ana, ana) == [True]


async def test_hidden_are_the_blocked_of_both_sides_and_the_muted(ground: Ground) -> None:
    blocks = Blocks(ground.records)
    ana, by_ana, of_ana, muted = [await ground.person() for _ in range(4)]
    await blocks.block(ana, by_ana.account_id)
    await blocks.block(of_ana, ana.account_id)
    await Mutes(ground.records).mute(ana, muted.account_id, Mute())
    await Mutes(ground.records).mute(ana, muted.account_id, Mute())
    expected = {by_ana.account_id, of_ana.account_id, muted.account_id}
    assert await ground.look(lambda tx: hidden_from(tx, ana)) == expected
    everybody = [one.account_id for one in (ana, by_ana, of_ana, muted)]
    pairs = {(ana.account_id, other) for other in everybody} | {(one, ana.account_id) for one in everybody}
    assert await ground.look(lambda tx: hidden_pairs(tx, pairs)) == {
        *((ana.account_id, other) for other in expected),
        *((one.account_id, ana.account_id) for one in (by_ana, of_ana)),
    }
    assert await ground.look(lambda tx: hidden_from(tx, muted)) == frozenset()
    assert await ground.look(lambda tx: hidden_from(tx, ANONYMOUS)) == frozenset()
    await Mutes(ground.records).unmute(ana, muted.account_id)
    assert muted.account_id not in await ground.look(lambda tx: hidden_from(tx, ana))
    assert await sees(ground, ana, muted) == [True]


async def test_one_cannot_block_or_mute_oneself(ground: Ground) -> None:
    blocks, ana = Blocks(ground.records), await ground.person()
    with pytest.raises(Conflict):
        await blocks.block(ana, ana.account_id)
    with pytest.raises(Conflict):
        await Mutes(ground.records).mute(ana, ana.account_id, Mute())


async def test_suggestions_are_the_most_followed_strangers(ground: Ground) -> None:
    follows, blocks = Follows(ground.records), Blocks(ground.records)
    ana, star, known, blocked, *crowd = [await ground.person() for _ in range(8)]
    private = await ground.person(is_private=True)
    for one in crowd:
        for other in (star, known, blocked, ana):
            await follows.request(one, other.account_id)
    await follows.request(private, crowd[0].account_id)
    await follows.request(ana, known.account_id)
    await blocks.block(ana, blocked.account_id)
    cache = EmbeddedCache(1 << 20, lambda: 0.0, random.Random(7))
    candidates = await MostFollowed(ground.records, cache).ids()
    found = await ground.look(lambda tx: suggestions(tx, ana, candidates, 10))
    assert found == [star.account_id, crowd[0].account_id]
    assert len(await ground.look(lambda tx: suggestions(tx, ANONYMOUS, candidates, 2))) == 2


async def test_a_large_site_remembers_its_most_followed(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module("tintype.graph.suggestions"), "CANDIDATES", 2)
    follows = Follows(ground.records)
    one, other, third = [await ground.person() for _ in range(3)]
    await follows.request(one, other.account_id)
    await follows.request(third, other.account_id)
    await follows.request(other, one.account_id)
    most_followed = MostFollowed(ground.records, EmbeddedCache(1 << 20, lambda: 0.0, random.Random(7)))
    first = await most_followed.ids()
    before = ground.records.looks
    assert await most_followed.ids() == first == [other.account_id, one.account_id]
    assert ground.records.looks == before
