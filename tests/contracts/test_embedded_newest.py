"""The newest events that processes share are those of the log, or nothing: then the rows are asked."""

import os
import random
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path

import pytest

from tests.contracts.embedded_records import embedded_records
from tintype.adapters.embedded.event_log import EmbeddedEventLog
from tintype.adapters.embedded.newest_events import SLOT_BYTES, SLOTS, Fact
from tintype.adapters.embedded.words import LOG_HEAD, WORDS_BYTES, SharedWords
from tintype.graph import Followed
from tintype.kernel.clock import ManualClock
from tintype.kernel.ids import AccountId
from tintype.ports.records import Transaction

SOON_S = 0.3


def facts(rng: random.Random, count: int) -> list[Fact]:
    return [
        (rng.randrange(4096), f"kind.{n}", rng.randrange(1 << 50), rng.randbytes(rng.randrange(400)))
        for n in range(count)
    ]


@pytest.mark.parametrize("seed", range(3))
def test_what_one_process_keeps_another_finds_until_it_is_written_over(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    one, other = SharedWords(tmp_path / "words"), SharedWords(tmp_path / "words")
    log: list[Fact] = []
    while len(log) < 2 * SLOTS:
        some = facts(rng, rng.randrange(1, 200))
        log += some
        rng.choice([one, other]).newest.keep(len(log), some)
        seq = rng.randrange(max(0, len(log) - SLOTS), len(log))
        expected = [(n + 1, shard, kind, at, body) for n, (shard, kind, at, body) in enumerate(log)][seq:]
        assert one.newest.after(seq, len(log)) == other.newest.after(seq, len(log)) == expected
    assert one.newest.after(len(log) - SLOTS - 1, len(log)) is None
    assert one.newest.after(len(log), len(log) + 1) is None, "it has not happened yet"
    one.close()
    other.close()


def test_one_that_opens_a_new_site_takes_nothing_from_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fact: Fact = (1, "kind.1", 1, b"{}")
    look = os.fstat

    def other() -> SharedWords:
        words = SharedWords(tmp_path / "words")
        words.newest.keep(1, [fact])
        return words

    def overtaken(descriptor: int) -> os.stat_result:
        # Between its look at the file and what it does about that, another opens it and writes, or waits its turn.
        found = look(descriptor)
        monkeypatch.setattr(os, "fstat", look)
        others.append(pool.submit(other))
        wait(others, SOON_S)
        return found

    others: list[Future[SharedWords]] = []
    with ThreadPoolExecutor(1) as pool:
        monkeypatch.setattr(os, "fstat", overtaken)
        late = SharedWords(tmp_path / "words")
        early = others[0].result()
    assert late.newest.after(0, 1) == early.newest.after(0, 1) == [(1, *fact)]
    late.close()
    early.close()


def test_an_event_too_large_for_a_slot_is_not_here_nor_what_was_in_its_place(tmp_path: Path) -> None:
    words = SharedWords(tmp_path / "words")
    words.newest.keep(7, [(1, "old.1", 1, b"{}")])
    words.newest.keep(7 + SLOTS, [(1, "large.1", 1, b"x" * SLOT_BYTES)])
    assert words.newest.after(6 + SLOTS, 7 + SLOTS) is None
    words.close()


async def test_a_half_written_slot_and_one_never_written_are_read_from_the_rows(tmp_path: Path) -> None:
    async with embedded_records(tmp_path, ManualClock(1_000_000), 1, 2) as (words, (records, others)):

        async def body(tx: Transaction) -> None:
            for number in range(1, 7):
                await tx.publish(Followed(AccountId(number), AccountId(9), tx.now_us), shard=1)

        await records.transact(body)
        log = EmbeddedEventLog(others, words)
        whole, looks = await log.after(0, 100), others.looks
        assert [one.seq for one in whole] == [1, 2, 3, 4, 5, 6]
        assert looks == 0, "the rows were asked"
        with (tmp_path / "words").open("r+b") as file:
            file.seek(WORDS_BYTES + 3 * SLOT_BYTES + 40)
            file.write(b"?")
            file.seek(WORDS_BYTES + 5 * SLOT_BYTES)
            file.write(bytes(SLOT_BYTES))
        for seq, limit in ((0, 100), (2, 1), (4, 1), (5, 100)):
            assert await log.after(seq, limit) == whole[seq : seq + limit]
        assert others.looks > 0


async def test_a_site_that_opens_an_older_copy_of_its_rows_forgets_what_came_after(tmp_path: Path) -> None:
    async with embedded_records(tmp_path, ManualClock(1_000_000), 1) as (words, (records,)):
        words.newest.keep(1, [(1, Followed.kind, 1, b"{}")])
        words.raise_to(LOG_HEAD, 1)
        log = EmbeddedEventLog(records, words)
        await log.open()
        assert await log.after(0, 100) == []


async def test_a_disk_without_room_leaves_the_rows_to_ask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.posix_fallocate", full)
    one, other = SharedWords(tmp_path / "words"), SharedWords(tmp_path / "words")
    one.newest.keep(1, [(1, "a.1", 1, b"{}")])
    one.raise_to(LOG_HEAD, 1)
    assert other.words[LOG_HEAD] == 1
    assert other.newest.after(0, 1) is None
    assert (tmp_path / "words").stat().st_size == WORDS_BYTES
    one.close()
    other.close()
