"""Telling people on their devices: one job for each browser, written and checked when it leaves."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import msgspec

from tintype.accounts import known_session
from tintype.flow import Permanent
from tintype.kernel.clock import DAY_US, SECOND_US
from tintype.kernel.ids import AccountId, SessionId, shard_of
from tintype.kernel.viewer import Viewer
from tintype.notifications import store
from tintype.notifications.model import Group, NoticeKind, OwnGroup
from tintype.notifications.showing import shown_lines, unread_of
from tintype.notifications.subscriptions import (
    Subscription,
    forget,
    subscription_ids_of,
    subscriptions_of,
)
from tintype.notifications.wording import path_of, said_of
from tintype.ports.jobs import TakenJob
from tintype.ports.push import Push, PushGone, PushRefused
from tintype.ports.records import Job, Lane, Reading, Records, Transaction

PUSH: Final = "push.send"
WAITS_S = 2 * DAY_US // SECOND_US  # At the push service, for a device that is switched off: a weekend.


class Told(msgspec.Struct, omit_defaults=True):
    """What the service worker shows. `tag`: a later one of the same takes its place; `path`: where a tap leads."""

    title: str
    body: str
    path: str
    tag: str
    unread: int


async def ask_for_push(tx: Transaction, lines: Collection[OwnGroup]) -> None:
    """Have every browser of their owners told of some lines, in this transaction."""
    browsers = await subscription_ids_of(tx, {owner_id for owner_id, _ in lines})
    for owner_id, (kind, subject_id, day) in lines:
        for to in browsers.get(owner_id, ()):
            args = {"owner_id": owner_id, "kind": int(kind), "subject_id": subject_id, "day": day, "to": to}
            await tx.enqueue(Job(PUSH, Lane.PUSH, shard_of(owner_id), dict(args)))


@dataclass(frozen=True, slots=True)
class Pushing:
    """Sends what has been asked for, as far as it is still true, may still be seen and has not been read."""

    records: Records
    push: Push

    async def handle(self, job: TakenJob) -> None:
        """Tell one browser. Safe to run twice: the second takes the place of the first. Raises Unavailable."""
        owner_id = AccountId(int(job.args["owner_id"]))
        group = (
            NoticeKind(int(job.args["kind"])),
            int(job.args["subject_id"]),
            int(job.args["day"]),
        )
        found = await self.records.look(
            lambda reading: _written(reading, owner_id, group, int(job.args["to"]))
        )
        if found is None:
            return
        subscription, told = found
        try:
            await self.push.send(
                subscription.address, msgspec.json.encode(told), topic=told.tag, ttl_s=WAITS_S
            )
        except PushGone:
            await self.records.transact(lambda tx: forget(tx, owner_id, [subscription.id]))
        except PushRefused as error:
            raise Permanent(str(error)) from error


async def _written(
    reading: Reading, owner_id: AccountId, group: Group, subscription_id: int
) -> tuple[Subscription, Told] | None:
    """What a browser is told by now; None where there is nothing to tell any more, or nobody."""
    there = [one for one in await subscriptions_of(reading, owner_id) if one.id == subscription_id]
    # A session that ran out, and one of an account that is suspended or resting, hears nothing.
    if not there or await known_session(reading, there[0].session_id) is None:
        return None
    viewer = Viewer(owner_id, SessionId(0))
    seen_us = (await store.wishes_of(reading, [owner_id]))[owner_id].seen_us
    lines = [line for line in await store.lines_of(reading, owner_id, [group]) if line.newest_us > seen_us]
    shown = await shown_lines(reading, viewer, lines)
    if not shown:
        return None
    title, body = said_of(shown[0])
    kind, subject_id, day = group
    tag = f"{int(kind)}-{subject_id}-{day}"
    return there[0], Told(title, body, path_of(shown[0]), tag, await unread_of(reading, viewer))
