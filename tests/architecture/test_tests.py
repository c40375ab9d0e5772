"""Every test can fail, and says itself what it holds."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.repository import functions, named, parsed, python_files

#: What asserts besides `assert`: of pytest, and of Playwright.
ASSERTING = {"raises", "warns", "fail", "expect"}
#: Of a page, asked once: a slow machine is still drawing. `expect` and `until` ask again.
ONE_LOOK = {"count", "is_checked", "is_enabled", "is_hidden", "is_visible", "all_inner_texts", "inner_text"}
#: A clock is no answer, and a quiet line says nothing of what is still being worked out.
BY_THE_CLOCK = {"wait_for_timeout", "wait_for_load_state"}
#: Where it is decided how long is waited, and for what.
WAITING = {"tests/browser/patience.py", "tests/browser/person.py"}


def test_every_test_asserts() -> None:
    found = [
        f"{named(path)}::{function.name}"
        for path in python_files("tests")
        if path.name.startswith("test_")
        for function in functions(parsed(path))
        if function.name.startswith("test_") and not asserts(function)
    ]
    assert not found, "let what compares give back what differs, and the test assert that it is nothing"


def test_browsers_are_waited_for() -> None:
    """Two of these, and two buttons that moved, cost three landings: all was green on a machine with time to spare."""
    found = [
        f"{named(path)}:{node.lineno}: {why}"
        for path in python_files("tests")
        if named(path).startswith("tests/browser/") and named(path) not in WAITING
        for node in ast.walk(parsed(path))
        if (why := impatient(node))
    ]
    assert not found, "let `expect` or `until` ask until it is so: tests/browser/patience.py"


def impatient(node: ast.AST) -> str:
    if isinstance(node, ast.Assert) and (looks := ONE_LOOK & set(awaited(node.test))):
        return f"one look decides: {', '.join(looks)}"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in BY_THE_CLOCK:
        return f"waits by the clock: {node.func.attr}"
    if isinstance(node, ast.keyword) and node.arg == "timeout" and isinstance(node.value, ast.Constant):
        return "a limit of its own: PATIENCE_MS or LONG_MS"
    return ""


def awaited(test: ast.AST) -> Iterator[str]:
    for node in ast.walk(test):
        if isinstance(node, ast.Await) and isinstance(node.value, ast.Call):
            yield from called(node.value)


def asserts(function: ast.AST) -> bool:
    return any(isinstance(node, ast.Assert) for node in ast.walk(function)) or not ASSERTING.isdisjoint(
        called(function)
    )


def called(function: ast.AST) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            target = node.func
            if isinstance(target, ast.Attribute):
                yield target.attr
            elif isinstance(target, ast.Name):
                yield target.id
