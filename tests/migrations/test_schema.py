"""Migrations go forward, once, and say so when a file does not fit."""

from pathlib import Path

import apsw
import pytest

from tintype.adapters.embedded import schema
from tintype.adapters.embedded.schema import apply_migrations, migrations
from tintype.adapters.ledger import Migration, SchemaDrift

FIRST = Migration(1, "0001_pre_first.sql", "CREATE TABLE first (a integer);")
SECOND = Migration(
    2, "0002_pre_second.sql", "ALTER TABLE first ADD COLUMN b integer; CREATE TABLE second (c text);"
)


def tables(path: Path) -> set[str]:
    database = apsw.Connection(str(path))
    try:
        return {
            str(row[0]) for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        }
    finally:
        database.close()


def test_a_new_file_gets_everything_and_a_second_start_nothing(tmp_path: Path) -> None:
    path = tmp_path / "tintype.db"
    assert apply_migrations(path, 1) == [migration.name for migration in migrations()]
    assert {"outbox", "accounts", "posts", "edges", "media", "jobs"} <= tables(path)
    assert apply_migrations(path, 2) == []


def test_files_are_numbered_without_holes_and_say_which_half_they_are() -> None:
    found = migrations()
    assert [migration.number for migration in found] == list(range(1, len(found) + 1))
    assert all(migration.name.split("_")[1] in {"pre", "post"} for migration in found)


def test_an_older_file_is_brought_forward_and_a_copy_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "tintype.db"
    monkeypatch.setattr(schema, "migrations", lambda: [FIRST])
    apply_migrations(path, 1)
    monkeypatch.setattr(schema, "migrations", lambda: [FIRST, SECOND])
    assert apply_migrations(path, 2) == [SECOND.name]
    assert {"first", "second"} <= tables(path)
    assert "second" not in tables(tmp_path / "tintype.db.before-0002")


def test_a_migration_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "tintype.db"
    broken = Migration(
        2, "0002_pre_broken.sql", "CREATE TABLE half (a integer); CREATE TABLE half (b integer);"
    )
    monkeypatch.setattr(schema, "migrations", lambda: [FIRST, broken])
    with pytest.raises(apsw.SQLError):
        apply_migrations(path, 1)
    assert "first" in tables(path)
    assert "half" not in tables(path)


def test_a_file_of_a_newer_program_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "tintype.db"
    monkeypatch.setattr(schema, "migrations", lambda: [FIRST, SECOND])
    apply_migrations(path, 1)
    monkeypatch.setattr(schema, "migrations", lambda: [FIRST])
    with pytest.raises(SchemaDrift, match="does not know"):
        apply_migrations(path, 2)


def test_an_edited_migration_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "tintype.db"
    monkeypatch.setattr(schema, "migrations", lambda: [FIRST])
    apply_migrations(path, 1)
    edited = Migration(1, FIRST.name, FIRST.text + " -- edited")
    monkeypatch.setattr(schema, "migrations", lambda: [edited])
    with pytest.raises(SchemaDrift, match="has changed"):
        apply_migrations(path, 2)
