"""The inverse ties of stars: asked at home first, and where a node is a star, in its buckets too.

For everybody else home is the whole answer, found by the same single query that says whether there is more.
"""

import heapq
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import islice

from tintype.graph import places
from tintype.graph.model import Edge, EdgeKind, inverse
from tintype.kernel.ids import shard_of
from tintype.kernel.pages import Place
from tintype.kernel.sql import Queries
from tintype.ports.records import Reading, Transaction

Pair = tuple[int, int]
End = tuple[int, EdgeKind]
Row = tuple[int, int, int, int]
"""One end of a tie: shard, src, kind, dst."""
WALK = 1_000  # Of the shorter list of two that are intersected; people follow at most 7,500.
WALK_OF_STAR = 100  # So many are read from each of up to 585 slots.

sql = Queries(__package__ or "", "stars.sql")


async def levels(reading: Reading, nodes: Collection[int], kind: EdgeKind) -> dict[int, int]:
    """The levels of those of many nodes that are stars."""
    rows = await reading.fetch(sql.levels_of, _triple, nodes=list(nodes))
    return {node: level for node, its, level in rows if its == kind}


async def count(tx: Transaction, rows: Collection[Row], levels: Mapping[int, int], *, change: int) -> None:
    """Count ties of stars in the slots where they lie. A star of which one slot is full rises by a level."""
    slots = Counter((shard, node, kind) for shard, node, kind, _ in rows)
    changes = sorted((*slot, n * change) for slot, n in slots.items())
    kind = EdgeKind(next(iter(slots))[2])
    counted = await tx.fetch(sql.change_slots, _pair, changes=changes)
    if change > 0:
        for node in {node for node, n in counted if n >= places.BUCKET_TIES_MAX}:
            await raise_to(tx, node, kind, levels[node] + 1)


def other_ends(kind: EdgeKind, pairs: Iterable[Pair], levels: Mapping[int, int]) -> list[Row]:
    """Where the inverse of each tie is to be written, in order."""
    back = int(inverse(kind))
    if not levels:
        return sorted((shard_of(dst), dst, back, src) for src, dst in pairs)
    return sorted((places.shard_to(dst, src, levels.get(dst, 0)), dst, back, src) for src, dst in pairs)


def possible_ends(kind: EdgeKind, pairs: Iterable[Pair], levels: Mapping[int, int]) -> list[Row]:
    """Everywhere the inverse of each tie may have been written, in order."""
    if not levels:
        return other_ends(kind, pairs, levels)
    back = int(inverse(kind))
    return sorted(
        (shard, dst, back, src)
        for src, dst in pairs
        for shard in places.shards_to(dst, src, levels.get(dst, 0))
    )


async def raise_to(tx: Transaction, node: int, kind: EdgeKind, level: int) -> None:
    """Spread what is written from now on over more buckets; nothing if that has been done, or is of no use."""
    if tx.shards_apart and level <= places.LEVEL_MAX:
        await tx.execute(sql.raise_level, shard=shard_of(node), node=node, kind=int(kind), level=level)


async def away(reading: Reading, levels: Mapping[End, int]) -> dict[End, int]:
    """How many ties each of these stars has in its buckets."""
    slots = [
        (shard, node, int(kind))
        for (node, kind), level in levels.items()
        for shard in places.shards_at(node, level)[1:]
    ]
    found: Counter[End] = Counter()
    for _, node, kind, n in await reading.fetch(sql.slots_of, _row, slots=slots):
        found[node, EdgeKind(kind)] += n
    return found


async def ties(
    reading: Reading, src: int, kinds: Collection[EdgeKind], dsts: Collection[int]
) -> list[tuple[int, EdgeKind]]:
    """Each of many nodes that this one is tied to, with the kind."""
    rows = await reading.fetch(
        sql.contained_of,
        _tie,
        shard=shard_of(src),
        src=src,
        kinds=[int(kind) for kind in kinds],
        dsts=list(dsts),
    )
    found = [tie for tie in rows if tie[0] > 0]
    risen = {kind: -level for level, kind in rows if level < 0}
    return found + await _buckets_tied(reading, src, risen, dsts) if risen else found


