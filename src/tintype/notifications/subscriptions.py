"""The browsers that somebody wants to be told on: each belongs to a session and ends with it."""

from collections.abc import Collection
from dataclasses import dataclass

from tintype.accounts import SessionEnded, hold_accounts
from tintype.flow import Consumer
from tintype.kernel.events import Recorded
from tintype.kernel.ids import AccountId, SessionId, shard_of
from tintype.kernel.problems import Invalid, NotFound
from tintype.kernel.sql import Queries
from tintype.kernel.viewer import Viewer, known
from tintype.ports.push import Push, PushAddress
from tintype.ports.records import Reading, Records, Transaction

sql = Queries(__package__ or "", "push.sql")
SUBSCRIPTIONS_MAX = 20  # Of one person: more browsers than anybody reads on. The oldest makes room.


@dataclass(frozen=True, slots=True)
class Subscription:
    """One browser of one session. `agent` is what it calls itself."""

    id: int
    session_id: SessionId
    address: PushAddress
    agent: str
    created_us: int


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """What people do about being told on a device."""

    records: Records
    push: Push

    async def add(self, viewer: Viewer, address: PushAddress, agent: str) -> int:
        """Tell the viewer on this browser from now on; its id. The same browser again keeps its place.

        Raises Invalid for an address where nobody could be told.
        """
        owner_id = known(viewer)
        flaw = self.push.flaw_of(address)
        if flaw:
            raise Invalid(
                "This browser's push service cannot be used from here.", fields={"endpoint": [flaw]}
            )

        async def body(tx: Transaction) -> int:
            await hold_accounts(tx, owner_id)
            there = await subscriptions_of(tx, owner_id)
            same = [one.id for one in there if one.address.endpoint == address.endpoint]
            others = [one.id for one in there if one.id not in same]
            await forget(tx, owner_id, [*same, *others[: max(0, len(others) - SUBSCRIPTIONS_MAX + 1)]])
            id = same[0] if same else tx.mint(shard_of(owner_id))
            await tx.execute(
                sql.add_subscription,
                shard=shard_of(owner_id),
                owner_id=owner_id,
                id=id,
                session_id=viewer.session_id,
                endpoint=address.endpoint,
                key=address.key,
                auth=address.auth,
                agent=agent,
                now_us=tx.now_us,
            )
            return id

        return await self.records.transact(body)

    async def remove(self, viewer: Viewer, subscription_id: int) -> None:
        """No longer tell the viewer there. Raises NotFound for what is not the viewer's."""
        owner_id = known(viewer)

        async def body(tx: Transaction) -> None:
            if not await forget(tx, owner_id, [subscription_id]):
                raise NotFound

        await self.records.transact(body)

    def consumer(self) -> Consumer:
        """The place of subscriptions in the log: who has signed out is told nothing on that browser any more."""
        return Consumer("push", frozenset({SessionEnded.kind}), self.on_event)

    async def on_event(self, recorded: Recorded) -> None:
        """Forget the browser of a session that has ended. Safe to run twice."""
        event = recorded.event
        if not isinstance(event, SessionEnded):
            return
        owner_id = event.account_id

        async def body(reading: Reading) -> list[int]:
            there = await subscriptions_of(reading, owner_id)
            return [one.id for one in there if one.session_id == event.session_id]

        ids = await self.records.look(body)
        if ids:
            await self.records.transact(lambda tx: forget(tx, owner_id, ids))


async def subscriptions_of(reading: Reading, owner_id: AccountId) -> list[Subscription]:
    """Where somebody is told, oldest first."""
    return await reading.fetch(
        sql.subscriptions_of, _subscription, shard=shard_of(owner_id), owner_id=owner_id
    )


async def subscription_ids_of(
    reading: Reading, owner_ids: Collection[AccountId]
) -> dict[AccountId, list[int]]:
    """The browsers on which each of some people is told; who has none is left out."""
    found: dict[AccountId, list[int]] = {}
    for owner_id, id in await reading.fetch(sql.subscription_ids_of, _pair, owner_ids=sorted(owner_ids)):
        found.setdefault(owner_id, []).append(id)
    return found


async def forget(tx: Transaction, owner_id: AccountId, ids: list[int]) -> int:
    """Forget some of somebody's browsers; how many there were."""
    if not ids:
        return 0
    return await tx.execute(sql.forget_subscriptions, shard=shard_of(owner_id), owner_id=owner_id, ids=ids)


def _subscription(  # noqa: PLR0917 — the columns of the row, in order
    id: int, session_id: SessionId, endpoint: str, key: bytes, auth: bytes, agent: str, created_us: int
) -> Subscription:
    return Subscription(id, session_id, PushAddress(endpoint, bytes(key), bytes(auth)), agent, created_us)


def _pair(owner_id: AccountId, id: int) -> tuple[AccountId, int]:
    return owner_id, id
