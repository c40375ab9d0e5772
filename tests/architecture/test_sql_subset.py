"""What Citus refuses is not written: every query is read by PostgreSQL's own grammar and must stay at its shards.

Citus distributes each table by `shard`. A statement that names it for every table goes to the nodes it concerns; one
that does not goes to all of them, and a join of rows of different shards goes nowhere at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

import pytest
from pglast import ast, enums, parse_sql

from tests.architecture.exceptions import EVERY_SHARD
from tests.architecture.repository import ROOT, committed, named
from tests.architecture.sql_shards import UNSHARDED, equal_shards, levels, nodes_of
from tintype.adapters.postgres.dialect import statement
from tintype.adapters.postgres.schema import migrations
from tintype.kernel.sql import Query, parse

ENGINE_OWN = ("/embedded/", ".postgres.sql")
HOLD = re.compile(r"\.hold\(\s*(?:\w+\.)*(\w+)")


@cache
def queries() -> dict[str, Query]:
    """Every named query of the program that PostgreSQL is asked, by where it stands."""
    found: dict[str, Query] = {}
    for path in committed():
        place = named(path)
        if "src/tintype/" not in place or path.suffix != ".sql" or "/migrations/" in place:
            continue
        if any(mark in place for mark in ENGINE_OWN):
            continue
        package = ".".join(path.parent.relative_to(ROOT / "src").parts)
        for query in parse(package, path.read_text()).values():
            found[f"{place}::{query.name}"] = query
    return found


def tree(query: Query) -> ast.Node:
    (parsed,) = parse_sql(statement(query).text)
    return parsed.stmt


def flaws(query: Query) -> list[str]:
    parsed = tree(query)
    found = [flaw for level in levels(parsed) for flaw in level.flaws()]
    match parsed:
        case ast.InsertStmt(relation=ast.RangeVar(relname=table), cols=columns):
            if table not in UNSHARDED and "shard" not in {column.name for column in columns}:
                found.append(f"{table} gets rows without a shard")
        case _:
            pass
    return found


def schema() -> Iterator[ast.Node]:
    for migration in migrations():
        for parsed in parse_sql(migration.text):
            yield parsed.stmt


def test_every_query_stays_at_its_shards() -> None:
    wrong = {place: found for place, query in queries().items() if (found := flaws(query))}
    assert len(queries()) > 100
    assert set(wrong) - set(EVERY_SHARD) == set(), wrong


def test_queries_that_ask_every_shard_are_still_that() -> None:
    needless = [place for place in EVERY_SHARD if place not in queries() or not flaws(queries()[place])]
    assert not needless, "take these out of exceptions.py"


def test_no_query_moves_a_row_to_another_shard() -> None:
    moving = [
        place
        for place, query in queries().items()
        for update in (*nodes_of(tree(query), ast.UpdateStmt), *nodes_of(tree(query), ast.OnConflictClause))
        for target in update.targetList or ()
        if target.name == "shard"
    ]
    assert not moving


def test_nothing_is_recursive() -> None:
    wrong = [
        place
        for place, query in queries().items()
        if any(clause.recursive for clause in nodes_of(tree(query), ast.WithClause))
    ]
    assert not wrong


def test_rows_are_held_in_one_shard_and_none_are_skipped() -> None:
    held = {query.name: query for query in queries().values() if _locks(query)}
    assert all(
        lock.waitPolicy == enums.LockWaitPolicy.LockWaitBlock
        for each in held.values()
        for lock in _locks(each)
    )
    called = {
        match[1]
        for path in committed()
        if path.suffix == ".py" and "tintype" in path.parts
        for match in HOLD.finditer(path.read_text())
    }
    by_name = {query.name: query for query in queries().values()}
    held |= {name: by_name[name] for name in called & by_name.keys()}
    assert {"hold_account", "hold_post", "hold_media"} <= held.keys()
    assert not [name for name, query in held.items() if not _is_of_one_shard(query)]


def _locks(query: Query) -> list[ast.Node]:
    return list(nodes_of(tree(query), ast.LockingClause))


def _is_of_one_shard(query: Query) -> bool:
    (level,) = levels(tree(query))
    (only,) = level.tables
    return any(
        list(equal_shards(condition, only))
        for condition in level.conditions
        if isinstance(condition, ast.A_Expr) and condition.kind == enums.A_Expr_Kind.AEXPR_OP
    )


def test_keys_and_unique_indexes_hold_the_shard() -> None:
    wrong: list[str] = []
    for made in schema():
        match made:
            case ast.CreateStmt(relation=ast.RangeVar(relname=table), tableElts=elements):
                if table in UNSHARDED:
                    continue
                keys = [_key(each) for each in _constraints(elements)]
                wrong += [f"{table}: {key}" for key in keys if "shard" not in key]
                wrong += [table] * (not keys or keys[0][:1] != ["shard"])
            case ast.IndexStmt(
                relation=ast.RangeVar(relname=table), unique=True, indexParams=columns, idxname=name
            ):
                if table not in UNSHARDED and "shard" not in {column.name for column in columns}:
                    wrong.append(name)
            case _:
                continue
    assert not wrong


def test_the_schema_has_nothing_that_cannot_be_distributed() -> None:
    wrong = [
        type(made).__name__
        for made in schema()
        for kind in (ast.CreateTrigStmt, ast.RuleStmt, ast.CreateFunctionStmt)
        if isinstance(made, kind)
    ]
    foreign = [
        each
        for made in schema()
        for each in nodes_of(made, ast.Constraint)
        if each.contype == enums.ConstrType.CONSTR_FOREIGN
    ]
    assert not wrong
    assert not foreign


def _constraints(elements: Iterable[ast.Node]) -> Iterator[ast.Constraint]:
    kinds = {enums.ConstrType.CONSTR_PRIMARY, enums.ConstrType.CONSTR_UNIQUE}
    for element in elements:
        if isinstance(element, ast.Constraint) and element.contype in kinds:
            yield element
        # A key of one column, written beside it, can never hold the shard as well.
        if isinstance(element, ast.ColumnDef):
            for each in element.constraints or ():
                if each.contype in kinds:
                    yield ast.Constraint(contype=each.contype, keys=(ast.String(sval=element.colname),))


def _key(constraint: ast.Constraint) -> list[str]:
    return [key.sval for key in constraint.keys]


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("SELECT id FROM posts WHERE id = :id", "every shard"),
        ("SELECT id FROM posts WHERE shard = :shard OR id = :id", "every shard"),
        ("SELECT p.id FROM keys(:ids) AS k JOIN posts AS p ON p.id = k.id", "every shard"),
        ("UPDATE posts SET state = 1 WHERE id = :id", "every shard"),
        ("DELETE FROM posts WHERE id IN :ids", "every shard"),
        (
            "SELECT id FROM posts WHERE shard = :s AND id IN (SELECT post_id FROM post_tags WHERE tag = :t)",
            "every",
        ),
        ("INSERT INTO emails (address, account_id) VALUES (:a, :b)", "without a shard"),
        (
            "SELECT a.dst FROM edges AS a JOIN edges AS b ON b.dst = a.dst WHERE a.shard = :one AND b.shard = :two",
            "across shards",
        ),
        ("SELECT id FROM posts WHERE shard = :shard AND id = :id", ""),
        ("SELECT id FROM posts WHERE shard IN :shards", ""),
        ("SELECT p.id FROM keys(:ids) AS k JOIN posts AS p ON p.shard = k.shard AND p.id = k.id", ""),
        (
            "DELETE FROM edges WHERE (shard, src) IN (SELECT r.shard, r.src FROM rows(:r, shard, src) AS r)",
            "",
        ),
        (
            "SELECT k.id, (SELECT max(p.id) FROM posts AS p WHERE p.shard = k.shard) FROM keys(:ids) AS k",
            "",
        ),
    ],
)
def test_the_lint_sees_what_it_should(text: str, flaw: str) -> None:
    found = flaws(Query("tests", text, text))
    assert (not found) if not flaw else any(flaw in each for each in found)
