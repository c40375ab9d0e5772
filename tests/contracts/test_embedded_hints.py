"""Wake-ups between the processes of one machine: what is committed here is heard there, and nobody else is woken."""

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest

from tests.contracts.blobs import NOON_US
from tests.contracts.embedded_records import embedded_records
from tintype.adapters.embedded.broadcast import EmbeddedBroadcast
from tintype.adapters.embedded.event_log import EmbeddedEventLog
from tintype.adapters.embedded.jobs import EmbeddedJobs
from tintype.engagement.events import Liked
from tintype.kernel.clock import ManualClock
from tintype.kernel.ids import AccountId, PostId
from tintype.ports.records import Job, Lane, Transaction
from tintype.wiring import hints

LONG_S = 30.0


async def test_a_commit_wakes_the_log_of_others_and_the_lanes_that_it_gave_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hints, "EVERY_S", 0.0)
    async with embedded_records(tmp_path, ManualClock(NOON_US), 1, 2) as (words, (here, there)):
        speaks, hears = EmbeddedBroadcast(tmp_path / "run"), EmbeddedBroadcast(tmp_path / "run")
        tell = hints.carry_hints(EmbeddedEventLog(here, words), EmbeddedJobs(here), speaks)
        here.on_commit = lambda seq, lanes: tell(seq > 0, lanes)
        log, jobs = EmbeddedEventLog(there, words), EmbeddedJobs(there)
        hints.carry_hints(log, jobs, hears)
        media = asyncio.create_task(jobs.wait(Lane.MEDIA, LONG_S))
        mail = asyncio.create_task(jobs.wait(Lane.MAIL, LONG_S))
        try:
            async with asyncio.timeout(LONG_S / 2):
                await asyncio.gather(log.wait(0, LONG_S), here.transact(_liked))
                assert not media.done()
                await asyncio.gather(media, here.transact(_asked))
            assert not mail.done()
        finally:
            mail.cancel()
            with suppress(asyncio.CancelledError):
                await mail
            speaks.close()
            hears.close()


async def _liked(tx: Transaction) -> None:
    await tx.publish(Liked(AccountId(1), PostId(2), AccountId(3)), shard=1)


async def _asked(tx: Transaction) -> None:
    await tx.enqueue(Job("test.job", Lane.MEDIA, 1))
