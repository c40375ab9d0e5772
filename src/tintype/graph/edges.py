"""Ties of any kind: added and removed in sets, both ends and both counts in the caller's transaction.

Where a node is a star, `stars` knows where the rest of its inverse ties is.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from tintype.graph import places, stars
from tintype.graph.model import LISTED, SPREAD, UNCOUNTED, Edge, EdgeKind, inverse
from tintype.graph.store import sql
from tintype.kernel.ids import shard_of
from tintype.kernel.pages import Place
from tintype.ports.records import Reading, Transaction

Pair = tuple[int, int]


async def add(tx: Transaction, kind: EdgeKind, pairs: Sequence[Pair]) -> list[bool]:
    """Tie each (src, dst); which ties are new, in the order of the pairs. A pair given twice is new once."""
    if not pairs:
        return []
    rows = await tx.fetch(sql.add_edges, _row, edges=_ends(kind, pairs), now_us=tx.now_us)
    changed = {(src, dst) for src, dst, _ in rows}
    if changed:
        levels = await _count(tx, kind, changed, change=1)
        others = stars.other_ends(kind, changed, levels)
        await tx.execute(sql.add_edges, edges=others, now_us=tx.now_us)
        if levels:
            await stars.count(tx, [row for row in others if row[1] in levels], levels, change=1)
    return _first_of_each(pairs, changed)


async def remove(tx: Transaction, kind: EdgeKind, pairs: Sequence[Pair]) -> list[bool]:
    """Untie each (src, dst); which ties there were, in the order of the pairs."""
    if not pairs:
        return []
    rows = await tx.fetch(sql.remove_edges, _place, edges=_ends(kind, pairs))
    changed = {(src, dst) for _, src, _, dst in rows}
    if changed:
        levels = await _count(tx, kind, changed, change=-1)
        ends = stars.possible_ends(kind, changed, levels)
        if not levels:
            await tx.execute(sql.remove_edges, edges=ends)
        else:
            others = await tx.fetch(sql.remove_edges, _place, edges=ends)
            await stars.count(tx, [row for row in others if row[1] in levels], levels, change=-1)
    return _first_of_each(pairs, changed)


async def contains(reading: Reading, src: int, kind: EdgeKind, dsts: Collection[int]) -> set[int]:
    """Which of many nodes this one is tied to."""
    if not dsts:
        return set()
    if kind in SPREAD:
        return {dst for dst, _ in await stars.ties(reading, src, [kind], dsts)}
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
    found: dict[int, set[EdgeKind]] = {}
    for dst, kind in await _ties(reading, src, kinds, dsts):
        found.setdefault(dst, set()).add(kind)
    return {dst: frozenset(its) for dst, its in found.items()}


async def ties_of_pairs(
    reading: Reading, kinds: Collection[EdgeKind], pairs: Collection[Pair]
) -> dict[Pair, frozenset[EdgeKind]]:
    """By which of these kinds each (src, dst) is tied; untied pairs are absent. Of kinds that no star spreads."""
    assert SPREAD.isdisjoint(kinds), kinds
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
    if kind in SPREAD:
        return await stars.page(reading, src, kind, before, limit)
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


async def ends_of_many(
    reading: Reading, srcs: Collection[int], kinds: Collection[EdgeKind], above: int = 0
) -> list[Pair]:
    """(src, dst) of every tie of many nodes to nodes with ids above one. Of kinds that no star spreads."""
    assert SPREAD.isdisjoint(kinds), kinds
    if not srcs:
        return []
    asked = [int(kind) for kind in kinds]
    return await reading.fetch(sql.ends_of_many, _pair, srcs=list(srcs), kinds=asked, above=above)


async def page_by_id(reading: Reading, src: int, kind: EdgeKind, after: int, limit: int) -> list[int]:
    """At most `limit` nodes above an id that this one is tied to, ascending: oldest accounts first, of any kind."""
    return await stars.page_by_id(reading, src, kind, after, limit)


async def first_of_each(
    reading: Reading, srcs: Collection[int], kind: EdgeKind, limit: int
) -> dict[int, list[int]]:
    """The `limit` nodes of the lowest ids that each of many is tied to, ascending; empty lists are absent."""
    if not srcs:
        return {}
    rows = await reading.fetch(sql.first_of_each, _packed, srcs=list(srcs), kind=int(kind), limit=limit)
    found = {src: [int(dst) for dst in dsts.split()] for src, dsts, _ in rows if dsts}
    for src in [src for src, _, level in rows if level]:
        found[src] = await stars.page_by_id(reading, src, kind, 0, limit)
    return {src: its for src, its in found.items() if its}


def place_of(edge: Edge) -> Place:
    """Where a tie stands in pages of its kind."""
    return Place(edge.at_us, edge.dst)


async def counts(
    reading: Reading, nodes: Collection[int], kinds: Collection[EdgeKind]
) -> dict[tuple[int, EdgeKind], int]:
    """How many ties of each counted kind each node has, exactly; every asked (node, kind) is there."""
    found, _ = await _counts(reading, nodes, kinds)
    return found


async def outnumbering(reading: Reading, kind: EdgeKind, bounds: Mapping[int, int]) -> set[int]:
    """Those of some nodes that have more ties of a counted kind than a bound each.

    The slots of a star are added up only where it is not sure without them.
    """
    rows = await reading.fetch(sql.counts_of, _count_row, nodes=sorted(bounds), kinds=[int(kind)])
    above = {node for (node, _), n, _ in rows if n > bounds[node]}
    unsure = [node for (node, _), _, level in rows if level and node not in above]
    exact = await counts(reading, unsure, [kind]) if unsure else {}
    return above | {node for (node, _), n in exact.items() if n > bounds[node]}


async def intersect(
    reading: Reading, one: tuple[int, EdgeKind], other: tuple[int, EdgeKind], before: int, limit: int
) -> list[int]:
    """Nodes below `before` tied to both (src, kind), highest id first. Costs the shorter of the two lists.

    Of counted kinds.
    """
    sizes, levels = await _counts(reading, {one[0], other[0]}, {one[1], other[1]})
    (src_a, kind_a), (src_b, kind_b) = sorted((one, other), key=lambda end: sizes[end])
    if one in levels or other in levels:
        return await stars.intersect(
            reading, ((src_a, kind_a), levels.get((src_a, kind_a), 0)), (src_b, kind_b), before, limit
        )
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


async def all_of(reading: Reading, src: int, kinds: Collection[EdgeKind]) -> list[int]:
    """Every node this one is tied to by any of these kinds: for kinds whose number is bounded."""
    assert SPREAD.isdisjoint(kinds), kinds
    return await reading.fetch(
        sql.nodes_of_ties, int, shard=shard_of(src), src=src, kinds=[int(kind) for kind in kinds]
    )


async def _ties(
    reading: Reading, src: int, kinds: Collection[EdgeKind], dsts: Collection[int]
) -> list[tuple[int, EdgeKind]]:
    if not SPREAD.isdisjoint(kinds):
        return await stars.ties(reading, src, kinds, dsts)
    return await reading.fetch(
        sql.ties, _tie, shard=shard_of(src), src=src, kinds=[int(kind) for kind in kinds], dsts=list(dsts)
    )


async def _counts(
    reading: Reading, nodes: Collection[int], kinds: Collection[EdgeKind]
) -> tuple[dict[tuple[int, EdgeKind], int], dict[tuple[int, EdgeKind], int]]:
    """The counts, and the levels of those that are stars'."""
    assert UNCOUNTED.isdisjoint(kinds), kinds
    found = {(node, kind): 0 for node in nodes for kind in kinds}
    if not found:
        return {}, {}
    rows = await reading.fetch(
        sql.counts_of, _count_row, nodes=list(nodes), kinds=[int(kind) for kind in kinds]
    )
    found.update({end: n for end, n, _ in rows})
    levels = {end: level for end, _, level in rows if level}
    if levels:
        for end, n in (await stars.away(reading, levels)).items():
            found[end] += n
    return found, levels


