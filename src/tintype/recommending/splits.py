"""What a method may see, and what it is asked for. Everything is drawn by a seed, so that it is the same each time."""

from dataclasses import dataclass

import numpy as np

from tintype.recommending.table import Indexes, Table, table_of


@dataclass(frozen=True, slots=True)
class Pairs:
    """Users and items by number. `people`: both are numbers of the same people, so nobody gets themselves."""

    users: Indexes
    items: Indexes
    height: int
    width: int
    people: bool = False

    def table(self) -> Table:
        """As a table, each pair once."""
        return table_of(self.users, self.items, self.height, self.width)

    def only(self, kept: Indexes) -> "Pairs":
        """Those at some places."""
        return Pairs(self.users[kept], self.items[kept], self.height, self.width, self.people)

    def both_ways(self) -> "Pairs":
        """Each follow returned; of people only."""
        assert self.people
        users, items = np.concatenate([self.users, self.items]), np.concatenate([self.items, self.users])
        return Pairs(users, items, self.height, self.width, self.people)


@dataclass(frozen=True, slots=True)
class Split:
    """What is known, what is hidden, what is never recommended, and who is asked: those who have some of both."""

    known: Table
    hidden: Table
    closed: Table  # What somebody has, and in a graph themselves.
    asked: Indexes


def split(pairs: Pairs, *, share: float, most: int, seed: int, mutual: bool = False) -> Split:
    """Hides a share of the pairs, whoever's they are. With `mutual` a pair is hidden with its answer."""
    drawn = np.random.default_rng(seed).random(len(pairs.users)) < share
    known, hidden = pairs.only(np.flatnonzero(~drawn)), pairs.only(np.flatnonzero(drawn))
    if mutual:
        known, hidden = known.both_ways(), hidden.both_ways()
    return given(known, hidden, most=most, seed=seed)


def given(known: Pairs, hidden: Pairs, *, most: int, seed: int) -> Split:
    """A split that somebody else has made; at most so many users are asked, drawn."""
    known_table = known.table()
    closed = _with_themselves(known).table() if known.people else known_table
    hidden_table = _without(hidden.table(), closed)
    asked = np.flatnonzero((known_table.sizes() > 0) & (hidden_table.sizes() > 0))
    if len(asked) > most:
        asked = np.sort(np.random.default_rng(seed).permutation(asked)[:most])
    return Split(known_table, hidden_table, closed, asked)


def set_aside(known: Pairs, *, share: float, most: int, seed: int) -> Split:
    """A part of what is known to settle something on, so that what is hidden stays out of sight.

    In a graph a follow and its answer are set aside together.
    """
    users, items = known.users, known.items
    if known.people:
        users, items = np.minimum(users, items), np.maximum(users, items)
    _, places = np.unique(users * known.width + items, return_inverse=True)
    drawn = np.random.default_rng(seed).random(len(places))[places] < share
    return given(known.only(np.flatnonzero(~drawn)), known.only(np.flatnonzero(drawn)), most=most, seed=seed)


def _with_themselves(pairs: Pairs) -> Pairs:
    everybody = np.arange(pairs.height)
    users, items = np.concatenate([pairs.users, everybody]), np.concatenate([pairs.items, everybody])
    return Pairs(users, items, pairs.height, pairs.width, pairs.people)


def _without(table: Table, other: Table) -> Table:
    rows, columns = table.pairs()
    others, theirs = other.pairs()
    kept = np.isin(rows * table.width + columns, others * table.width + theirs, invert=True)
    return table_of(rows[kept], columns[kept], table.rows, table.width)
