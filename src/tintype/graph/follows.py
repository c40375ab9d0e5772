"""Following: at once where an account is public, by a request its owner accepts where it is private.

What becomes of two accounts is decided while the follower's is held, whoever decides.
"""

from dataclasses import dataclass
from functools import partial

from tintype.accounts import hold_accounts, standing
from tintype.graph import edges, store
from tintype.graph.close_friends import end_closeness
from tintype.graph.events import (
    Followed,
    FollowRequestAnswered,
    FollowRequested,
    FollowRequestWithdrawn,
    Unfollowed,
)
from tintype.graph.model import FOLLOWING_MAX, EdgeKind, FollowState
from tintype.graph.visibility import reachable
from tintype.kernel.ids import AccountId, shard_of
from tintype.kernel.problems import Conflict, Forbidden, NotFound, TooMany
from tintype.kernel.viewer import Viewer, known
from tintype.ports.records import Reading, Records, Transaction

_WANTED = (EdgeKind.FOLLOW, EdgeKind.REQUEST)


@dataclass(frozen=True, slots=True)
class Follows:
    """What people do about following. Every method is safe to call twice."""

    records: Records

    async def request(self, viewer: Viewer, account_id: AccountId) -> FollowState:
        """Follow a public account, ask a private one. Raises NotFound if hidden, Forbidden beyond 7,500.

        What was asked of an account that has become public stays open for its owner to answer; asking again follows.
        """
        follower_id = known(viewer)
        if follower_id == account_id:
            raise Conflict("You cannot follow yourself.", code="follow_self")

        async def body(tx: Transaction) -> FollowState:
            await hold_accounts(tx, follower_id)
            if not await reachable(tx, viewer, [account_id]):
                raise NotFound
            return await request(tx, follower_id, account_id)

        return await self.records.transact(body)

    async def withdraw(self, viewer: Viewer, account_id: AccountId) -> FollowState:
        """Stop following, or take a request back."""
        return await self.records.transact(
            partial(withdraw, follower_id=known(viewer), account_id=account_id)
        )

    async def accept(self, viewer: Viewer, follower_id: AccountId) -> None:
        """Let somebody who asked follow. Raises NotFound when they have not asked (or no longer do)."""
        await self.records.transact(partial(accept, owner_id=known(viewer), follower_id=follower_id))

    async def decline(self, viewer: Viewer, follower_id: AccountId) -> None:
        """Refuse somebody who asked; they may ask again in a week. Raises NotFound when they have not asked."""
        await self.records.transact(partial(decline, owner_id=known(viewer), follower_id=follower_id))

    async def remove_follower(self, viewer: Viewer, follower_id: AccountId) -> None:
        """End somebody's follow of the viewer, and with it that they are a close friend."""
        owner_id = known(viewer)

        async def body(tx: Transaction) -> None:
            await hold_accounts(tx, follower_id)
            await end_follow(tx, follower_id, owner_id)
            await end_closeness(tx, owner_id, follower_id)

        await self.records.transact(body)


async def state(reading: Reading, viewer_id: AccountId, account_id: AccountId) -> FollowState:
    """How one account stands to another."""
    ties = await edges.ties(reading, viewer_id, _WANTED, [account_id])
    its = ties.get(account_id, frozenset[EdgeKind]())
    if EdgeKind.FOLLOW in its:
        return FollowState.FOLLOWING
    return FollowState.REQUESTED if its else FollowState.NONE


async def request(
    tx: Transaction, follower_id: AccountId, account_id: AccountId, *, is_quiet: bool = False
) -> FollowState:
    """Follow or ask, between two accounts of which the one may see the other; `is_quiet` among many others."""
    now = await state(tx, follower_id, account_id)
    is_private = (await standing(tx, [account_id]))[account_id].is_private
    if now is FollowState.FOLLOWING or (now is FollowState.REQUESTED and is_private):
        return now
    await _refuse_beyond_bound(tx, follower_id)
    if is_private:
        await _ask(tx, follower_id, account_id, is_quiet=is_quiet)
        return FollowState.REQUESTED
    # The account has become public since it was asked: following it answers the request.
    await edges.remove(tx, EdgeKind.REQUEST, [(follower_id, account_id)])
    await start_follow(tx, follower_id, account_id, is_quiet=is_quiet)
    return FollowState.FOLLOWING


