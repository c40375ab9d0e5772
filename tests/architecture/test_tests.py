"""Every test can fail, and says itself what it holds."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.repository import functions, named, parsed, python_files

#: What asserts besides `assert`: of pytest, and of Playwright.
ASSERTING = {"raises", "warns", "fail", "expect"}


def test_every_test_asserts() -> None:
    found = [
        f"{named(path)}::{function.name}"
        for path in python_files("tests")
        if path.name.startswith("test_")
        for function in functions(parsed(path))
        if function.name.startswith("test_") and not asserts(function)
    ]
    assert not found, "let what compares give back what differs, and the test assert that it is nothing"


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
