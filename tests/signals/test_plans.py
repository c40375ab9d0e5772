"""Every query of signals walks an index; none scans a table."""

import re
from pathlib import Path

import apsw
import pytest

from tests.schema import lay_schema
from tintype.adapters.embedded.dialect import bound, sqlite_text
from tintype.kernel.sql import Query
from tintype.signals.store import sql

SETS = {
    "people": [(1, 2, 3, 4, 5, 6, 7)],
    "posts": [(1, 2, 3, 4, 5)],
    "authors": [(1, 2, 3, 4, 5)],
}
LISTS = {"ids", "post_ids"}
PACKED = {"figures", "kinds", "items", "orders", "visits", "counted", "nothing"}


def value_of(query: Query, name: str) -> object:
    if f"rows(:{name}" in query.text:
        return SETS[name]
    if name in LISTS:
        return [1]
    return b"" if name in {*PACKED, "authors"} else 1


@pytest.mark.parametrize("query", sql.all().values(), ids=lambda query: query.name)
def test_no_query_scans_a_table(query: Query, tmp_path: Path) -> None:
    lay_schema(tmp_path / "tintype.db")
    database = apsw.Connection(str(tmp_path / "tintype.db"))
    arguments = {name: value_of(query, name) for name in set(re.findall(r":(\w+)", query.text))}
    plan = database.execute(f"EXPLAIN QUERY PLAN {sqlite_text(query)}", bound(arguments))
    steps = [str(detail) for _, _, _, detail in plan]
    database.close()
    # Walked in the order of an index, up to a limit.
    assert not [step for step in steps if step.startswith("SCAN") and not re.search(r"VIRTUAL|INDEX", step)]
    assert not [step for step in steps if "TEMP B-TREE" in step and query.name != "wishes_of"]
