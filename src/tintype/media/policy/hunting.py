"""Looks through everything that is here for what has just been blocked, and takes it down as it is found.

A walk along the hashes, a few thousand at a time; where it stands is in the job, so that it goes on after a restart.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from tintype.kernel.ids import AccountId, MediaId
from tintype.media import store
from tintype.media.policy import policy_store
from tintype.media.policy.blocking import HUNT
from tintype.media.policy.near_copies import NEAR_BITS_MAX
from tintype.media.policy.policy_store import BEFORE_ALL, BlockedHash, Looks
from tintype.media.policy.verdicts import take_down
from tintype.ports.jobs import TakenJob
from tintype.ports.records import Job, Lane, Records, Transaction

_BATCH: Final = 5_000  # 600 KB of hashes
_BATCHES_OF_JOB: Final = 20  # then others of the lane have their turn
_ENTRIES_MAX: Final = 200_000
_NOTED_AT_ONCE: Final = 200

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Hunt:
    """Handles the jobs of `HUNT`. Safe to run twice, whenever the first run broke off."""

    records: Records

    async def handle(self, job: TakenJob) -> None:
        """Look through the next part, and ask for the rest."""
        at_us = int(job.args["at_us"])
        after = Looks(AccountId(int(job.args["owner_id"])), MediaId(int(job.args["media_id"])), b"")
        last = await self.walk(at_us, after, batches_max=_BATCHES_OF_JOB)
        if last is not None:
            args: dict[str, int | str] = {
                "at_us": at_us,
                "owner_id": last.owner_id,
                "media_id": last.media_id,
            }
            rest = Job(HUNT, Lane.UPKEEP, job.shard, args)
            await self.records.transact(lambda tx: tx.enqueue(rest))

    async def walk(
        self,
        at_us: int,
        after: Looks = BEFORE_ALL,
        *,
        batches_max: int | None = None,
        progress: Progress = lambda _done: None,
    ) -> Looks | None:
        """Look for what was blocked at a time; where it stopped, None when all was looked through."""
        wanted = await self.records.look(
            lambda reading: policy_store.blocked_at(reading, at_us, _ENTRIES_MAX)
        )
        batches = 0
        while wanted and (batches_max is None or batches < batches_max):
            batch = await self.records.look(
                lambda reading, after=after: policy_store.looks_after(reading, after, _BATCH)
            )
            for looks, entry in matches(batch, wanted):
                await self.records.transact(lambda tx, looks=looks, entry=entry: _take_down(tx, looks, entry))
            progress(len(batch))
            if len(batch) < _BATCH:
                break
            after, batches = batch[-1], batches + 1
        else:
            return after if wanted else None
        await self._note(wanted)
        return None

    async def _note(self, wanted: Sequence[BlockedHash]) -> None:
        for at in range(0, len(wanted), _NOTED_AT_ONCE):
            some = wanted[at : at + _NOTED_AT_ONCE]

            async def body(tx: Transaction, some: Sequence[BlockedHash] = some) -> None:
                for entry in some:
                    await policy_store.note_looked(tx, entry.hash)

            await self.records.transact(body)


def matches(batch: Sequence[Looks], wanted: Sequence[BlockedHash]) -> list[tuple[Looks, BlockedHash]]:
    """Those of some media that are copies of what is blocked, each with the first entry that says so."""
    found: dict[int, BlockedHash] = {}
    exact = {entry.sha256: entry for entry in wanted if entry.sha256 is not None}
    for at, looks in enumerate(batch):
        if looks.sha256 in exact:
            found[at] = exact[looks.sha256]
    seen = [at for at, looks in enumerate(batch) if looks.turns]
    if seen:
        turns = np.array([batch[at].turns for at in seen], np.uint64)
        for entry in wanted:
            if entry.phash is not None:
                bits = np.bitwise_count(turns ^ np.uint64(entry.phash)).min(axis=1)
                for place in np.flatnonzero(bits <= NEAR_BITS_MAX):
                    found.setdefault(seen[int(place)], entry)
    return [(batch[at], entry) for at, entry in sorted(found.items())]


async def _take_down(tx: Transaction, looks: Looks, entry: BlockedHash) -> None:
    if await policy_store.blocked_hash(tx, entry.hash) is None:
        return  # A moderator has thought better of it meanwhile.
    await store.hold_media(tx, looks.owner_id, [looks.media_id])
    row = (await store.media_of(tx, [looks.media_id])).get(looks.media_id)
    if row is not None and await take_down(tx, row, entry.by_id, f"like {entry.hash[:16]}"):
        await policy_store.note_found(tx, entry.hash)
