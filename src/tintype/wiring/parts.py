"""What a kind of store brings: each part of a site can be of this machine or of a server, by its own setting."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from tintype.flow import LogTail
from tintype.flow.alone import ALONE
from tintype.ports.broadcast import Broadcast
from tintype.ports.cache import Cache
from tintype.ports.event_log import EventLog
from tintype.ports.feed_store import FeedStore
from tintype.ports.jobs import Jobs
from tintype.ports.leases import Leases
from tintype.ports.limits import Limits
from tintype.ports.records import Records
from tintype.ports.search_index import SearchIndex


class Errand(Protocol):
    """Work of the stores themselves that a worker does beside its own: moving the outbox into the log, say."""

    async def step(self) -> bool:
        """Do what there is to do; False when there was nothing."""
        ...

    async def run(self) -> None:
        """Go on until cancelled."""
        ...


def _as_they_are(limits: Limits) -> Limits:
    """Each process allows its share."""
    return limits


def _no_tail(_tail: LogTail) -> None:
    """Where every process hears of a commit by the log alone."""


@dataclass(frozen=True, slots=True)
class RecordsPart:
    """Records and what lives in them. `on_worker(lease_s)` is called once where the worker starts."""

    records: Records
    events: EventLog
    jobs: Jobs
    limits: Limits
    search: SearchIndex
    leases: Leases = ALONE
    errands: Sequence[Errand] = ()
    on_worker: Callable[[float], Awaitable[object]] | None = None
    attach: Callable[[LogTail], None] = _no_tail


@dataclass(frozen=True, slots=True)
class SharedPart:
    """What processes share besides the records; all of it may be lost."""

    broadcast: Broadcast
    cache: Cache
    feeds: FeedStore
    sessions: Cache
    """Holds the order of each reader's session, a few kilobytes; the same for all processes."""
    limits: Callable[[Limits], Limits] = _as_they_are
