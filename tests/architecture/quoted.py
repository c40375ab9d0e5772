"""Which test tries which row of docs/security-media.md and security-people.md: tests quote the rows' ids in comments.

python -m tests.architecture.quoted    writes the last column of the tables anew
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.repository import ROOT, functions, named, parsed, python_files


@dataclass(frozen=True)
class Paper:
    """A page with tables of rows: how many there are of each kind, and how many of them nobody tries yet."""

    name: str
    kinds: Mapping[str, int]
    open_max: int = 0

    @property
    def path(self) -> Path:
        return ROOT / "docs" / self.name

    @property
    def ids(self) -> list[str]:
        return [f"{kind}-{number:02}" for kind, n in self.kinds.items() for number in range(1, n + 1)]

    @property
    def row(self) -> re.Pattern[str]:
        return re.compile(rf"^\| ((?:{'|'.join(self.kinds)})-\d\d) \| (.+?) \|(.*)\|$", re.MULTILINE)

    def table(self) -> dict[str, str]:
        """The last column by id."""
        return {id: held.strip() for id, _, held in self.row.findall(self.path.read_text())}


PEOPLE = {"AU": 20, "AZ": 36, "AP": 26, "RL": 10, "EN": 8, "LC": 10}
#: `open_max` may only fall.
PAPERS = (Paper("security-media.md", {"UP": 36, "PS": 14}), Paper("security-people.md", PEOPLE, open_max=0))
OPEN = "Open"
NAMED = re.compile(r"`([\w/]+\.py)`: ([^;]+)")
_ID = re.compile(rf"\b(?:{'|'.join(kind for paper in PAPERS for kind in paper.kinds)})-\d\d\b")
# The rows are about code of three places; what checks them quotes them only to count.
_ELSEWHERE = ("tests/architecture/",)


def quotes() -> Mapping[str, set[str]]:
    """The tests that quote each id, as `file::test`."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for path in python_files("tests"):
        if named(path).startswith(_ELSEWHERE) or not path.name.startswith("test_"):
            continue
        lines = path.read_text().splitlines()
        for test in functions(parsed(path)):
            if not test.name.startswith("test_") or test.end_lineno is None:
                continue
            first = min([test.lineno, *(each.lineno for each in test.decorator_list)])
            # A row too long for the line of its test stands in the line above.
            above = lines[first - 2] if first > 1 and lines[first - 2].startswith("#") else ""
            for id in _ID.findall("\n".join([above, *lines[first - 1 : test.end_lineno]])):
                found[id].add(f"{named(path)}::{test.name}")
    return found


def shown(tests: set[str]) -> str:
    """Tests as the paper names them, file by file."""
    by_file: defaultdict[str, list[str]] = defaultdict(list)
    for test in sorted(tests):
        file, _, name = test.partition("::")
        by_file[file.removeprefix("tests/")].append(name.removeprefix("test_").replace("_", " "))
    return "; ".join(f"`{file}`: {', '.join(names)}" for file, names in by_file.items())


def write() -> None:
    """Bring the papers up to date; rows that no test quotes keep their reason, or are open."""
    found = quotes()

    def row(match: re.Match[str]) -> str:
        id, what, held = match.groups()
        held = held.strip()
        if found.get(id):
            held = shown(found[id])
        elif NAMED.search(held):
            held = OPEN
        return f"| {id} | {what} | {held} |"

    for paper in PAPERS:
        paper.path.write_text(paper.row.sub(row, paper.path.read_text()))


if __name__ == "__main__":
    write()
