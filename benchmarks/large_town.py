"""A site with as many posts as a town has in two months, put into the records in bulk: to measure what reads all of it.

What is read is there as the site itself would have written it (a first account, photo and post are, and their rows are
copied); feeds, notifications and names are not.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from benchmarks.population import DAYS, Sizes, town_in
from benchmarks.progress import say
from tintype.graph import EdgeKind
from tintype.kernel.clock import DAY_US
from tintype.kernel.ids import EPOCH_MS, SEQUENCE_BITS, SHARD_BITS, SHARDS

Ints = NDArray[np.int64]
SEED = Sizes(readers=10, authors=2, posts=4, following=1, likes=0, comments=0)
TAGS = 400
STYLES = 400  # Kinds of pictures, by what a model sees.
AT_ONCE = 50_000


@dataclass(frozen=True, slots=True)
class Large:
    """How large it is. `active` of the people were here within thirty days and give three of four likes."""

    people: int = 100_000
    active: int = 20_000
    authors: int = 20_000
    posts: int = 1_000_000
    likes: int = 3_000_000


@dataclass(frozen=True, slots=True)
class _Posts:
    ids: Ints
    authors: Ints
    topics: Ints
    times_us: Ints


def large_town(folder: Path, large: Large) -> None:
    """The site of a data folder, made if it is not there."""
    done = folder / f"large-{large.posts}-{large.people}-{large.likes}"
    if done.exists():
        return
    asyncio.run(town_in(folder, SEED))
    chance = np.random.default_rng(11)
    database = apsw.Connection(str(folder / "tintype.db"))
    database.execute("PRAGMA synchronous = OFF; PRAGMA cache_size = -400000")
    now_us = (
        database.execute("SELECT max(created_us) FROM posts").get + DAY_US
    )  # Unlike any time of the first ones.
    people = _ids(now_us - 400 * DAY_US, 60_000, chance.integers(0, SHARDS, large.people))
    authors = chance.permutation(people)[: large.authors]
    posts = _posts(chance, authors, large, now_us - (DAYS + 1) * DAY_US)
    with database:
        _accounts(database, people, people[: large.active])
        _write_posts(database, chance, posts)
    tastes = chance.integers(0, TAGS, (large.people, 3))
    with database:
        _write_likes(database, *_likes(chance, people, tastes, posts, large))
    with database:
        _write_follows(database, *_follows(chance, people, tastes, posts, large))
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    done.touch()


def _ids(start_us: int, step_ms: int, shards: Ints) -> Ints:
    """One id after the other, each of its own millisecond."""
    times_ms = start_us // 1000 - EPOCH_MS + np.arange(len(shards)) * step_ms
    return (times_ms << (SHARD_BITS + SEQUENCE_BITS)) | (shards << SEQUENCE_BITS)


def _shards(ids: Ints) -> Ints:
    return (ids >> SEQUENCE_BITS) & (SHARDS - 1)


def _accounts(database: apsw.Connection, people: Ints, active: Ints) -> None:
    shards = _shards(people)
    names = [f"p{at}" for at in range(len(people))]
    columns = {"shard": shards, "id": people, "username": names}
    _copies(database, "accounts", columns, order=np.lexsort((people, shards)))
    _rows(
        database,
        "INSERT INTO classes (shard, account_id, reader, seen_us) VALUES (?, ?, 0, 1)",
        (_shards(active), active),
    )


def _posts(chance: Generator, authors: Ints, large: Large, began_us: int) -> _Posts:
    """Few authors have most posts; each has a topic of their own."""
    topics = chance.integers(0, TAGS, len(authors))
    by = (len(authors) * chance.random(large.posts) ** 2).astype(np.int64)
    step_ms = DAYS * DAY_US // 1000 // large.posts
    ids = _ids(began_us, step_ms, _shards(authors)[by])
    times_us = began_us + np.arange(large.posts) * step_ms * 1000
    return _Posts(ids, authors[by], topics[by], times_us)


def _write_posts(database: apsw.Connection, chance: Generator, posts: _Posts) -> None:
    shards, n = _shards(posts.ids), len(posts.ids)
    order = np.lexsort((posts.ids, shards))
    columns = {
        "shard": shards,
        "id": posts.ids,
        "order_id": posts.ids + 1,
        "author_id": posts.authors,
        "created_us": posts.times_us,
        "published_us": posts.times_us,
    }
    _copies(database, "posts", columns, order=order)
    carried = {
        "shard": shards,
        "post_id": posts.ids,
        "media_id": posts.ids,
        "position": np.zeros(n, np.int64),
    }
    _copies(database, "post_media", carried, order=order)
    keys = [f"{shard:03x}{at:026x}" for at, shard in enumerate(shards.tolist())]
    owned = {"shard": shards, "id": posts.ids, "owner_id": posts.authors, "key": keys}
    _copies(database, "media", owned, order=order)
    insert = "INSERT INTO post_tags (shard, post_id, position, tag) VALUES (?, ?, ?, ?)"
    tags = np.asarray([f"tag{at}" for at in range(TAGS)])
    _rows(database, insert, (shards, posts.ids, np.zeros(n, np.int64), tags[posts.topics]))
    half = np.flatnonzero(chance.random(n) < 0.5)
    others = tags[(TAGS * chance.random(len(half)) ** 2).astype(np.int64)]
    _rows(database, insert, (shards[half], posts.ids[half], np.ones(len(half), np.int64), others))
    _write_looks(database, chance, posts)


def _write_looks(database: apsw.Connection, chance: Generator, posts: _Posts) -> None:
    """Pictures of one topic are mostly of one style, and a style is a direction."""
    styles = chance.normal(0, 30, (STYLES, 256)).astype(np.float32)
    insert = "INSERT INTO media_vectors (shard, media_id, owner_id, model, vector) VALUES (?, ?, ?, 1, ?)"
    for at in range(0, len(posts.ids), AT_ONCE):
        some = slice(at, at + AT_ONCE)
        style = np.where(chance.random(len(posts.ids[some])) < 0.8, posts.topics[some] % STYLES, 0)
        looks = styles[style] + chance.normal(0, 30, (len(style), 256)).astype(np.float32)
        vectors = [row.tobytes() for row in np.clip(np.round(looks), -127, 127).astype(np.int8)]
        columns = (_shards(posts.ids[some]), posts.ids[some], posts.authors[some], vectors)
        _rows(database, insert, columns)


def _likes(
    chance: Generator, people: Ints, tastes: Ints, posts: _Posts, large: Large
) -> tuple[Ints, Ints, Ints]:
    """Who likes which post and when: mostly what is to their taste, and a few posts much more than all others."""
    by = np.concatenate(
        [
            (large.active * chance.random(large.likes * 3 // 4) ** 1.5).astype(np.int64),
            chance.integers(0, large.people, large.likes // 4),
        ]
    )
    wanted = tastes[by, chance.integers(0, 3, len(by))]
    wanted = np.where(chance.random(len(by)) < 0.85, wanted, chance.integers(0, TAGS, len(by)))
    # The posts of a topic in an order of their own; the cube makes a power law of their likes.
    order = np.lexsort((chance.random(len(posts.ids)), posts.topics))
    bounds = np.searchsorted(posts.topics[order], np.arange(TAGS + 1))
    sizes = bounds[wanted + 1] - bounds[wanted]
    at = order[bounds[wanted] + (sizes * chance.random(len(by)) ** 3).astype(np.int64)]
    pairs = np.unique(np.column_stack([by, at]), axis=0)
    times_us = posts.times_us[pairs[:, 1]] + (chance.random(len(pairs)) * DAY_US).astype(np.int64)
    return people[pairs[:, 0]], posts.ids[pairs[:, 1]], times_us


def _follows(
    chance: Generator, people: Ints, tastes: Ints, posts: _Posts, large: Large
) -> tuple[Ints, Ints, Ints]:
    """Authors who post what is to one's taste: who is here follows fifty, others ten."""
    by = np.concatenate(
        [np.repeat(np.arange(large.active), 50), np.repeat(np.arange(large.active, large.people), 10)]
    )
    authors, first = np.unique(posts.authors, return_index=True)
    topics = posts.topics[first]
    order = np.lexsort((chance.random(len(authors)), topics))
    bounds = np.searchsorted(topics[order], np.arange(TAGS + 1))
    wanted = tastes[by, chance.integers(0, 3, len(by))]
    sizes = bounds[wanted + 1] - bounds[wanted]
    by, wanted, sizes = by[sizes > 0], wanted[sizes > 0], sizes[sizes > 0]
    at = order[bounds[wanted] + (sizes * chance.random(len(by)) ** 2).astype(np.int64)]
    pairs = np.unique(np.column_stack([people[by], authors[at]]), axis=0)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    return pairs[:, 0], pairs[:, 1], np.full(len(pairs), posts.times_us[0])


