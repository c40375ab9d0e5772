"""Every query of posts walks an index; only merges sort, and only what is in one stretch."""

import re

import apsw
import pytest

from tintype.adapters.embedded.dialect import bound, sqlite_text
from tintype.adapters.embedded.schema import apply_migrations
from tintype.posts.store import sql

SORTS = {"orders_of_authors", "media", "tags", "mentions", "people"}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> apsw.Connection:
    path = tmp_path_factory.mktemp("plans") / "tintype.db"
    apply_migrations(path, 1)
    return apsw.Connection(str(path))


@pytest.mark.parametrize("name", sorted(sql.all()))
def test_no_query_scans_a_table(name: str, database: apsw.Connection) -> None:
    query = sql.all()[name]
    names = set(re.findall(r":(\w+)", query.text))
    arguments = {name: [1] if name.endswith("_ids") else 1 for name in names}
    steps = [
        str(detail)
        for *_, detail in database.execute(f"EXPLAIN QUERY PLAN {sqlite_text(query)}", bound(arguments))
    ]
    assert not [step for step in steps if step.startswith("SCAN") and " VIRTUAL " not in step]
    assert name in SORTS or not [step for step in steps if "TEMP B-TREE" in step]


@pytest.mark.parametrize("name", ["orders_of_author", "depth_marks", "orders_of_authors"])
def test_timelines_never_leave_their_index(name: str, database: apsw.Connection) -> None:
    arguments = {"author_ids": [1], "author_id": 1, "shard": 1, "before": 9, "low": 1, "limit": 5, "depth": 1}
    plan = database.execute(f"EXPLAIN QUERY PLAN {sqlite_text(sql.all()[name])}", bound(arguments))
    assert [detail for *_, detail in plan if "COVERING INDEX posts_author" in str(detail)]
