"""Every query of engagement walks an index; none scans a table."""

import re
from pathlib import Path

import apsw
import pytest

from tintype.adapters.embedded.dialect import bound, sqlite_text
from tintype.adapters.embedded.schema import apply_migrations
from tintype.engagement import said, store
from tintype.engagement.collections import store as collection_store
from tintype.kernel.sql import Query

MANY = {"ids": [1], "post_ids": [1], "account_ids": [1], "pairs": [(1, 1, 1)], "kept": [(1, 1, 1)]}
QUERIES = [*store.sql.all().values(), *collection_store.sql.all().values()]


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_no_query_scans_a_table(tmp_path: Path, query: Query) -> None:
    apply_migrations(tmp_path / "tintype.db", 1)
    database = apsw.Connection(str(tmp_path / "tintype.db"))
    names = set(re.findall(r":(\w+)", query.text))
    arguments = {name: MANY.get(name, 1) for name in names}
    plan = database.execute(f"EXPLAIN QUERY PLAN {sqlite_text(query)}", bound(arguments))
    steps = [str(detail) for _, _, _, detail in plan]
    assert not [
        step for step in steps if step.startswith("SCAN") and " VIRTUAL " not in step and step != "SCAN n"
    ]
    assert not [step for step in steps if step.endswith("(shard=?)") or "TEMP B-TREE" in step]


@pytest.mark.parametrize("query", said.sql.all().values(), ids=lambda query: query.name)
def test_words_to_one_person_are_read_from_their_own_index(tmp_path: Path, query: Query) -> None:
    apply_migrations(tmp_path / "tintype.db", 1)
    database = apsw.Connection(str(tmp_path / "tintype.db"))
    arguments = dict.fromkeys(re.findall(r":(\w+)", query.text), 1)
    plan = database.execute(f"EXPLAIN QUERY PLAN {sqlite_text(query)}", bound(arguments))
    (search,) = [str(step[3]) for step in plan if str(step[3]).startswith(("SEARCH", "SCAN"))]
    # A look through the whole shard takes 800 ms where it has 200,000 comments, and this one 0.1 ms.
    assert search.startswith("SEARCH comments USING COVERING INDEX comments_said (shard=? AND owner_id=?")
