"""A glance is taken on the spot while rows are in memory; nobody else waits for a disk."""

import asyncio
import os
import resource
import threading
import time
from pathlib import Path

import pytest

from tests.contracts.embedded_records import embedded_records
from tintype.adapters.embedded.records import FROM_DISK_RESTS, GLANCES
from tintype.kernel.clock import ManualClock
from tintype.kernel.sql import Query
from tintype.ports.records import Reading, Transaction

ROWS = 20_000  # Half a megabyte: more than what is read ahead when the file is opened.
ADD = Query("test", "add", "INSERT INTO counts (shard, node, kind, n) VALUES (1, :node, 1, 1)")
SUM = Query("test", "sum", "SELECT sum(n) FROM counts")


async def thread_of(reading: Reading) -> int:
    assert await reading.fetch(SUM, int) == [ROWS]
    return threading.get_ident()


async def fill(tx: Transaction) -> None:
    for node in range(ROWS):
        await tx.execute(ADD, node=node)


def evict(folder: Path) -> None:
    for file in folder.glob("tintype.db*"):
        descriptor = os.open(file, os.O_RDONLY)
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)


def disk_reads() -> tuple[int, int]:
    used = resource.getrusage(resource.RUSAGE_THREAD)
    return used.ru_inblock, used.ru_majflt


async def test_rows_in_memory_are_glanced_at_on_the_spot(tmp_path: Path) -> None:
    async with embedded_records(tmp_path, ManualClock(1_000_000), 1) as (_, (records,)):
        await records.transact(fill)
        assert await records.look(thread_of) != threading.get_ident()
        before = disk_reads()
        threads = {await records.glance(thread_of) for _ in range(20)}
        # Where memory is short the kernel may have taken a page of the program itself.
        assert threads == {threading.get_ident()} or disk_reads() != before


async def test_after_a_glance_that_waited_for_a_disk_the_next_ones_wait_in_a_thread(tmp_path: Path) -> None:
    clock = ManualClock(1_000_000)
    async with embedded_records(tmp_path, clock, 1) as (_, (records,)):
        await records.transact(fill)
    async with embedded_records(tmp_path, clock, 2) as (_, (records,)):
        evict(tmp_path)
        before, began_s = disk_reads(), time.monotonic()
        assert await records.glance(thread_of) == threading.get_ident()
        took_s = time.monotonic() - began_s
        if disk_reads() == before:
            pytest.skip("this folder is in memory: nothing of it is ever read from a disk")
        assert await records.glance(thread_of) != threading.get_ident()
        await asyncio.sleep(FROM_DISK_RESTS * took_s)
        assert await records.glance(thread_of) == threading.get_ident()


def is_mapped(folder: Path) -> bool:
    return f"{folder / 'tintype.db'}\n" in Path("/proc/self/maps").read_text()


async def sum_of(reading: Reading) -> int:
    return (await reading.fetch(SUM, int))[0]


async def test_glances_map_the_file_unless_others_write_all_the_time(tmp_path: Path) -> None:
    clock = ManualClock(1_000_000)
    async with embedded_records(tmp_path, clock, 1) as (_, (records,)):
        await records.transact(fill)  # Whose end brings the log back into the file.
    async with embedded_records(tmp_path, clock, 2, 3) as (_, (ours, others)):
        for _ in range(2 * GLANCES):
            assert await ours.glance(sum_of) == ROWS
        assert is_mapped(tmp_path)
        for more in range(1, 2 * GLANCES):
            clock.advance(1_000)
            await others.transact(lambda tx, node=ROWS + more: tx.execute(ADD, node=node))
            assert await ours.glance(sum_of) == ROWS + more
        assert not is_mapped(tmp_path)
        for _ in range(2 * GLANCES):
            assert await ours.glance(sum_of) == ROWS + 2 * GLANCES - 1
        assert is_mapped(tmp_path)
