"""A photo that is there is made anew from its original, while what there is of it stays to be seen.

The new files lie under a key that only this job knows, so that two runs, another job or a rotation of keys never
write to the same place. One transaction lets them be what is shown, and has the former ones deleted.
"""

from dataclasses import dataclass, replace
from typing import Final

import msgspec

from tintype.kernel.ids import MediaId, shard_of
from tintype.media import store
from tintype.media.events import MediaRekeyed
from tintype.media.making import remake_store
from tintype.media.making.renditions import ROUNDS_MAX, TRIES_MAX, ChangedTooOften, Renditions
from tintype.media.making.telling import tell
from tintype.media.model import MediaState, Refusal
from tintype.media.outcome import Rendered
from tintype.media.policy.policy import SITE, Judgement
from tintype.media.policy.verdicts import take_down
from tintype.media.reach.sharing import forget_files
from tintype.media.rows import MediaRow, fresh_key, picture_files, rendition_blob
from tintype.media.sandbox.answers import STAGES
from tintype.ports.jobs import TakenJob
from tintype.ports.records import Job, Lane, Records, Transaction

REMAKE: Final = "media.remake"


@dataclass(frozen=True, slots=True)
class Remakes:
    """Handles the jobs of `REMAKE`. Safe to run twice, whenever the first run broke off."""

    records: Records
    renditions: Renditions

    async def handle(self, job: TakenJob) -> None:
        """Make one photo anew and show it. Raises PoolGone for another try."""
        media_id, key = MediaId(int(job.args["media_id"])), str(job.args["key"])
        is_last_try = job.attempt >= TRIES_MAX
        for _ in range(ROUNDS_MAX):
            row = (await self.records.look(lambda reading: store.media_of(reading, [media_id]))).get(media_id)
            if row is None or not _is_wanted(row, key, is_forced=bool(job.args.get("is_forced", 0))):
                await self._leave(row, key)
                return
            assert row.source is not None
            outcome = await self.renditions.outcome(row, row.source, is_last_try=is_last_try)
            if isinstance(outcome, Refusal):
                await self._say(row, outcome)
                await self._leave(row, key)
                return
            found = await self.renditions.policy.judge(row, outcome.turns, outcome.small)
            if isinstance(found, Refusal):
                await self._take_down(row)
                await self._leave(row, key)
                return
            await self.renditions.keep(key, outcome)
            if await self._take_in(row, key, outcome, found):
                await tell(self.renditions.broadcast, row, "ready", len(STAGES), len(STAGES))
                return
        raise ChangedTooOften

    async def _take_in(self, row: MediaRow, key: str, rendered: Rendered, found: Judgement) -> bool:
        """Show what was made, if it is what the owner still wants."""
        by = row.wishes.of_pixels

        async def body(tx: Transaction) -> bool:
            await store.hold_media(tx, row.owner_id, [row.id])
            now = (await store.media_of(tx, [row.id])).get(row.id)
            if now is None or now.state is not MediaState.READY or now.wishes.of_pixels != by:
                return False
            if now.key != key:
                made = msgspec.structs.replace(now.made, by=by, whole=rendered.whole)
                await remake_store.take_in(tx, row.id, key, rendered, made)
                await tx.publish(MediaRekeyed(row.id, row.owner_id, tx.now_us), shard=shard_of(row.id))
                await forget_files(tx, replace(now, source=None), now.key)
                await self.renditions.policy.note_again(
                    tx, replace(now, key=key, made=made), rendered.turns, found
                )
            return True

        return await self.records.transact(body)

    async def _take_down(self, row: MediaRow) -> None:
        """What it would look like may not be shown: an edit has made a blocked picture of it."""

        async def body(tx: Transaction) -> None:
            now = (await store.media_of(tx, [row.id])).get(row.id)
            if now is not None:
                await take_down(tx, now, SITE, "blocked when it was made anew")

        await self.records.transact(body)
        await tell(self.renditions.broadcast, row, "failed", 0, len(STAGES))

    async def _say(self, row: MediaRow, refusal: Refusal) -> None:
        await self.records.transact(lambda tx: remake_store.note_problem(tx, row.id, refusal))
        await tell(self.renditions.broadcast, row, "failed", 0, len(STAGES))

    async def _leave(self, row: MediaRow | None, key: str) -> None:
        """Clear away what a run that broke off has left under a key that nobody shows."""
        if row is None or row.key != key:
            await self.renditions.blobs.delete(
                [rendition_blob(key, name, kind) for name, kind in picture_files()]
            )


def _is_wanted(row: MediaRow, key: str, *, is_forced: bool) -> bool:
    if row.state is not MediaState.READY or row.source is None or row.key == key:
        return False
    return is_forced or row.wishes.of_pixels != row.made.by


async def ask_for_remake(tx: Transaction, row: MediaRow, *, is_forced: bool = False) -> None:
    """Let a photo be made anew as its owner wants it. `is_forced`: even if it is so already."""
    if row.problem is not None:
        await remake_store.note_problem(tx, row.id, None)
    args: dict[str, int | str] = {
        "media_id": row.id,
        "key": fresh_key(row.owner_id),
        "is_forced": int(is_forced),
    }
    await tx.enqueue(Job(REMAKE, Lane.MEDIA, shard_of(row.id), args))
