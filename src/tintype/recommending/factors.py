"""Methods with a short vector for each user and item: weighted least squares, and the lowest waves of the table.

Both cost pairs × width for each round and keep (users + items) × width × 4 B: at 1,000,000 of both and 64 numbers
512 MB, which is the limit they are meant for.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tintype.recommending.table import Indexes, Numbers, Table, add_runs

ROUNDS = 12
# Of conjugate gradients in each round, from where the last one ended (Takács and others, RecSys 2011).
STEPS = 3
POWERS = 8  # Passes over the table; four leave the smaller of 128 waves visibly askew.
SPARE = 24
# Numbers that are gone over in each step: of so many a few arrays stay in the processor's cache.
CACHED = 100_000
Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Factors:
    """A vector for each user and each item; the score is their product."""

    users: Numbers
    items: Numbers

    def scores(self, users: Indexes) -> Numbers:
        """(users, items)."""
        return self.users[users] @ self.items.T


def least_squares(
    table: Table, *, width: int = 64, weight: float = 10.0, penalty: float = 10.0, seed: int = 7, told: Told
) -> Factors:
    """iALS (Hu, Koren, Volinsky 2008): what somebody has should give 1, with so much more weight than the zeros."""
    chance = np.random.default_rng(seed)
    turned = table.turned()
    users = chance.normal(0, 0.01, (table.rows, width)).astype(np.float32)
    items = chance.normal(0, 0.01, (table.width, width)).astype(np.float32)
    for done in range(ROUNDS):
        users = _solved(table, users, items, weight, penalty)
        items = _solved(turned, items, users, weight, penalty)
        told(done + 1, ROUNDS)
    return Factors(users, items)


def placed(table: Table, items: Numbers, *, weight: float = 10.0, penalty: float = 10.0) -> Numbers:
    """Vectors of users who were not learnt from, among items that were: (rows of `table`, width)."""
    found = np.zeros((table.rows, items.shape[1]), np.float32)
    for _ in range(STEPS):
        found = _solved(table, found, items, weight, penalty)
    return found


def _solved(table: Table, mine: Numbers, others: Numbers, weight: float, penalty: float) -> Numbers:
    """Vectors nearer to the best ones for each row, while the others stay as they are."""
    common = (others.T @ others + penalty * np.eye(others.shape[1])).astype(np.float32)
    solved = mine.copy()
    every = np.arange(table.rows)
    for part in table.blocks(every, others.shape[1], CACHED):
        columns, owners = table.gathered(every[part])
        solved[part] = _descended(mine[part], common, others[columns], owners, weight)
    return solved


def _descended(start: Numbers, common: Numbers, others: Numbers, owners: Indexes, weight: float) -> Numbers:
    """A few steps of conjugate gradients for many small systems at once. others: (pairs, width)."""

    def applied(vectors: Numbers) -> Numbers:
        found = vectors @ common
        dots = np.einsum("ij,ij->i", vectors[owners], others) * np.float32(weight)
        add_runs(found, others * dots[:, None], owners)
        return found

    wanted = np.zeros_like(start)
    add_runs(wanted, others * np.float32(1 + weight), owners)
    at = start.copy()
    left = wanted - applied(at)
    way = left.copy()
    size = np.einsum("ij,ij->i", left, left)
    for _ in range(STEPS):
        ahead = applied(way)
        steepness = np.einsum("ij,ij->i", way, ahead)
        length = size / np.maximum(steepness, 1e-20)
        at += length[:, None] * way
        left -= length[:, None] * ahead
        after = np.einsum("ij,ij->i", left, left)
        way = left + (after / np.maximum(size, 1e-20))[:, None] * way
        size = after
    return at


@dataclass(frozen=True, slots=True)
class LowPass:
    """What is left of a user's items when only the long waves of the table remain."""

    table: Table
    waves: Numbers  # (items, width), columns of length 1
    damped: Numbers  # (items,) 1 / root of popularity

    def scores(self, users: Indexes) -> Numbers:
        """(users, items)."""
        within = self.table.sums(_times(self.waves, self.damped[:, None]), users)
        return (within @ self.waves.T) / self.damped


def low_pass(table: Table, *, width: int = 128, seed: int = 7, told: Told) -> LowPass:
    """The ideal low-pass filter of GF-CF (Shen and others, CIKM 2021): the first singular vectors of the table with
    rows and columns divided by the roots of their sizes, by random projection (Halko and others 2011).
    """
    turned = table.turned()
    of_user = (np.maximum(table.sizes(), 1).astype(np.float32) ** -0.5)[:, None]
    of_item = (np.maximum(turned.sizes(), 1).astype(np.float32) ** -0.5)[:, None]
    width = min(width, table.rows, table.width)
    there = min(width + SPARE, table.rows, table.width)
    basis = np.random.default_rng(seed).normal(size=(table.width, there)).astype(np.float32)
    for done in range(POWERS):
        basis = _upright(basis)
        image = _times(table.sums(_times(basis, of_item)), of_user)
        basis = _times(turned.sums(_times(image, of_user)), of_item)
        told(done + 1, POWERS)
    basis = _upright(basis)
    image = _times(table.sums(_times(basis, of_item)), of_user)
    _, turns = np.linalg.eigh(image.T @ image)
    waves = (basis @ turns[:, ::-1][:, :width]).astype(np.float32)
    return LowPass(table, waves, of_item[:, 0])


def _upright(basis: Numbers) -> Numbers:
    """Columns of length 1 at right angles that span the same."""
    return np.linalg.qr(basis)[0].astype(np.float32)


def _times(one: Numbers, other: Numbers) -> Numbers:
    # numpy's own types say float64 of two float32.
    return np.multiply(one, other, dtype=np.float32)
