"""Ties of any kind: added and removed in sets, both ends and both counts in the caller's transaction."""

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

import numpy as np

from tintype.graph.model import LISTED, UNCOUNTED, Edge, EdgeKind, inverse
from tintype.graph.store import sql
from tintype.kernel.ids import AccountId, shard_of
from tintype.kernel.pages import Place
from tintype.ports.records import Reading, Transaction

Pair = tuple[int, int]
FOLLOWERS_CHUNK = 64_000  # One chunk is 512 KB of ids and 8 ms of reading: docs/decisions/0011.


async def add(tx: Transaction, kind: EdgeKind, pairs: Sequence[Pair]) -> list[bool]:
    """Tie each (src, dst); which ties are new, in the order of the pairs. A pair given twice is new once."""
    if not pairs:
        return []
    rows = await tx.fetch(sql.add_edges, _row, edges=_ends(kind, pairs), now_us=tx.now_us)
    changed = {(src, dst) for src, dst, _ in rows}
    if changed:
        await tx.execute(sql.add_edges, edges=_other_ends(kind, changed), now_us=tx.now_us)
        await _count(tx, kind, changed, change=1)
    return _first_of_each(pairs, changed)


async def remove(tx: Transaction, kind: EdgeKind, pairs: Sequence[Pair]) -> list[bool]:
    """Untie each (src, dst); which ties there were, in the order of the pairs."""
    if not pairs:
        return []
    rows = await tx.fetch(sql.remove_edges, _row, edges=_ends(kind, pairs))
    changed = {(src, dst) for src, dst, _ in rows}
    if changed:
        await tx.execute(sql.remove_edges, edges=_other_ends(kind, changed))
        await _count(tx, kind, changed, change=-1)
    return _first_of_each(pairs, changed)


async def contains(reading: Reading, src: int, kind: EdgeKind, dsts: Collection[int]) -> set[int]:
    """Which of many nodes this one is tied to."""
    if not dsts:
        return set()
    found = await reading.fetch(
        sql.contained, int, shard=shard_of(src), src=src, kind=int(kind), dsts=list(dsts)
    )
    return set(found)


async def sources_in(reading: Reading, dst: int, kind: EdgeKind, srcs: Collection[int]) -> set[int]:
    """Which of many nodes are tied to this one."""
    return await contains(reading, dst, inverse(kind), srcs)


async def ties(
    reading: Reading, src: int, kinds: Collection[EdgeKind], dsts: Collection[int]
) -> dict[int, frozenset[EdgeKind]]:
    """By which of these kinds this node is tied to each of many; untied nodes are absent."""
    if not dsts:
        return {}
    rows = await reading.fetch(
        sql.ties, _tie, shard=shard_of(src), src=src, kinds=[int(kind) for kind in kinds], dsts=list(dsts)
    )
    found: dict[int, set[EdgeKind]] = {}
    for dst, kind in rows:
        found.setdefault(dst, set()).add(kind)
    return {dst: frozenset(its) for dst, its in found.items()}


async def ties_of_pairs(
    reading: Reading, kinds: Collection[EdgeKind], pairs: Collection[Pair]
) -> dict[Pair, frozenset[EdgeKind]]:
    """By which of these kinds each (src, dst) is tied; untied pairs are absent."""
    if not pairs:
        return {}
    rows = await reading.fetch(
        sql.ties_of_pairs,
        _row,
        pairs=[(shard_of(src), src, dst) for src, dst in pairs],
        kinds=[int(kind) for kind in kinds],
    )
    found: dict[Pair, set[EdgeKind]] = {}
    for src, dst, kind in rows:
        found.setdefault((src, dst), set()).add(EdgeKind(kind))
    return {pair: frozenset(its) for pair, its in found.items()}


async def page(reading: Reading, src: int, kind: EdgeKind, before: Place, limit: int) -> list[Edge]:
    """At most `limit` ties of a listed kind, older than a place (at, id = time, dst), newest first."""
    assert kind in LISTED, kind
    return await reading.fetch(
        sql.newest_edges,
        Edge,
        shard=shard_of(src),
        src=src,
        kind=int(kind),
        at_us=before.at,
        dst=before.id,
        limit=limit,
    )


async def page_by_id(reading: Reading, src: int, kind: EdgeKind, after: int, limit: int) -> list[int]:
    """At most `limit` nodes above an id that this one is tied to, ascending: oldest accounts first, of any kind."""
    return await reading.fetch(
        sql.edges_by_id, int, shard=shard_of(src), src=src, kind=int(kind), after=after, limit=limit
    )


async def first_of_each(
    reading: Reading, srcs: Collection[int], kind: EdgeKind, limit: int
) -> dict[int, list[int]]:
    """The `limit` nodes of the lowest ids that each of many is tied to, ascending; empty lists are absent."""
    if not srcs:
        return {}
    rows = await reading.fetch(sql.first_of_each, _packed, srcs=list(srcs), kind=int(kind), limit=limit)
    return {src: [int(dst) for dst in dsts.split()] for src, dsts in rows if dsts}


