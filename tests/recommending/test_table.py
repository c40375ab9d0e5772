"""Tables of pairs say the same as matrices would."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.recommending.tables import HEIGHT, PAIRS, dense, everybody, table
from tintype.recommending import table as tables
from tintype.recommending.table import CELLS_AT_ONCE


@given(PAIRS)
def test_turned_twice_it_is_the_same(pairs: list[tuple[int, int]]) -> None:
    some = table(pairs)
    assert np.array_equal(dense(some.turned()), dense(some).T)
    assert np.array_equal(dense(some.turned().turned()), dense(some))


@given(PAIRS)
def test_pairs_are_kept_once_and_in_order(pairs: list[tuple[int, int]]) -> None:
    rows, columns = table(pairs).pairs()
    assert list(zip(rows.tolist(), columns.tolist(), strict=True)) == sorted(set(pairs))


@given(PAIRS)
def test_sums_are_a_product_of_matrices(pairs: list[tuple[int, int]]) -> None:
    some = table(pairs)
    numbers = np.arange(some.width * 3, dtype=np.float32).reshape(some.width, 3)
    assert np.allclose(some.sums(numbers), dense(some) @ numbers)
    picked = np.array([4, 0, 4])
    assert np.allclose(some.sums(numbers, picked), (dense(some) @ numbers)[picked])


@given(PAIRS, st.lists(st.integers(0, HEIGHT - 1), unique=True), st.integers(0, 5))
def test_some_rows_and_the_last_of_each_are_theirs(
    pairs: list[tuple[int, int]], rows: list[int], most: int
) -> None:
    some, asked = table(pairs), np.array(rows, np.int64)
    each = [np.flatnonzero(row) for row in dense(some)[asked]]
    assert np.array_equal(dense(some.some(asked)), dense(some)[asked])
    assert some.lasts(asked, most).tolist() == [
        one for row in each for one in row[len(row) - min(most, len(row)) :]
    ]


@given(PAIRS)
def test_blocks_are_all_rows_once(pairs: list[tuple[int, int]]) -> None:
    some = table(pairs)
    # As if each pair took half of what fits: two at a time, unless one row has more.
    parts = list(some.blocks(everybody(some), CELLS_AT_ONCE // 2))
    assert [row for part in parts for row in range(part.start, part.stop)] == list(range(some.rows))
    sizes = some.sizes()
    assert all(sizes[part].sum() <= 2 or part.stop - part.start == 1 for part in parts)


def test_a_number_beyond_the_table_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        tables.table_of(np.array([0]), np.array([3]), 1, 3)
