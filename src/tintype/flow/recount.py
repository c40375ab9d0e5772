"""Counting anew what is counted as it happens: which numbers differ from the rows they count, and mending them.

A site may run meanwhile. A number that differs is counted again under a lock on its own row: whoever changes what is
counted changes the number in the same transaction, and so is either seen or comes after.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from tintype.kernel.sql import Query
from tintype.ports.records import Reading, Records, Transaction


@dataclass(frozen=True, slots=True)
class Difference:
    """A number that says one thing and is another. `kind` tells numbers of one node apart."""

    what: str
    shard: int
    node: int
    kind: int
    said: int
    real: int


class Counter(Protocol):
    """Numbers of one sort. Everything asks one shard."""

    async def differing(self, reading: Reading, shard: int) -> list[Difference]:
        """The numbers of a shard that differ from what they count."""
        ...

    async def mend(self, tx: Transaction, found: Difference) -> Difference | None:
        """Count once more, alone with the row, and write what is so; None when it is right by now."""
        ...


@dataclass(frozen=True, slots=True)
class PerNode:
    """A counter of one number per node.

    finds: queries of a shard's (node, said, real) that differ. hold, one, write: its row locked, (said, real), set to
    `n`. begin: makes a row that is missing; without it what has no row is gone, and right.
    """

    what: str
    finds: Sequence[Query]
    hold: Query
    one: Query
    write: Query
    begin: Query | None = None

    async def differing(self, reading: Reading, shard: int) -> list[Difference]:
        """The numbers of a shard that differ from its rows."""
        rows = [row for query in self.finds for row in await reading.fetch(query, _row, shard=shard)]
        return [Difference(self.what, shard, node, 0, said, real) for node, said, real in rows]

    async def mend(self, tx: Transaction, found: Difference) -> Difference | None:
        """Count under a lock, and write; None when it is right or gone by now."""
        where = {"shard": found.shard, "node": found.node}
        if self.begin:
            await tx.execute(self.begin, **where)
        await tx.hold(self.hold, **where)
        return await mended(tx, found, self.one, self.write, **where)


async def mended(
    tx: Transaction, found: Difference, one: Query, write: Query, **where: int
) -> Difference | None:
    """Count a number whose row is held, and write what is so; None when it is right or gone by now."""
    rows = await tx.fetch(one, _pair, **where)
    if not rows or rows[0][0] == rows[0][1]:
        return None
    said, real = rows[0]
    await tx.execute(write, **where, n=real)
    return replace(found, said=said, real=real)


async def recount(
    records: Records,
    counters: Sequence[Counter],
    shards: Iterable[int],
    told: Callable[[int], None],
    *,
    mends: bool,
) -> list[Difference]:
    """Look through shards, and mend what differs if asked to; what differed. `told` hears how many shards are done.

    Without mending, what differs is looked at twice, so that nothing is reported that was only under way.
    """
    found: list[Difference] = []
    for done, shard in enumerate(shards, start=1):
        for counter in counters:
            some = await records.look(partial(counter.differing, shard=shard))
            if some and mends:
                written = [await records.transact(partial(counter.mend, found=one)) for one in some]
                found += [one for one in written if one is not None]
            elif some:
                again = await records.look(partial(counter.differing, shard=shard))
                found += [one for one in again if one in some]
        told(done)
    return found


def _row(node: int, said: int, real: int) -> tuple[int, int, int]:
    return node, said, real


def _pair(said: int, real: int) -> tuple[int, int]:
    return said, real
