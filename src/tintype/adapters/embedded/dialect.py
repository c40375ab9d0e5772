"""Named queries as SQLite understands them."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# apsw describes its own types only in part.

import re
from array import array
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import apsw
import msgspec

from tintype.kernel.sql import Query

_KEYS = re.compile(r"\bkeys\(:(\w+)\)")
_ROWS = re.compile(r"\brows\(:(\w+), *([\w, ]+)\)")
_IN = re.compile(r"\bIN +:(\w+)")


@cache
def sqlite_text(query: Query) -> str:
    """The query with its three row-set forms written for SQLite; `:name` is SQLite's own."""
    text = _KEYS.sub(r"(SELECT (value >> 10) & 4095 AS shard, value AS id FROM carray(:\1))", query.text)
    text = _ROWS.sub(_rows, text)
    return _IN.sub(r"IN carray(:\1)", text)


def _rows(match: re.Match[str]) -> str:
    columns = [name.strip() for name in match[2].split(",")]
    picked = ", ".join(f"value ->> {at} AS {name}" for at, name in enumerate(columns))
    # Built from our own store.sql alone; values are always bound.
    return f"(SELECT {picked} FROM json_each(:{match[1]}))"  # noqa: S608


def bound(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments as apsw binds them: lists of ints and texts as arrays, row sets as JSON."""
    return {
        name: value if not isinstance(value, (list, tuple, set, frozenset)) else _bound_set(list(value))
        for name, value in arguments.items()
    }


def _bound_set(values: Sequence[Any]) -> Any:
    if not values:
        return None  # No array: both carray and json_each give no rows for it.
    if isinstance(values[0], int):
        return apsw.carray(array("q", values))
    if isinstance(values[0], str):
        return apsw.carray(tuple(values))
    return msgspec.json.encode(values).decode()
