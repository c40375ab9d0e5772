"""Looks into the file itself: what was acknowledged is there, what was removed is not, every count is a recount."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import apsw

from tests.crash.memory import Memory
from tintype.graph import EdgeKind

KINDS = {
    "like": EdgeKind.LIKE,
    "save": EdgeKind.SAVE,
    "follow": EdgeKind.FOLLOW,
    "block": EdgeKind.BLOCK,
}
INVERSES = """
SELECT count(*) FROM edges AS e WHERE e.kind % 2 = 1 AND NOT EXISTS (
  SELECT 1 FROM edges AS b
  WHERE b.shard = (e.dst >> 10) & 4095 AND b.src = e.dst AND b.kind = e.kind + 1 AND b.dst = e.src)
"""
RECOUNTS = {
    "ties": """
      SELECT coalesce(c.node, e.node), coalesce(c.kind, e.kind), c.n, e.n
      FROM (SELECT node, kind, n FROM counts WHERE n <> 0) AS c
      FULL JOIN (
        SELECT src AS node, kind, count(*) AS n FROM edges WHERE kind NOT IN (9, 13, 23) GROUP BY src, kind) AS e
        ON e.node = c.node AND e.kind = c.kind
      WHERE c.n IS NOT e.n
    """,
    "posts": """
      SELECT coalesce(t.author_id, p.author_id), t.n, p.n
      FROM (SELECT author_id, n FROM post_totals WHERE n <> 0) AS t
      FULL JOIN (SELECT author_id, count(*) AS n FROM posts WHERE state = 2 GROUP BY author_id) AS p
        ON p.author_id = t.author_id
      WHERE t.n IS NOT p.n
    """,
    "comments": """
      SELECT coalesce(t.post_id, c.post_id), t.n, c.n
      FROM (SELECT post_id, n FROM comment_totals WHERE n <> 0) AS t
      FULL JOIN (SELECT post_id, count(*) AS n FROM comments WHERE state = 0 GROUP BY post_id) AS c
        ON c.post_id = t.post_id
      WHERE t.n IS NOT c.n
    """,
}


class Judge:
    """Reads the records of a site beside the site, and says what is wrong."""

    def __init__(self, data: Path) -> None:
        self._database = apsw.Connection(str(data / "tintype.db"), flags=apsw.SQLITE_OPEN_READONLY)
        self._database.set_busy_timeout(10_000)

    def contradictions(self, memory: Memory, maybe: set[str]) -> list[str]:
        """What people were told and is not so. `maybe` are texts whose writer got no answer."""
        wrong = [
            problem for what, kind in KINDS.items() for problem in memory.contradicted(what, self._ties(kind))
        ]
        wrong += memory.contradicted(
            "post",
            self._without(maybe, "SELECT author_id, id, caption FROM posts WHERE state <> 3 AND shelf <> 7"),
        )
        wrong += memory.contradicted("comment", self._without(maybe, COMMENTS))
        return wrong

    def miscounts(self) -> list[str]:
        """Every count that is not its recount, and ties that have one end only."""
        wrong = [f"{what}: {row}" for what, text in RECOUNTS.items() for row in self._rows(text)]
        ((torn,),) = self._rows(INVERSES)
        return [*wrong, f"{torn} ties with one end"] if torn else wrong

    def damage(self) -> list[str]:
        """What SQLite's own check finds wrong."""
        return [str(row[0]) for row in self._rows("PRAGMA quick_check") if row[0] != "ok"]

    def unfinished(self) -> dict[str, int]:
        """What should settle: pending posts, media that is not done, jobs."""
        ((pending,),) = self._rows("SELECT count(*) FROM posts WHERE state = 1 AND shelf = 0")
        # What is due in days (the end of what may be taken back) is not unfinished.
        soon = (int(time.time()) + 3600) * 1_000_000
        ((jobs,),) = self._rows("SELECT count(*) FROM jobs WHERE due_us < :soon", soon=soon)
        ((dead,),) = self._rows("SELECT count(*) FROM dead_events")
        return {name: n for name, n in (("pending", pending), ("jobs", jobs), ("dead events", dead)) if n}

    def naive_feed(self, reader_id: int) -> list[int]:
        """The ids a reader's home must show, newest first, by one plain query."""
        return [row[0] for row in self._rows(NAIVE_FEED, reader=reader_id)]

    def close(self) -> None:
        self._database.close()

    def _ties(self, kind: EdgeKind) -> set[tuple[int, int]]:
        return {
            (row[0], row[1])
            for row in self._rows("SELECT src, dst FROM edges WHERE kind = :kind", kind=int(kind))
        }

    def _without(self, maybe: set[str], text: str) -> set[tuple[int, int]]:
        return {(row[0], row[1]) for row in self._rows(text) if row[2] not in maybe}

    def _rows(self, text: str, **arguments: int) -> Iterator[tuple[int, ...]]:
        yield from self._database.execute(text, arguments)


COMMENTS = "SELECT author_id, id, body FROM comments WHERE state = 0"
NAIVE_FEED = """
SELECT p.id FROM posts AS p
WHERE p.state = 2
  AND (p.author_id = :reader OR EXISTS (
    SELECT 1 FROM edges AS f
    WHERE f.shard = (:reader >> 10) & 4095 AND f.src = :reader AND f.kind = 1 AND f.dst = p.author_id))
  AND NOT EXISTS (
    SELECT 1 FROM edges AS b
    WHERE b.shard = (:reader >> 10) & 4095 AND b.src = :reader AND b.kind IN (5, 6, 7) AND b.dst = p.author_id)
ORDER BY p.order_id DESC
"""
