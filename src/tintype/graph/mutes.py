"""Muting: no longer being shown what somebody shares, for good or until a time, without their knowing."""

from dataclasses import dataclass
from typing import Final

from tintype.accounts import hold_accounts
from tintype.graph import edges, store
from tintype.graph.events import Muted, Unmuted
from tintype.graph.model import EdgeKind
from tintype.graph.one_sided import not_oneself, tie
from tintype.kernel.clock import DAY_US
from tintype.kernel.ids import AccountId, shard_of
from tintype.kernel.problems import Invalid
from tintype.kernel.viewer import Viewer, known
from tintype.ports.jobs import TakenJob
from tintype.ports.records import Job, Lane, Records, Transaction

UNMUTE: Final = "graph.unmute"
MUTED_US_MAX: Final = 3_660 * DAY_US  # Ten years; who wants longer wants no end.
KINDS: Final = (EdgeKind.MUTE, EdgeKind.MUTE_STORIES)


@dataclass(frozen=True, slots=True)
class Mute:
    """What of somebody is not to be shown; `until_us` 0 has no end."""

    posts: bool = True
    stories: bool = True
    until_us: int = 0


@dataclass(frozen=True, slots=True)
class Mutes:
    """What people do about seeing less of somebody. Everything is safe to run twice."""

    records: Records

    async def mute(self, viewer: Viewer, account_id: AccountId, mute: Mute) -> None:
        """Mute as said, instead of what was said before.

        Raises NotFound if hidden, Conflict for oneself, Invalid for a mute of nothing or an end that cannot be,
        Forbidden beyond 10,000.
        """
        by_id = not_oneself(viewer, account_id, "mute_self")
        if not (mute.posts or mute.stories):
            raise Invalid("Choose posts, stories or both.", fields={"posts": ["required"]})

        async def body(tx: Transaction) -> None:
            refuse_end(mute.until_us, tx.now_us)
            for kind, is_wanted in zip(KINDS, (mute.posts, mute.stories), strict=True):
                if is_wanted:
                    await tie(tx, viewer, kind, account_id)
                else:
                    await edges.remove(tx, kind, [(by_id, account_id)])
            await _end_at(tx, by_id, account_id, mute.until_us)
            event = Muted(by_id, account_id, tx.now_us, mute.posts, mute.stories)
            await tx.publish(event, shard=shard_of(by_id))

        await self.records.transact(body)

    async def unmute(self, viewer: Viewer, account_id: AccountId) -> None:
        """Lift a mute, whatever it is of."""
        by_id = known(viewer)

        async def body(tx: Transaction) -> None:
            await hold_accounts(tx, by_id)
            await _lift(tx, by_id, account_id)

        await self.records.transact(body)

    async def handle(self, job: TakenJob) -> None:
        """Lift a mute that has come to its end, unless it was given another end. Handles the jobs of `UNMUTE`."""
        by_id, of_id = AccountId(int(job.args["by_id"])), AccountId(int(job.args["of_id"]))

        async def body(tx: Transaction) -> None:
            await hold_accounts(tx, by_id)
            ends = await store.mute_ends(tx, by_id, [of_id])
            if ends.get(of_id) == int(job.args["until_us"]):
                await _lift(tx, by_id, of_id)

        await self.records.transact(body)


def refuse_end(until_us: int, now_us: int) -> None:
    """Raises Invalid for an end that has passed or is more than ten years away; 0 is no end."""
    if until_us and not now_us < until_us <= now_us + MUTED_US_MAX:
        raise Invalid("A mute ends in the next ten years, or not at all.", fields={"until": ["out_of_range"]})


async def _end_at(tx: Transaction, by_id: AccountId, of_id: AccountId, until_us: int) -> None:
    await store.forget_mute_end(tx, by_id, of_id)
    if until_us:
        await store.note_mute_end(tx, by_id, of_id, until_us)
        args: dict[str, int | str] = {"by_id": by_id, "of_id": of_id, "until_us": until_us}
        await tx.enqueue(Job(UNMUTE, Lane.UPKEEP, shard_of(by_id), args, due_us=until_us))


async def _lift(tx: Transaction, by_id: AccountId, of_id: AccountId) -> None:
    were = [(await edges.remove(tx, kind, [(by_id, of_id)]))[0] for kind in KINDS]
    await store.forget_mute_end(tx, by_id, of_id)
    if any(were):
        await tx.publish(Unmuted(by_id, of_id, tx.now_us), shard=shard_of(by_id))
