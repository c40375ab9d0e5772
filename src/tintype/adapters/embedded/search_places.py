"""The places in the search index of one machine: their words and cells, and from where how many posts are."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# apsw describes its own types only in part.

from collections.abc import Sequence

import apsw

from tintype.adapters.embedded.match import all_of, any_of, quoted
from tintype.ports.search_index import PlacesAsked, PostWords

_WORDS = "tokenize=\"unicode61 remove_diacritics 0 categories 'L* M* N*' tokenchars '_'\""
PLACES_SCHEMA = f"""
CREATE VIRTUAL TABLE place_words USING fts5(
  words, cells, content='', contentless_delete=1, prefix='1 2 3', {_WORDS}
);
CREATE TABLE places (place_id integer PRIMARY KEY, uses integer NOT NULL);
CREATE INDEX places_uses ON places (uses DESC, place_id);
CREATE TABLE post_places (order_id integer PRIMARY KEY, place_id integer NOT NULL);
"""
_FOUND = (
    "SELECT p.place_id FROM place_words AS w CROSS JOIN places AS p ON p.place_id = w.rowid"
    " WHERE w.place_words MATCH ? ORDER BY p.uses DESC, p.place_id LIMIT ?"
)
_MOST_USED = "SELECT place_id FROM places ORDER BY uses DESC, place_id LIMIT ?"
_PUT = "INSERT OR REPLACE INTO place_words (rowid, words, cells) VALUES (?, ?, ?)"
_USE = (
    "INSERT INTO places (place_id, uses) VALUES (?, 1) ON CONFLICT (place_id) DO UPDATE SET uses = uses + 1"
)
_NOTE = "INSERT INTO post_places (order_id, place_id) VALUES (?, ?)"
_OF_POST = "SELECT place_id FROM post_places WHERE order_id = ?"
_LEAVE = "UPDATE places SET uses = uses - 1 WHERE place_id = ? RETURNING uses"


def put_place(database: apsw.Connection, post: PostWords) -> None:
    """Keep from where a post is, in place of what was kept of it."""
    forget_places(database, [(post.order_id,)])
    if post.place is not None:
        place_id = post.place.place_id
        database.execute(_PUT, (place_id, " ".join(post.place.words), " ".join(post.place.cells)))
        database.execute(_USE, (place_id,))
        database.execute(_NOTE, (post.order_id, place_id))


def forget_places(database: apsw.Connection, posts: Sequence[tuple[int]]) -> None:
    """A place from which no post is any more is gone."""
    for post in posts:
        for (place_id,) in database.execute(_OF_POST, post).fetchall():
            database.execute("DELETE FROM post_places WHERE order_id = ?", post)
            if database.execute(_LEAVE, (place_id,)).fetchall() == [(0,)]:
                database.execute("DELETE FROM places WHERE place_id = ?", (place_id,))
                database.execute("DELETE FROM place_words WHERE rowid = ?", (place_id,))


def place_ids(database: apsw.Connection, *, asked: PlacesAsked, limit: int) -> list[int]:
    """See ports/search_index.py."""
    words = [f"{{words}} : {quoted(start)} *" for start in asked.starts]
    words += [f"{{cells}} : {any_of(asked.cells)}"] if asked.cells else []
    rows = (
        database.execute(_FOUND, (all_of(words), limit)) if words else database.execute(_MOST_USED, (limit,))
    )
    return [place_id for (place_id,) in rows]
