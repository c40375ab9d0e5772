"""The same migrations on PostgreSQL: applied once by whoever comes, and the same tables as on SQLite."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import apsw
import asyncpg
import pytest

from tests.contracts.postgres_adapters import fresh_database, has_postgres
from tintype.adapters.embedded import schema as embedded_schema
from tintype.adapters.ledger import Migration, SchemaDrift
from tintype.adapters.postgres import schema
from tintype.adapters.postgres.dialect import statement
from tintype.adapters.postgres.schema import apply_migrations, migrations, rewritten
from tintype.kernel.sql import Query, parse

needs_postgres = pytest.mark.skipif(not has_postgres(), reason="needs PostgreSQL: make test-engines")

FIRST = Migration(1, "0001_pre_first.sql", "CREATE TABLE first (a integer);")
SECOND = Migration(2, "0002_pre_second.sql", "CREATE TABLE second (c text);")
BROKEN = Migration(2, "0002_pre_broken.sql", "CREATE TABLE half (a integer); CREATE TABLE half (b integer);")

# The runner's own, and what only one engine has: see 0009_pre_leases.postgres.sql, 0032 and 0034.
SEARCH = {"search_posts", "search_names", "search_tags", "search_places", "search_marks"}
OWN_TABLES = {"schema_ledger", "clock_mark", "log", *SEARCH}
OWN_COLUMNS = {("consumers", "range"), ("dead_events", "range")}
OWN_KEYS = {"outbox", "consumers", "dead_events"}
TYPES = {"blob": "bytea"}

Tables = dict[str, dict[str, tuple[str, bool]]]
SOURCES = Path(__file__).parents[2] / "src"


@pytest.fixture
async def empty() -> AsyncIterator[str]:
    async with fresh_database(schema=False) as url:
        yield url


@pytest.fixture
async def database() -> AsyncIterator[asyncpg.Connection]:
    async with fresh_database() as url:
        connection = await asyncpg.connect(url)
        yield connection
        await connection.close()


async def tables(url: str) -> set[str]:
    connection = await asyncpg.connect(url)
    try:
        found = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return {name for (name,) in found}
    finally:
        await connection.close()


@needs_postgres
async def test_an_empty_database_gets_everything_and_the_second_time_nothing(empty: str) -> None:
    assert await apply_migrations(empty, 1) == [migration.name for migration in migrations()]
    assert await apply_migrations(empty, 2) == []
    assert {"outbox", "accounts", "posts", "edges", "media", "jobs"} <= await tables(empty)


@needs_postgres
async def test_two_who_apply_at_once_apply_each_migration_once(empty: str) -> None:
    applied = await asyncio.gather(*(apply_migrations(empty, 1) for _ in range(3)))
    assert sorted(name for names in applied for name in names) == [each.name for each in migrations()]


@needs_postgres
async def test_a_migration_that_fails_leaves_nothing_of_itself(
    empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "migrations", lambda: [FIRST, BROKEN])
    with pytest.raises(asyncpg.DuplicateTableError):
        await apply_migrations(empty, 1)
    assert await tables(empty) == {"first", "schema_ledger", "clock_mark"}
    monkeypatch.setattr(schema, "migrations", lambda: [FIRST, SECOND])
    assert await apply_migrations(empty, 2) == [SECOND.name]


@needs_postgres
async def test_a_newer_database_and_an_edited_migration_are_refused(
    empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "migrations", lambda: [FIRST, SECOND])
    await apply_migrations(empty, 1)
    monkeypatch.setattr(schema, "migrations", lambda: [FIRST])
    with pytest.raises(SchemaDrift, match="does not know"):
        await apply_migrations(empty, 2)
    edited = Migration(1, FIRST.name, FIRST.text + " -- edited")
    monkeypatch.setattr(schema, "migrations", lambda: [edited, SECOND])
    with pytest.raises(SchemaDrift, match="has changed"):
        await apply_migrations(empty, 2)


@needs_postgres
async def test_both_engines_have_the_same_tables(database: asyncpg.Connection, tmp_path: Path) -> None:
    embedded_schema.apply_migrations(tmp_path / "tintype.db", 1)
    sqlite = apsw.Connection(str(tmp_path / "tintype.db"))
    here, there = await _postgres_tables(database), _sqlite_tables(sqlite)
    assert here.keys() == there.keys()
    for table in here:
        assert here[table] == there[table], table


@needs_postgres
async def test_both_engines_have_the_same_keys_and_indexes(
    database: asyncpg.Connection, tmp_path: Path
) -> None:
    embedded_schema.apply_migrations(tmp_path / "tintype.db", 1)
    sqlite = apsw.Connection(str(tmp_path / "tintype.db"))
    assert await _postgres_indexes(database) == _sqlite_indexes(sqlite)


@needs_postgres
async def test_every_query_is_understood_by_a_real_server(database: asyncpg.Connection) -> None:
    """The types of its arguments too: `None` of them could be left open."""
    refused: dict[str, str] = {}
    for place, query in queries():
        try:
            prepared = await database.prepare(statement(query).text)
        except asyncpg.PostgresError as error:
            refused[place] = str(error)
        else:
            assert len(prepared.get_parameters()) == len(statement(query).parameters), place
    assert not refused


def queries() -> list[tuple[str, Query]]:
    """Every named query but those of the embedded log, whose tables differ."""
    found: list[tuple[str, Query]] = []
    for path in sorted(SOURCES.rglob("*.sql")):
        if "migrations" in path.parts or "embedded" in path.parts or path.name.endswith(".postgres.sql"):
            continue
        package = ".".join(path.parent.relative_to(SOURCES).parts)
        found += [(f"{package}.{query.name}", query) for query in parse(package, path.read_text()).values()]
    assert len(found) > 100
    return found


def test_shared_files_are_put_into_other_words_where_they_must() -> None:
    text = """
