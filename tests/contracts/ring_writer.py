"""A process that writes rings until it is told to stop or is killed: `python -m tests.contracts.ring_writer …`."""

import asyncio
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

from tintype.adapters.embedded.feed_store import EmbeddedFeedStore
from tintype.kernel.ids import AccountId, OrderId
from tintype.kernel.problems import Unavailable

ROWS = 3000
FIRST = 1000  # Rows start with the 500 entries that end here.
READERS = [AccountId(number << 22 | 9) for number in range(1, ROWS + 1)]
STEP = 16  # Late entries come within so many numbers.


def numbers(*, late: bool) -> Iterator[int]:
    """1001, 1002, … for ever; with every block of 16 in an order of its own when some are to be late."""
    number = FIRST + 1
    while True:
        block = list(range(number, number + STEP))
        if late:
            block = block[::3] + block[1::3] + block[2::3]
        yield from block
        number += STEP


async def push_for_ever(folder: Path, *, late: bool) -> None:
    store = EmbeddedFeedStore.open(folder, writer=True)
    for reader_id in READERS:
        await store.rewrite(reader_id, [OrderId(n) for n in range(FIRST - 499, FIRST + 1)])
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for number in numbers(late=late):
        await store.push(READERS, OrderId(number))


async def fill_the_disk(folder: Path) -> None:
    """Rewrite rows where a file may hold 8 MiB, until one is refused; then prove that the others are well."""
    store = EmbeddedFeedStore.open(folder, writer=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8 << 20, 8 << 20))
    built = 0
    try:
        for reader_id in READERS:
            await store.rewrite(reader_id, [OrderId(7)])
            built += 1
    except Unavailable:
        sys.stdout.write(f"refused after {built}\n")
    assert await store.push(READERS, OrderId(8)) == built
    assert all(store.newest_now(reader_id, 20, 99) == [8, 7] for reader_id in READERS[:built])
    assert all(store.newest_now(reader_id, 20, 99) is None for reader_id in READERS[built:])
    store.close()


if __name__ == "__main__":
    what, where = sys.argv[1], Path(sys.argv[2])
    if what == "full":
        asyncio.run(fill_the_disk(where))
    else:
        asyncio.run(push_for_ever(where, late=what == "late"))