def place_of(edge: Edge) -> Place:
    """Where a tie stands in pages of its kind."""
    return Place(edge.at_us, edge.dst)


async def counts(
    reading: Reading, nodes: Collection[int], kinds: Collection[EdgeKind]
) -> dict[tuple[int, EdgeKind], int]:
    """How many ties of each counted kind each node has, exactly; every asked (node, kind) is there."""
    assert UNCOUNTED.isdisjoint(kinds), kinds
    found = {(node, kind): 0 for node in nodes for kind in kinds}
    if not found:
        return {}
    rows = await reading.fetch(
        sql.counts_of, _count_row, nodes=list(nodes), kinds=[int(kind) for kind in kinds]
    )
    found.update(rows)
    return found


async def intersect(
    reading: Reading, one: tuple[int, EdgeKind], other: tuple[int, EdgeKind], before: int, limit: int
) -> list[int]:
    """Nodes below `before` tied to both (src, kind), highest id first. Costs the shorter of the two lists.

    Of counted kinds.
    """
    sizes = await counts(reading, {one[0], other[0]}, {one[1], other[1]})
    (src_a, kind_a), (src_b, kind_b) = sorted((one, other), key=lambda end: sizes[end])
    return await reading.fetch(
        sql.common_edges,
        int,
        shard_a=shard_of(src_a),
        src_a=src_a,
        kind_a=int(kind_a),
        shard_b=shard_of(src_b),
        src_b=src_b,
        kind_b=int(kind_b),
        before=before,
        limit=limit,
    )


async def every_follower(
    reading: Reading, account_id: AccountId, after: int = 0, limit: int = FOLLOWERS_CHUNK
) -> "array[int]":
    """Followers above an id, ascending: chunks for a fan-out, as signed 64-bit numbers that numpy reads in place.

    The next chunk is after the last id of this one; a chunk shorter than `limit` is the last.
    """
    texts = await reading.fetch(
        sql.packed_edges,
        str,
        shard=shard_of(account_id),
        src=account_id,
        kind=int(EdgeKind.FOLLOWED_BY),
        after=after,
        limit=limit,
    )
    # Rows as Python objects take 210 ms per million; one text per chunk read by numpy takes 115 ms.
    return array("q", np.fromstring(texts[0], dtype=np.int64, sep=" ").tobytes())


async def all_of(reading: Reading, src: int, kinds: Collection[EdgeKind]) -> list[int]:
    """Every node this one is tied to by any of these kinds: for kinds whose number is bounded."""
    return await reading.fetch(
        sql.nodes_of_ties, int, shard=shard_of(src), src=src, kinds=[int(kind) for kind in kinds]
    )


# The row of `src` decides whether a tie is new or was there, and only who wins it touches the other end: two writers
# of one pair cannot each win one end.


def _ends(kind: EdgeKind, pairs: Iterable[Pair]) -> list[tuple[int, ...]]:
    # Sorted, so that two writers lock rows in the same order.
    return sorted({(shard_of(src), src, int(kind), dst) for src, dst in pairs})


def _other_ends(kind: EdgeKind, pairs: Iterable[Pair]) -> list[tuple[int, ...]]:
    back = inverse(kind)
    return sorted((shard_of(dst), dst, int(back), src) for src, dst in pairs)


async def _count(tx: Transaction, kind: EdgeKind, changed: Collection[Pair], *, change: int) -> None:
    back = inverse(kind)
    ends: Counter[tuple[int, EdgeKind]] = Counter()
    if kind not in UNCOUNTED:
        ends.update((src, kind) for src, _ in changed)
    if back not in UNCOUNTED:
        ends.update((dst, back) for _, dst in changed)
    if ends:
        changes = sorted(
            (shard_of(node), node, int(of_kind), n * change) for (node, of_kind), n in ends.items()
        )
        await tx.execute(sql.change_counts, changes=changes)


def _first_of_each(pairs: Iterable[Pair], changed: set[Pair]) -> list[bool]:
    answers: list[bool] = []
    for pair in pairs:
        answers.append(pair in changed)
        changed.discard(pair)
    return answers


def _row(src: int, dst: int, kind: int) -> tuple[int, int, int]:
    return src, dst, kind


def _packed(src: int, dsts: str | None) -> tuple[int, str | None]:
    return src, dsts


def _tie(dst: int, kind: int) -> tuple[int, EdgeKind]:
    return dst, EdgeKind(kind)


def _count_row(node: int, kind: int, n: int) -> tuple[tuple[int, EdgeKind], int]:
    return (node, EdgeKind(kind)), n
