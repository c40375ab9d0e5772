"""Maps in documents equal the tree; links lead somewhere; decisions are numbered once."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from tests.architecture.repository import ROOT, committed, named

README = ROOT / "README.md"
DECISIONS = ROOT / "docs" / "decisions"
MAP_ROW = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
# Files of the root that a map need not list: everybody looks for them there.
EXPECTED = {"README.md", "LICENSE", "CHANGELOG.md", ".gitignore", ".ci"}


def mapped() -> set[str]:
    return set(MAP_ROW.findall(README.read_text()))


def places() -> set[str]:
    """What a newcomer sees: the root, and the packages of src/tintype."""
    names = [Path(named(path)) for path in committed()]
    root = {path.parts[0] for path in names if not path.parts[0].startswith(".")}
    packages = {Path(*path.parts[:3]).as_posix() for path in names if path.parts[:2] == ("src", "tintype")}
    inside = {place for place in packages if not place.endswith(("__init__.py", "__main__.py", "py.typed"))}
    return {place for place in root if place != "src"} | inside


def test_map_of_the_readme_equals_the_tree() -> None:
    unmapped = {place for place in places() - EXPECTED if not any(covers(row, place) for row in mapped())}
    vanished = {row for row in mapped() if not (ROOT / row).exists()}
    assert (unmapped, vanished) == (set(), set())


def covers(row: str, place: str) -> bool:
    # `requirements.lock` stands for its two companions.
    return row == place or (row == "requirements.lock" and place.startswith("requirements"))


def test_links_lead_somewhere() -> None:
    dead = [
        f"{named(path)}: {target}"
        for path in committed()
        if path.suffix == ".md"
        for target in LINK.findall(path.read_text())
        if not (path.parent / target).exists()
    ]
    assert not dead


def test_decisions_are_numbered_once() -> None:
    numbers = Counter(path.name[:4] for path in DECISIONS.glob("[0-9]*.md"))
    assert [number for number, times in numbers.items() if times > 1] == []


def test_pointers_to_decisions_lead_somewhere() -> None:
    numbers = {path.name[:4] for path in DECISIONS.glob("[0-9]*.md")}
    dead = [
        f"{named(path)}: {number}"
        for path in committed()
        if path.suffix in {".py", ".sql", ".ts", ".svelte", ".toml"}
        for number in re.findall(r"docs/decisions/(\d{4})", path.read_text())
        if number not in numbers
    ]
    assert not dead
