"""Where the entries of a row stand in its tail and its page, and how they are read: see feed_store.py for the order."""

from bisect import bisect_left

import numpy as np

from tintype.adapters.embedded.ring_files import SLOT_BITS, SLOTS, TAIL, TAIL_BITS, RingFiles, Words
from tintype.ports.feed_store import FEED_ENTRIES_MAX

SLOT_MASK = SLOTS - 1
TAIL_MASK = TAIL - 1


def distinct(ids: Words) -> Words:
    """Sorted, each once: a scatter that names a row twice takes one slot but counts one push too many."""
    if (ids[1:] > ids[:-1]).all():
        return ids
    # Not numpy's unique, which hashes: 130 ns an id against 10.
    ids = np.sort(ids)
    return ids[np.concatenate(([True], ids[1:] > ids[:-1]))]


def slots(rows: Words, counts: Words) -> Words:
    """Places in the flat entries: of each row the slot that its count names."""
    return (rows << SLOT_BITS) | (counts & SLOT_MASK)


def ends(rows: Words, counts: Words) -> Words:
    """The same in the flat tails."""
    return (rows << TAIL_BITS) | (counts & TAIL_MASK)


def ahead_of_page(rows: Words, counts: Words) -> Words:
    """How many of the newest entries of each row stand in its tail alone: other rows at another push."""
    return (rows + counts) & TAIL_MASK


def newest_slots(rows: Words, counts: Words) -> tuple[Words, Words]:
    """Where the newest 16 of each row stand, in its page and in its tail: (rows, 16) each."""
    places = counts[:, None] - np.arange(TAIL, 0, -1)
    return slots(rows[:, None], places), ends(rows[:, None], places)


def count_newer(tails: Words, entries: Words, rows: Words, words: Words, order_id: int) -> Words:
    """How many entries of each row are newer; 0 where the entry is there already or too old to be kept."""
    newer = np.zeros(len(rows), np.int64)
    looking = np.arange(len(rows))
    for distance in range(1, FEED_ENTRIES_MAX + 1):
        at, places = rows[looking], words[looking] - distance
        found = tails[ends(at, places)] if distance <= TAIL else entries[slots(at, places)]
        newer[looking[found == order_id]] = 0
        looking = looking[found > order_id]
        newer[looking] = distance
        if not len(looking):
            return newer
    newer[looking] = 0
    return newer


def page_of(files: RingFiles, row: int, word: int, limit: int, before: int) -> list[int]:
    """The page of a row in order: the end of its tail, and of its page what came before that."""
    ahead = (row + word) & TAIL_MASK
    if not ahead:
        return _cut(_of_page(files.entries, row, word, limit, before, FEED_ENTRIES_MAX))
    base, stop = row << TAIL_BITS, word & TAIL_MASK
    start = stop - ahead
    if start >= 0:
        tail = files.tails[base + start : base + stop].tolist()
    else:
        tail = (
            files.tails[base + TAIL + start : base + TAIL].tolist() + files.tails[base : base + stop].tolist()
        )
    if tail[-1] >= before:
        tail = [entry for entry in tail if entry < before]
    tail.reverse()
    if len(tail) >= limit:
        return _cut(tail[:limit])
    most = FEED_ENTRIES_MAX - ahead
    return _cut(tail + _of_page(files.entries, row, word - ahead, limit - len(tail), before, most))


def _cut(page: list[int]) -> list[int]:
    return page if not page or page[-1] else page[: page.index(0)]


def _of_page(  # noqa: PLR0917 (the hot path: keywords cost as much as the slice)
    entries: "memoryview[int]", row: int, word: int, limit: int, before: int, most: int
) -> list[int]:
    """Newest first, zeros included: one slice, two where the ring wraps, after a search for `before`."""
    base = row << SLOT_BITS
    stop, kept = word & SLOT_MASK, most
    if entries[base | ((stop - 1) & SLOT_MASK)] >= before:
        kept = _older(entries, base, stop - most, before, most)
        stop = (stop - most + kept) & SLOT_MASK
    start = stop - min(limit, kept)
    if start >= 0:
        page = entries[base + start : base + stop].tolist()
    else:
        # The older part first: a late entry moves others from the newest end on, and meets this once at most.
        page = entries[base + SLOTS + start : base + SLOTS].tolist() + entries[base : base + stop].tolist()
    page.reverse()
    return page


def _older(entries: "memoryview[int]", base: int, oldest: int, before: int, most: int) -> int:
    """How many of so many entries from slot `oldest` on are smaller than `before`."""
    low, high = 0, most
    while low < high:
        middle = (low + high) >> 1
        if entries[base | ((oldest + middle) & SLOT_MASK)] < before:
            low = middle + 1
        else:
            high = middle
    return low


def page_of_settling(entries: "memoryview[int]", row: int, word: int, limit: int, before: int) -> list[int]:
    """The page of a row in which an entry stands twice while a late one is being put in its place."""
    everything = sorted(set(_of_page(entries, row, word, FEED_ENTRIES_MAX, 1 << 63, FEED_ENTRIES_MAX)) - {0})
    stop = bisect_left(everything, before)
    page = everything[max(0, stop - limit) : stop]
    page.reverse()
    return page
