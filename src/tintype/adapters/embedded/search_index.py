"""The search index in SQLite's FTS5, in a file of its own beside the records.

A file of its own, because it is derived: it is not backed up, it may be thrown away, and writing it never holds up the
writer of the records. Rows are contentless: words are kept once, as postings.
"""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# apsw describes its own types only in part.

import asyncio
import threading
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import apsw

from tintype.adapters.embedded.match import all_of, any_of, quoted
from tintype.adapters.embedded.search_places import PLACES_SCHEMA, forget_places, place_ids, put_place
from tintype.kernel.ids import AccountId, OrderId
from tintype.kernel.problems import Unavailable
from tintype.ports.search_index import NamesAsked, NameWords, PlacesAsked, PostsAsked, PostWords

Result = TypeVar("Result")

VERSION = 4  # Of what stands in the file; another one is made anew.
READERS = 2
CACHE_KIB = 8 * 1024
MAP_BYTES = 1 << 30
BUSY_MS = 30_000  # Another process may be building the index anew.
# Words come here folded, so they are only kept apart; U+E000 between texts is a word of its own (category Co).
_WORDS = "tokenize=\"unicode61 remove_diacritics 0 categories 'L* M* N* Co' tokenchars '#_'\""
_SCHEMA = f"""
CREATE VIRTUAL TABLE posts USING fts5(words, stems, facts, content='', contentless_delete=1, {_WORDS});
CREATE VIRTUAL TABLE names USING fts5(words, content='', contentless_delete=1, prefix='1 2 3', {_WORDS});
CREATE VIRTUAL TABLE near USING fts5(words, content='', contentless_delete=1, {_WORDS});
CREATE TABLE tags (tag text PRIMARY KEY, uses integer NOT NULL) WITHOUT ROWID;
CREATE TABLE post_tags (order_id integer, tag text, PRIMARY KEY (order_id, tag)) WITHOUT ROWID;
{PLACES_SCHEMA}
CREATE TABLE marks (name text PRIMARY KEY) WITHOUT ROWID;
"""
_POSTS = "SELECT rowid FROM posts WHERE posts MATCH ? AND rowid > ? AND rowid < ? ORDER BY rowid DESC LIMIT ?"
_NEWEST = "SELECT rowid FROM posts WHERE rowid > ? AND rowid < ? ORDER BY rowid DESC LIMIT ?"
_NAMES = "SELECT rowid FROM names WHERE names MATCH ? ORDER BY rowid DESC LIMIT ?"
_NEAR = "SELECT rowid FROM near WHERE near MATCH ? ORDER BY rowid DESC LIMIT ?"
_TAGS = "SELECT tag FROM tags WHERE tag >= ? AND tag < ? ORDER BY uses DESC, tag LIMIT ?"
_BY = "SELECT rowid FROM posts WHERE posts MATCH ?"
_PUT_POST = "INSERT OR REPLACE INTO posts (rowid, words, stems, facts) VALUES (?, ?, ?, ?)"
_USE_TAG = "INSERT INTO tags (tag, uses) VALUES (?, 1) ON CONFLICT (tag) DO UPDATE SET uses = uses + 1"
_LEAVE_TAGS = "UPDATE tags SET uses = uses - 1 WHERE tag IN (SELECT tag FROM post_tags WHERE order_id = ?)"
_DROP_TAGS = "DELETE FROM tags WHERE uses <= 0 AND tag IN (SELECT tag FROM post_tags WHERE order_id = ?)"
_LAST = "\U0010ffff"


def prepare_index(path: Path, records: Path) -> None:
    """Make the file of an index where there is none of this version. That of a new site is whole: there is nothing."""
    if path.exists():
        database = _connected(path, writes=True)
        version = database.pragma("user_version")
        database.close()
        if version == VERSION:
            return
        for each in path.parent.glob(f"{path.name}*"):
            each.unlink()
    database = _connected(path, writes=True)
    database.pragma("journal_mode", "wal")
    with database:
        database.execute(_SCHEMA)
        if _is_empty(records):
            database.execute("INSERT INTO marks (name) VALUES ('whole')")
        database.pragma("user_version", VERSION)
    database.close()


