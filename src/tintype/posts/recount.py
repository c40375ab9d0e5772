"""Posts counted anew."""

from dataclasses import replace

from tintype.flow import Difference
from tintype.kernel.sql import Queries
from tintype.ports.records import Reading, Transaction

sql = Queries(__package__ or "", "recount.sql")


class PostTotals:
    """How many published posts each author has."""

    async def differing(self, reading: Reading, shard: int) -> list[Difference]:
        """The numbers of a shard that differ from its rows."""
        rows = await reading.fetch(sql.totals_differing, _row, shard=shard)
        rows += await reading.fetch(sql.totals_gone, _row, shard=shard)
        return [Difference("posts", shard, node, 0, said, real) for node, said, real in rows]

    async def mend(self, tx: Transaction, found: Difference) -> Difference | None:
        """Count under a lock, and write; None when it is right by now."""
        where = {"shard": found.shard, "node": found.node}
        await tx.execute(sql.begin_total, **where)
        await tx.hold(sql.hold_total, **where)
        said, real = (await tx.fetch(sql.one_total, _pair, **where))[0]
        if said == real:
            return None
        await tx.execute(sql.set_total, **where, n=real)
        return replace(found, said=said, real=real)


def _row(node: int, said: int, real: int) -> tuple[int, int, int]:
    return node, said, real


def _pair(said: int, real: int) -> tuple[int, int]:
    return said, real
