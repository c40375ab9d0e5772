"""Every query walks an index on PostgreSQL as well, with a condition, when tables are large enough to be worth it."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import asyncpg
import pytest

from tests.contracts.postgres_adapters import fresh_database, has_postgres
from tests.migrations.test_postgres_schema import queries
from tintype.adapters.postgres.connections import KEPT
from tintype.adapters.postgres.dialect import statement

pytestmark = pytest.mark.skipif(not has_postgres(), reason="needs PostgreSQL: make test-engines")

# What is read whole on purpose: a queue that the relay empties all the time, and how much waits, for operators.
WHOLE = {
    "tintype.adapters.postgres.is_anything_waiting",
    "tintype.adapters.postgres.move_events",
    "tintype.adapters.rows.job_depth",
    # Short lists that each process keeps: who is famous, and who follows very many.
    "tintype.graph.pulled",
    "tintype.feed.far_readers",
    # A few hundred rows of the whole site: what trends, and what moderators have said to it.
    "tintype.search.trends.trends",
    "tintype.search.trends.reviews_page",
    # What an operator asks of everything that is here.
    "tintype.graph.count_famous",
    "tintype.graph.count_readers",
    "tintype.media.upkeep.biggest_owners",
    "tintype.media.policy.count_hashes",
    "tintype.media.upkeep.count_media",
    "tintype.media.upkeep.uploading",
}

# Where nothing has been counted yet, a partial index of one page costs no more than a look for each key. The server
# counts as soon as fifty rows have come, and plans anew.
WHOLE_WHILE_SMALL = {
    "tintype.engagement.change_replies",
    "tintype.engagement.comments_of",
    "tintype.posts.heads_by_order",
    "tintype.posts.ids_by_order",
    "tintype.posts.outlines",
}

# A row of any table: a value for every type, which every check accepts.
VALUES = {
    "smallint": "1",
    "integer": "1",
    "bigint": "1",
    "double precision": "1",
    "text": "'x'",
    "bytea": "''",
    "tsvector": "'x'",
}
ROWS = 1_000_000
NEVER_COUNTED = -1
OF_ONE_ROW = ["founders", "site", "schema_ledger"]  # Or of a few, which the checks say.


@pytest.fixture(params=[ROWS, NEVER_COUNTED])
def rows_believed(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture
async def database(rows_believed: int) -> AsyncIterator[asyncpg.Connection]:
    """One row in each table, and a catalogue that says a million, or that nobody has counted yet: so a new site is,
    where each statement is planned once and the plan is kept while the tables grow.
    """
    async with fresh_database() as url:
        connection = await asyncpg.connect(url)
        columns = await connection.fetch(
            "SELECT table_name, array_agg(column_name::text), array_agg(data_type::text)"
            " FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> ALL ($1) GROUP BY 1",
            OF_ONE_ROW,
        )
        for table, names, types in columns:
            values = ", ".join(VALUES[kind] for kind in types)
            await connection.execute(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({values})")
        await connection.execute(
            f"UPDATE pg_class SET reltuples = {rows_believed}, relpages = {int(rows_believed == ROWS)}"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        for name, value in KEPT.items():
            await connection.execute(f"SET {name} = '{value}'")
        yield connection
        await connection.close()


async def test_no_query_reads_a_table_or_an_index_from_end_to_end(
    database: asyncpg.Connection, rows_believed: int
) -> None:
    accepted = WHOLE if rows_believed == ROWS else WHOLE | WHOLE_WHILE_SMALL
    wrong: dict[str, str] = {}
    for place, query in queries():
        asked = statement(query)
        await database.execute(f"PREPARE asked AS {asked.text}")
        nothing = ", ".join(["NULL"] * len(asked.parameters))
        explain = f"EXPLAIN (FORMAT JSON) EXECUTE asked{f'({nothing})' if nothing else ''}"
        plan = json.loads(await database.fetchval(explain))[0]["Plan"]
        await database.execute("DEALLOCATE asked")
        for node, above in nodes(plan):
            if flaw := flaw_of(node, above):
                wrong[place] = flaw
    assert {place: flaw for place, flaw in wrong.items() if place not in accepted} == {}, wrong


def nodes(plan: dict[str, Any], above: str = "") -> Iterator[tuple[dict[str, Any], str]]:
    yield plan, above
    for each in plan.get("Plans", []):
        yield from nodes(each, plan["Node Type"])


def flaw_of(node: dict[str, Any], above: str) -> str:
    kind = node["Node Type"]
    if kind == "Seq Scan":
        return f"reads all of {node['Relation Name']}"
    if above == "Limit" and "Filter" not in node:
        return ""  # The first rows in the order of the index, such as the greatest number.
    if kind in {"Index Scan", "Index Only Scan", "Bitmap Index Scan"} and "Index Cond" not in node:
        return f"reads all of {node['Index Name']}"
    return ""
