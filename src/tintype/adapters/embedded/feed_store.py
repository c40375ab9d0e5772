"""Feeds as memory-mapped rings: a page of 512 slots per reader, one writing process, any number that read.

The head of a row is one word, so that a store to it is seen whole: `epoch | settling | pushes`. The entries
of a row stand in order, the newest at `pushes - 1` modulo 512, zeros where there are fewer than 500. The newest
16 stand in the row's tail as well, and reach the page sixteen at a time, a sixteenth of the rows at each push: the
tails of 32 rows share a page of memory, so that a push to all of them makes one page dirty and not 32. Readers take
no lock; what keeps them from ever seeing a hole or a mixture:

- an entry is stored before the head that counts it, and a full tail in the page before the head that says so;
- only the newest 500 of 512 slots are read, so a slot is stored to again 12 pushes after it left the window;
- a reader looks at the head again afterwards, and reads again when it has moved;
- a row being rewritten has the tag of no epoch; one being put in order after a late entry carries the
  settling mark, and its page holds every entry at least once all along.

NOTE: this rests on stores and loads staying in program order, as they do on x86-64. Elsewhere a reader may
for a moment miss an entry, but never get one that was not pushed to it. See docs/decisions/0014-rings.md.
"""

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np

from tintype.adapters.embedded.ordinals import Ordinals
from tintype.adapters.embedded.ring_files import SLOTS, STATE_IDS, STATE_TAG, TAIL, RingFiles, Words
from tintype.adapters.embedded.ring_rows import (
    ahead_of_page,
    count_newer,
    distinct,
    ends,
    newest_slots,
    page_of,
    page_of_settling,
    slots,
)
from tintype.kernel.ids import AccountId, OrderId
from tintype.ports.feed_store import FEED_ENTRIES_MAX

COUNT_BITS = 40  # Pushes; above them the tag: 22 bits of epoch and the settling bit.
COUNT_MASK = (1 << COUNT_BITS) - 1
SETTLING = 1 << COUNT_BITS
CHUNK_ROWS = 16_384  # 1–3 ms: what a rewrite waits for at most. Its arrays stay in the second-level cache.
READ_ATTEMPTS = 100  # Each attempt means that the row has just changed; a fan-out changes it once.


