"""Named queries as PostgreSQL understands them: numbered parameters, arrays, row sets from arrays.

Types are left to the server, which takes them from the columns; only row sets have nothing to take them from.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, cast

from tintype.kernel.sql import Query, parse

_FORM = re.compile(
    r"\bkeys\(:(?P<keys>\w+)\)|\brows\(:(?P<rows>\w+), *(?P<columns>[\w, ]+)\)"
    r"|\bIN +:(?P<set>\w+)|(?<![:\w]):(?P<one>[a-z]\w*)"
)
_OVERRIDES = ".postgres.sql"


@dataclass(frozen=True, slots=True)
class Statement:
    """A query with `$1`, `$2` …; each parameter is an argument, or one column of a list of rows."""

    text: str
    parameters: tuple[tuple[str, int | None], ...]

    def values(self, arguments: Mapping[str, Any]) -> list[Any]:
        """The arguments in the order of the parameters."""
        return [
            _plain(arguments[name]) if column is None else [row[column] for row in arguments[name]]
            for name, column in self.parameters
        ]


@cache
def statement(query: Query) -> Statement:
    """The query for PostgreSQL, from its override file where there is one."""
    text = _overrides(query.package).get(query.name, query).text
    numbers: dict[tuple[str, int | None], int] = {}

    def number(name: str, column: int | None = None) -> str:
        return f"${numbers.setdefault((name, column), len(numbers) + 1)}"

    def written(match: re.Match[str]) -> str:
        if name := match["keys"]:
            # Built from our own store.sql alone; values are always bound.
            return (
                "(SELECT ((value >> 10) & 4095)::smallint AS shard, value AS id"  # noqa: S608
                f" FROM unnest({number(name)}::bigint[]) AS given (value))"
            )
        if name := match["rows"]:
            columns = [column.strip() for column in match["columns"].split(",")]
            arrays = [f"{number(name, at)}::{_type_of(column)}[]" for at, column in enumerate(columns)]
            names = ", ".join(columns)
            return f"(SELECT {names} FROM unnest({', '.join(arrays)}) AS given ({names}))"  # noqa: S608
        if name := match["set"]:
            return f"= ANY({number(name)})"
        return number(match["one"])

    written_text = _FORM.sub(written, text)
    return Statement(written_text, tuple(numbers))


def _type_of(column: str) -> str:
    return "smallint" if column == "shard" else "bigint"


def _plain(value: Any) -> Any:
    return list(cast("Iterable[Any]", value)) if isinstance(value, (set, frozenset, tuple)) else value


@cache
def _overrides(package: str) -> dict[str, Query]:
    """Queries that this package writes differently for PostgreSQL, by name."""
    if not package.startswith("tintype"):
        return {}
    found: dict[str, Query] = {}
    for entry in resources.files(package).iterdir():
        if entry.name.endswith(_OVERRIDES):
            found |= parse(package, entry.read_text(encoding="utf-8"))
    return found
