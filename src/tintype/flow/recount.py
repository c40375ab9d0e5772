"""Counting anew what is counted as it happens: which numbers differ from the rows they count, and mending them.

A site may run meanwhile. A number that differs is counted again under a lock on its own row: whoever changes what is
counted changes the number in the same transaction, and so is either seen or comes after.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

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
                found += await _mended(records, counter, some)
            elif some:
                again = await records.look(partial(counter.differing, shard=shard))
                found += [one for one in again if one in some]
        told(done)
    return found


async def _mended(records: Records, counter: Counter, some: Sequence[Difference]) -> list[Difference]:
    mended = [await records.transact(partial(counter.mend, found=one)) for one in some]
    return [one for one in mended if one is not None]
