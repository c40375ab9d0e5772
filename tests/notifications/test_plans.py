"""Every query of notifications walks an index; none scans a table."""

import re
from pathlib import Path

import apsw
import pytest

from tintype.adapters.embedded.dialect import bound, sqlite_text
from tintype.adapters.embedded.schema import apply_migrations
from tintype.kernel.sql import Query
from tintype.notifications import activity, store, subscriptions

LISTS = {"ids", "owner_ids"}
ROWS = {"acts", "actors", "lines", "notices", "pairs"}
QUERIES = [query for module in (activity, store, subscriptions) for query in module.sql.all().values()]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> apsw.Connection:
    path: Path = tmp_path_factory.mktemp("plans") / "tintype.db"
    apply_migrations(path, 1)
    return apsw.Connection(str(path))


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_no_query_scans_a_table(database: apsw.Connection, query: Query) -> None:
    names = set(re.findall(r":(\w+)", query.text))
    arguments = {name: [1] if name in LISTS else [(1,) * 10] if name in ROWS else 1 for name in names}
    plan = database.execute(f"EXPLAIN QUERY PLAN {sqlite_text(query)}", bound(arguments))
    steps = [str(detail) for _, _, _, detail in plan]
    assert not [step for step in steps if re.match(r"SCAN (?!.*VIRTUAL)(?!t$)(?!CONSTANT)", step)], steps
    assert not [step for step in steps if step.endswith("(shard=?)") or "TEMP B-TREE" in step], steps
