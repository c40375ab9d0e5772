"""What a making reads of the records: posts that anybody may be shown, and what people like. In batches."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from tintype.accounts import standing
from tintype.explore.learning import People, Posts
from tintype.explore.model import LIKES_US, POSTS_MAX, topic_of
from tintype.graph import EdgeKind, active_in, edges
from tintype.kernel.ids import ID_MAX, SHARDS, AccountId, OrderId, first_id_at
from tintype.ports.records import Reading, Records
from tintype.posts import Audience, Post, by_order, marked_among, orders_between
from tintype.recommending import Indexes, table_of
from tintype.signals import likings_of

SHARDS_AT_ONCE = 64
POSTS_AT_ONCE = 500
PEOPLE_AT_ONCE = 500
LIKES_MAX = 300  # Of one person, the newest posts: who likes a thousand is not worth ten others.
_LIKED = (EdgeKind.LIKE, EdgeKind.SAVE)
_LIKED_BY = (EdgeKind.LIKED_BY, EdgeKind.SAVED_BY, EdgeKind.SHARED_BY)


async def open_to_all(reading: Reading, posts: Collection[Post]) -> list[Post]:
    """Those of some posts that may go into a pool at all: public, of public accounts, not sensitive (AZ-29)."""
    authors = await standing(reading, {post.author_id for post in posts})
    some = [
        post
        for post in posts
        if post.is_published
        and post.audience is Audience.EVERYONE
        and post.author_id in authors
        and authors[post.author_id].is_active
        and not authors[post.author_id].is_private
    ]
    marked = await marked_among(reading, some)
    return [post for post in some if post.id not in marked]


async def posts_of_all(records: Records, most: int = POSTS_MAX) -> Posts:
    """The newest posts of the whole site that may be shown to anybody, at most so many."""
    orders = await _newest(records, most)
    found: list[Post] = []
    likes: dict[int, int] = {}
    for at in range(0, len(orders), POSTS_AT_ONCE):
        some = [OrderId(one) for one in orders[at : at + POSTS_AT_ONCE].tolist()]

        async def body(reading: Reading, some: Sequence[OrderId] = some) -> None:
            posts = await open_to_all(reading, list((await by_order(reading, some)).values()))
            counts = await edges.counts(reading, [post.id for post in posts], _LIKED_BY)
            for (post_id, _), n in counts.items():
                likes[post_id] = likes.get(post_id, 0) + n
            found.extend(posts)

        await records.look(body)
    return columns_of(found, likes)


def columns_of(found: Collection[Post], likes: Mapping[int, int]) -> Posts:
    """Posts as columns, by order ids."""
    posts = sorted(found, key=lambda post: post.order_id or 0)
    names, of = np.unique(_ids([post.author_id for post in posts]), return_inverse=True)
    topics = [_topics(post) for post in posts]
    keys, columns = np.unique(_ids([one for some in topics for one in some]), return_inverse=True)
    rows = np.repeat(np.arange(len(posts)), [len(some) for some in topics])
    return Posts(
        orders=_ids([post.order_id or 0 for post in posts]),
        ids=_ids([post.id for post in posts]),
        names=names,
        of=of.astype(np.int64),
        topics=table_of(rows, columns.astype(np.int64), len(posts), len(keys)),
        keys=keys,
        published_us=_ids([post.shown_us for post in posts]),
        likes=np.asarray([likes.get(post.id, 0) for post in posts], np.float32),
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
    liked: list[edges.Pair] = []
    near: list[edges.Pair] = []
    follows: list[edges.Pair] = []
    above = first_id_at(now_us - LIKES_US)
    ordered = sorted(ids)
    for at in range(0, len(ordered), PEOPLE_AT_ONCE):

        async def body(
            reading: Reading, some: Sequence[AccountId] = ordered[at : at + PEOPLE_AT_ONCE]
        ) -> None:
            tastes = await likings_of(reading, some)
            learnt_from = [id for id in some if id not in tastes or not tastes[id].is_off]
            liked.extend(await edges.ends_of_many(reading, learnt_from, _LIKED, above))
            follows.extend(await edges.ends_of_many(reading, some, [EdgeKind.FOLLOW]))
            near.extend((id, author) for id in tastes for author in tastes[id].near["author"].tolist())

        await records.look(body)
    return people_from(_ids(ordered), posts, _pairs(liked), _pairs(near), _pairs(follows))


def people_from(ids: Indexes, posts: Posts, liked: Indexes, near: Indexes, follows: Indexes) -> People:
    """What people like as tables. `ids` sorted; the others (n, 2): a person's id, and a post's or an author's."""
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
        friends=(np.searchsorted(ids, follows[:, 0]), follows[:, 1]),
    )


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


def _pairs(values: Sequence[edges.Pair]) -> Indexes:
    return np.asarray(values, np.int64).reshape(len(values), 2)
