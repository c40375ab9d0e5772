"""Following: at once where public, by an accepted request where private."""

import pytest

from tests.ground import Ground
from tintype.graph import (
    EdgeKind,
    Followed,
    FollowRequestAnswered,
    FollowRequested,
    Follows,
    FollowState,
    Unfollowed,
    edges,
    follow_state,
)
from tintype.graph.model import ASK_AGAIN_AFTER_DECLINE_US, FOLLOWING_MAX, TELL_AGAIN_AFTER_US
from tintype.kernel.ids import AccountId, compose
from tintype.kernel.problems import Conflict, Forbidden, NotFound, SignInRequired, TooMany
from tintype.kernel.viewer import ANONYMOUS, Viewer


async def state(ground: Ground, of: Viewer, to: Viewer) -> FollowState:
    return await ground.look(lambda tx: follow_state(tx, of.account_id, to.account_id))


async def test_a_public_account_is_followed_at_once(ground: Ground) -> None:
    follows, ana, ben = Follows(ground.records), await ground.person(), await ground.person()
    assert await follows.request(ben, ana.account_id) is FollowState.FOLLOWING
    assert await follows.request(ben, ana.account_id) is FollowState.FOLLOWING
    assert await state(ground, ben, ana) is FollowState.FOLLOWING
    assert await state(ground, ana, ben) is FollowState.NONE
    assert await ground.events() == [Followed(ben.account_id, ana.account_id, ground.clock.now_us())]


async def test_a_follow_ends_from_either_side(ground: Ground) -> None:
    follows, ana, ben = Follows(ground.records), await ground.person(), await ground.person()
    await follows.request(ben, ana.account_id)
    await follows.remove_follower(ana, ben.account_id)
    assert await state(ground, ben, ana) is FollowState.NONE
    await follows.request(ben, ana.account_id)
    assert await follows.withdraw(ben, ana.account_id) is FollowState.NONE
    assert await follows.withdraw(ben, ana.account_id) is FollowState.NONE
    assert [type(event) for event in await ground.events()] == [Followed, Unfollowed] * 2


async def test_a_private_account_decides(ground: Ground) -> None:
    follows, ana, ben = Follows(ground.records), await ground.person(is_private=True), await ground.person()
    assert await follows.request(ben, ana.account_id) is FollowState.REQUESTED
    assert await follows.request(ben, ana.account_id) is FollowState.REQUESTED
    assert await state(ground, ben, ana) is FollowState.REQUESTED
    await follows.accept(ana, ben.account_id)
    assert await state(ground, ben, ana) is FollowState.FOLLOWING
    assert [type(event) for event in await ground.events()] == [
        FollowRequested,
        FollowRequestAnswered,
        Followed,
    ]


async def test_only_the_owner_accepts(ground: Ground) -> None:  # AZ-04
    follows, ana, ben = Follows(ground.records), await ground.person(is_private=True), await ground.person()
    with pytest.raises(NotFound):
        await follows.accept(ana, ben.account_id)
    await follows.request(ben, ana.account_id)
    with pytest.raises(NotFound):
        await follows.accept(ben, ana.account_id)
    await follows.withdraw(ben, ana.account_id)
    with pytest.raises(NotFound):
        await follows.accept(ana, ben.account_id)
    assert await state(ground, ben, ana) is FollowState.NONE


async def test_a_declined_request_rests_for_a_week(ground: Ground) -> None:  # AZ-05
    follows, ana, ben = Follows(ground.records), await ground.person(is_private=True), await ground.person()
    await follows.request(ben, ana.account_id)
    await follows.decline(ana, ben.account_id)
    for _ in range(5):
        with pytest.raises(TooMany) as refused:
            await follows.request(ben, ana.account_id)
        assert refused.value.retry_after_s == ASK_AGAIN_AFTER_DECLINE_US // 1_000_000
    ground.clock.advance(ASK_AGAIN_AFTER_DECLINE_US)
    assert await follows.request(ben, ana.account_id) is FollowState.REQUESTED


async def test_asking_and_withdrawing_tells_once_a_day(ground: Ground) -> None:  # AZ-05
    follows, ana, ben = Follows(ground.records), await ground.person(is_private=True), await ground.person()
    for _ in range(5):
        await follows.request(ben, ana.account_id)
        await follows.withdraw(ben, ana.account_id)
    ground.clock.advance(TELL_AGAIN_AFTER_US)
    await follows.request(ben, ana.account_id)
    asked = [event for event in await ground.events() if isinstance(event, FollowRequested)]
    assert [event.is_news for event in asked] == [True, False, False, False, False, True]


async def test_a_request_turns_into_a_follow_when_the_account_is_public_by_then(ground: Ground) -> None:
    follows, ana, ben = Follows(ground.records), await ground.person(is_private=True), await ground.person()
    await follows.request(ben, ana.account_id)
    await ground.set_private(ana, is_private=False)
    assert await follows.request(ben, ana.account_id) is FollowState.FOLLOWING
    found = await ground.look(lambda tx: edges.counts(tx, [ana.account_id], [EdgeKind.REQUESTED_BY]))
    assert found == {(ana.account_id, EdgeKind.REQUESTED_BY): 0}


async def test_followers_stay_when_an_account_becomes_private(ground: Ground) -> None:
    follows, ana, ben = Follows(ground.records), await ground.person(), await ground.person()
    await follows.request(ben, ana.account_id)
    await ground.set_private(ana, is_private=True)
    assert await follows.request(ben, ana.account_id) is FollowState.FOLLOWING


async def test_who_cannot_be_followed(ground: Ground) -> None:
    follows, ana, gone = Follows(ground.records), await ground.person(), await ground.person()
    await ground.suspend(gone)
    with pytest.raises(Conflict):
        await follows.request(ana, ana.account_id)
    with pytest.raises(NotFound):
        await follows.request(ana, gone.account_id)
    with pytest.raises(NotFound):
        await follows.request(ana, AccountId(1))
    with pytest.raises(SignInRequired):
        await follows.request(ANONYMOUS, ana.account_id)


async def test_following_has_a_bound(ground: Ground) -> None:
    follows, ana, ben = Follows(ground.records), await ground.person(), await ground.person()
    others = [
        (ana.account_id, compose(1_600_000_000_000_000 + n * 1000, n % 7, 0)) for n in range(FOLLOWING_MAX)
    ]
    await ground.records.transact(lambda tx: edges.add(tx, EdgeKind.FOLLOW, others[1:]))
    await ground.records.transact(lambda tx: edges.add(tx, EdgeKind.REQUEST, others[:1]))
    with pytest.raises(Forbidden) as refused:
        await follows.request(ana, ben.account_id)
    assert refused.value.code == "following_limit"
