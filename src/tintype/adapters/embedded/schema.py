"""Migrations, forward only: `NNNN_pre_name.sql` files applied in order, with checksums, under the write lock."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# apsw describes its own types only in part.

import shutil
from importlib import resources
from pathlib import Path
from typing import Any

import apsw

from tintype.adapters.ledger import LEDGER, Migration, in_order, pending


def migrations() -> list[Migration]:
    """Every migration that ships with the program, in order. Raises SchemaDrift when two share a number."""
    found: list[Migration] = []
    for entry in resources.files("tintype.migrations").iterdir():
        if entry.name.endswith(".sql") and not entry.name.endswith(".postgres.sql"):
            number = int(entry.name.split("_", 1)[0])
            found.append(Migration(number, entry.name, entry.read_text(encoding="utf-8")))
    return in_order(found)


def apply_migrations(path: Path, now_us: int) -> list[str]:
    """Bring a database file to this program's schema; the names applied. Copies the file first when it has data.

    Raises SchemaDrift if the file was written by a newer program or a migration has changed since.
    """
    database = apsw.Connection(str(path))
    try:
        database.set_busy_timeout(60_000)
        database.pragma("journal_mode", "wal")
        database.pragma("synchronous", "full")
        database.execute(LEDGER)
        lacking = _pending(database)
        if not lacking:
            return []
        if lacking[0].number > 1:
            _copy_aside(database, path, lacking[0].number)
        for migration in lacking:
            _apply(database, migration, now_us)
        return [migration.name for migration in lacking]
    finally:
        database.close()


def _pending(database: apsw.Connection) -> list[Migration]:
    ledger: list[Any] = database.execute("SELECT number, name, checksum FROM schema_ledger").fetchall()
    return pending(migrations(), ledger)


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
