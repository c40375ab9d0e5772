"""Which row belongs to which account: a sorted snapshot and a short unsorted tail."""

from bisect import bisect_left

import numpy as np

from tintype.adapters.embedded.ring_files import Words

TAIL_MIN = 4096  # Below this, sorting again would cost more than the dictionary saves.
TAIL_SHARE = 8  # Sorted again when the tail passes an eighth: each id is moved about eight times in its life.


class Ordinals:
    """Dense numbers of accounts, in the order in which they came; 12 bytes each (a dictionary: 100)."""

    def __init__(self) -> None:
        self.count = 0
        self._sorted = np.empty(0, np.int64)
        self._rows = np.empty(0, np.uint32)
        self._views = (self._sorted.data, self._rows.data)
        self._tail: dict[int, int] = {}

    def find(self, account_id: int) -> int | None:
        """The row of one account. No array is made: 1 µs for a million accounts."""
        # The tail first: `_merge` fills the snapshot before it empties the tail, so nobody falls between.
        row = self._tail.get(account_id)
        if row is not None:
            return row
        ids, rows = self._views
        at = bisect_left(ids, account_id)
        return rows[at] if at < len(ids) and ids[at] == account_id else None

    def find_many(self, account_ids: Words) -> Words:
        """The rows of those accounts that have one. Quickest when the ids are sorted."""
        tail = self._tail
        at = np.searchsorted(self._sorted, account_ids)
        at[at == len(self._sorted)] = 0
        known = self._sorted[at] == account_ids if len(self._sorted) else np.zeros(len(at), np.bool_)
        rows = self._rows[at[known]].astype(np.int64)
        if not tail or len(rows) == len(account_ids):
            return rows
        late = [tail[one] for one in account_ids[~known].tolist() if one in tail]
        return np.concatenate((rows, np.array(late, np.int64)))

    def extend(self, account_ids: list[int]) -> None:
        """Give the next ordinals to accounts that have none."""
        for account_id in account_ids:
            self._tail[account_id] = self.count
            self.count += 1
        if len(self._tail) > max(TAIL_MIN, len(self._sorted) // TAIL_SHARE):
            self._merge()

    def _merge(self) -> None:
        ids = np.concatenate((self._sorted, np.fromiter(self._tail.keys(), np.int64)))
        rows = np.concatenate((self._rows, np.fromiter(self._tail.values(), np.uint32)))
        # Stable means timsort here, which is linear for what is nearly in order already.
        order = np.argsort(ids, kind="stable")
        self._sorted, self._rows = ids[order], rows[order]
        self._views = (self._sorted.data, self._rows.data)
        self._tail = {}
