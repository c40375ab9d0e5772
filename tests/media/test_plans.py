"""Every query of media walks an index; none scans a table."""

import re
from pathlib import Path

import apsw
import pytest

from tintype.adapters.embedded.dialect import bound, sqlite_text
from tintype.kernel.sql import parse

FILES = sorted((Path(__file__).parents[2] / "src" / "tintype" / "media").rglob("*.sql"))
QUERIES = {name: query for file in FILES for name, query in parse(file.stem, file.read_text()).items()}
LISTS = {"ids": [1], "before": ["waiting"], "shards": [1], "keys": ["a"]}
# What an operator asks of everything that is here has to walk everything.
WALKS = {"count_hashes", "count_media", "uploading", "biggest_owners", "hashes_after", "media_ids_after"}


@pytest.mark.parametrize("name", sorted(set(QUERIES) - WALKS))
def test_no_query_scans_a_table(database: apsw.Connection, name: str):
    query = QUERIES[name]
    arguments = {each: LISTS.get(each, 1) for each in re.findall(r":(\w+)", query.text)}
    plan = database.execute(f"EXPLAIN QUERY PLAN {sqlite_text(query)}", bound(arguments))
    steps = [str(detail) for _, _, _, detail in plan]
    assert not [step for step in steps if step.startswith("SCAN") and " VIRTUAL " not in step]
    assert not [step for step in steps if "TEMP B-TREE" in step]
    if uses := re.search(r"media_\w+|uploads_\w+|blocked_hashes_\w+", _header(name)):
        assert any(uses[0] in step for step in steps), steps


def _header(name: str) -> str:
    """The line above a query, which says what it uses."""
    text = "\n".join(file.read_text() for file in FILES)
    found = re.search(rf"^-- name: {name}\b(.*)$", text, re.MULTILINE)
    assert found
    return found[1]
