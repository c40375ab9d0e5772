"""Lines of text to pairs: user, item and perhaps more, with whatever stands between them."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

import numpy as np

from tintype.recommending.splits import Pairs

PAIRS_MAX = 20_000_000  # 1.5 GB while they are read and sorted.
NAMES_MAX = 1_000_000  # Of users and of items: one row of scores is then 4 MB.
LABEL_MAX = 200
SHOWN = 5
BAD_SHARE = 0.01  # Beyond one in a hundred the file is not what it was taken for; a few are always forgiven.
BAD_FEW = 10
BAD_SURELY = 1_000
COLUMNS = frozenset(
    {"user", "userid", "item", "itemid", "source", "target", "from", "to", "follower", "followed"}
)
SEPARATORS = ("\t", "::", ",", ";")


class Unreadable(Exception):
    """The whole of it cannot be used; says why and what to do."""


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is left out."""

    number: int
    reason: str


@dataclass(slots=True)
class Names:
    """Labels to numbers, in the order in which they come. `people`: users and items are the same people."""

    people: bool = False
    users: dict[str, int] = field(default_factory=dict[str, int])
    items: dict[str, int] = field(default_factory=dict[str, int])

    def __post_init__(self) -> None:
        if self.people:
            self.items = self.users

    def pairs(self, found: Found) -> Pairs:
        """The pairs with numbers below those of all names that were read."""
        users, items = np.array(found.users, np.int64), np.array(found.items, np.int64)
        return Pairs(users, items, len(self.users), len(self.items), self.people)


@dataclass(slots=True)
class Found:
    """What some lines held."""

    users: array[int] = field(default_factory=lambda: array("q"))
    items: array[int] = field(default_factory=lambda: array("q"))
    lines: int = 0
    bad: int = 0
    shown: list[BadLine] = field(default_factory=list[BadLine])

    def refuse(self, number: int, reason: str) -> None:
        """A line is left out. Raises Unreadable where nearly all of the first thousand are."""
        self.bad += 1
        if len(self.shown) < SHOWN:
            self.shown.append(BadLine(number, reason))
        if self.bad >= BAD_SURELY and self.bad > self.lines / 2:
            raise Unreadable(_not_a_table(self))


def read(lines: Iterable[str], names: Names, *, least: float | None = None) -> Found:
    """All pairs. Blank lines and those that begin with # or % are passed over, and so are names of columns.

    least: only lines count whose third column is at least that; without it further columns are not read. In a graph
    whoever follows themselves is passed over. Raises Unreadable when too much is wrong.
    """
    found = Found()
    said = _said(lines)
    head = list(islice(said, 2))
    if not head:
        raise Unreadable("There is nothing in it. A line is: user, item.")
    separator = next((one for one in SEPARATORS if one in head[0][1]), None)
    if len(head) == 2 and _names_columns(_cells(head[0][1], separator), _cells(head[1][1], separator)):
        head = head[1:]
    for number, line in chain(head, said):
        found.lines += 1
        cells = _cells(line, separator)
        reason = _wrong(cells, separator, weighed=least is not None)
        if reason:
            found.refuse(number, reason)
        elif least is None or float(cells[2]) >= least:
            _add(found, names, cells[0], cells[1])
    if found.bad > max(BAD_FEW, found.lines * BAD_SHARE) or found.bad > found.lines / 2:
        raise Unreadable(_not_a_table(found))
    return found


def _said(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Lines with their numbers, without those that say nothing."""
    for number, line in enumerate(lines, 1):
        stripped = line.strip()
        if stripped and stripped[0] not in "#%":
            yield number, stripped


def _cells(line: str, separator: str | None) -> list[str]:
    return [cell.strip().strip('"') for cell in line.split(separator)]


def _names_columns(first: list[str], second: list[str]) -> bool:
    """Words that name columns, or a number in the second line where the first has none."""
    words = ["".join(letter for letter in cell.lower() if letter.isalpha()) for cell in first[:2]]
    if len(words) == 2 and set(words) <= COLUMNS:
        return True
    return any(
        _number(one) is None and _number(other) is not None for one, other in zip(first, second, strict=False)
    )


def _number(cell: str) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _wrong(cells: list[str], separator: str | None, *, weighed: bool) -> str:
    between = {"\t": "a tab", None: "a space"}.get(separator, separator)
    needed = 3 if weighed else 2
    if len(cells) < needed:
        wanted = "user, item and weight" if weighed else "user and item"
        return f"{len(cells)} of {needed} columns. Write {wanted} with {between} between them, as in the first line."
    if not cells[0] or not cells[1]:
        return "a name is empty. Write user and item, or take the line out."
    if max(len(cells[0]), len(cells[1])) > LABEL_MAX or "\0" in cells[0] + cells[1]:
        return f"no name. Names have at most {LABEL_MAX} characters of text."
    if weighed and _number(cells[2]) is None:
        return f"{cells[2][:40]!r} is no number. Write the weight in the third column, or leave out --least."
    return ""


def _add(found: Found, names: Names, user: str, item: str) -> None:
    if names.people and user == item:
        return
    found.users.append(names.users.setdefault(user, len(names.users)))
    found.items.append(names.items.setdefault(item, len(names.items)))
    if len(found.users) > PAIRS_MAX:
        raise Unreadable(f"More than {PAIRS_MAX:,} pairs. Take a sample of the users.")
    if max(len(names.users), len(names.items)) > NAMES_MAX:
        raise Unreadable(f"More than {NAMES_MAX:,} users or items. Take a sample of the users.")


def _not_a_table(found: Found) -> str:
    first = "; ".join(f"line {bad.number}: {bad.reason}" for bad in found.shown)
    return f"{found.bad:,} of {found.lines:,} lines cannot be read. {first}"
