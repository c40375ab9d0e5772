"""What a making reads of the records: posts that anybody may be shown, and what people like. In batches."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from tintype.accounts import standing
from tintype.explore.learning import People, Posts, Told
from tintype.explore.model import LIKES_US, LOOKS_MAX, POSTS_MAX, topic_of
from tintype.graph import EdgeKind, active_in, edges
from tintype.kernel.ids import ID_MAX, SHARDS, AccountId, MediaId, OrderId, first_id_at
from tintype.media import VECTOR_SIZE, vectors_of
from tintype.ports.records import Reading, Records
from tintype.posts import Audience, Post, by_order, marked_among, orders_between, who_find_sensitive
from tintype.recommending import Indexes, Table, table_of
from tintype.signals import likings_of

SHARDS_AT_ONCE = 64
POSTS_AT_ONCE = 500
COLUMNS = 6  # Numbers of one post.
PEOPLE_AT_ONCE = 500
LIKES_MAX = 300  # Of one person, the newest posts: who likes a thousand is not worth ten others.
_LIKED = (EdgeKind.LIKE, EdgeKind.SAVE)
_UNSEEN = bytes(VECTOR_SIZE)
_NO_LOOKS = np.zeros((0, VECTOR_SIZE), np.int8)
_LIKED_BY = (EdgeKind.LIKED_BY, EdgeKind.SAVED_BY, EdgeKind.SHARED_BY)


async def open_to_all(reading: Reading, posts: Collection[Post]) -> list[Post]:
    """Those of some posts that may go into a pool at all: public, of public accounts (AZ-29)."""
    authors = await standing(reading, {post.author_id for post in posts})
    return [
        post
        for post in posts
        if post.is_published
        and post.audience is Audience.EVERYONE
        and post.author_id in authors
        and authors[post.author_id].is_active
        and not authors[post.author_id].is_private
    ]


async def posts_of_all(records: Records, told: Told) -> Posts:
    """The newest posts of the whole site that may be shown to anybody, at most POSTS_MAX."""
    orders = await _newest(records, POSTS_MAX)
    parts: list[_Part] = []
    for at in range(0, len(orders), POSTS_AT_ONCE):
        some = [OrderId(one) for one in orders[at : at + POSTS_AT_ONCE].tolist()]
        read = _seen_part if len(orders) - at <= LOOKS_MAX else _part
        parts.append(await records.look(lambda reading, read=read, some=some: read(reading, some)))
        told(at + len(some), len(orders))
    return _joined(parts)


@dataclass(frozen=True, slots=True)
class _Part:
    """Some posts by order ids: `columns` (6, n) of order ids, ids, authors, times, likes, and 1 for those that are
    marked sensitive; `topics` (2, pairs) of places and numbers; `looks` (n, 256), or none of posts that are too old
    for it.
    """

    columns: Indexes
    topics: Indexes
    looks: NDArray[np.int8] = field(default_factory=lambda: _NO_LOOKS)


async def _part(reading: Reading, orders: Sequence[OrderId]) -> _Part:
    return await _part_of(reading, await _open_by_order(reading, orders))


async def _seen_part(reading: Reading, orders: Sequence[OrderId]) -> _Part:
    """With what the first picture of each looks like."""
    posts = await _open_by_order(reading, orders)
    first = [post.media[0].media_id if post.media else MediaId(0) for post in posts]
    vectors = await vectors_of(reading, set(first))
    looks = np.frombuffer(b"".join(vectors.get(one, _UNSEEN) for one in first), np.int8)
    return replace(await _part_of(reading, posts), looks=looks.reshape(len(posts), VECTOR_SIZE))


async def _open_by_order(reading: Reading, orders: Sequence[OrderId]) -> list[Post]:
    return await open_to_all(reading, list((await by_order(reading, orders)).values()))


async def _part_of(reading: Reading, posts: Sequence[Post]) -> _Part:
    counts = await edges.counts(reading, [post.id for post in posts], _LIKED_BY)
    likes = [sum(counts[post.id, kind] for kind in _LIKED_BY) for post in posts]
    marked = await marked_among(reading, posts)
    columns = [
        (post.order_id or 0, post.id, post.author_id, post.shown_us, n, post.id in marked)
        for post, n in zip(posts, likes, strict=True)
    ]
    topics = [(at, topic) for at, post in enumerate(posts) for topic in _topics(post)]
    return _Part(_columns(columns, COLUMNS), _columns(topics, 2))


def _joined(parts: Sequence[_Part]) -> Posts:
    columns = np.concatenate([_columns([], COLUMNS), *(part.columns for part in parts)], axis=1)
    sizes = np.cumsum([0, *(part.columns.shape[1] for part in parts)])
    orders, ids, authors, times_us, likes, is_marked = columns
    topics = [_columns([], 2)]
    for first, part in zip(sizes[:-1].tolist(), parts, strict=True):
        topics.append(part.topics + np.asarray([[first], [0]]))
    rows, found = np.concatenate(topics, axis=1)
    names, of = np.unique(authors, return_inverse=True)
    keys, numbers = np.unique(found, return_inverse=True)
    return Posts(
        orders=orders,
        ids=ids,
        names=names,
        of=of,
        topics=table_of(rows, numbers, len(orders), len(keys)),
        keys=keys,
        published_us=times_us,
        likes=likes.astype(np.float32),
        is_marked=is_marked.astype(np.bool_),
        looks=np.concatenate([_NO_LOOKS, *(part.looks for part in parts)]),
    )


async def active_people(records: Records, shards: Sequence[int], most: int | None = None) -> list[AccountId]:
    """Everybody who was here within 30 days, of some shards; at most so many."""
    found: list[AccountId] = []
    for at in range(0, len(shards), SHARDS_AT_ONCE):

        async def body(reading: Reading, some: Sequence[int] = shards[at : at + SHARDS_AT_ONCE]) -> None:
            for shard in some:
                after = 0
                while batch := await active_in(reading, shard, after, PEOPLE_AT_ONCE):
                    found.extend(batch)
                    after = batch[-1]

        await records.look(body)
        if most is not None and len(found) >= most:
            return found[:most]
    return found


async def people_of(records: Records, ids: Sequence[AccountId], posts: Posts, now_us: int) -> People:
    """What some people like. Of who does not want the site to learn from it, nothing."""
    liked, near, follows = [_columns([], 2)], [_columns([], 2)], [_columns([], 2)]
    finders = set[AccountId]()
    above = first_id_at(now_us - LIKES_US)
    ordered = sorted(ids)
    for at in range(0, len(ordered), PEOPLE_AT_ONCE):

        async def body(
            reading: Reading, some: Sequence[AccountId] = ordered[at : at + PEOPLE_AT_ONCE]
        ) -> None:
            tastes = await likings_of(reading, some)
            learnt_from = [id for id in some if id not in tastes or not tastes[id].is_off]
            liked.append(_columns(await edges.ends_of_many(reading, learnt_from, _LIKED, above), 2))
            follows.append(_columns(await edges.ends_of_many(reading, some, [EdgeKind.FOLLOW]), 2))
            finders.update(await who_find_sensitive(reading, some))
            authors = [tastes[id].near["author"].astype(np.int64) for id in tastes]
            ids = np.repeat(_ids(list(tastes)), [len(each) for each in authors])
            near.append(np.stack([ids, np.concatenate([_ids([]), *authors])]))

        await records.look(body)
    pairs = [np.concatenate(some, axis=1).T for some in (liked, near, follows)]
    return people_from(_ids(ordered), posts, *pairs, finders=_ids(sorted(finders)))


def people_from(
    ids: Indexes, posts: Posts, liked: Indexes, near: Indexes, follows: Indexes, *, finders: Indexes
) -> People:
    """What people like as tables. `ids` sorted; the next three (n, 2): a person's id, and a post's or an author's;
    `finders`: the ids of those who want to find what is marked sensitive.
    """
    by_id = np.argsort(posts.ids)
    rows, places = _among(ids, posts.ids[by_id], liked)
    rows, places = _newest_of_each(rows, by_id[places])
    tied = np.concatenate([near, follows])
    near_rows, near_columns = _among(ids, posts.names, tied)
    follow_rows, follow_columns = _among(ids, posts.names, follows)
    liked_table = table_of(rows, places, len(ids), len(posts))
    # Whose posts somebody likes they are near to, before a like has been counted.
    like_rows, like_columns = liked_table.pairs()
    return People(
        ids=ids,
        liked=liked_table,
        near=table_of(
            np.concatenate([near_rows, like_rows]),
            np.concatenate([near_columns, posts.of[like_columns]]),
            len(ids),
            len(posts.names),
        ),
        follows=table_of(follow_rows, follow_columns, len(ids), len(posts.names)),
        friends=_ends_of(ids, follows),
        finds_marked=np.isin(ids, finders),
    )


def _ends_of(ids: Indexes, pairs: Indexes) -> Table:
    """The other ends of each, as ids."""
    order = np.argsort(pairs[:, 0], kind="stable")
    return Table(np.searchsorted(pairs[order, 0], np.append(ids, ID_MAX)), pairs[order, 1], ID_MAX)


async def _newest(records: Records, most: int) -> Indexes:
    """The highest order ids of the whole site, ascending. Never more than twice as many at hand."""
    found = np.zeros(0, np.int64)
    low = 0
    for at in range(0, SHARDS, SHARDS_AT_ONCE):

        async def body(reading: Reading, at: int = at, low: int = low) -> list[int]:
            return [
                order
                for shard in range(at, at + SHARDS_AT_ONCE)
                for order in await orders_between(reading, shard, low, ID_MAX)
            ]

        found = np.concatenate([found, _ids(await records.look(body))])
        if len(found) > most:
            found = np.partition(found, len(found) - most)[-most:]
            low = int(found.min())
    return np.sort(found)


def _topics(post: Post) -> list[int]:
    places = [topic_of(f"place:{post.place.id}")] if post.place else []
    return sorted({topic_of(tag) for tag in post.tags} | set(places))


def _newest_of_each(rows: Indexes, places: Indexes) -> tuple[Indexes, Indexes]:
    """Of each row at most LIKES_MAX, the highest places, which are the newest posts."""
    order = np.lexsort((-places, rows))
    rows, places = rows[order], places[order]
    nth = np.arange(len(rows)) - np.searchsorted(rows, rows)
    return rows[nth < LIKES_MAX], places[nth < LIKES_MAX]


def _among(ids: Indexes, names: Indexes, pairs: Indexes) -> tuple[Indexes, Indexes]:
    """The places of pairs in two sorted lists; pairs of which either is not there are left out."""
    if not len(names) or not len(ids):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    rows = np.minimum(np.searchsorted(ids, pairs[:, 0]), len(ids) - 1)
    columns = np.minimum(np.searchsorted(names, pairs[:, 1]), len(names) - 1)
    there = (ids[rows] == pairs[:, 0]) & (names[columns] == pairs[:, 1])
    return rows[there], columns[there]


def _ids(values: Sequence[int]) -> Indexes:
    return np.asarray(values, np.int64)


def _columns(rows: Sequence[tuple[int, ...]], width: int) -> Indexes:
    """Rows of numbers as columns: (width, rows)."""
    return np.asarray(rows, np.int64).reshape(len(rows), width).T
