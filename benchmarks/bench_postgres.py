"""Likes on PostgreSQL: at the port by 64 callers, beside bare asyncpg running the same statements over its batches.

Runs alternate between the two, on a database of their own. What is compared is the program around the statements.
"""

import asyncio
import os
import random
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import asyncpg

from benchmarks.progress import say
from benchmarks.results import Results
from tintype.adapters.postgres.records import PostgresRecords
from tintype.adapters.postgres.schema import apply_migrations
from tintype.engagement import Likes
from tintype.graph import EdgeKind
from tintype.kernel.clock import SystemClock
from tintype.kernel.coalesce import ITEMS_MAX
from tintype.kernel.ids import AccountId, PostId, SessionId, compose, shard_of
from tintype.kernel.viewer import Viewer

VARIABLE = "TINTYPE_TEST_POSTGRES"
CALLERS = 64
LIKES = 12_000
PEOPLE = 20_000
POSTS = 20_000
START_US = 1_700_000_000_000_000

_PEOPLE = """
INSERT INTO accounts (shard, id, username, name, email, password, created_us, changed_us)
SELECT shard, id, 'person', '', 'person@example.org', '', 0, 0
  FROM unnest($1::smallint[], $2::bigint[]) AS a (shard, id)
"""
_POSTS = """
INSERT INTO posts (shard, id, order_id, author_id, state, audience, created_us, published_us, version)
SELECT shard, id, id, author_id, 2, 1, 0, 0, 1
  FROM unnest($1::smallint[], $2::bigint[], $3::bigint[]) AS p (shard, id, author_id)
"""
# What one batch of likes asks and writes, as the program does it, with nothing between the statements.
_HEADS = """
SELECT p.id, p.order_id, p.author_id, p.state, p.audience
  FROM unnest($1::smallint[], $2::bigint[]) AS k (shard, id) JOIN posts AS p ON p.shard = k.shard AND p.id = k.id
"""
_STANDING = """
SELECT a.id, a.is_private, a.state, a.role
  FROM unnest($1::smallint[], $2::bigint[]) AS k (shard, id) JOIN accounts AS a ON a.shard = k.shard AND a.id = k.id
"""
_TIES = """
SELECT e.src, e.dst, e.kind FROM unnest($1::smallint[], $2::bigint[], $3::bigint[]) AS r (shard, src, dst)
  JOIN edges AS e ON e.shard = r.shard AND e.src = r.src AND e.dst = r.dst AND e.kind = ANY ('{1,5,6}')
"""
_EDGES = """
INSERT INTO edges (shard, src, kind, dst, at_us)
SELECT shard, src, $4, dst, $5 FROM unnest($1::smallint[], $2::bigint[], $3::bigint[]) AS r (shard, src, dst)
 ORDER BY shard, src, dst ON CONFLICT DO NOTHING RETURNING src, dst
"""
_COUNTS = """
INSERT INTO counts (shard, node, kind, n)
SELECT shard, node, $3, count(*) FROM unnest($1::smallint[], $2::bigint[]) AS c (shard, node) GROUP BY shard, node
 ORDER BY shard, node
ON CONFLICT (shard, node, kind) DO UPDATE SET n = counts.n + excluded.n
"""
_OUTBOX = """
INSERT INTO outbox (shard, kind, at_us, body)
SELECT shard, 'liked.1', $3, body FROM unnest($1::smallint[], $2::bytea[]) AS e (shard, body)
"""

Pair = tuple[int, int]
Submit = Callable[[Pair], Awaitable[object]]


def measure(results: Results, runs: int) -> None:
    """On the server that the variable of the test engines names."""
    if VARIABLE not in os.environ:
        say(f"{VARIABLE} is not set: nothing to measure")
        return
    asyncio.run(_measure(results, os.environ[VARIABLE], runs))


async def _measure(results: Results, server: str, runs: int) -> None:
    async with own_database(server) as url:
        town = await populated(url)
        records = await PostgresRecords.open(url, clock=SystemClock(), rng=random.Random(1))
        bare = await Bare.open(url)
        for run in range(runs + 1):
            likes = Likes(records)
            own = await likes_per_s(
                lambda pair, likes=likes: likes.like(
                    Viewer(AccountId(pair[0]), SessionId(1)), PostId(pair[1])
                ),
                town,
            )
            await likes.close()
            other = await likes_per_s(bare.like, town)
            if run:  # The first one warms both up.
                results.add("postgres_likes_per_s", own)
                results.add("postgres_bare_likes_per_s", other)
                results.add("postgres_likes_to_bare", own / other)
        await bare.close()
        await records.close()
        await check_counts(url)


async def likes_per_s(submit: Submit, town: "Town") -> float:
    """Likes a second by so many callers, every one a new pair."""
    pairs = iter(town.fresh(LIKES))

    async def caller() -> None:
        for pair in pairs:
            await submit(pair)

    began = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    return LIKES / (time.perf_counter() - began)


