"""What only memory-mapped rings can get wrong: other processes, sudden ends, full disks."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from tests.contracts.ring_writer import FIRST, READERS, STEP
from tintype.adapters.embedded.feed_store import COUNT_MASK, EmbeddedFeedStore
from tintype.adapters.embedded.ring_files import LAYOUT
from tintype.kernel.ids import AccountId, OrderId
from tintype.kernel.problems import Unavailable

TOP = (1 << 63) - 1
ANA, BEN = AccountId(5 << 22), AccountId(6 << 22)
WATCH_S, WATCH_S_MAX = (
    1.0,
    60.0,
)  # As long as it takes to have seen enough, on a machine with much else to do.
ROW_WATCHED = 1500  # In the middle of a scatter.


@contextmanager
def writing(folder: Path, what: str) -> Iterator["subprocess.Popen[str]"]:
    """A process that pushes for ever, past its preparations; killed at the end."""
    command = [sys.executable, "-m", "tests.contracts.ring_writer", what, str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()


@pytest.mark.parametrize("what", ["in order", "late"])
def test_readers_during_a_fan_out_see_no_hole_and_no_disorder(tmp_path: Path, what: str) -> None:
    with writing(tmp_path, what):
        reader = EmbeddedFeedStore.open(tmp_path, writer=False)
        before: list[int] = []
        moved = 0
        began_s = time.monotonic()
        while (watched_s := time.monotonic() - began_s) < WATCH_S or (moved <= 5 and watched_s < WATCH_S_MAX):
            page = reader.newest_now(READERS[ROW_WATCHED], 40, TOP)
            assert page is not None
            assert len(page) == 40
            assert all(newer > older for newer, older in pairwise(page))
            # Nothing that was there disappears, however the row moves meanwhile.
            assert {entry for entry in before if entry >= page[-1]} <= set(page)
            # Older than the block in which entries may be late, every number is there.
            settled = [entry for entry in page if entry <= page[0] - STEP]
            assert settled == list(range(settled[0], page[-1] - 1, -1))
            moved += page != before
            before = page
        assert moved > 5
        reader.close()


def test_deep_pages_stay_in_order_during_a_fan_out(tmp_path: Path) -> None:
    with writing(tmp_path, "late"):
        reader = EmbeddedFeedStore.open(tmp_path, writer=False)
        compared = 0
        began_s = time.monotonic()
        while (watched_s := time.monotonic() - began_s) < WATCH_S or (
            compared <= 100 and watched_s < WATCH_S_MAX
        ):
            version = reader.version_now(READERS[0])
            whole = reader.newest_now(READERS[0], 500, TOP)
            assert whole is not None
            assert len(whole) >= 499
            middle = whole[250]
            page = reader.newest_now(READERS[0], 20, middle)
            # On a busy machine the row may meanwhile have moved so far that the middle has left it.
            if (reader.version_now(READERS[0]) - version) & COUNT_MASK < 200:
                assert page == list(range(middle - 1, middle - 21, -1))
                compared += 1
        assert compared > 100
        reader.close()


def test_after_a_kill_everything_is_stale_and_never_wrong(tmp_path: Path) -> None:
    with writing(tmp_path, "late") as process:
        reader = EmbeddedFeedStore.open(tmp_path, writer=False)
        start = reader.version_now(READERS[-1])
        stop_s = time.monotonic() + WATCH_S_MAX
        while reader.version_now(READERS[-1]) - start < 50:
            assert time.monotonic() < stop_s
        process.kill()
        process.wait()
    # The files are as the kill left them, some rows half put in order: still every page is sound.
    for reader_id in READERS:
        page = reader.newest_now(reader_id, 500, TOP)
        assert page is not None
        assert all(newer > older for newer, older in pairwise(page))
        settled = [entry for entry in page if entry <= page[0] - STEP]
        assert settled == list(range(settled[0], page[-1] - 1, -1))
        assert page[-1] >= FIRST - 499
    writer = EmbeddedFeedStore.open(tmp_path, writer=True)
    for store in (writer, reader):
        assert {store.version_now(reader_id) for reader_id in READERS} == {-1}
        assert all(store.newest_now(reader_id, 20, TOP) is None for reader_id in READERS)
    reader.close()
    writer.close()


async def test_rows_of_an_unclean_stop_can_be_built_again(tmp_path: Path) -> None:
    with writing(tmp_path, "in order"):
        pass
    writer = EmbeddedFeedStore.open(tmp_path, writer=True)
    await writer.rewrite(READERS[0], [OrderId(3)])
    assert await writer.push(READERS, OrderId(4)) == 1
    assert writer.newest_now(READERS[0], 20, TOP) == [4, 3]
    writer.close()


async def test_a_clean_stop_keeps_every_row(tmp_path: Path) -> None:
    writer = EmbeddedFeedStore.open(tmp_path, writer=True)
    await writer.rewrite(ANA, [OrderId(1)])
    await writer.push([ANA], OrderId(2))
    version = writer.version_now(ANA)
    writer.close()
    writer.close()
    again = EmbeddedFeedStore.open(tmp_path, writer=True)
    assert (again.newest_now(ANA, 20, TOP), again.version_now(ANA)) == ([2, 1], version)
    await again.rewrite(BEN, [OrderId(9)])
    again.close()
    reader = EmbeddedFeedStore.open(tmp_path, writer=False)
    assert reader.newest_now(BEN, 20, TOP) == [9]
    reader.close()


async def test_a_reader_may_come_before_the_writer(tmp_path: Path) -> None:
    reader = EmbeddedFeedStore.open(tmp_path / "rings", writer=False)
    assert reader.newest_now(ANA, 20, TOP) is None
    assert reader.version_now(ANA) == -1
    writer = EmbeddedFeedStore.open(tmp_path / "rings", writer=True)
    await writer.rewrite(ANA, [OrderId(1)])
    assert reader.newest_now(ANA, 20, TOP) == [1]
    reader.close()
    writer.close()


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    writer = EmbeddedFeedStore.open(tmp_path, writer=True)
    with pytest.raises(Unavailable):
        EmbeddedFeedStore.open(tmp_path, writer=True)
    writer.close()
    EmbeddedFeedStore.open(tmp_path, writer=True).close()


def test_a_full_disk_is_an_error_and_the_rest_works_on(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.contracts.ring_writer", "full", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("refused after ")


async def test_forgotten_rows_give_their_space_back(tmp_path: Path) -> None:
    writer = EmbeddedFeedStore.open(tmp_path, writer=True)
    for reader_id in READERS[:200]:
        await writer.rewrite(reader_id, [OrderId(1)])

    def held() -> int:
        return (tmp_path / "entries").stat().st_blocks * 512

    assert held() >= 200 * 4096
    await writer.forget(READERS[:200])
    assert held() < 10 * 4096
    writer.close()


async def test_the_end_of_ids_that_a_power_cut_garbled_is_cut(tmp_path: Path) -> None:
    writer = EmbeddedFeedStore.open(tmp_path, writer=True)
    await writer.rewrite(ANA, [OrderId(1)])
    await writer.rewrite(BEN, [OrderId(2)])
    writer.close()
    _mark_unclean(tmp_path)
    with (tmp_path / "ids").open("r+b") as ids:
        ids.seek(8)
        ids.write(bytes(8) + b"\1\2\3")
    again = EmbeddedFeedStore.open(tmp_path, writer=True)
    await again.rewrite(BEN, [OrderId(3)])
    assert (again.newest_now(ANA, 20, TOP), again.newest_now(BEN, 20, TOP)) == (None, [3])
    again.close()
    assert (tmp_path / "ids").stat().st_size == 16


async def test_another_layout_starts_an_empty_store(tmp_path: Path) -> None:
    writer = EmbeddedFeedStore.open(tmp_path, writer=True)
    await writer.rewrite(ANA, [OrderId(1)])
    writer.close()
    with (tmp_path / "state").open("r+b") as state:
        state.write((LAYOUT + 1).to_bytes(8, "little"))
    (tmp_path / "tails").unlink()
    # After an upgrade a reader may come before the writer.
    reader = EmbeddedFeedStore.open(tmp_path, writer=False)
    assert reader.newest_now(ANA, 20, TOP) is None
    again = EmbeddedFeedStore.open(tmp_path, writer=True)
    assert again.newest_now(ANA, 20, TOP) is None
    await again.rewrite(ANA, [OrderId(2)])
    assert again.newest_now(ANA, 20, TOP) == reader.newest_now(ANA, 20, TOP) == [2]
    reader.close()
    again.close()


def _mark_unclean(folder: Path) -> None:
    with (folder / "state").open("r+b") as state:
        state.seek(16)
        state.write(bytes(8))
