"""Numbers that went wrong are found and mended; those that are right are left alone."""

import apsw
import pytest

from tests.engagement.site import Site
from tests.graph.whole import whole
from tintype.adapters.embedded.dialect import bound, sqlite_text
from tintype.adapters.embedded.schema import apply_migrations
from tintype.engagement import recount as comments
from tintype.flow import Difference, recount
from tintype.graph import recount as ties
from tintype.kernel.ids import shard_of
from tintype.kernel.sql import Queries, Query
from tintype.posts import recount as posts

PARTS = {f"SCAN {alias}" for alias in "cenp"}  # What a query has made itself before.
COUNTERS = [ties.TieCounts(), posts.POST_TOTALS, comments.COMMENT_TOTALS, comments.THREADS]


async def counted(site: Site, *, mends: bool) -> list[Difference]:
    told: list[int] = []
    shards = sorted({shard for (shard,) in await site.ground.rows("SELECT DISTINCT shard FROM accounts")})
    found = await recount(site.ground.records, COUNTERS, shards, told.append, mends=mends)
    assert told == [n + 1 for n in range(len(shards))]
    return found


async def breaks(site: Site, text: str, **arguments: int) -> None:
    query = Query("tests", text, text)
    assert await site.ground.records.transact(lambda tx: tx.execute(query, **arguments)) == 1


async def test_wrong_numbers_are_found_and_mended(site: Site) -> None:
    ana, ben, cem = [await site.person() for _ in range(3)]
    post = await site.post(ana)
    query = "INSERT INTO post_totals (shard, author_id, n) VALUES (:shard, :id, 1)"
    await breaks(site, query, shard=shard_of(ana.account_id), id=ana.account_id)
    for viewer in (ben, cem):
        await site.follows.request(viewer, ana.account_id)
        await site.likes.like(viewer, post)
        await site.saves.save(viewer, post)
    first = await site.say(ben, post, "first")
    answer = await site.say(cem, post, "answer", to=first)
    await site.say(ben, post, "deeper", to=answer)
    assert await counted(site, mends=False) == []
    await breaks(site, "UPDATE counts SET n = 9 WHERE node = :id AND kind = 2", id=ana.account_id)
    await breaks(site, "DELETE FROM counts WHERE node = :id AND kind = 10", id=post)
    await breaks(site, "UPDATE comment_totals SET n = 1 WHERE post_id = :id", id=post)
    await breaks(site, "UPDATE comments SET replies = 7 WHERE id = :id", id=first.id)
    await breaks(site, "UPDATE comments SET replies = 7 WHERE id = :id", id=answer.id)
    await breaks(site, "UPDATE post_totals SET n = 0 WHERE author_id = :id", id=ana.account_id)
    wrong = {
        ("followed_by", ana.account_id, 9, 2),
        ("liked_by", post, 0, 2),
        ("comments", post, 1, 3),
        ("replies", first.id, 7, 2),
        ("replies", answer.id, 7, 1),
        ("posts", ana.account_id, 0, 1),
    }
    for mends in (False, True):
        found = await counted(site, mends=mends)
        assert {(one.what, one.node, one.said, one.real) for one in found} == wrong
    assert await counted(site, mends=False) == []
    await whole(site.ground)
    assert (await site.counts(post)).likes == 2


async def test_numbers_without_rows_become_nothing(site: Site) -> None:
    ana = await site.person()
    shard = shard_of(ana.account_id)
    await breaks(
        site,
        "INSERT INTO counts (shard, node, kind, n) VALUES (:shard, :id, 2, 5)",
        shard=shard,
        id=ana.account_id,
    )
    await breaks(
        site,
        "INSERT INTO comment_totals (shard, post_id, n) VALUES (:shard, :id, 5)",
        shard=shard,
        id=ana.account_id,
    )
    found = await counted(site, mends=True)
    assert sorted((one.what, one.said, one.real) for one in found) == [
        ("comments", 5, 0),
        ("followed_by", 5, 0),
    ]
    assert await counted(site, mends=False) == []


@pytest.mark.parametrize("of", [ties.sql, posts.sql, comments.sql])
def test_no_query_walks_a_table(of: Queries, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("plans") / "tintype.db"
    apply_migrations(path, 1)
    database = apsw.Connection(str(path))
    for query in of.all().values():
        arguments = {"shard": 1, "node": 1, "kind": 1, "kinds": [1], "n": 1, "level": 0}
        named = {name: value for name, value in arguments.items() if f":{name}" in query.text}
        plan = database.execute(f"EXPLAIN QUERY PLAN {sqlite_text(query)}", bound(named))
        steps = [str(detail) for _, _, _, detail in plan]
        assert not [
            step
            for step in steps
            if step.startswith("SCAN") and step not in PARTS and " VIRTUAL " not in step
        ]