def _write_likes(database: apsw.Connection, people: Ints, posts: Ints, times_us: Ints) -> None:
    _edges(database, EdgeKind.LIKE, people, posts, times_us)
    _edges(database, EdgeKind.LIKED_BY, posts, people, times_us)
    _counts(database, EdgeKind.LIKED_BY, posts)


def _write_follows(database: apsw.Connection, people: Ints, authors: Ints, times_us: Ints) -> None:
    _edges(database, EdgeKind.FOLLOW, people, authors, times_us)
    _edges(database, EdgeKind.FOLLOWED_BY, authors, people, times_us)
    _counts(database, EdgeKind.FOLLOW, people)
    _counts(database, EdgeKind.FOLLOWED_BY, authors)


def _edges(database: apsw.Connection, kind: EdgeKind, src: Ints, dst: Ints, times_us: Ints) -> None:
    order = np.lexsort((dst, src, _shards(src)))
    src, dst, times_us = src[order], dst[order], times_us[order]
    insert = f"INSERT INTO edges (shard, src, kind, dst, at_us) VALUES (?, ?, {int(kind)}, ?, ?)"
    _rows(database, insert, (_shards(src), src, dst, times_us))


def _counts(database: apsw.Connection, kind: EdgeKind, nodes: Ints) -> None:
    found, n = np.unique(nodes, return_counts=True)
    insert = f"INSERT INTO counts (shard, node, kind, n) VALUES (?, ?, {int(kind)}, ?)"
    _rows(database, insert, (_shards(found), found, n))


