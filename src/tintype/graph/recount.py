"""Ties counted anew. The number in each slot of a star is that of the ties in the same shard, so none is special."""

from tintype.flow import Difference, mended
from tintype.graph.model import UNCOUNTED, EdgeKind
from tintype.kernel.ids import shard_of
from tintype.kernel.sql import Queries
from tintype.ports.records import Reading, Transaction

sql = Queries(__package__ or "", "recount.sql")
_KINDS = sorted(int(kind) for kind in EdgeKind if kind not in UNCOUNTED)


class TieCounts:
    """How many ties of each counted kind each node has: followers, likes, members …"""

    async def differing(self, reading: Reading, shard: int) -> list[Difference]:
        """The numbers of a shard that differ from its rows."""
        rows = await reading.fetch(sql.ties_differing, _row, shard=shard, kinds=_KINDS)
        rows += await reading.fetch(sql.ties_gone, _row, shard=shard)
        return [
            Difference(EdgeKind(kind).name.lower(), shard, node, kind, said, real)
            for node, kind, said, real in rows
        ]

    async def mend(self, tx: Transaction, found: Difference) -> Difference | None:
        """Count under a lock, and write; None when it is right by now."""
        end = {"shard": found.shard, "node": found.node, "kind": found.kind}
        await tx.execute(sql.begin_count, **end, level=0 if found.shard == shard_of(found.node) else -1)
        await tx.hold(sql.hold_count, **end)
        return await mended(tx, found, sql.one_count, sql.set_count, **end)


def _row(node: int, kind: int, said: int, real: int) -> tuple[int, int, int, int]:
    return node, kind, said, real
