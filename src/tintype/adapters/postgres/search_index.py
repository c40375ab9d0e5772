"""The search index in PostgreSQL's own full text search: vectors of words that the program has made, under GIN.

Words, stems, tags, cells, the author, the audience and the place are lexemes of one vector, told apart by what they
begin with.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from tintype.kernel.ids import AccountId, OrderId, shard_of, shard_of_text
from tintype.kernel.sql import Queries
from tintype.ports.records import Reading, Records, Transaction
from tintype.ports.search_index import (
    BREAK,
    NamesAsked,
    NameWords,
    PlacesAsked,
    PlaceWords,
    PostsAsked,
    PostWords,
)

sql = Queries(__package__ or "", "search_index.sql")

MARKS = 0  # The shard of the row that says whether the index is whole.
AT_ONCE = 100  # Rows in one transaction.
PLACE_MAX = 16_383  # Of a word in a vector; what stands behind is found, but in no phrase.
PLACES_MAX = 255  # Of one word.
_LAST = "\U0010ffff"


class PostgresSearchIndex:
    """See ports/search_index.py."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def put_posts(self, posts: Sequence[PostWords]) -> None:
        for at in range(0, len(posts), AT_ONCE):
            some = posts[at : at + AT_ONCE]
            await self._records.transact(lambda tx, some=some: _put_posts(tx, some))

    async def put_people(self, people: Sequence[NameWords]) -> None:
        for at in range(0, len(people), AT_ONCE):
            some = people[at : at + AT_ONCE]
            await self._records.transact(lambda tx, some=some: _put_people(tx, some))

    async def drop(
        self, *, order_ids: Collection[OrderId] = (), account_ids: Collection[AccountId] = ()
    ) -> None:
        async def body(tx: Transaction) -> None:
            gone = set(order_ids)
            for account_id in sorted(account_ids):
                shard = shard_of(account_id)
                gone.update(await tx.fetch(sql.posts_by, OrderId, shard=shard, author_id=account_id))
                await tx.execute(sql.drop_name, shard=shard, account_id=account_id)
            await _drop_posts(tx, gone)

        if order_ids or account_ids:
            await self._records.transact(body)

    async def posts(self, asked: PostsAsked, limit: int) -> list[OrderId]:
        words = posts_query(asked)

        async def body(reading: Reading) -> list[OrderId]:
            bounds = {"after": asked.after, "before": asked.before, "limit": limit}
            if not words:
                return await reading.fetch(sql.posts_between, OrderId, **bounds)
            return await reading.fetch(sql.posts_found, OrderId, words=words, **bounds)

        return await self._records.look(body)

    async def people(self, asked: NamesAsked, limit: int) -> list[AccountId]:
        words = _all(f"{_lexeme(start)}:*" for start in asked.starts)
        near = "" if words else _all(_any(some) for some in asked.near)

        async def body(reading: Reading) -> list[AccountId]:
            if words:
                return await reading.fetch(sql.names_found, AccountId, words=words, limit=limit)
            return await reading.fetch(sql.names_near, AccountId, near=near, limit=limit)

        return await self._records.look(body) if words or near else []

    async def tags(self, start: str, limit: int) -> list[str]:
        return await self._records.look(
            lambda reading: reading.fetch(sql.tags_found, str, low=start, high=start + _LAST, limit=limit)
        )

    async def places(self, asked: PlacesAsked, limit: int) -> list[int]:
        words = _all(
            [
                *(f"{_lexeme(f'w{start}')}:*" for start in asked.starts),
                *([_any(f"&{cell}" for cell in asked.cells)] if asked.cells else []),
            ]
        )

        async def body(reading: Reading) -> list[int]:
            if not words:
                return await reading.fetch(sql.most_used_places, int, limit=limit)
            return await reading.fetch(sql.places_found, int, words=words, limit=limit)

        return await self._records.look(body)

    async def is_whole(self) -> bool:
        return bool(
            await self._records.look(lambda reading: reading.fetch(sql.search_mark, int, shard=MARKS))
        )

    async def note_whole(self) -> None:
        await self._records.transact(lambda tx: tx.execute(sql.leave_search_mark, shard=MARKS))


def posts_query(asked: PostsAsked) -> str:
    """What is asked for in the words of a tsquery; empty where it is any post."""
    facts = [f"#{tag}" for tag in asked.tags]
    facts += [] if asked.author_id is None else [f"@{asked.author_id}"]
    facts += ["@open"] if asked.only_open else []
    return _all(
        [
            *(
                "(" + " <-> ".join(_lexeme(f"w{word}") for word in phrase) + ")"
                for phrase in asked.phrases
                if phrase
            ),
            *(_any(f"s{stem}" for stem in stems) for stems in asked.stems),
            *map(_lexeme, facts),
            *([_any(f"&{cell}" for cell in asked.cells)] if asked.cells else []),
            *([_any(f"@{kind}" for kind in asked.media)] if asked.media else []),
        ]
    )