class EmbeddedSearchIndex:
    """See ports/search_index.py. Several processes may read and write one file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._readers = ThreadPoolExecutor(READERS, "search-read")
        self._writer = ThreadPoolExecutor(1, "search-write")

    async def put_posts(self, posts: Sequence[PostWords]) -> None:
        if posts:
            await self._run(self._writer, partial(_put_posts, posts=posts))

    async def put_people(self, people: Sequence[NameWords]) -> None:
        if people:
            await self._run(self._writer, partial(_put_people, people=people))

    async def drop(
        self, *, order_ids: Collection[OrderId] = (), account_ids: Collection[AccountId] = ()
    ) -> None:
        if order_ids or account_ids:
            await self._run(self._writer, partial(_drop, order_ids=order_ids, account_ids=account_ids))

    async def posts(self, asked: PostsAsked, limit: int) -> list[OrderId]:
        words = posts_query(asked)
        bounds = (asked.after, asked.before, limit)
        return await self._run(
            self._readers, partial(_ids, _POSTS if words else _NEWEST, (words, *bounds) if words else bounds)
        )

    async def people(self, asked: NamesAsked, limit: int) -> list[AccountId]:
        query = _NAMES if asked.starts else _NEAR
        words = all_of(f"{quoted(start)} *" for start in asked.starts) or all_of(
            any_of(some) for some in asked.near
        )
        return await self._run(self._readers, partial(_ids, query, (words, limit))) if words else []

    async def tags(self, start: str, limit: int) -> list[str]:
        return await self._run(self._readers, partial(_ids, _TAGS, (start, start + _LAST, limit)))

    async def places(self, asked: PlacesAsked, limit: int) -> list[int]:
        return await self._run(self._readers, partial(place_ids, asked=asked, limit=limit))

    async def is_whole(self) -> bool:
        return bool(
            await self._run(self._readers, partial(_ids, "SELECT 1 FROM marks WHERE name = ?", ("whole",)))
        )

    async def note_whole(self) -> None:
        await self._run(self._writer, _note_whole)

    async def close(self) -> None:
        """Finish what runs, then let go of the file."""
        await asyncio.to_thread(self._readers.shutdown)
        await asyncio.to_thread(self._writer.shutdown)

    async def _run(self, where: ThreadPoolExecutor, act: Callable[[apsw.Connection], Result]) -> Result:
        writes = where is self._writer
        return await asyncio.get_running_loop().run_in_executor(where, partial(self._act, act, writes=writes))

    def _act(self, act: Callable[[apsw.Connection], Result], *, writes: bool) -> Result:
        try:
            database: apsw.Connection | None = getattr(self._local, "database", None)
            if database is None:
                database = self._local.database = _connected(self._path, writes=writes)
            return act(database)
        except (apsw.IOError, apsw.CorruptError, apsw.FullError, apsw.BusyError, apsw.CantOpenError) as error:
            raise Unavailable("The search index cannot be used at the moment.") from error


def posts_query(asked: PostsAsked) -> str:
    """What is asked for in the words of FTS5; empty where it is any post."""
    facts = [f"#{tag}" for tag in asked.tags]
    facts += [] if asked.author_id is None else [f"by{asked.author_id}"]
    facts += ["open"] if asked.only_open else []
    return all_of(
        [
            *(f"{{words}} : {quoted(' '.join(phrase))}" for phrase in asked.phrases),
            *(f"{{stems}} : {any_of(stems)}" for stems in asked.stems),
            *(f"{{facts}} : {quoted(fact)}" for fact in facts),
            *([f"{{facts}} : {any_of(asked.cells)}"] if asked.cells else []),
            *([f"{{facts}} : {any_of(f'has{kind}' for kind in asked.media)}"] if asked.media else []),
        ]
    )


def _put_posts(database: apsw.Connection, posts: Sequence[PostWords]) -> None:
    with database:
        for post in posts:
            facts = [
                f"by{post.author_id}",
                *(f"#{tag}" for tag in post.tags),
                *(["open"] if post.is_open else []),
                *post.cells,
                *(f"has{kind}" for kind in post.media),
            ]
            row = (post.order_id, " ".join(post.words), " ".join(post.stems), " ".join(facts))
            database.execute(_PUT_POST, row)
            _forget_tags(database, [(post.order_id,)])
            tags = sorted(set(post.tags))
            database.executemany(
                "INSERT INTO post_tags (order_id, tag) VALUES (?, ?)", [(post.order_id, tag) for tag in tags]
            )
            database.executemany(_USE_TAG, [(tag,) for tag in tags])
            put_place(database, post)


def _forget_tags(database: apsw.Connection, posts: Sequence[tuple[int]]) -> None:
    """A tag that no post has any more is gone."""
    database.executemany(_LEAVE_TAGS, posts)
    database.executemany(_DROP_TAGS, posts)
    database.executemany("DELETE FROM post_tags WHERE order_id = ?", posts)


def _put_people(database: apsw.Connection, people: Sequence[NameWords]) -> None:
    with database:
        for table, rows in (
            ("names", [(one.account_id, " ".join(one.words)) for one in people]),
            ("near", [(one.account_id, " ".join(one.near)) for one in people]),
        ):
            database.executemany(f"INSERT OR REPLACE INTO {table} (rowid, words) VALUES (?, ?)", rows)  # noqa: S608


def _drop(
    database: apsw.Connection, order_ids: Collection[OrderId], account_ids: Collection[AccountId]
) -> None:
    with database:
        orders = set[int](order_ids)
        for account_id in account_ids:
            orders.update(_ids(_BY, (f"{{facts}} : {quoted(f'by{account_id}')}",), database))
        posts = [(order_id,) for order_id in orders]
        database.executemany("DELETE FROM posts WHERE rowid = ?", posts)
        _forget_tags(database, posts)
        forget_places(database, posts)
        gone = [(account_id,) for account_id in account_ids]
        database.executemany("DELETE FROM names WHERE rowid = ?", gone)
        database.executemany("DELETE FROM near WHERE rowid = ?", gone)


def _note_whole(database: apsw.Connection) -> None:
    database.execute("INSERT OR IGNORE INTO marks (name) VALUES ('whole')")


def _ids(query: str, values: tuple[Any, ...], database: apsw.Connection) -> list[Any]:
    return [value for (value,) in database.execute(query, values)]


def _connected(path: Path, *, writes: bool) -> apsw.Connection:
    flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE if writes else apsw.SQLITE_OPEN_READONLY
    database = apsw.Connection(str(path), flags=flags, statementcachesize=32)
    database.set_busy_timeout(BUSY_MS)
    database.pragma("cache_size", -CACHE_KIB)
    database.pragma("mmap_size", MAP_BYTES)
    if writes:
        # The place in the log is noted after this, and must never be ahead of what the disk has.
        database.pragma("synchronous", "full")
    return database


def _is_empty(records: Path) -> bool:
    database = apsw.Connection(str(records), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        return not database.execute("SELECT 1 FROM accounts LIMIT 1").fetchall()
    finally:
        database.close()