async def withdraw(tx: Transaction, follower_id: AccountId, account_id: AccountId) -> FollowState:
    """End a follow or a request, whichever there is."""
    await hold_accounts(tx, follower_id)
    await end_follow(tx, follower_id, account_id)
    await end_request(tx, follower_id, account_id)
    return FollowState.NONE


async def accept(tx: Transaction, owner_id: AccountId, follower_id: AccountId) -> None:
    """Turn a request into a follow. Only the row that the asker wrote can be accepted."""
    await _answer(tx, owner_id, follower_id, is_accepted=True)
    await store.forget_ask(tx, follower_id, owner_id)
    await start_follow(tx, follower_id, owner_id)


async def decline(tx: Transaction, owner_id: AccountId, follower_id: AccountId) -> None:
    """Take a request away, and remember it."""
    await _answer(tx, owner_id, follower_id, is_accepted=False)
    await store.note_decline(tx, follower_id, owner_id)


async def start_follow(
    tx: Transaction, follower_id: AccountId, followed_id: AccountId, *, is_quiet: bool = False
) -> None:
    """Write a follow that nothing forbids, once."""
    if not (await edges.add(tx, EdgeKind.FOLLOW, [(follower_id, followed_id)]))[0]:
        return
    event = Followed(follower_id, followed_id, tx.now_us, is_quiet=is_quiet)
    await tx.publish(event, shard=shard_of(follower_id))


async def end_follow(tx: Transaction, follower_id: AccountId, followed_id: AccountId) -> None:
    """Remove a follow if there is one."""
    if (await edges.remove(tx, EdgeKind.FOLLOW, [(follower_id, followed_id)]))[0]:
        await tx.publish(Unfollowed(follower_id, followed_id, tx.now_us), shard=shard_of(follower_id))


async def end_request(tx: Transaction, follower_id: AccountId, followed_id: AccountId) -> None:
    """Remove a request if there is one, unanswered."""
    if (await edges.remove(tx, EdgeKind.REQUEST, [(follower_id, followed_id)]))[0]:
        event = FollowRequestWithdrawn(follower_id, followed_id, tx.now_us)
        await tx.publish(event, shard=shard_of(follower_id))


async def _refuse_beyond_bound(tx: Transaction, follower_id: AccountId) -> None:
    wanted = await edges.counts(tx, [follower_id], _WANTED)
    if sum(wanted.values()) >= FOLLOWING_MAX:
        raise Forbidden(f"You can follow at most {FOLLOWING_MAX:,} accounts.", code="following_limit")


async def _ask(tx: Transaction, follower_id: AccountId, account_id: AccountId, *, is_quiet: bool) -> None:
    earlier = await store.ask_of(tx, follower_id, account_id)
    wait_s = earlier.wait_s(tx.now_us) if earlier else 0
    if wait_s:
        raise TooMany("You have asked not long ago.", code="asked_lately", retry_after_s=wait_s)
    is_news = not is_quiet and (earlier is None or earlier.may_tell(tx.now_us))
    if is_news:
        await store.note_ask(tx, follower_id, account_id)
    await edges.add(tx, EdgeKind.REQUEST, [(follower_id, account_id)])
    await tx.publish(
        FollowRequested(follower_id, account_id, tx.now_us, is_news), shard=shard_of(follower_id)
    )


async def _answer(tx: Transaction, owner_id: AccountId, follower_id: AccountId, *, is_accepted: bool) -> None:
    await hold_accounts(tx, follower_id)
    if not (await edges.remove(tx, EdgeKind.REQUEST, [(follower_id, owner_id)]))[0]:
        raise NotFound
    event = FollowRequestAnswered(owner_id, follower_id, is_accepted, tx.now_us)
    await tx.publish(event, shard=shard_of(owner_id))
