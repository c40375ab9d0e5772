"""Every query of the graph walks an index; none scans a table."""

import re

import apsw

from tintype.adapters.embedded.dialect import bound, sqlite_text
from tintype.graph import stars, store

SETS = {
    "edges": [(1, 2, 3, 4)],
    "changes": [(1, 2, 3, 4)],
    "pairs": [(1, 2, 3)],
    "slots": [(1, 2, 3)],
    "places": [(1, 2, 3, 4)],
    "buckets": [(1,)],
}
LISTS = {"dsts", "kinds", "nodes", "srcs"}


def test_no_query_scans_a_table(database: apsw.Connection) -> None:
    for query in (store.sql.all() | stars.sql.all()).values():
        names = set(re.findall(r":(\w+)", query.text))
        arguments = {name: SETS.get(name, [1] if name in LISTS else 1) for name in names}
        plan = database.execute(f"EXPLAIN QUERY PLAN {sqlite_text(query)}", bound(arguments))
        steps = [str(detail) for _, _, _, detail in plan]
        assert not [
            step
            for step in steps
            if step.startswith("SCAN") and " VIRTUAL " not in step and step not in {"SCAN e", "SCAN n"}
        ]
        assert not [step for step in steps if "TEMP B-TREE" in step]
