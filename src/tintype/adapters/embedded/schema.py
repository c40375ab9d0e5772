"""Migrations, forward only: `NNNN_pre_name.sql` files applied in order, with checksums, under the write lock."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# apsw describes its own types only in part.

import hashlib
import shutil
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import apsw

from tintype.kernel.problems import CannotStart

_LEDGER = """
CREATE TABLE IF NOT EXISTS schema_ledger (
  number integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_us bigint NOT NULL
)
"""


class SchemaDrift(CannotStart):
    """The database holds a migration that differs from the one in this program, or one it does not know."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file of `tintype/migrations`."""

    number: int
    name: str
    text: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def migrations() -> list[Migration]:
    """Every migration that ships with the program, in order. Raises SchemaDrift when two share a number."""
    found: list[Migration] = []
    for entry in resources.files("tintype.migrations").iterdir():
        if entry.name.endswith(".sql") and not entry.name.endswith(".postgres.sql"):
            number = int(entry.name.split("_", 1)[0])
            found.append(Migration(number, entry.name, entry.read_text(encoding="utf-8")))
    found.sort(key=lambda migration: migration.number)
    numbers = [migration.number for migration in found]
    if len(set(numbers)) != len(numbers):
        raise SchemaDrift("Two migrations share a number.")
    return found


def apply_migrations(path: Path, now_us: int) -> list[str]:
    """Bring a database file to this program's schema; the names applied. Copies the file first when it has data.

    Raises SchemaDrift if the file was written by a newer program or a migration has changed since.
    """
    database = apsw.Connection(str(path))
    try:
        database.set_busy_timeout(60_000)
        database.pragma("journal_mode", "wal")
        database.pragma("synchronous", "full")
        database.execute(_LEDGER)
        pending = _pending(database)
        if not pending:
            return []
        if pending[0].number > 1:
            _copy_aside(database, path, pending[0].number)
        for migration in pending:
            _apply(database, migration, now_us)
        return [migration.name for migration in pending]
    finally:
        database.close()


def _pending(database: apsw.Connection) -> list[Migration]:
    known = {migration.number: migration for migration in migrations()}
    applied: set[int] = set()
    for number, name, checksum in database.execute("SELECT number, name, checksum FROM schema_ledger"):
        migration = known.get(int(number))
        if migration is None:
            raise SchemaDrift(
                f"The database has {name}, which this version of Tintype does not know. Use a newer one."
            )
        if migration.checksum != checksum:
            raise SchemaDrift(f"{name} has changed since it was applied. Migrations are never edited.")
        applied.add(migration.number)
    return [migration for number, migration in sorted(known.items()) if number not in applied]


def _apply(database: apsw.Connection, migration: Migration, now_us: int) -> None:
    with database:
        database.execute(migration.text)
        database.execute(
            "INSERT INTO schema_ledger VALUES (?, ?, ?, ?)",
            (migration.number, migration.name, migration.checksum, now_us),
        )


def _copy_aside(database: apsw.Connection, path: Path, number: int) -> None:
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy2(path, path.with_name(f"{path.name}.before-{number:04d}"))