CREATE TABLE some (
  seq integer PRIMARY KEY,
  blob text NOT NULL,
  body blob NOT NULL,
  thumb blob
) WITHOUT ROWID;
"""
    assert (
        rewritten(text)
        == """
CREATE TABLE some (
  seq bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
  blob text NOT NULL,
  body bytea NOT NULL,
  thumb bytea
);
"""
    )


def test_both_engines_have_the_same_migrations() -> None:
    ours = [(each.number, each.name.replace(".postgres.sql", ".sql")) for each in migrations()]
    assert ours == [(each.number, each.name) for each in embedded_schema.migrations()]


async def _postgres_tables(database: asyncpg.Connection) -> Tables:
    found: Tables = {}
    columns = await database.fetch(
        "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns"
        " WHERE table_schema = 'public'"
    )
    for table, column, kind, nullable in columns:
        if table not in OWN_TABLES and (table, column) not in OWN_COLUMNS:
            found.setdefault(table, {})[column] = (kind, nullable == "YES")
    found["outbox"]["seq"] = ("integer", False)  # SQLite's own number, which is as long.
    return found


def _sqlite_tables(database: apsw.Connection) -> Tables:
    found: Tables = {}
    for (table,) in list(database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")):
        if table in OWN_TABLES or str(table).startswith("sqlite_"):
            continue
        for _, column, kind, not_null, _, key in database.execute(f"PRAGMA table_info({table})"):
            named = TYPES.get(str(kind).lower(), str(kind).lower())
            found.setdefault(str(table), {})[str(column)] = (named, not (not_null or key))
    return found


async def _postgres_indexes(database: asyncpg.Connection) -> set[tuple[str, bool, tuple[str, ...], str]]:
    rows = await database.fetch(
        "SELECT t.relname, i.indisunique, i.indisprimary, pg_get_indexdef(i.indexrelid),"
        " coalesce(pg_get_expr(i.indpred, i.indrelid), '')"
        " FROM pg_index AS i JOIN pg_class AS t ON t.oid = i.indrelid"
        " JOIN pg_namespace AS n ON n.oid = t.relnamespace WHERE n.nspname = 'public'"
    )
    return {
        (table, unique, _columns(text), _words(condition))
        for table, unique, primary, text, condition in rows
        if table not in OWN_TABLES and not (primary and table in OWN_KEYS)
    }


def _sqlite_indexes(database: apsw.Connection) -> set[tuple[str, bool, tuple[str, ...], str]]:
    found: set[tuple[str, bool, tuple[str, ...], str]] = set()
    texts = dict(database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index'"))
    for (table,) in list(database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")):
        if table in OWN_TABLES or str(table).startswith("sqlite_"):
            continue
        for _, name, unique, origin, _ in list(database.execute(f"PRAGMA index_list({table})")):
            if origin == "pk" and table in OWN_KEYS:
                continue
            columns = tuple(str(row[2]) for row in database.execute(f"PRAGMA index_info({name})"))
            condition = str(texts.get(name) or "").partition(" WHERE ")[2]
            found.add((str(table), bool(unique), columns, _words(condition)))
    return found


def _columns(text: str) -> tuple[str, ...]:
    found = re.search(r"\(([^)]*)\)", text)
    assert found
    return tuple(column.strip(' "') for column in found[1].split(","))


def _words(condition: str) -> str:
    """A condition without what each engine adds to it in brackets, casts and spelling."""
    plain = re.sub(r"::\w+(\[\])?", "", condition).replace("ANY (ARRAY[", "").replace("])", "")
    return " ".join(re.sub(r"= |IN |[(),]", " ", plain).split())
