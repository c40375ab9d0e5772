"""Records, their log and jobs in PostgreSQL. Loaded only where the settings name one."""

import os
import random
import secrets
import socket
from collections.abc import Sequence
from contextlib import AsyncExitStack

from tintype.adapters.postgres.event_log import PostgresEventLog
from tintype.adapters.postgres.reaching import reaching
from tintype.adapters.postgres.records import PostgresRecords
from tintype.adapters.postgres.relay import Relay
from tintype.adapters.postgres.schema import apply_migrations
from tintype.adapters.postgres.search_index import PostgresSearchIndex
from tintype.adapters.postgres.wakes import Wakes
from tintype.adapters.rows.jobs import RowJobs
from tintype.adapters.rows.leases import RowLeases
from tintype.adapters.rows.limits import RowLimits
from tintype.adapters.rows.site_mark import check_secret
from tintype.flow import LogTail
from tintype.kernel.clock import Clock, SystemClock
from tintype.kernel.events import Recorded
from tintype.ports.records import Lane
from tintype.settings import Settings
from tintype.wiring.parts import RecordsPart

OUTBOX, JOBS, LOG = "outbox", "jobs", "log"  # Topics of wake-ups.
EVERY_LANE = frozenset(lane.value for lane in Lane)


async def migrate(settings: Settings) -> list[str]:
    """Bring the database to this program's schema; the names applied. Raises CannotStart."""
    return await reaching(apply_migrations(settings.storage.records, SystemClock().now_us()))


async def mark(settings: Settings, secret: bytes) -> None:
    """Leave the mark of the site's secret. Raises CannotStart when there is another's."""
    clock, rng = SystemClock(), random.Random(secrets.randbits(128))
    records = await reaching(PostgresRecords.open(settings.storage.records, clock=clock, rng=rng))
    try:
        await check_secret(records, secret)
    finally:
        await records.close()


async def open_records(settings: Settings, clock: Clock, secret: bytes, stack: AsyncExitStack) -> RecordsPart:
    """Records whose outbox a relay carries into the log. Raises CannotStart."""
    url = settings.storage.records
    wakes = Wakes(url)
    await reaching(wakes.open())
    stack.push_async_callback(wakes.close)
    records = await reaching(PostgresRecords.open(url, clock=clock, rng=random.Random(secrets.randbits(128))))
    stack.push_async_callback(records.close)
    await check_secret(records, secret)
    events = PostgresEventLog(records)
    await reaching(events.open())
    stack.push_async_callback(events.close)
    jobs = RowJobs(records)
    leases = RowLeases(records, clock, holder=f"{socket.gethostname()}:{os.getpid()}")
    relay = Relay(records, leases, lambda seq: _moved(events, wakes, seq))
    wakes.listen(OUTBOX, lambda word: relay.hint())
    wakes.listen(JOBS, lambda word: jobs.hint(EVERY_LANE))
    wakes.listen(LOG, lambda word: events.heard(int(word)) if word else events.hint())

    def attach(tail: LogTail) -> None:
        def on_commit(facts: Sequence[Recorded], lanes: frozenset[str]) -> None:
            if facts:
                tail.apply_now(facts)
                relay.hint()
                wakes.send(OUTBOX)
            if lanes:
                jobs.hint(lanes)
                wakes.send(JOBS)

        records.on_commit = on_commit
        events.on_waiting = tail.apply_now

    processes = settings.server.api_processes * settings.server.nodes
    limits = RowLimits(records, clock, processes=processes)
    search = PostgresSearchIndex(records)
    return RecordsPart(records, events, jobs, limits, search, leases, errands=[relay], attach=attach)


def _moved(events: PostgresEventLog, wakes: Wakes, seq: int) -> None:
    events.heard(seq)
    wakes.send(LOG, str(seq))
