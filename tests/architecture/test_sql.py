"""The schema and the queries stay inside what SQLite, PostgreSQL and Citus share.

Citus distributes a table by one column, here `shard`: it must lead every primary key and be part of every unique
index, and what Citus refuses (triggers, recursive queries across shards, row locks that skip) is not written at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.exceptions import UNSHARDED_TABLES, WRITES_EVERYWHERE
from tests.architecture.repository import committed, named
from tintype.kernel.sql import Query, parse

TABLE = re.compile(r"CREATE TABLE (?:IF NOT EXISTS )?(\w+) \((.*?)\n\)", re.DOTALL)
INDEX = re.compile(r"CREATE (UNIQUE )?INDEX (\w+) ON (\w+) \((.*?)\)(?: WHERE .*?)?;", re.DOTALL)
PRIMARY = re.compile(r"PRIMARY KEY \(([^)]*)\)")
REFUSED = {
    "trigger": re.compile(r"\bCREATE TRIGGER\b", re.IGNORECASE),
    "foreign key": re.compile(r"\bREFERENCES\b|\bFOREIGN KEY\b", re.IGNORECASE),
    "autoincrement": re.compile(r"\bAUTOINCREMENT\b", re.IGNORECASE),
    "boolean column": re.compile(r"\bboolean\b", re.IGNORECASE),
    "recursive query": re.compile(r"\bWITH RECURSIVE\b", re.IGNORECASE),
    "skipping lock": re.compile(r"\bSKIP LOCKED\b", re.IGNORECASE),
    "implicit column list": re.compile(r"\bSELECT \*|\bINSERT INTO \w+ VALUES\b", re.IGNORECASE),
    "insert or replace": re.compile(r"\bINSERT OR\b|\bREPLACE INTO\b", re.IGNORECASE),
    "local time": re.compile(r"\bdatetime\(|\bCURRENT_TIMESTAMP\b|\bnow\(\)", re.IGNORECASE),
}
HEADER = re.compile(r"^-- name: *(\w+)(.*)\n\s*(\w+)", re.MULTILINE)
USES = re.compile(r" *\(.*(?:uses|constraint).*\)")


@dataclass(frozen=True)
class Table:
    name: str
    body: str

    @property
    def columns(self) -> list[str]:
        return re.findall(r"^  (\w+) (?!KEY)[a-z]", self.body, re.MULTILINE)

    @property
    def primary_key(self) -> list[str]:
        found = PRIMARY.search(self.body)
        return [part.strip() for part in found[1].split(",")] if found else []


def shared(folder: str, suffix: str) -> Iterator[tuple[Path, str]]:
    """SQL of both engines, without comments; an override for one engine may use that engine's words."""
    for path in committed():
        if folder in path.parts and path.name.endswith(suffix) and not path.name.endswith(".postgres.sql"):
            yield path, path.read_text()


def stores() -> Iterator[tuple[Path, str]]:
    """The named queries, wherever a subject or an adapter keeps them."""
    return ((path, text) for path, text in shared("tintype", ".sql") if "migrations" not in path.parts)


def without_comments(text: str) -> str:
    return re.sub(r"--[^\n]*", "", text)


def schema() -> str:
    return "\n".join(without_comments(text) for _, text in shared("migrations", ".sql"))


def tables() -> list[Table]:
    return [Table(name, body) for name, body in TABLE.findall(schema())]


def queries() -> Iterator[tuple[str, Query]]:
    for path, text in stores():
        for query in parse(named(path), text).values():
            yield f"{named(path)}::{query.name}", query


def test_owned_tables_lead_with_their_shard() -> None:
    found = tables()
    assert found
    wrong = [
        table.name
        for table in found
        if table.name not in UNSHARDED_TABLES
        if table.columns[:1] != ["shard"] or table.primary_key[:1] != ["shard"]
    ]
    assert not wrong, "`shard smallint NOT NULL` is the first column and leads the primary key"


def test_unsharded_tables_exist() -> None:
    assert set(UNSHARDED_TABLES) <= {table.name for table in tables()}, "take these out of exceptions.py"


def test_writes_that_are_meant_for_every_node_exist() -> None:
    assert set(WRITES_EVERYWHERE) <= {where for where, _ in queries()}, "take these out of exceptions.py"


def test_unique_indexes_include_the_shard() -> None:
    wrong = [
        name
        for unique, name, table, columns in INDEX.findall(schema())
        if unique and table not in UNSHARDED_TABLES and "shard" not in re.split(r"\W+", columns)
    ]
    assert not wrong


def test_nothing_that_one_engine_refuses() -> None:
    texts = [*shared("migrations", ".sql"), *stores()]
    wrong = {
        f"{named(path)}: {what}"
        for path, text in texts
        for what, pattern in REFUSED.items()
        if pattern.search(without_comments(text))
    }
    assert not wrong


def test_queries_say_which_index_they_use() -> None:
    silent = [
        f"{named(path)}: {name}"
        for path, text in stores()
        for name, purpose, verb in HEADER.findall(text)
        # A plain insert has no choice.
        if not USES.match(purpose) and verb.upper() != "INSERT"
    ]
    assert not silent


def test_named_indexes_exist() -> None:
    known = {name for _, name, _, _ in INDEX.findall(schema())}
    known |= {column for table in tables() for column in (table.name, *table.columns)}
    unknown = [
        f"{named(path)}: {word}"
        for path, text in stores()
        for uses in re.findall(r"^-- name:.*?\(uses ([^;)]*)", text, re.MULTILINE)
        for word in re.findall(r"\b[a-z]+_[a-z_]+\b", uses)
        if word not in known
    ]
    assert not unknown


def test_writes_name_their_shard() -> None:
    """A write without the shard would be sent to every node. Sweeping what is old is meant for every node."""
    sharded = {table.name for table in tables()} - set(UNSHARDED_TABLES)
    wrong = [
        where
        for where, query in queries()
        if where not in WRITES_EVERYWHERE
        for table in re.findall(r"\b(?:UPDATE|INSERT INTO) (\w+)", query.text)
        if table in sharded and "shard" not in query.text
    ]
    assert not wrong


def test_names_of_queries_are_unique_and_used() -> None:
    code = "\n".join(
        path.read_text() for path in committed() if path.suffix == ".py" and "tintype" in path.parts
    )
    unused = [where for where, query in queries() if not re.search(rf"\.{query.name}\b", code)]
    assert not unused
