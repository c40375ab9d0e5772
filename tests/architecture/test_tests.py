"""Every test can fail: it asserts something, itself or through a function that does."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.architecture.repository import functions, named, parsed, python_files

RAISING = {"raises", "fail", "warns"}


def test_every_test_asserts() -> None:
    asserting = asserting_names()
    found = [
        f"{named(path)}::{function.name}"
        for path in python_files("tests")
        if path.name.startswith("test_")
        for function in functions(parsed(path))
        if function.name.startswith("test_") and not can_fail(function, asserting)
    ]
    assert not found


def test_newcomers_of_different_files_have_names_of_their_own():
    """The files of one worker share a site, on which a name can be taken once."""
    places: dict[str, set[str]] = {}
    for path in python_files("tests"):
        if path.parent.name == "browser" and path.name.startswith("test_"):
            for name in re.findall(r'newcomer\("(\w+)"', path.read_text()):
                places.setdefault(name, set()).add(path.name)
    assert not {name: sorted(files) for name, files in places.items() if len(files) > 1}


def asserting_names() -> set[str]:
    """Functions of the tests that assert, by name, and those that call them."""
    every = [function for path in python_files("tests") for function in functions(parsed(path))]
    known: set[str] = set()
    while more := {function.name for function in every if can_fail(function, known)} - known:
        known |= more
    return known


def can_fail(function: ast.AST, asserting: set[str]) -> bool:
    return any(isinstance(node, ast.Assert) for node in ast.walk(function)) or any(
        name in RAISING or name in asserting for name in called(function)
    )


def called(function: ast.AST) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            target = node.func
            if isinstance(target, ast.Attribute):
                yield target.attr
            elif isinstance(target, ast.Name):
                yield target.id
