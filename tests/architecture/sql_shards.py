"""Which shards a statement says for each of its tables, read from PostgreSQL's own parse tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pglast import ast, enums

from tests.architecture.exceptions import RANGED_TABLES, UNSHARDED_TABLES

UNSHARDED = {*UNSHARDED_TABLES, *RANGED_TABLES}


@dataclass
class Level:
    """One SELECT, UPDATE or DELETE of a statement: its relations and what its conditions say of their shards."""

    tables: dict[str, str] = field(default_factory=dict)
    given: set[str] = field(default_factory=set)
    conditions: list[ast.Node] = field(default_factory=list)

    def flaws(self) -> Iterator[str]:
        """Owned tables whose shard is not said, or not the same as that of what they are joined with."""
        owned = {alias for alias, table in self.tables.items() if table not in UNSHARDED}
        everything = [*self.tables, *self.given]
        only = everything[0] if len(everything) == 1 else ""
        groups = _Groups()
        for condition in self.conditions:
            for one, other in equal_shards(condition, only):
                groups.join(one, other)
        for alias in sorted(owned):
            if not groups.meet(alias, "$", *self.given) and not groups.has_outer(
                alias, {*self.tables, *self.given}
            ):
                yield f"{self.tables[alias]} is asked on every shard"
        first, *others = sorted(owned) or [""]
        for alias in others:
            if not groups.meet(first, alias):
                yield f"{self.tables[first]} and {self.tables[alias]} are joined across shards"


class _Groups:
    """Which aliases have equal shards. A parameter is named "$" with its number, and "$" stands for any."""

    def __init__(self) -> None:
        self._group: dict[str, set[str]] = {}

    def join(self, one: str, other: str) -> None:
        both = self._of(one) | self._of(other)
        for each in both:
            self._group[each] = both

    def meet(self, alias: str, *others: str) -> bool:
        found = self._of(alias)
        return any(
            other in found or (other == "$" and any(each[0] == "$" for each in found)) for other in others
        )

    def has_outer(self, alias: str, here: set[str]) -> bool:
        """Whether the shard is that of a row of the query around this one."""
        return any(each not in here and each[0] != "$" for each in self._of(alias))

    def _of(self, alias: str) -> set[str]:
        return self._group.get(alias, {alias})


def equal_shards(condition: ast.Node, only: str) -> Iterator[tuple[str, str]]:
    match condition:
        case ast.A_Expr(name=(ast.String(sval="="),), lexpr=left, rexpr=right):
            one, other = _shard(left, only), _shard(right, only)
            if one and other:
                yield one, other
        case ast.SubLink(testexpr=ast.RowExpr(args=columns), subselect=ast.SelectStmt()):
            # (shard, …) IN (SELECT k.shard, … FROM keys or rows)
            for column in columns:
                if alias := _shard(column, only):
                    yield alias, f"$rows {id(condition)}"
        case _:
            return


def _shard(node: ast.Node | None, only: str) -> str:
    """The alias whose shard this is, or the parameter."""
    match node:
        case ast.ColumnRef(fields=(ast.String(sval=alias), ast.String(sval="shard"))):
            return alias
        case ast.ColumnRef(fields=(ast.String(sval="shard"),)):
            return only
        case ast.ParamRef(number=number):
            return f"${number}"
        case ast.A_Const():
            return "$constant"
        case _:
            return ""


def levels(statement: ast.Node) -> Iterator[Level]:
    """Every level of a statement."""
    named_before = {each.ctename for each in nodes_of(statement, ast.CommonTableExpr)}
    for kind in (ast.SelectStmt, ast.UpdateStmt, ast.DeleteStmt):
        for node in nodes_of(statement, kind):
            level = _level(node)
            level.given |= {alias for alias, table in level.tables.items() if table in named_before}
            level.tables = {
                alias: table for alias, table in level.tables.items() if table not in named_before
            }
            yield level


def _level(node: ast.Node) -> Level:
    level = Level()
    sources: tuple[ast.Node, ...] = ()
    match node:
        case ast.SelectStmt(fromClause=found):
            sources = found or ()
        case ast.UpdateStmt(relation=relation, fromClause=found):
            sources = (relation, *(found or ()))
        case ast.DeleteStmt(relation=relation, usingClause=found):
            sources = (relation, *(found or ()))
        case _:
            raise AssertionError(node)
    for source in sources:
        _add(level, source)
    level.conditions += _conjuncts(node.whereClause)
    return level


def _add(level: Level, source: ast.Node) -> None:
    match source:
        case ast.RangeVar(relname=table, alias=alias):
            level.tables[alias.aliasname if alias else table] = table
        case ast.JoinExpr(larg=left, rarg=right, quals=condition):
            _add(level, left)
            _add(level, right)
            level.conditions += _conjuncts(condition)
        case ast.RangeSubselect(alias=alias) | ast.RangeFunction(alias=alias):
            level.given.add(alias.aliasname)
        case _:
            raise AssertionError(source)


def _conjuncts(node: ast.Node | None) -> list[ast.Node]:
    match node:
        case None:
            return []
        case ast.BoolExpr(boolop=enums.BoolExprType.AND_EXPR, args=args):
            return [each for arg in args for each in _conjuncts(arg)]
        case _:
            return [node]


def nodes_of(node: object, kind: type[ast.Node]) -> Iterator[ast.Node]:
    if isinstance(node, tuple):
        for each in node:
            yield from nodes_of(each, kind)
    if isinstance(node, ast.Node):
        if isinstance(node, kind):
            yield node
        for name in node:
            yield from nodes_of(getattr(node, name), kind)