class EmbeddedFeedStore:
    """Rings in a folder. Reading belongs to the event loop; all else runs in threads."""

    def __init__(self, folder: Path, files: RingFiles | None, *, writer: bool) -> None:
        self._folder = folder
        self._maybe_files = files
        self._writer = writer
        self._ordinals = Ordinals()
        self._lock = threading.Lock()
        if files is not None:
            self._catch_up(files)

    @classmethod
    def open(cls, folder: Path, *, writer: bool) -> Self:
        """The store as its writer, or as a reader, which may come first. Raises Unavailable if one writes."""
        files = RingFiles.own(folder) if writer else RingFiles.attach(folder)
        return cls(folder, files, writer=writer)

    async def newest(self, reader_id: AccountId, limit: int, before: int) -> list[int] | None:
        """See the port. 1–3 µs."""
        return self.newest_now(reader_id, limit, before)

    async def version(self, reader_id: AccountId) -> int:
        """See the port."""
        return self.version_now(reader_id)

    def newest_now(self, reader_id: AccountId, limit: int, before: int) -> list[int] | None:
        """`newest` without an event loop."""
        row = self._find(reader_id)
        if row is None:
            return None
        files = self._files
        heads = files.heads
        for _ in range(READ_ATTEMPTS):
            word = heads[row]
            tag = files.state[STATE_TAG]
            if word >> COUNT_BITS == tag:
                page = page_of(files, row, word, limit, before)
            elif word >> COUNT_BITS == tag | 1:
                page = page_of_settling(files.entries, row, word, limit, before)
            else:
                return None
            if heads[row] == word:
                return page
        return None

    def version_now(self, reader_id: AccountId) -> int:
        """`version` without an event loop: the head itself, which only ever grows within an epoch."""
        row = self._find(reader_id)
        if row is None:
            return -1
        files = self._files
        word = files.heads[row]
        return word if (word >> COUNT_BITS) & ~1 == files.state[STATE_TAG] else -1

    async def begin(self, reader_id: AccountId) -> None:
        """See the port."""

    async def push(self, reader_ids: Sequence[AccountId], order_id: OrderId) -> int:
        """See the port. An `array("q")` or a numpy array of ids spares the copy of a list."""
        return await asyncio.to_thread(self._push, reader_ids, order_id)

    async def rewrite(self, reader_id: AccountId, order_ids: Sequence[OrderId]) -> None:
        """See the port. Gives the reader an ordinal if it has none. Raises Unavailable on a full disk."""
        await asyncio.to_thread(self._rewrite, reader_id, order_ids)

    async def lost_since_us(self) -> int | None:
        """See the port: rows are whole, or stale after an unclean stop."""
        return None

    def replayed(self) -> None:
        """See the port."""

    async def forget(self, reader_ids: Sequence[AccountId]) -> None:
        """See the port."""
        await asyncio.to_thread(self._forget, reader_ids)

    def close(self) -> None:
        """Let go; a writer marks its rows as whole, so that the next finds them fresh. Safe to run twice."""
        with self._lock:
            if self._maybe_files is not None:
                self._maybe_files.close()
                self._maybe_files = None

    @property
    def _files(self) -> RingFiles:
        assert self._maybe_files is not None, "the feed store is closed"
        return self._maybe_files

    def _find(self, reader_id: int) -> int | None:
        row = self._ordinals.find(reader_id)
        if row is not None or self._writer:
            return row
        if self._maybe_files is None:
            self._maybe_files = RingFiles.attach(self._folder)
        files = self._maybe_files
        if files is None or files.state[STATE_IDS] == self._ordinals.count:
            return None
        self._catch_up(files)
        return self._ordinals.find(reader_id)

    def _catch_up(self, files: RingFiles) -> None:
        ids = files.read_ids(self._ordinals.count, files.state[STATE_IDS])
        files.remap()
        self._ordinals.extend(ids)

    def _push(self, reader_ids: Sequence[AccountId], order_id: int) -> int:
        assert order_id > 0
        took = 0
        for start in range(0, len(reader_ids), CHUNK_ROWS):
            ids = distinct(np.asarray(reader_ids[start : start + CHUNK_ROWS], np.int64))
            with self._lock:
                took += self._push_rows(self._ordinals.find_many(ids), order_id)
        return took

    def _push_rows(self, rows: Words, order_id: int) -> int:
        """Append to the rows that are fresh and older, insert into those that hold a newer entry."""
        heads, tails, entries = self._files.arrays()
        words = heads[rows]
        fresh = words >> COUNT_BITS == self._files.state[STATE_TAG]
        if not fresh.all():
            rows, words = rows[fresh], words[fresh]
        # Rows are in order, so one look at the newest entry proves that this one is not there yet. It costs
        # little: the next slot, mostly on the same cache line, is about to be stored to.
        late = tails[ends(rows, words - 1)] >= order_id
        took = 0
        if late.any():
            took = self._insert(rows[late], words[late], order_id)
            rows, words = rows[~late], words[~late]
        tails[ends(rows, words)] = order_id
        full = ahead_of_page(rows, words + 1) == 0
        if full.any():
            at, end = newest_slots(rows[full], words[full] + 1)
            entries[at] = tails[end]
        heads[rows] = words + 1
        return took + len(rows)

    def _insert(self, rows: Words, words: Words, order_id: int) -> int:
        """Move the newer entries of each row one slot on and store the late one below them."""
        heads, tails, entries = self._files.arrays()
        newer = count_newer(tails, entries, rows, words, order_id)
        taking = newer > 0
        rows, words, newer = rows[taking], words[taking], newer[taking]
        at, end = newest_slots(rows, words)
        entries[at] = tails[end]
        for distance in range(int(newer.max(initial=0))):
            moving = newer > distance
            above = words[moving] - distance
            entries[slots(rows[moving], above)] = entries[slots(rows[moving], above - 1)]
            if distance == 0:
                # From here on the newest entry stands twice, and readers of the new head sort the page.
                heads[rows] = (words + 1) | SETTLING
        entries[slots(rows, words - newer)] = order_id
        at, end = newest_slots(rows, words + 1)
        tails[end] = entries[at]
        heads[rows] = words + 1
        return len(rows)

    def _rewrite(self, reader_id: int, order_ids: Sequence[OrderId]) -> None:
        kept = np.unique(np.asarray(order_ids, np.int64))[-FEED_ENTRIES_MAX:]
        assert not len(kept) or kept[0] > 0
        with self._lock:
            files = self._files
            row = self._ordinals.find(reader_id)
            if row is None:
                row = files.append_id(reader_id)
                self._ordinals.extend(np.array([reader_id], np.int64))
            files.allocate(row)
            # A multiple of 512, so that the entries end with the row; further on, so no version comes back.
            count = ((files.heads[row] & COUNT_MASK) // SLOTS + 2) * SLOTS
            page = np.zeros(SLOTS, np.int64)
            page[SLOTS - len(kept) :] = kept
            files.heads[row] = count
            files.entries[row * SLOTS : (row + 1) * SLOTS] = page.data.cast("B").cast("q")
            files.tails[row * TAIL : (row + 1) * TAIL] = page[-TAIL:].data.cast("B").cast("q")
            files.heads[row] = files.state[STATE_TAG] << COUNT_BITS | count

    def _forget(self, reader_ids: Sequence[AccountId]) -> None:
        for reader_id in reader_ids:
            with self._lock:
                row = self._ordinals.find(reader_id)
                if row is not None:
                    # The pushes stay: they keep versions from coming back.
                    self._files.heads[row] &= COUNT_MASK
                    self._files.punch(row)
