"""What the site's policy says of a medium that has just been made: shown, marked, held for a person, or refused.

The list of what is blocked is the one thing that decides alone. A classifier only guesses: what it is sure of waits for
a person, and while it does not answer things are shown and looked at later.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from tintype.kernel.clock import SECOND_US
from tintype.kernel.ids import AccountId, MediaId, shard_of
from tintype.kernel.problems import NotFound, Unavailable
from tintype.media import store
from tintype.media.made import Made
from tintype.media.model import BLOCKED, MediaState, Refusal, RenditionType, Verdict
from tintype.media.policy import policy_store
from tintype.media.policy.block_list import BlockList
from tintype.media.policy.policy_store import Looks
from tintype.media.policy.verdicts import hold, mark, take_down
from tintype.media.rows import MediaRow, rendition_blob
from tintype.ports.blob_store import BlobStore
from tintype.ports.classifier import Classifier
from tintype.ports.jobs import TakenJob
from tintype.ports.records import Job, Lane, Records, Transaction

CLASSIFY: Final = "media.classify"
# The bounds of open_nsfw's own authors: docs/decisions/0049.
MARKED_FROM: Final = 0.2
HELD_ABOVE: Final = 0.8
_AGAIN_S_MIN, _AGAIN_S_MAX = 5, 600
SITE: Final = AccountId(0)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What becomes of a medium. is_late: nobody has looked at it yet, and somebody will."""

    verdict: Verdict = Verdict.FINE
    is_sensitive: bool = False
    score: float | None = None
    is_late: bool = False


SHOWN: Final = Judgement()


def judged(score: float) -> Judgement:
    """0.1 is shown, 0.5 is shown behind a blur, 0.9 waits until a person has looked."""
    verdict = Verdict.HELD if score > HELD_ABOVE else Verdict.FINE
    return Judgement(verdict, is_sensitive=score >= MARKED_FROM, score=round(score, 3))


@dataclass(frozen=True, slots=True)
class Policy:
    """Judges what is made. Without a classifier only the block list does. Handles the jobs of `CLASSIFY`."""

    records: Records
    blobs: BlobStore
    blocked: BlockList
    classifier: Classifier | None = None

    async def judge(self, row: MediaRow, turns: Sequence[int], small: bytes) -> Judgement | Refusal:
        """Before anything is stored: `turns` are the pHashes of its orientations, `small` a JPEG 320 pixels wide."""
        if await self.blocked.find(Looks(row.owner_id, row.id, row.sha256, tuple(turns))):
            return BLOCKED
        if self.classifier is None:
            return SHOWN
        try:
            return judged((await self.classifier.scores(small)).adult)
        except Unavailable:
            return Judgement(is_late=True)

    async def note(self, tx: Transaction, row: MediaRow, turns: Sequence[int], found: Judgement) -> None:
        """In the transaction that has made it ready: what it looks like, and what becomes of it."""
        await policy_store.keep_hashes(tx, row, turns)
        if found.score is not None:
            made = _with((await store.media_of(tx, [row.id]))[row.id].made, found)
            await policy_store.set_verdict(tx, row.id, found.verdict, made, [Verdict.FINE])
        if found.verdict is Verdict.HELD:
            await policy_store.add_act(tx, row, SITE, "held", f"score {found.score}")
        if found.is_late:
            await tx.enqueue(_later(row.id, 0, tx.now_us))

    async def note_again(
        self, tx: Transaction, row: MediaRow, turns: Sequence[int], found: Judgement
    ) -> None:
        """In the transaction that shows it made anew: the same. What a person has decided about it stays."""
        await policy_store.keep_hashes(tx, row, turns)
        if row.verdict is not Verdict.FINE:
            return
        if found.verdict is Verdict.HELD:
            await hold(tx, row, _with(row.made, found), SITE, f"score {found.score}")
        elif found.score is not None or found.is_late:
            await mark(tx, row, _with(row.made, found))
        if found.is_late:
            await tx.enqueue(_later(row.id, 0, tx.now_us))

    async def look_again(self, row: MediaRow, turns: Sequence[int]) -> None:
        """After that transaction: whoever blocked it meanwhile has not found it among what is here."""
        if await self.blocked.find(Looks(row.owner_id, row.id, row.sha256, tuple(turns))):

            async def body(tx: Transaction) -> None:
                now = (await store.media_of(tx, [row.id])).get(row.id)
                if now is not None:
                    await take_down(tx, now, SITE, "blocked while it was made")

            await self.records.transact(body)

    async def handle(self, job: TakenJob) -> None:
        """Look at what was shown before the classifier answered; later, as long as it does not."""
        media_id, tries = MediaId(int(job.args["media_id"])), int(job.args["tries"])
        row = (await self.records.look(lambda reading: store.media_of(reading, [media_id]))).get(media_id)
        if row is None or self.classifier is None or not _is_unjudged(row):
            return
        try:
            # NotFound: its key has just changed, so that the next try finds it elsewhere.
            small = await self.blobs.read(rendition_blob(row.key, "small", RenditionType.JPEG))
            found = judged((await self.classifier.scores(small)).adult)
        except (Unavailable, NotFound):
            await self.records.transact(lambda tx: tx.enqueue(_later(media_id, tries + 1, tx.now_us)))
            return

        async def body(tx: Transaction) -> None:
            await store.hold_media(tx, row.owner_id, [media_id])
            now = (await store.media_of(tx, [media_id])).get(media_id)
            if now is None or not _is_unjudged(now):
                return
            if found.verdict is Verdict.HELD:
                await hold(tx, now, _with(now.made, found), SITE, f"score {found.score}")
            else:
                await mark(tx, now, _with(now.made, found))

        await self.records.transact(body)


def _is_unjudged(row: MediaRow) -> bool:
    return row.state is MediaState.READY and row.verdict is Verdict.FINE and row.made.score is None


def _with(made: Made, found: Judgement) -> Made:
    return msgspec.structs.replace(made, sensitive=found.is_sensitive, score=found.score)


def _later(media_id: MediaId, tries: int, now_us: int) -> Job:
    """Another look, after 5, 10, 20 s … and every ten minutes in the end: it is never given up."""
    wait_s = min(_AGAIN_S_MAX, _AGAIN_S_MIN << min(tries, 10))
    args: dict[str, int | str] = {"media_id": media_id, "tries": tries}
    return Job(CLASSIFY, Lane.MEDIA, shard_of(media_id), args, due_us=now_us + wait_s * SECOND_US)
