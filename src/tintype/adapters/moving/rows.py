"""Rows from SQLite to PostgreSQL: table by table in the order of their keys, so that what is there says where to go on.

Each chunk is one COPY in one transaction. A run that was cut off continues behind the last key of each table; at the
end both sides are read again from the start, and compared by count and SHA-256.
"""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportMissingTypeStubs=false
# apsw and asyncpg describe their types in part or not at all.

import hashlib
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw
import msgspec

from tintype.adapters.postgres.connections import connect
from tintype.kernel.problems import CannotStart

CHUNK = 5_000
Progress = Callable[[str, int, int], None]
_ABSENT = frozenset({"schema_ledger", "leases", "clock_mark", "site"})  # Each database has its own.
_FOUNDER = "SELECT account_id FROM founders"


@dataclass(frozen=True, slots=True)
class Table:
    """One table as both sides have it. `fixed` are columns that only the target has, with their value."""

    name: str
    target: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    texts: frozenset[str]
    fixed: tuple[tuple[str, int], ...] = ()

    @property
    def place(self) -> list[int]:
        """Where the key columns stand among the columns."""
        return [self.columns.index(key) for key in self.keys]


def tables(source: apsw.Connection) -> list[Table]:
    """Every table of a site. The outbox becomes the log, for it is one already: its order is that of commit."""
    names = source.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    )
    found: list[Table] = []
    for (name,) in list(names):
        if name in _ABSENT:
            continue
        about = [(column[1], column[2], column[5]) for column in source.pragma("table_info", name)]
        columns = tuple(column for column, _, _ in about)
        keys = tuple(column for column, _, at in sorted(about, key=lambda one: one[2]) if at)
        texts = frozenset(column for column, kind, _ in about if kind.lower() == "text")
        is_ranged = name in {"outbox", "consumers", "dead_events"}
        fixed = (("range", 0),) if is_ranged else ()
        found.append(Table(name, "log" if name == "outbox" else name, columns, keys, texts, fixed))
    return found


class RowMove:
    """One move, which may be begun again until it is done."""

    def __init__(self, source: apsw.Connection, target: Any, progress: Progress) -> None:
        self._source = source
        self._target = target
        self._progress = progress

    @classmethod
    async def open(cls, path: Path, url: str, progress: Progress) -> "RowMove":
        """Connect to both sides. Raises CannotStart when the target holds another site."""
        source = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        source.execute("BEGIN")
        target = await connect(url)
        move = cls(source, target, progress)
        try:
            await move._check_same_site()
        except BaseException:
            await move.close()
            raise
        return move

    async def close(self) -> None:
        """Let go of both sides."""
        self._source.close()
        await self._target.close()

    async def copy(self) -> None:
        """Bring over whatever is not there yet."""
        for table in tables(self._source):
            total = self._count(table)
            done = await self._target.fetchval(f"SELECT count(*) FROM {table.target}")  # noqa: S608
            after = await self._last_key(table) if done else None
            while rows := self._rows_after(table, after):
                await self._put(table, rows)
                done += len(rows)
                after = tuple(rows[-1][at] for at in table.place)
                self._progress(table.name, done, total)
        # The search index is derived: the target makes its own, once it has the rows.
        await self._target.execute("DELETE FROM search_marks")
        # Without statistics the first minutes would be served by plans for empty tables.
        await self._target.execute("ANALYZE")

    async def verify(self) -> dict[str, int]:
        """Read both sides whole; how many rows each table has. Raises CannotStart where they differ."""
        found: dict[str, int] = {}
        for table in tables(self._source):
            total = self._count(table)
            ours, n = _digest(self._every_row(table))
            theirs, m = await self._digest_of_target(table, total)
            if (ours, n) != (theirs, m):
                raise CannotStart(
                    f"{table.name} differs: {n} rows here, {m} there. Empty the target and move again."
                )
            found[table.name] = n
        return found

    async def _check_same_site(self) -> None:
        ours = [row[0] for row in self._source.execute(_FOUNDER)]
        theirs = [row[0] for row in await self._target.fetch(_FOUNDER)]
        if theirs and theirs != ours:
            raise CannotStart("The target holds another site. Move into an empty database.")

    def _count(self, table: Table) -> int:
        ((n,),) = list(self._source.execute(f"SELECT count(*) FROM {table.name}"))  # noqa: S608
        return int(str(n))

    async def _last_key(self, table: Table) -> tuple[Any, ...] | None:
        order = ", ".join(f"{_compared(table, key)} DESC" for key in table.keys)
        columns = ", ".join(table.keys)
        row = await self._target.fetchrow(f"SELECT {columns} FROM {table.target} ORDER BY {order} LIMIT 1")  # noqa: S608
        return None if row is None else tuple(row)

    def _rows_after(self, table: Table, after: tuple[Any, ...] | None) -> list[tuple[Any, ...]]:
        keys = ", ".join(table.keys)
        where = f"WHERE ({keys}) > ({', '.join('?' * len(table.keys))})" if after else ""
        text = f"SELECT {', '.join(table.columns)} FROM {table.name} {where} ORDER BY {keys} LIMIT {CHUNK}"  # noqa: S608
        return self._source.execute(text, after or ()).fetchall()

    def _every_row(self, table: Table) -> Iterator[tuple[Any, ...]]:
        text = f"SELECT {', '.join(table.columns)} FROM {table.name} ORDER BY {', '.join(table.keys)}"  # noqa: S608
        return iter(self._source.execute(text))

    async def _put(self, table: Table, rows: list[tuple[Any, ...]]) -> None:
        extra = tuple(value for _, value in table.fixed)
        columns = [*table.columns, *(name for name, _ in table.fixed)]
        records = [(*row, *extra) for row in rows]
        await self._target.copy_records_to_table(table.target, records=records, columns=columns)

    async def _digest_of_target(self, table: Table, total: int) -> tuple[bytes, int]:
        order = ", ".join(_compared(table, key) for key in table.keys)
        text = f"SELECT {', '.join(table.columns)} FROM {table.target} ORDER BY {order}"  # noqa: S608
        digest, n = hashlib.sha256(), 0
        async with self._target.transaction(isolation="repeatable_read", readonly=True):
            async for chunk in _chunks(self._target.cursor(text, prefetch=CHUNK)):
                digest.update(b"".join(map(_encoded, chunk)))
                n += len(chunk)
                self._progress(f"{table.name} (checked)", n, total)
        return digest.digest(), n


async def _chunks(cursor: Any) -> AsyncIterator[list[Any]]:
    chunk: list[Any] = []
    async for row in cursor:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _digest(rows: Iterable[Iterable[Any]]) -> tuple[bytes, int]:
    digest, n = hashlib.sha256(), 0
    for row in rows:
        digest.update(_encoded(row))
        n += 1
    return digest.digest(), n


def _encoded(row: Iterable[Any]) -> bytes:
    """A row as the same bytes from either side: MessagePack knows numbers, texts, bytes and nothing."""
    return msgspec.msgpack.encode(tuple(row))


def _compared(table: Table, key: str) -> str:
    """A key column in the order that SQLite has: by bytes."""
    return f'{key} COLLATE "C"' if key in table.texts else key
