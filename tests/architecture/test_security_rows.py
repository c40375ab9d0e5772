"""No row about uploads or people is silently lost: each is tried by a test that quotes it, or says why not."""

from __future__ import annotations

import pytest

from tests.architecture.quoted import NAMED, OPEN, PAPERS, Paper, quotes

REASON = "Does not apply: "
each_paper = pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)


@each_paper
def test_paper_has_every_row_once(paper: Paper) -> None:
    assert [id for id, _, _ in paper.row.findall(paper.path.read_text())] == paper.ids


@each_paper
def test_rows_are_tried_or_say_why_not(paper: Paper) -> None:
    found, table = quotes(), paper.table()
    lost = [id for id, held in table.items() if not found.get(id) and not held.startswith((REASON, OPEN))]
    assert not lost, "no test quotes these rows any more"
    tried = [id for id, held in table.items() if found.get(id) and held.startswith((REASON, OPEN))]
    assert not tried, "these rows are tried after all: python -m tests.architecture.quoted"
    assert sum(held == OPEN for held in table.values()) <= paper.open_max


@each_paper
def test_tests_that_the_paper_names_are_there_and_quote_the_row(paper: Paper) -> None:
    found = quotes()
    stale = [
        f"{id}: {file} {name}"
        for id, held in paper.table().items()
        for file, names in NAMED.findall(held)
        for name in names.split(", ")
        if f"tests/{file}::test_{name.strip().replace(' ', '_')}" not in found.get(id, set())
    ]
    assert not stale, "python -m tests.architecture.quoted"


def test_quoted_rows_exist() -> None:
    assert set(quotes()) <= {id for paper in PAPERS for id in paper.ids}
