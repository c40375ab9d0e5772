"""Jobs as rows with leases: taken, done, retried, buried. Enqueued by `Transaction.enqueue`."""

from dataclasses import dataclass
from typing import Protocol

from tintype.kernel.ids import JobId
from tintype.ports.records import Lane


@dataclass(frozen=True, slots=True)
class TakenJob:
    """A job under a lease. `attempt` counts from 1, and is the fence: the next lease of this job has a larger one."""

    id: JobId
    shard: int
    lane: Lane
    kind: str
    args: dict[str, int | str]
    attempt: int


class Jobs(Protocol):
    """The queue of one site. A lease that runs out gives the job back.

    What is done with a job whose lease has passed to another worker changes nothing: the job is the other's.
    """

    async def take_due(self, lane: Lane, limit: int, lease_s: float) -> list[TakenJob]:
        """Lease at most `limit` due jobs of a lane. No job is leased to two at once.

        Shards take turns, and within a shard the longest due goes first: a thousand jobs of one person do not keep
        those of another waiting.
        """
        ...

    async def done(self, job: TakenJob) -> None:
        """Forget a job that has succeeded. Safe to run twice."""
        ...

    async def retry(self, job: TakenJob, due_us: int, error: str) -> None:
        """Give a job back until a later time, with what went wrong."""
        ...

    async def bury(self, job: TakenJob, error: str) -> None:
        """Keep a job that cannot succeed where it can be seen and replayed."""
        ...

    async def extend(self, job: TakenJob, lease_s: float) -> bool:
        """Renew the lease of a job that takes long; False when it has passed to another worker, or is done."""
        ...

    async def depth(self) -> dict[tuple[str, str], int]:
        """How many jobs there are by (lane, state), state being waiting, leased or buried."""
        ...

    async def wait(self, lane: Lane, timeout_s: float) -> None:
        """Return when a job of this lane may be due, at the latest after the time limit."""
        ...
