"""No table is forgotten: whatever names an account is erased with it, or says why it stays."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.architecture.repository import ROOT
from tintype.erasure.kept import KEPT
from tintype.erasure.rows import own_queries, sql

MIGRATIONS = ROOT / "src" / "tintype" / "migrations"
TABLE = re.compile(r"CREATE TABLE (?:IF NOT EXISTS )?(\w+) \((.*?)\n\)", re.DOTALL)
ADDED = re.compile(r"ALTER TABLE (\w+)\s+(ADD COLUMN .*?);", re.DOTALL)
#: What a column is called that holds an account, and never anything else.
ACCOUNT = re.compile(
    r"^  ((?:account|owner|author|by|of|asker|asked|actor|viewer|reader|follower|person|member|user|invited)_id) ",
    re.MULTILINE,
)
WRITES = re.compile(r"^(?:DELETE FROM|UPDATE) (\w+)", re.MULTILINE)


def columns() -> Iterator[tuple[str, str]]:
    """Every (table, column) of the schema that holds an account."""
    for path in sorted(MIGRATIONS.glob("*.sql")):
        if path.name.endswith(".postgres.sql"):
            continue
        text = re.sub(r"--[^\n]*", "", path.read_text())
        for table, body in TABLE.findall(text):
            yield from ((table, column) for column in ACCOUNT.findall(body))
        for table, change in ADDED.findall(text):
            added = "\n".join(f"  {each}" for each in re.findall(r"ADD COLUMN\s+(\w+ \w+)", change))
            yield from ((table, column) for column in ACCOUNT.findall(added))


def erased() -> set[tuple[str, str]]:
    """Every (table, column) that some statement of the eraser names as the account."""
    found: set[tuple[str, str]] = set()
    for query in sql.all().values():
        for table in WRITES.findall(query.text):
            found |= {(table, column) for column in re.findall(r"(\w+) = :account_id\b", query.text)}
    return found


def test_the_schema_is_read() -> None:
    found = set(columns())
    assert {
        ("accounts", "id"),
        ("sessions", "account_id"),
        ("asks", "asked_id"),
        ("media", "owner_id"),
    } - found == {("accounts", "id")}


#: Erased with something else than by naming the account.
ALONG: dict[str, str] = {
    "comment_rows": "comments",
    "post_rows": "posts",
    "content.erase_media": "media",
}


def test_every_table_that_names_an_account_is_erased_or_kept_for_a_reason() -> None:
    whole = set(ALONG.values())
    done = erased()
    missing = [
        f"{table}.{column}"
        for table, column in columns()
        if (table, column) not in done and table not in whole and f"{table}.{column}" not in KEPT
    ]
    assert not missing, "erase it in src/tintype/erasure/store.sql, or say in kept.py why it stays"


def test_what_is_kept_is_there_and_has_a_reason() -> None:
    packed = {"comments.mentions", "impressions.items", "tastes.authors"}
    known = packed | {f"{table}.{column}" for table, column in columns()}
    assert set(KEPT) <= known
    assert all(len(reason.split()) > 3 for reason in KEPT.values())


def test_own_rows_are_found_by_shard_and_account() -> None:
    wrong = [
        query.name for query in own_queries() if ":shard" not in query.text or ":account_id" not in query.text
    ]
    assert own_queries()
    assert not wrong
