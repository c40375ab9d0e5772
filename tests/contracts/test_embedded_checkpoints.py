"""The log of SQLite comes back into the file while writers go on."""

# pyright: reportUnknownMemberType=false
# apsw describes its own types only in part.

import time
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from tintype.adapters.embedded.checkpoints import Checkpoints

FRAMES = 100
FRAME_BYTES = 4096 + 24


@pytest.fixture
def path(tmp_path: Path) -> Path:
    database = apsw.Connection(str(tmp_path / "records.db"))
    database.pragma("journal_mode", "wal")
    database.execute("CREATE TABLE notes (id integer PRIMARY KEY, body blob)")
    database.close()
    return tmp_path / "records.db"


@pytest.fixture
def writer(path: Path) -> Iterator[apsw.Connection]:
    failed: list[BaseException] = []
    checkpoints = Checkpoints(path, failed.append, FRAMES)
    database = apsw.Connection(str(path))
    database.set_busy_timeout(5_000)
    checkpoints.watch(database)
    yield database
    checkpoints.close()
    database.close()
    assert not failed


def log_bytes(path: Path) -> int:
    return path.with_name("records.db-wal").stat().st_size


def write(database: apsw.Connection, notes: int) -> None:
    for _ in range(notes):
        database.execute("INSERT INTO notes (body) VALUES (zeroblob(3000))")
        time.sleep(0.0005)


def test_a_log_that_is_written_without_end_stays_short(path: Path, writer: apsw.Connection) -> None:
    write(writer, 700)
    assert log_bytes(path) < 700 * FRAME_BYTES
    assert writer.execute("SELECT count(*) FROM notes").fetchall() == [(700,)]


def test_a_reader_that_stays_keeps_nobody_waiting_and_the_log_comes_back_after_it(
    path: Path, writer: apsw.Connection
) -> None:
    reader = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    reader.execute("BEGIN")
    before = reader.execute("SELECT count(*) FROM notes").fetchall()
    write(writer, 200)
    assert reader.execute("SELECT count(*) FROM notes").fetchall() == before
    long = log_bytes(path)
    assert long >= 200 * FRAME_BYTES
    reader.execute("COMMIT")
    write(writer, 400)
    assert log_bytes(path) < long + 400 * FRAME_BYTES
    reader.close()
