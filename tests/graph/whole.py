"""Looks at every tie there is: both ends, the shard of each, and all counts."""

from collections import Counter

import pytest

from tests.ground import Ground
from tintype.adapters.embedded.transactions import EmbeddedTransaction
from tintype.graph import EdgeKind, edges, inverse, places
from tintype.graph.model import SPREAD, UNCOUNTED
from tintype.kernel.ids import AccountId, shard_of

Ties = set[tuple[AccountId, EdgeKind, AccountId]]


def spread(patch: pytest.MonkeyPatch, bucket: int) -> None:
    """Make stars of nodes with so many ties, on every engine."""
    patch.setattr(places, "BUCKET_TIES_MAX", bucket)
    patch.setattr(EmbeddedTransaction, "shards_apart", True)


async def whole(ground: Ground) -> Ties:
    """All ties by (src, kind, dst), once it is sure that nothing about them is torn or miscounted."""
    rows = await ground.rows("SELECT shard, src, kind, dst FROM edges")
    counted = await ground.rows("SELECT shard, node, kind, n, level FROM counts")
    ties = {(AccountId(src), EdgeKind(kind), AccountId(dst)) for _, src, kind, dst in rows}
    assert len(ties) == len(rows), "no tie lies in two places"
    assert ties == {(dst, inverse(kind), src) for src, kind, dst in ties}
    levels = {(node, kind): level for shard, node, kind, _, level in counted if shard == shard_of(node)}
    for shard, src, kind, dst in rows:
        level = levels.get((src, kind), 0) if kind in SPREAD else 0
        assert shard in places.shards_to(src, dst, level)
    # Each row of counts is what lies in its own shard, so no slot can run full unnoticed.
    recount = Counter((shard, src, kind) for shard, src, kind, _ in rows if kind not in UNCOUNTED)
    assert {(shard, node, kind): n for shard, node, kind, n, _ in counted if n} == recount
    await totals_are_exact(ground, ties)
    return ties


async def totals_are_exact(ground: Ground, ties: Ties) -> None:
    kinds = [kind for kind in EdgeKind if kind not in UNCOUNTED]
    nodes = {src for src, _, _ in ties}
    recount = Counter((src, kind) for src, kind, _ in ties if kind not in UNCOUNTED)
    totals = await ground.look(lambda tx: edges.counts(tx, nodes, kinds))
    assert {end: n for end, n in totals.items() if n} == recount
