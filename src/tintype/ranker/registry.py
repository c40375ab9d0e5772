"""Which models there are, how they did, and which of them orders feeds."""

from dataclasses import dataclass
from enum import IntEnum

import msgspec

from tintype.kernel.problems import Conflict, NotFound
from tintype.kernel.sql import Queries
from tintype.ports.records import Reading, Transaction
from tintype.ranking import learned

sql = Queries(__package__ or "")
HOME = 0  # The shard of what belongs to the whole site.


class State(IntEnum):
    """As the records keep it."""

    CANDIDATE = 1
    PROMOTED = 2
    RETIRED = 3


class NotBetter(Conflict):
    """The gate is closed to a model."""

    code = "model_not_better"


@dataclass(frozen=True, slots=True)
class Entry:
    """One model. `from_us`, `until_us`: the looks it was trained and calibrated on, in microseconds since 1970.

    `overruled`: what spoke against it when it was promoted all the same.
    """

    id: int
    kind: str
    state: State
    sha256: bytes
    from_us: int
    until_us: int
    made_us: int
    promoted_us: int
    overruled: str

    @property
    def key(self) -> str:
        """Where its file is among the blobs."""
        return f"models/{self.id}.json"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a model did with the looks of one window."""

    verdict: learned.Verdict
    report: learned.Report
    at_us: int


async def models(reading: Reading) -> list[Entry]:
    """Every model, oldest first."""
    return await reading.fetch(sql.models, _entry)


async def promoted(reading: Reading) -> Entry | None:
    """The model that orders feeds, if one does."""
    found = await reading.fetch(sql.promoted, _entry)
    return found[0] if found else None


async def evaluations_of(reading: Reading, model_id: int) -> list[Evaluation]:
    """How a model did, oldest window first."""
    return await reading.fetch(sql.evaluations_of, _evaluation, model_id=model_id)


async def add_model(tx: Transaction, entry: Entry) -> None:
    """A candidate, whose file is there already."""
    await tx.execute(
        sql.add_model,
        id=entry.id,
        kind=entry.kind,
        sha256=entry.sha256,
        from_us=entry.from_us,
        until_us=entry.until_us,
        now_us=entry.made_us,
    )


async def add_evaluation(tx: Transaction, model_id: int, report: learned.Report) -> learned.Verdict:
    """Note how a model did; the same window once more replaces what was noted."""
    found = learned.verdict(report)
    await tx.execute(
        sql.add_evaluation,
        model_id=model_id,
        from_us=report.from_us,
        until_us=report.until_us,
        now_us=tx.now_us,
        against=msgspec.json.encode(found.against).decode(),
        report=msgspec.json.encode(report).decode(),
    )
    return found


async def promote(tx: Transaction, model_id: int, *, forced: bool) -> list[str]:
    """Let a model order feeds; what speaks against it, which is noted for good.

    Raises NotFound, and NotBetter where something speaks against it and nobody insists.
    """
    await tx.hold(sql.hold_models)
    found = next((entry for entry in await models(tx) if entry.id == model_id), None)
    if found is None:
        raise NotFound(f"There is no model {model_id}.")
    against = learned.objections([each.verdict for each in await evaluations_of(tx, model_id)])
    if against and not forced:
        raise NotBetter(f"Model {model_id} may not order feeds: {'; '.join(against)}.")
    await tx.execute(sql.retire_model)
    overruled = "; ".join(against)[:2000]
    await tx.execute(sql.promote_model, id=model_id, now_us=tx.now_us, overruled=overruled)
    return against


async def retire(tx: Transaction) -> bool:
    """Let the formula order feeds again; whether a model did."""
    return await tx.execute(sql.retire_model) > 0


def _entry(  # noqa: PLR0913, PLR0917 — a row
    id: int,
    kind: str,
    state: int,
    sha256: bytes,
    from_us: int,
    until_us: int,
    made_us: int,
    promoted_us: int,
    overruled: str,
) -> Entry:
    return Entry(id, kind, State(state), sha256, from_us, until_us, made_us, promoted_us, overruled)


def _evaluation(from_us: int, until_us: int, at_us: int, against: str, report: str) -> Evaluation:
    objected = tuple(msgspec.json.decode(against, type=list[str]))
    return Evaluation(
        learned.Verdict(from_us, until_us, objected), msgspec.json.decode(report, type=learned.Report), at_us
    )
