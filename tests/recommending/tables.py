"""Small tables, drawn by hypothesis or written out."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from tintype.recommending.table import Table, table_of

HEIGHT, WIDTH = 7, 6
PAIRS = st.lists(st.tuples(st.integers(0, HEIGHT - 1), st.integers(0, WIDTH - 1)), max_size=40)
FOLLOWS = st.lists(st.tuples(st.integers(0, WIDTH - 1), st.integers(0, WIDTH - 1)), max_size=30)


def table(pairs: list[tuple[int, int]], height: int = HEIGHT, width: int = WIDTH) -> Table:
    rows, columns = np.array(pairs, np.int64).reshape(-1, 2).T
    return table_of(rows, columns, height, width)


def dense(some: Table) -> NDArray[np.float64]:
    found = np.zeros((some.rows, some.width))
    found[some.pairs()] = 1
    return found


def everybody(some: Table) -> NDArray[np.int64]:
    return np.arange(some.rows)


def two_circles() -> Table:
    """Users 0–5 have what is below 5, users 6–11 what is above; each lacks one."""
    return table(
        [
            (user, item)
            for user in range(12)
            for item in range(10)
            if (user < 6) == (item < 5) and item % 5 != user % 5
        ],
        12,
        10,
    )
