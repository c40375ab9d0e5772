"""Makes and unmakes notices behind the event log, and sets off what tells people of them at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import msgspec

from tintype.accounts import hold_accounts
from tintype.flow import Consumer
from tintype.graph import Blocked
from tintype.kernel.events import Recorded
from tintype.kernel.ids import AccountId, PostId
from tintype.notifications import store
from tintype.notifications.facts import KINDS_HEARD, notices_of, notices_of_post
from tintype.notifications.model import (
    STALE_AFTER_US,
    Claim,
    Group,
    Notice,
    Plan,
    plan_for,
    plan_without,
)
from tintype.notifications.pushing import ask_for_push
from tintype.notifications.truth import claims_of
from tintype.notifications.unsaid import unsaid
from tintype.ports.broadcast import Broadcast
from tintype.ports.records import Reading, Records, Transaction
from tintype.posts import PostEdited, PostPublished, posts_of

NOTIFICATION_NEW: Final = "notification.new"
OWNERS_AT_ONCE = 64  # In one transaction, whose statements take them all: some 5 ms of SQLite's one writer.
LINGER_S = 0.05  # Live, but not each like by itself.
LINES_TOLD_MAX = 20  # To one person at once; a client that sees more asks for the list.
ERASED_AT_ONCE = 1_000
_NAMING = frozenset({PostPublished.kind, PostEdited.kind})


class LinesNew(msgspec.Struct, frozen=True):
    """The live message of lines that have grown: (kind, subject, day)."""

    owner_id: int
    lines: list[tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class Telling:
    """Keeps everybody's notices. Everything may run twice and late: what is told is what is true by then."""

    records: Records
    broadcast: Broadcast

    def consumer(self) -> Consumer:
        """The place of notifications in the log."""
        kinds = KINDS_HEARD | _NAMING | {Blocked.kind}
        return Consumer("notifications", kinds, self.on_event, self.on_events, linger_s=LINGER_S)

    async def on_event(self, recorded: Recorded) -> None:
        """One fact by itself."""
        await self.on_events([recorded])

    async def on_events(self, batch: Sequence[Recorded]) -> None:
        """Many facts in their order; all that concerns one person in one transaction."""
        # A block erases what was told before it: facts on both sides of one are not taken together.
        for some in _apart(batch):
            if isinstance(some[0].event, Blocked):
                await self._part(some[0].event)
            else:
                await self._tell(some)

    async def _tell(self, batch: Sequence[Recorded]) -> None:
        async def body(reading: Reading) -> list[Claim]:
            named = [*await _named(reading, batch), *await unsaid(reading, batch)]
            notices = [*notices_of(batch), *named]
            return await claims_of(reading, [one for one in notices if one.owner_id != one.actor_id])

        by_owner: dict[AccountId, list[Claim]] = {}
        for claim in await self.records.look(body):
            by_owner.setdefault(claim.notice.owner_id, []).append(claim)
        owners = sorted(by_owner)
        for at in range(0, len(owners), OWNERS_AT_ONCE):
            await self._tell_some(
                {owner_id: by_owner[owner_id] for owner_id in owners[at : at + OWNERS_AT_ONCE]}
            )

    async def _tell_some(self, claims: Mapping[AccountId, Sequence[Claim]]) -> None:
        asked = [claim.notice for some in claims.values() for claim in some]

        async def body(tx: Transaction) -> dict[AccountId, list[Group]]:
            await hold_accounts(tx, *claims)
            kept = await store.kept_of(tx, asked)
            plans = {owner_id: plan_for(kept.get(owner_id, ()), some) for owner_id, some in claims.items()}
            await _keep(tx, plans)
            return await _set_off(tx, plans)

        for owner_id, fresh in (await self.records.transact(body)).items():
            lines = [(int(kind), subject_id, day) for kind, subject_id, day in fresh[:LINES_TOLD_MAX]]
            message = msgspec.json.encode(LinesNew(owner_id, lines))
            await self.broadcast.publish(NOTIFICATION_NEW, message)

    async def _part(self, event: Blocked) -> None:
        """Nothing of either is told to the other any more."""
        for owner_id, actor_id in ((event.by_id, event.of_id), (event.of_id, event.by_id)):
            erase = partial(_erase, owner_id=owner_id, actor_id=actor_id)
            while await self.records.transact(erase) == ERASED_AT_ONCE:
                pass


async def _erase(tx: Transaction, owner_id: AccountId, actor_id: AccountId) -> int:
    await hold_accounts(tx, owner_id)
    kept = await store.kept_by(tx, owner_id, actor_id, ERASED_AT_ONCE)
    plan = plan_without(kept)
    await store.erase(tx, kept)
    await store.count(tx, {(owner_id, group): change for group, change in plan.people.items()}, {})
    return len(kept)


async def _keep(tx: Transaction, plans: Mapping[AccountId, Plan]) -> None:
    changed = [notice for plan in plans.values() for notice in plan.changed.values()]
    await store.put(tx, changed)
    people = {(owner_id, group): n for owner_id, plan in plans.items() for group, n in plan.people.items()}
    await store.count(tx, people, {(notice.owner_id, notice.group): notice.post_id for notice in changed})


async def _set_off(tx: Transaction, plans: Mapping[AccountId, Plan]) -> dict[AccountId, list[Group]]:
    """The lines that are news by now; devices are asked to be told of those that their owner wants there."""
    since_us = tx.now_us - STALE_AFTER_US
    fresh = {owner_id: _news(plan, since_us) for owner_id, plan in plans.items()}
    wanted = [
        (owner_id, group) for owner_id, some in fresh.items() for group in some if plans[owner_id].news[group]
    ]
    if wanted:
        await ask_for_push(tx, await store.mark_pushed(tx, wanted))
    return {owner_id: some for owner_id, some in fresh.items() if some}


def _news(plan: Plan, since_us: int) -> list[Group]:
    """The lines with something that has not been told and is not stale."""
    newest: dict[Group, int] = {}
    for notice in plan.changed.values():
        newest[notice.group] = max(notice.at_us, newest.get(notice.group, 0))
    return [group for group in plan.news if newest.get(group, 0) >= since_us]


async def _named(reading: Reading, batch: Sequence[Recorded]) -> list[Notice]:
    """Those whom published and edited posts name by now; nobody is told of what was brought from elsewhere."""
    at_us: dict[PostId, int] = {}
    for one in batch:
        match one.event:
            case PostPublished(is_quiet=False, is_return=False) | PostEdited() as event:
                at_us[event.post_id] = one.at_us
            case _:
                pass
    posts = await posts_of(reading, sorted(at_us)) if at_us else {}
    return [notice for post in posts.values() for notice in notices_of_post(post, at_us[post.id])]


def _apart(batch: Sequence[Recorded]) -> Iterator[list[Recorded]]:
    """The batch cut before and after each block."""
    some: list[Recorded] = []
    for one in batch:
        if isinstance(one.event, Blocked):
            if some:
                yield some
            yield [one]
            some = []
        else:
            some.append(one)
    if some:
        yield some