def _copies(
    database: apsw.Connection, table: str, columns: Mapping[str, Ints | list[str]], *, order: Ints
) -> None:
    """Rows like the one that is there, but for some columns."""
    cursor = database.execute(f"SELECT * FROM {table} LIMIT 1")
    names = [name for name, _ in cursor.get_description()]
    (like,) = cursor.fetchall()
    ordered = [
        _ordered(columns[name], order) if name in columns else [value] * len(order)
        for name, value in zip(names, like, strict=True)
    ]
    marks = ", ".join("?" for _ in names)
    _rows(database, f"INSERT INTO {table} VALUES ({marks})", ordered)


def _ordered(column: Ints | list[str], order: Ints) -> Ints | list[str]:
    return [column[at] for at in order.tolist()] if isinstance(column, list) else column[order]


def _rows(database: apsw.Connection, insert: str, columns: Sequence[Any]) -> None:
    """All rows of some columns, in their order."""
    n = len(columns[0])
    say(f"  {n:,} rows: {insert.split()[2]}")
    for at in range(0, n, AT_ONCE):
        some = [column[at : at + AT_ONCE] for column in columns]
        parts = [part.tolist() if isinstance(part, np.ndarray) else part for part in some]
        database.executemany(insert, zip(*parts, strict=True))
