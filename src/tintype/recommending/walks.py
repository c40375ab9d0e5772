"""Walks of three steps: from what somebody has to who else has it, and on to what those have.

With all exponents 1 or 0 this is A·Aᵀ·A with rows divided by their sizes (SALSA: Lempel and Moran 2001; "RP3β" of
Paudel and others 2017 divides by popularity too). With `item` = `end` = 0.4 it is a linear item–item model whose matrix
is RᵀR, where R is the table with rows and columns damped (the linear part of GF-CF: Shen and others, CIKM 2021).
`sharpness` is ours: the chances of the people passed through are raised to it before the last step, so that one who
shares much counts for more than many who share one thing each.

Costs for a user the pairs on the way: own items × their users + those users' items. An item with more than
`HUB_USERS` users is entered by a drawn part of them, which stands for the rest: at 1,000,000 users the walk stays
bounded, and what is dense is one row of users and one of items for each asked user.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tintype.recommending.table import Indexes, Numbers, Table, table_of

Sums = NDArray[np.float64]
LITTLE = 1e-20  # Times 1,000,000 users it is a millionth of a millionth of the rarest chance.
HUB_USERS = 1_000  # As the suggestions of the site itself: docs/decisions/0065.


@dataclass(frozen=True, slots=True)
class Walk:
    """Three steps, each divided by a power of how many ways lead on."""

    table: Table
    backward: Table  # Items → users, hubs cut down.
    entering: Numbers  # (items,) what one user of an item is worth
    passing: Numbers  # (users,) what one item of a user is worth
    arriving: Numbers  # (items,) what arriving is worth
    popular: Numbers  # (items,) orders what no way leads to
    sharpness: float

    def scores(self, users: Indexes) -> Numbers:
        """Chances, as far as the exponents leave them so: (users, items)."""
        own, by = self.table.gathered(users)
        met = _spread(self.backward, own, by, self.entering[own], len(users))
        places = np.flatnonzero(met)
        there = places % self.table.rows
        chances = met[places] ** self.sharpness * self.passing[there]
        reached = _spread(self.table, there, places // self.table.rows, chances, len(users))
        scores = reached.reshape(len(users), self.table.width).astype(np.float32)
        scores *= self.arriving
        scores += self.popular
        return scores

    def around(self, own: Indexes, through: int) -> tuple[Indexes, Numbers]:
        """The items to which a way leads from some, ascending, with the same chances: for anybody who has some.

        Only through so many users, the likeliest: on LastFM-2k as good from 200 of 1,856 on (docs/decisions/0116).
        """
        met = _summed(self.backward, own, self.entering[own])
        there = np.flatnonzero(met > 0)
        chances = met[there] ** self.sharpness * self.passing[there]
        if len(there) > through:
            kept = np.argpartition(chances, len(there) - through)[len(there) - through :]
            there, chances = there[kept], chances[kept]
        # Few enough to be sorted: what is dense over a million items takes twice as long.
        columns, along = self.table.gathered(there)
        order = np.argsort(columns)
        begins = np.flatnonzero(np.diff(columns[order], prepend=-1))
        items = columns[order[begins]]
        reached = np.add.reduceat(chances[along[order]], begins) if len(begins) else np.zeros(0)
        return items, (reached * self.arriving[items]).astype(np.float32)


def walk(
    table: Table,
    *,
    item: float = 1.0,
    user: float = 1.0,
    end: float = 0.0,
    sharpness: float = 1.0,
    seed: int = 7,
) -> Walk:
    """A walk over a table; the exponents say by which power of its size each step is divided."""
    backward = table.turned()
    sizes = backward.sizes()
    whole = np.maximum(sizes, 1).astype(np.float32)
    stands_for = whole / np.minimum(whole, HUB_USERS)
    return Walk(
        table,
        thinned(backward, HUB_USERS, seed),
        (stands_for * whole**-item).astype(np.float32),
        (np.maximum(table.sizes(), 1).astype(np.float32) ** -user).astype(np.float32),
        (whole**-end).astype(np.float32),
        _popular(sizes),
        sharpness,
    )


def thinned(table: Table, most: int, seed: int) -> Table:
    """The same with at most so many pairs in a row, drawn."""
    if table.sizes().max(initial=0) <= most:
        return table
    rows, columns = table.pairs()
    drawn = np.lexsort((np.random.default_rng(seed).random(len(rows)), rows))
    kept = drawn[np.arange(len(rows)) - table.starts[rows] < most]
    return table_of(rows[kept], columns[kept], table.rows, table.width)


@dataclass(frozen=True, slots=True)
class Friends:
    """Whom those follow who follow back: two steps over a graph whose users are its items."""

    table: Table
    mutual: Table
    worth: Numbers  # (users,)
    popular: Numbers

    def scores(self, users: Indexes) -> Numbers:
        """Each friend is worth less the more others they follow: (users, items)."""
        friends, by = self.mutual.gathered(users)
        reached = _spread(self.table, friends, by, self.worth[friends], len(users))
        return reached.reshape(len(users), self.table.width).astype(np.float32) + self.popular


def friends_of_friends(table: Table) -> Friends:
    """The strong ties of a graph: rows and columns are the same people (Twitter's strong-tie model, by counting).

    Divided by the root of how many the friend follows, between counting (0) and a walk (1).
    """
    assert table.rows == table.width
    rows, columns = table.pairs()
    both = np.isin(rows * table.width + columns, columns * table.width + rows)
    mutual = table_of(rows[both], columns[both], table.rows, table.width)
    worth = (np.maximum(table.sizes(), 1).astype(np.float32) ** -0.5).astype(np.float32)
    return Friends(table, mutual, worth, _popular(np.bincount(columns, minlength=table.width)))


def _popular(counts: Indexes) -> Numbers:
    """Too little to change the order of what is reached, enough to put the rest in one."""
    return (counts * LITTLE).astype(np.float32)


def _spread(table: Table, rows: Indexes, owners: Indexes, worth: Numbers | Sums, height: int) -> Sums:
    """Adds what each of some rows is worth to all of its columns, in the line of its owner: (height × width,).

    So many pairs at once as fit; a person who leads to ten million others costs time and no memory.
    """
    summed = np.zeros(height * table.width)
    for part in table.blocks(rows, 1):
        columns, along = table.gathered(rows[part])
        at = owners[part][along] * table.width + columns
        summed += np.bincount(at, worth[part][along], minlength=len(summed))
    return summed


def _summed(table: Table, rows: Indexes, worth: Numbers | Sums) -> Sums:
    """The same for one owner, who has rows many times as often: (width,)."""
    summed = None
    for part in table.blocks(rows, 1):
        columns, along = table.gathered(rows[part])
        some = np.bincount(columns, worth[part][along], minlength=table.width).astype(np.float64, copy=False)
        summed = some if summed is None else summed + some
    return np.zeros(table.width) if summed is None else summed