async def _put_posts(tx: Transaction, posts: Sequence[PostWords]) -> None:
    tags: Counter[str] = Counter()
    places: Counter[int] = Counter()
    for post in sorted(posts, key=lambda one: one.order_id):
        shard = shard_of(post.order_id)
        before = await _held(tx, post.order_id)
        its = {"order_id": post.order_id, "author_id": post.author_id, "words": vector_of(post)}
        (is_new,) = await tx.fetch(sql.put_post, int, shard=shard, **its)
        # What another has put beside us, with the same words, is counted already.
        if is_new or before is not None:
            had_tags, had_places = before or ([], [])
            tags.update(set(post.tags))
            tags.subtract(had_tags)
            places.update([post.place.place_id] if post.place else [])
            places.subtract(had_places)
    await _count_tags(tx, tags)
    await _count_places(tx, places, {post.place.place_id: post.place for post in posts if post.place})


async def _drop_posts(tx: Transaction, order_ids: Collection[OrderId]) -> None:
    tags: Counter[str] = Counter()
    places: Counter[int] = Counter()
    for order_id in sorted(order_ids):
        had_tags, had_places = await _held(tx, order_id) or ([], [])
        tags.subtract(had_tags)
        places.subtract(had_places)
        await tx.execute(sql.drop_post, shard=shard_of(order_id), order_id=order_id)
    await _count_tags(tx, tags)
    await _count_places(tx, places, {})


async def _held(tx: Transaction, order_id: OrderId) -> tuple[list[str], list[int]] | None:
    """The tags, and the place if any, that a post has in the index, held against others; None where it is not there."""
    key = {"shard": shard_of(order_id), "order_id": order_id}
    if not await tx.fetch(sql.hold_post, int, **key):
        return None
    found = await tx.fetch(sql.facts_of_post, str, **key)
    return [fact[1:] for fact in found if fact[0] == "#"], [int(fact[1:]) for fact in found if fact[0] == "^"]


async def _count_tags(tx: Transaction, uses: Mapping[str, int]) -> None:
    """A tag that no post has any more is forgotten."""
    # In one order, so that two who count the same tags wait for each other once.
    for tag, times in sorted(uses.items()):
        if times:
            shard = shard_of_text(tag)
            await tx.execute(sql.use_tag, shard=shard, tag=tag, times=times)
            await tx.execute(sql.drop_unused_tag, shard=shard, tag=tag)


async def _count_places(tx: Transaction, uses: Mapping[int, int], words: Mapping[int, PlaceWords]) -> None:
    """A place from which no post is any more is forgotten. Places that are counted anew come with their words."""
    for place_id, times in sorted(uses.items()):
        if times:
            key = {"shard": shard_of(place_id), "place_id": place_id}
            said = _vector_of_place(words[place_id]) if place_id in words else ""
            await tx.execute(sql.use_place, **key, words=said, times=times)
            await tx.execute(sql.drop_unused_place, **key)


async def _put_people(tx: Transaction, people: Sequence[NameWords]) -> None:
    for one in sorted(people, key=lambda one: one.account_id):
        words, near = (" ".join(map(_lexeme, filter(None, some))) for some in (one.words, one.near))
        shard = shard_of(one.account_id)
        await tx.execute(sql.put_name, shard=shard, account_id=one.account_id, words=words, near=near)


def vector_of(post: PostWords) -> str:
    """A post as the text of a tsvector."""
    places: dict[str, list[int]] = {}
    for at, word in enumerate(post.words, 1):
        if word != BREAK and at <= PLACE_MAX:
            places.setdefault(word, []).append(at)
    facts = [f"@{post.author_id}", *(["@open"] if post.is_open else []), *(f"#{tag}" for tag in post.tags)]
    facts += [f"@{kind}" for kind in post.media]
    facts += [f"&{cell}" for cell in post.cells]
    facts += [f"^{post.place.place_id}"] if post.place else []
    words = [f"{_lexeme(f'w{word}')}:{','.join(map(str, at[:PLACES_MAX]))}" for word, at in places.items()]
    return " ".join([*words, *(_lexeme(f"s{stem}") for stem in post.stems), *map(_lexeme, facts)])


def _vector_of_place(place: PlaceWords) -> str:
    words = [f"w{word}" for word in place.words if word]
    return " ".join(map(_lexeme, [*words, *(f"&{cell}" for cell in place.cells)]))


def _lexeme(word: str) -> str:
    doubled = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"


def _any(words: Iterable[str]) -> str:
    return "(" + " | ".join(map(_lexeme, sorted(filter(None, words)))) + ")"


def _all(parts: Iterable[str]) -> str:
    return " & ".join(parts)
