"""Who has what: pairs of users and items as one sorted array, and the two sums over it that every method is made of.

A table of n pairs costs 8 B × (n + users). It is never made dense as a whole; what is dense is made for so many rows at
once that it stays under `CELLS_AT_ONCE` numbers.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Indexes = NDArray[np.int64]
Numbers = NDArray[np.float32]
CELLS_AT_ONCE = 8_000_000  # 32 MB of float32 for each of a few arrays at a time.


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of column numbers. `starts`: (rows + 1,), `columns`: (pairs,), ascending and once within each row."""

    starts: Indexes
    columns: Indexes
    width: int

    @property
    def rows(self) -> int:
        """How many rows there are, empty ones among them."""
        return len(self.starts) - 1

    def sizes(self) -> Indexes:
        """How many pairs each row has: (rows,)."""
        return np.diff(self.starts)

    def pairs(self) -> tuple[Indexes, Indexes]:
        """Row and column of each pair, in the order of rows."""
        return np.repeat(np.arange(self.rows), self.sizes()), self.columns

    def turned(self) -> "Table":
        """Columns as rows."""
        rows, columns = self.pairs()
        return table_of(columns, rows, self.width, self.rows)

    def gathered(self, rows: Indexes) -> tuple[Indexes, Indexes]:
        """All columns of some rows, one row after the other, and for each the place of its row in `rows`."""
        sizes = self.starts[rows + 1] - self.starts[rows]
        begins = np.cumsum(sizes) - sizes
        owners = np.repeat(np.arange(len(rows)), sizes)
        return self.columns[np.arange(len(owners)) + (self.starts[rows] - begins)[owners]], owners

    def some(self, rows: Indexes) -> "Table":
        """These of the rows, in this order."""
        starts = np.zeros(len(rows) + 1, np.int64)
        np.cumsum(self.starts[rows + 1] - self.starts[rows], out=starts[1:])
        return Table(starts, self.gathered(rows)[0], self.width)

    def lasts(self, rows: Indexes, most: int) -> Indexes:
        """The highest columns of some rows, at most so many of each, one row after the other."""
        ends = self.starts[rows + 1]
        sizes = np.minimum(ends - self.starts[rows], most)
        before = np.cumsum(sizes) - sizes
        return self.columns[np.arange(sizes.sum()) + np.repeat(ends - sizes - before, sizes)]

    def sums(self, dense: Numbers, rows: Indexes | None = None) -> Numbers:
        """For each row the sum of `dense` over its columns. dense: (width, k); result: (rows, k)."""
        asked = np.arange(self.rows) if rows is None else rows
        summed = np.zeros((len(asked), dense.shape[1]), np.float32)
        for part in self.blocks(asked, dense.shape[1]):
            columns, owners = self.gathered(asked[part])
            add_runs(summed[part], dense[columns], owners)
        return summed

    def blocks(self, rows: Indexes, each: int, cells: int | None = None) -> Iterator[slice]:
        """Slices of `rows` whose pairs, `each` numbers for a pair, stay under `cells`, CELLS_AT_ONCE if left out."""
        ends = np.cumsum(self.starts[rows + 1] - self.starts[rows])
        most = max(1, (cells or CELLS_AT_ONCE) // max(1, each))
        begin = 0
        while begin < len(rows):
            before = int(ends[begin - 1]) if begin else 0
            end = max(begin + 1, int(np.searchsorted(ends, before + most, "right")))
            yield slice(begin, end)
            begin = end


def table_of(rows: Indexes, columns: Indexes, height: int, width: int) -> Table:
    """Pairs in any order, each counted once. rows and columns: (pairs,), from 0 to below height and width."""
    assert len(rows) == len(columns)
    assert not len(rows) or (rows.min() >= 0 and rows.max() < height)
    assert not len(columns) or (columns.min() >= 0 and columns.max() < width)
    keys = np.unique(rows.astype(np.int64) * width + columns)
    starts = np.zeros(height + 1, np.int64)
    np.cumsum(np.bincount(keys // max(1, width), minlength=height), out=starts[1:])
    return Table(starts, keys % max(1, width), width)


def add_runs(summed: Numbers, values: Numbers, owners: Indexes) -> None:
    """Adds to each row of `summed` the values that it owns; what one row owns stands together."""
    if not len(owners):
        return
    begins = np.flatnonzero(np.diff(owners, prepend=-1))
    summed[owners[begins]] += np.add.reduceat(values, begins, axis=0)
