"""How many cases the tool has tried, said at the end of a run."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

CASES = re.compile(r"(\d+) generated")
NAME = "cases"
Counted = Callable[[str], int]
"""Notes the number of cases in what the tool has said, and gives it back."""


@pytest.fixture
def counted(record_property: Callable[[str, object], None]) -> Counted:
    def count(said: str) -> int:
        found = CASES.search(said)
        assert found is not None, said[-6000:]
        record_property(NAME, int(found[1]))
        return int(found[1])

    return count


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.getreports(kind)]
    noted = [value for report in reports for name, value in report.user_properties if name == NAME]
    if noted:
        terminalreporter.write_line(f"Schemathesis: {sum(noted):,} cases in {len(noted)} parts")
