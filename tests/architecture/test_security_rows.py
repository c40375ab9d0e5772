"""No row about uploads is silently lost: each is tried by a test that quotes it, or says why it does not apply."""

from __future__ import annotations

import re

from tests.architecture.quoted import PAPER, ROW, ROWS, quotes, table

NAMED = re.compile(r"`([\w/]+\.py)`: ([^;]+)")
REASON = "Does not apply: "


def test_paper_has_every_row_once() -> None:
    assert [id for id, _, _ in ROW.findall(PAPER.read_text())] == list(ROWS)


def test_rows_are_tried_or_say_why_not() -> None:
    found = quotes()
    lost = [id for id, held in table().items() if not found.get(id) and not held.startswith(REASON)]
    assert not lost, "no test quotes these rows any more"
    tried = [id for id, held in table().items() if found.get(id) and held.startswith(REASON)]
    assert not tried, "these rows apply after all: python -m tests.architecture.quoted"


def test_tests_that_the_paper_names_are_there_and_quote_the_row() -> None:
    found = quotes()
    stale = [
        f"{id}: {file} {name}"
        for id, held in table().items()
        for file, names in NAMED.findall(held)
        for name in names.split(", ")
        if f"tests/{file}::test_{name.strip().replace(' ', '_')}" not in found.get(id, set())
    ]
    assert not stale, "python -m tests.architecture.quoted"


def test_quoted_rows_exist() -> None:
    assert set(quotes()) <= set(ROWS)
