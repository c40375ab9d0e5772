"""Files are named after what they do; marks point to an issue; a broad except says why."""

from __future__ import annotations

import ast
import re

from tests.architecture.repository import committed, named, parsed, python_files, text_files

EMPTY_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "service",
    "services",
    "common",
    "base",
    "misc",
    "manager",
    "core",
}
EMPTY_ENDINGS = ("Manager", "Helper", "Impl", "Service", "Utils")
MARK = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b")
GOOD_MARK = re.compile(r"\bTO" r"DO\(#\d+\)")
REASON = re.compile(r"# noqa: BLE001 \S+ \w+(?: \S+){2,}")
PROSE = {".md", ".lock", ".json", ".svg", ".txt"}


def test_files_are_named_after_what_they_do() -> None:
    # Kit's own places and the i18n core of the web app follow the naming of their framework.
    named_emptily = [
        named(path) for path in committed() if path.stem in EMPTY_NAMES and path.suffix in {".py", ".sql"}
    ]
    assert not named_emptily


def test_classes_are_named_after_what_they_are() -> None:
    found = [
        f"{named(path)}:{node.lineno} {node.name}"
        for path in python_files("src")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef) and node.name.endswith(EMPTY_ENDINGS)
    ]
    assert not found


def test_marks_point_to_an_issue() -> None:
    found = [
        f"{named(path)}:{number}"
        for path, text in text_files()
        if path.suffix not in PROSE
        for number, line in enumerate(text.splitlines(), 1)
        if MARK.search(line) and not GOOD_MARK.search(line)
    ]
    assert not found, "write the number of the issue in brackets after the mark"


def test_broad_except_says_why() -> None:
    found = [
        f"{named(path)}:{node.lineno}"
        for path in python_files("src", "scripts")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ExceptHandler) and is_broad(node) and not raises_again(node)
        if not REASON.search(path.read_text().splitlines()[node.lineno - 1])
    ]
    assert not found, (
        "name the gateway, the worker or the supervisor, and the reason, behind `# noqa: BLE001`"
    )


def raises_again(handler: ast.ExceptHandler) -> bool:
    return any(isinstance(node, ast.Raise) and node.exc is None for node in ast.walk(handler))


def is_broad(handler: ast.ExceptHandler) -> bool:
    names = [handler.type] if not isinstance(handler.type, ast.Tuple) else handler.type.elts
    return any(name is None or ast.unparse(name) in {"Exception", "BaseException"} for name in names)
