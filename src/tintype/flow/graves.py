"""Jobs that were given up: looked at, and tried once more, by whoever operates the site."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from functools import partial
from json import loads

from tintype.kernel.ids import JobId
from tintype.kernel.sql import Queries
from tintype.ports.records import Job, Lane, Reading, Records, Transaction

sql = Queries(__package__ or "", "graves.sql")
AT_ONCE = 200  # Jobs of one transaction: a few milliseconds of the lock.


@dataclass(frozen=True, slots=True)
class Grave:
    """A job that was given up at `buried_us`, after so many attempts, because of the error of the last one."""

    id: JobId
    lane: Lane
    kind: str
    args: dict[str, int | str]
    attempts: int
    buried_us: int
    error: str

    @property
    def reason(self) -> str:
        """The last line of the error, which says what it was."""
        lines = [line.strip() for line in self.error.splitlines() if line.strip()]
        return lines[-1] if lines else "no reason was noted"


async def graves(
    records: Records, lanes: Sequence[Lane] = tuple(Lane), kind: str = ""
) -> AsyncIterator[Grave]:
    """Those of some lanes and of one kind (empty: of every kind), oldest first."""
    after = 0
    while True:
        page = await records.look(partial(_page, lanes, kind, after))
        for grave in page:
            yield grave
        if len(page) < AT_ONCE:
            return
        after = page[-1].id


async def retry(records: Records, ids: Sequence[JobId]) -> int:
    """Enqueue jobs anew, with all their attempts; how many lay in a grave. Safe to run twice, also at once."""
    found = 0
    for start in range(0, len(ids), AT_ONCE):
        some = list(ids[start : start + AT_ONCE])
        found += await records.transact(partial(_retry, some))
    return found


async def _retry(ids: list[JobId], tx: Transaction) -> int:
    jobs = await tx.fetch(sql.exhume, _job, ids=ids)
    for job in jobs:
        # Under a new id: a worker that has lost the old job's lease cannot end this one.
        await tx.enqueue(job)
    return len(jobs)


async def _page(lanes: Sequence[Lane], kind: str, after: int, reading: Reading) -> list[Grave]:
    return await reading.fetch(
        sql.graves, _grave, lanes=[lane.value for lane in lanes], kind=kind, after=after, limit=AT_ONCE
    )


def _grave(  # noqa: PLR0917 (one argument a column)
    id: int, lane: str, kind: str, args: str, attempts: int, buried_us: int, error: str | None
) -> Grave:
    return Grave(JobId(id), Lane(lane), kind, loads(args), attempts, buried_us, error or "")


def _job(shard: int, lane: str, kind: str, args: str) -> Job:
    return Job(kind, Lane(lane), shard, loads(args))