class Town:
    """People and posts, and pairs of them that were never drawn before."""

    def __init__(self, people: Sequence[int], posts: Sequence[int]) -> None:
        self.people, self.posts = people, posts
        self._rng = random.Random(7)
        self._drawn: set[Pair] = set()

    def fresh(self, count: int) -> list[Pair]:
        found: list[Pair] = []
        while len(found) < count:
            pair = (self._rng.choice(self.people), self._rng.choice(self.posts))
            if pair not in self._drawn:
                self._drawn.add(pair)
                found.append(pair)
        return found


class Bare:
    """One connection that takes all who wait as one batch, and nothing else between the statements."""

    def __init__(self, connection: Any, statements: dict[str, Any]) -> None:
        self._connection = connection
        self._statements = statements
        self._waiting: list[tuple[Pair, asyncio.Future[None]]] = []
        self._wake = asyncio.Event()
        self._task = asyncio.ensure_future(self._work())

    @classmethod
    async def open(cls, url: str) -> "Bare":
        connection = await asyncpg.connect(url)
        texts = [_HEADS, _STANDING, _TIES, _EDGES, _COUNTS, _OUTBOX]
        return cls(connection, {text: await connection.prepare(text) for text in texts})

    async def close(self) -> None:
        self._task.cancel()
        await self._connection.close()

    async def like(self, pair: Pair) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((pair, future))
        self._wake.set()
        await future

    async def _work(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while batch := self._waiting[:ITEMS_MAX]:
                del self._waiting[: len(batch)]
                await self._batch([pair for pair, _ in batch])
                for _, future in batch:
                    future.set_result(None)

    async def _batch(self, pairs: Sequence[Pair]) -> None:
        run = self._statements
        likers, posts = [liker for liker, _ in pairs], [post for _, post in pairs]
        at_liker, at_post = [shard_of(liker) for liker in likers], [shard_of(post) for post in posts]
        now_us = time.time_ns() // 1000
        await self._connection.execute("BEGIN")
        heads = await run[_HEADS].fetch(at_post, posts)
        authors = {row["id"]: row["author_id"] for row in heads}
        owners = [authors[post] for post in posts]
        await run[_STANDING].fetch([shard_of(owner) for owner in owners], owners)
        await run[_TIES].fetch(at_liker, likers, owners)
        await run[_EDGES].fetch(at_liker, likers, posts, int(EdgeKind.LIKE), now_us)
        await run[_EDGES].fetch(at_post, posts, likers, int(EdgeKind.LIKED_BY), now_us)
        await run[_COUNTS].fetch(at_post, posts, int(EdgeKind.LIKED_BY))
        bodies = [b'{"liker_id":%d,"post_id":%d,"owner_id":%d}' % (*pair, authors[pair[1]]) for pair in pairs]
        await run[_OUTBOX].fetch(at_post, bodies, now_us)
        await self._connection.execute("COMMIT")


@asynccontextmanager
async def own_database(server: str) -> AsyncIterator[str]:
    """A database with the schema, dropped at the end."""
    connection = await asyncpg.connect(server)
    name = f"bench_{secrets.token_hex(6)}"
    await connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    url = urlsplit(server)._replace(path=f"/{name}").geturl()
    try:
        await apply_migrations(url, START_US)
        yield url
    finally:
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await connection.close()


async def populated(url: str) -> Town:
    """People on all shards, and posts of theirs."""
    rng = random.Random(3)
    people = [compose(START_US + at * 1_000, rng.randrange(4096), at) for at in range(PEOPLE)]
    authors = [rng.choice(people) for _ in range(POSTS)]
    posts = [
        compose(START_US + at * 1_000, shard_of(author), at)
        for at, author in enumerate(authors, start=PEOPLE)
    ]
    connection = await asyncpg.connect(url)
    await connection.execute(_PEOPLE, [shard_of(person) for person in people], people)
    await connection.execute(_POSTS, [shard_of(post) for post in posts], posts, authors)
    # Not the tables that are empty yet: every plan would walk them as long as the server thinks that they stay so.
    await connection.execute("ANALYZE accounts, posts")
    await connection.close()
    return Town(people, posts)


async def check_counts(url: str) -> None:
    """Every counter equals the recount of its rows, and every like has its event."""
    connection = await asyncpg.connect(url)
    kind = int(EdgeKind.LIKED_BY)
    likes = await connection.fetchval("SELECT count(*) FROM edges WHERE kind = $1", kind)
    counted = await connection.fetchval("SELECT sum(n)::bigint FROM counts WHERE kind = $1", kind)
    published = await connection.fetchval("SELECT count(*) FROM outbox")
    await connection.close()
    assert likes == counted == published > 0, (likes, counted, published)