# The row of `src` decides whether a tie is new or was there, and only who wins it touches the other end: two writers
# of one pair cannot each win one end.


def _ends(kind: EdgeKind, pairs: Iterable[Pair]) -> list[tuple[int, ...]]:
    # Sorted, so that two writers lock rows in the same order.
    return sorted({(shard_of(src), src, int(kind), dst) for src, dst in pairs})


async def _count(
    tx: Transaction, kind: EdgeKind, changed: Collection[Pair], *, change: int
) -> dict[int, int]:
    """Change both counts of each tie, but not the inverse ones of stars, which are counted where their ties lie.

    The levels of these stars. Before the inverse ties are written, for it says where they belong.
    """
    back = inverse(kind)
    assert back not in UNCOUNTED, kind
    nodes = Counter(dst for _, dst in changed)
    ends = Counter({(dst, back): n for dst, n in nodes.items()})
    if kind not in UNCOUNTED:
        ends.update((src, kind) for src, _ in changed)
    changes = sorted((shard_of(node), node, int(its), n * change) for (node, its), n in ends.items())
    maybe = list(nodes) if back in SPREAD else []
    rows = await tx.fetch(sql.change_counts, _row, changes=changes, nodes=maybe)
    for node, its, n in rows:
        if n >= places.BUCKET_TIES_MAX and its in SPREAD:
            await stars.raise_to(tx, node, back, 1)
    if len(rows) == len(changes):
        return {}
    return await stars.levels(tx, nodes.keys() - {node for node, its, _ in rows if its == back}, back)


def _first_of_each(pairs: Iterable[Pair], changed: set[Pair]) -> list[bool]:
    answers: list[bool] = []
    for pair in pairs:
        answers.append(pair in changed)
        changed.discard(pair)
    return answers


def _row(src: int, dst: int, kind: int) -> tuple[int, int, int]:
    return src, dst, kind


def _pair(src: int, dst: int) -> Pair:
    return src, dst


def _place(shard: int, src: int, kind: int, dst: int) -> tuple[int, int, int, int]:
    return shard, src, kind, dst


def _packed(src: int, dsts: str | None, level: int | None) -> tuple[int, str | None, int | None]:
    return src, dsts, level


def _tie(dst: int, kind: int) -> tuple[int, EdgeKind]:
    return dst, EdgeKind(kind)


def _count_row(node: int, kind: int, n: int, level: int) -> tuple[tuple[int, EdgeKind], int, int]:
    return (node, EdgeKind(kind)), n, level
