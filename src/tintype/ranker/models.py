"""What an operator does with models: train one on the site's own log, see how it does, let it order feeds."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from tintype.kernel.clock import DAY_US, HOUR_US, Clock
from tintype.kernel.problems import NotFound
from tintype.ports.blob_store import BlobStore
from tintype.ports.event_log import EventLog
from tintype.ports.records import Records, Transaction
from tintype.ranker import registry
from tintype.ranker.history import FIXED, Progress, rows_of
from tintype.ranker.judging import judged
from tintype.ranker.registry import HOME, Entry, Evaluation, State
from tintype.ranking import learned

KIND = "lightgbm"


@dataclass(frozen=True, slots=True)
class Needs:
    """How much there must be. Looks younger than `settled_us` may still lead to something and are left out."""

    looks: int = 5_000
    days: float = 7.0
    tested: int = 500
    settled_us: int = 6 * HOUR_US


@dataclass(frozen=True, slots=True)
class Judged:
    """A model, how it did on a window, and what the gate says of that."""

    entry: Entry
    report: learned.Report
    verdict: learned.Verdict


@dataclass(frozen=True, slots=True)
class Models:
    """Works beside a running site: it only reads, until there is a model to keep."""

    records: Records
    log: EventLog
    blobs: BlobStore
    clock: Clock
    days: int = 28
    """How long looks are kept."""
    needs: Needs = field(default_factory=Needs)
    growth: learned.Growth = field(default_factory=learned.Growth)

    async def train(self, progress: Progress) -> Judged:
        """A candidate, tested on the last seventh of the days. Raises TooLittle, and CannotStart without LightGBM."""
        rows = await self._rows(self.clock.now_us() - self.days * DAY_US, progress)
        span_us = int(rows.at_us.max() - rows.at_us.min()) if len(rows) else 0
        if len(rows) < self.needs.looks or span_us < self.needs.days * DAY_US:
            raise learned.TooLittle(
                f"There are {len(rows):,} looks at posts of others, over {span_us / DAY_US:.1f} days;"
                f" {self.needs.looks:,} over {self.needs.days:g} are needed."
            )
        parts = learned.by_time(
            rows, int(rows.at_us.max()) + 1, span_us * 3 // self.days, span_us * 4 // self.days
        )
        trained = learned.train(parts, FIXED, self.growth, progress)
        report = judged(parts.tested, trained.model, trained)
        entry = await self._keep(trained.model, int(rows.at_us.min()), report.from_us)
        verdict = await self.records.transact(lambda tx: registry.add_evaluation(tx, entry.id, report))
        return Judged(entry, report, verdict)

    async def evaluate(self, model_id: int, progress: Progress) -> Judged:
        """How a model does with what has been looked at since it was last tested. Raises NotFound and TooLittle."""
        entry = await self.entry(model_id)
        done = await self.evaluations(model_id)
        since_us = max([entry.until_us, *(each.verdict.until_us for each in done)])
        model = learned.decode(await file_of(self.blobs, entry))
        rows = await self._rows(since_us, progress)
        if len(rows) < self.needs.tested:
            raise learned.TooLittle(
                f"There are {len(rows):,} looks since model {model_id} was last tested;"
                f" {self.needs.tested:,} are needed."
            )
        report = judged(rows, model)
        verdict = await self.records.transact(lambda tx: registry.add_evaluation(tx, model_id, report))
        return Judged(entry, report, verdict)

    async def promote(self, model_id: int, *, forced: bool = False) -> list[str]:
        """Let a model order feeds, within a minute everywhere; what was overruled.

        Raises NotFound, NotBetter, and Unusable for one whose file is gone or damaged.
        """
        learned.decode(await file_of(self.blobs, await self.entry(model_id)))
        return await self.records.transact(lambda tx: registry.promote(tx, model_id, forced=forced))

    async def retire(self) -> bool:
        """Let the formula order feeds again; whether a model did."""
        return await self.records.transact(registry.retire)

    async def entry(self, model_id: int) -> Entry:
        """One model. Raises NotFound."""
        found = next((entry for entry in await self.all() if entry.id == model_id), None)
        if found is None:
            raise NotFound(f"There is no model {model_id}.")
        return found

    async def all(self) -> Sequence[Entry]:
        """Every model, oldest first."""
        return await self.records.look(registry.models)

    async def evaluations(self, model_id: int) -> list[Evaluation]:
        """How a model did, oldest window first."""
        return await self.records.look(partial(registry.evaluations_of, model_id=model_id))

    async def _rows(self, since_us: int, progress: Progress) -> learned.Rows:
        until_us = self.clock.now_us() - self.needs.settled_us
        return await rows_of(self.records, self.log, since_us, until_us, progress=progress)

    async def _keep(self, model: learned.Model, from_us: int, until_us: int) -> Entry:
        """The file first: a row must never name one that is not there."""
        file = learned.encode(model)
        made_us = self.clock.now_us()
        id = await self.records.transact(_mint)
        entry = Entry(
            id, KIND, State.CANDIDATE, hashlib.sha256(file).digest(), from_us, until_us, made_us, 0, ""
        )
        await self.blobs.put(entry.key, file, bytes_max=learned.FILE_BYTES_MAX)
        await self.records.transact(lambda tx: registry.add_model(tx, entry))
        return entry


async def _mint(tx: Transaction) -> int:
    return tx.mint(HOME)


async def file_of(blobs: BlobStore, entry: Entry) -> bytes:
    """The file of a model. Raises Unusable when it is gone or not what it was."""
    try:
        file = await blobs.read(entry.key)
    except NotFound as error:
        raise learned.Unusable(f"The file of model {entry.id} is gone.") from error
    if hashlib.sha256(file).digest() != entry.sha256:
        raise learned.Unusable(f"The file of model {entry.id} is not what it was when it was made.")
    return file