async def page(reading: Reading, src: int, kind: EdgeKind, before: Place, limit: int) -> list[Edge]:
    """Newest ties before a place."""
    where = {"src": src, "kind": int(kind), "at_us": before.at, "dst": before.id, "limit": limit}
    rows = await reading.fetch(sql.newest_of, Edge, shard=shard_of(src), **where)
    found, level = [edge for edge in rows if edge.dst > 0], max((-edge.dst for edge in rows), default=0)
    if level <= 0:
        return found
    texts = await reading.fetch(sql.newest_in, _text, buckets=_buckets(src, level), **where)
    runs = [_edges(src, text) for text in texts if text]
    return list(islice(heapq.merge(found, *runs, key=_age, reverse=True), limit))


async def page_by_id(reading: Reading, src: int, kind: EdgeKind, after: int, limit: int) -> list[int]:
    """The lowest ids above one."""
    where = {"src": src, "kind": int(kind), "after": after, "limit": limit}
    rows = await reading.fetch(sql.first_of, int, shard=shard_of(src), **where)
    found, level = [dst for dst in rows if dst > 0], max((-dst for dst in rows), default=0)
    if level <= 0:
        return found
    texts = await reading.fetch(sql.first_in, _text, buckets=_buckets(src, level), **where)
    return list(islice(heapq.merge(found, *map(_ids, texts)), limit))


async def intersect(
    reading: Reading, shorter: tuple[End, int], other: End, before: int, limit: int
) -> list[int]:
    """Nodes below one that are tied to both, highest first; walks the end that is given with its level."""
    (src, kind), level = shorter
    found: list[int] = []
    step = WALK_OF_STAR if level else WALK
    while len(found) < limit:
        walked = await _last(reading, (src, kind), level, before, step)
        its = {dst for dst, _ in await ties(reading, other[0], [other[1]], walked)} if walked else set[int]()
        found += [dst for dst in walked if dst in its]
        if len(walked) < step:
            break
        before = walked[-1]
    return found[:limit]


async def _last(reading: Reading, end: End, level: int, before: int, limit: int) -> list[int]:
    src, kind = end
    buckets = [(shard,) for shard in places.shards_at(src, level)]
    texts = await reading.fetch(
        sql.last_in, _text, buckets=buckets, src=src, kind=int(kind), before=before, limit=limit
    )
    return list(islice(heapq.merge(*map(_ids, texts), reverse=True), limit))


async def _buckets_tied(
    reading: Reading, src: int, levels: Mapping[EdgeKind, int], dsts: Collection[int]
) -> list[tuple[int, EdgeKind]]:
    rows = [
        (shard, src, int(kind), dst)
        for kind, level in levels.items()
        for dst in dsts
        for shard in places.shards_to(src, dst, level)[1:]
    ]
    return await reading.fetch(sql.contained_in, _tie, places=rows)


def _buckets(src: int, level: int) -> list[tuple[int]]:
    return [(shard,) for shard in places.shards_at(src, level)[1:]]


def _ids(text: str | None) -> list[int]:
    return [int(word) for word in text.split()] if text else []


def _edges(src: int, text: str) -> list[Edge]:
    words = _ids(text)
    return [Edge(src, dst, at_us) for at_us, dst in zip(words[::2], words[1::2], strict=True)]


def _age(edge: Edge) -> tuple[int, int]:
    return edge.at_us, edge.dst


def _text(text: str | None) -> str | None:
    return text


def _pair(one: int, other: int) -> tuple[int, int]:
    return one, other


def _triple(one: int, two: int, three: int) -> tuple[int, int, int]:
    return one, two, three


def _row(one: int, two: int, three: int, four: int) -> Row:
    return one, two, three, four


def _tie(dst: int, kind: int) -> tuple[int, EdgeKind]:
    return dst, EdgeKind(kind)
