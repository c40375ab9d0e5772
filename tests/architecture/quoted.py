"""Which test tries which row of docs/security-media.md: tests quote the rows' ids in comments.

python -m tests.architecture.quoted    writes the last column of the table anew
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from tests.architecture.repository import ROOT, functions, named, parsed, python_files

PAPER = ROOT / "docs" / "security-media.md"
ROWS = (*(f"UP-{number:02}" for number in range(1, 37)), *(f"PS-{number:02}" for number in range(1, 15)))
ROW = re.compile(r"^\| ((?:UP|PS)-\d\d) \| (.+?) \|(.*)\|$", re.MULTILINE)
_ID = re.compile(r"\b(?:UP|PS)-\d\d\b")
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


def table() -> dict[str, str]:
    """The last column of the paper by id."""
    return {id: held.strip() for id, _, held in ROW.findall(PAPER.read_text())}


def shown(tests: set[str]) -> str:
    """Tests as the paper names them, file by file."""
    by_file: defaultdict[str, list[str]] = defaultdict(list)
    for test in sorted(tests):
        file, _, name = test.partition("::")
        by_file[file.removeprefix("tests/")].append(name.removeprefix("test_").replace("_", " "))
    return "; ".join(f"`{file}`: {', '.join(names)}" for file, names in by_file.items())


def write() -> None:
    """Bring the paper up to date; rows that no test quotes keep their reason."""
    found = quotes()

    def row(match: re.Match[str]) -> str:
        id, what, held = match.groups()
        return f"| {id} | {what} | {shown(found[id]) if found.get(id) else held.strip()} |"

    PAPER.write_text(ROW.sub(row, PAPER.read_text()))


if __name__ == "__main__":
    write()
