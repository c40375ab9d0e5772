"""Taking a rest, and leaving for good: an account is hidden at once, and signing in brings it back as it was.

Nothing is changed but the account's own state, so there is nothing to put back. What leaves for good is erased by a job
when the days of grace are over: `tintype.erasure`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tintype.accounts import sessions, store
from tintype.accounts.events import AccountHidden, AccountShown
from tintype.accounts.model import Account, State
from tintype.accounts.proofs import require_proof
from tintype.accounts.sessions import Sessions
from tintype.kernel.clock import DAY_US
from tintype.kernel.ids import AccountId, shard_of
from tintype.kernel.problems import Conflict, NotFound
from tintype.kernel.sql import Queries
from tintype.kernel.viewer import Viewer, known
from tintype.ports.records import Job, Lane, Reading, Records, Transaction

sql = Queries(__package__ or "", "leaving.sql")
ERASE: Final = "account.erase"
GRACE_DAYS: Final = 30  # As long as the field gives: a holiday, and time to hear of it.


@dataclass(frozen=True, slots=True)
class Leaving:
    """What people do about not being here. Both ask for a proof first, and end every browser's session."""

    records: Records
    sessions: Sessions
    grace_us: int = GRACE_DAYS * DAY_US

    async def rest(self, viewer: Viewer) -> None:
        """Hide everything of the viewer's until they sign in again."""
        account_id = known(viewer)

        async def body(tx: Transaction) -> None:
            await require_proof(tx, viewer)
            await store.hold_accounts(tx, account_id)
            await hide(tx, account_id, State.RESTING)

        await self.records.transact(body)
        self.sessions.forget_account(account_id)

    async def leave(self, viewer: Viewer) -> int:
        """Hide everything, and erase it when the days of grace are over: when that is, µs since 1970."""
        account_id = known(viewer)

        async def body(tx: Transaction) -> int:
            await require_proof(tx, viewer)
            await store.hold_accounts(tx, account_id)
            return await leave(tx, account_id, self.grace_us)

        gone_us = await self.records.transact(body)
        self.sessions.forget_account(account_id)
        return gone_us

    async def end(self, login: str, *, at_once: bool) -> AccountId:
        """Have the account of a username or an address leave, for whoever sits at the machine. Raises NotFound."""

        async def body(tx: Transaction) -> AccountId:
            account_id = await found(tx, login)
            await leave(tx, account_id, 0 if at_once else self.grace_us)
            return account_id

        return await self.records.transact(body)

    async def look(self, login: str) -> tuple[Account, str, int]:
        """An account, its state, and when it is erased (0: not), for whoever sits at the machine. Raises NotFound."""

        async def body(reading: Reading) -> tuple[Account, str, int]:
            account = await store.profile(reading, await found(reading, login))
            if account is None:
                raise NotFound
            state, gone_us = await _state(reading, account.id)
            return account, State(state).name.lower(), gone_us

        return await self.records.look(body)

    async def suspend(self, login: str) -> AccountId:
        """Shut an account out and hide it: its sessions, tokens and sockets are worth nothing. Raises NotFound."""

        async def body(tx: Transaction) -> AccountId:
            account_id = await found(tx, login)
            await hide(tx, account_id, State.SUSPENDED)
            return account_id

        return await self.records.transact(body)

    async def restore(self, login: str) -> AccountId:
        """Let a suspended account take part again. Raises NotFound, Conflict for one that is not suspended."""

        async def body(tx: Transaction) -> AccountId:
            account_id = await found(tx, login)
            if not await _show(tx, account_id, [State.SUSPENDED]):
                raise Conflict("This account is not suspended.", code="not_suspended")
            return account_id

        return await self.records.transact(body)


async def come_back(tx: Transaction, account_id: AccountId) -> bool:
    """Whoever rests or is leaving is here again, because they sign in; whether they were away."""
    return await _show(tx, account_id, [State.RESTING, State.LEAVING])


async def begin_going(tx: Transaction, account_id: AccountId) -> bool:
    """From now on there is no way back; False for an account that is not to be erased, or not yet."""
    await store.hold_accounts(tx, account_id)
    if await gone_us(tx, account_id) not in range(1, tx.now_us + 1):
        return False
    await _change(tx, account_id, State.GOING, [State.LEAVING], await gone_us(tx, account_id))
    return True


async def gone_us(reading: Reading, account_id: AccountId) -> int:
    """When an account is erased; 0 for one that is not leaving, or not here."""
    return (await _state(reading, account_id))[1]


async def leave(tx: Transaction, account_id: AccountId, grace_us: int) -> int:
    """Hide an account and have it erased later: when, µs since 1970."""
    at_us = tx.now_us + grace_us
    await hide(tx, account_id, State.LEAVING, gone_us=at_us)
    args: dict[str, int | str] = {"account_id": account_id}
    await tx.enqueue(Job(ERASE, Lane.UPKEEP, shard_of(account_id), args, due_us=at_us))
    return at_us


async def hide(tx: Transaction, account_id: AccountId, state: State, *, gone_us: int = 0) -> None:
    """Let an account take no part. Its browsers are signed out; its tokens open nothing until it is back."""
    before = [state for state in State if state is not State.GOING]
    await _change(tx, account_id, state, before, gone_us)
    await sessions.end_browsers(tx, account_id)
    await tx.publish(AccountHidden(account_id, tx.now_us), shard=shard_of(account_id))


async def found(reading: Reading, login: str) -> AccountId:
    """The account of a username or an e-mail address. Raises NotFound."""
    account_id = await store.id_by_login(reading, login)
    if account_id is None:
        raise NotFound(f"There is no account {login}.")
    return account_id


async def _state(reading: Reading, account_id: AccountId) -> tuple[int, int]:
    rows = await reading.fetch(sql.state, _pair, shard=shard_of(account_id), id=account_id)
    return rows[0] if rows else (int(State.GOING), 0)


def _pair(state: int, gone_us: int) -> tuple[int, int]:
    return state, gone_us


async def _show(tx: Transaction, account_id: AccountId, before: Sequence[State]) -> bool:
    changed = await _change(tx, account_id, State.ACTIVE, before, 0)
    if changed:
        await tx.publish(AccountShown(account_id, tx.now_us), shard=shard_of(account_id))
    return changed


async def _change(
    tx: Transaction, account_id: AccountId, state: State, before: Sequence[State], gone_us: int
) -> bool:
    changed = await tx.execute(
        sql.change_state,
        shard=shard_of(account_id),
        id=account_id,
        state=int(state),
        before=[int(each) for each in before],
        gone_us=gone_us,
        now_us=tx.now_us,
    )
    return changed == 1
