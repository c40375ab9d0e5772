"""What import-linter's layers cannot say: doors, drivers, purity, and that no package escapes the layers."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.exceptions import DRIVERS_OUTSIDE_ADAPTERS
from tests.architecture.repository import ROOT, named, parsed, python_files

PACKAGE = ROOT / "src" / "tintype"
SHARED = {"kernel", "ports", "settings", "flow"}
# What starts a site may look into everything; what serves it goes through doors.
HOUSE = {
    "cli",
    "processes",
    "site",
    "chores",
    "subjects",
    "wiring",
    "demo",
    "adapters",
    "gateway",
    "__main__",
    "migrations",
    "__init__",
}
DRIVERS = {
    "apsw",
    "asyncpg",
    "boto3",
    "cassandra",
    "confluent_kafka",
    "obstore",
    "opensearchpy",
    "psycopg",
    "redis",
    "sqlite3",
}
# A model states what is true; it neither waits nor reads nor writes.
IMPURE = {"asyncio", "io", "os", "pathlib", "random", "shutil", "socket", "subprocess", "threading", "time"}


def imports(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module, node.lineno
            # `from tintype import adapters` names a package as well.
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def top(path: Path) -> str:
    """`graph` for src/tintype/graph/follows.py, `wiring` for src/tintype/wiring/embedded.py."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def modules() -> Iterator[Path]:
    return (path for path in python_files("src") if path.is_relative_to(PACKAGE))


def test_only_wiring_imports_adapters() -> None:
    found = {
        f"{named(path)}:{line}"
        for path in modules()
        if top(path) not in {"wiring", "adapters"}
        for name, line in imports(path)
        if name.startswith("tintype.adapters")
    }
    assert not found


def test_drivers_stay_in_adapters() -> None:
    found = {
        f"{named(path)}:{line} {name}"
        for path in modules()
        if top(path) != "adapters"
        for name, line in imports(path)
        if name.split(".")[0] in DRIVERS - DRIVERS_OUTSIDE_ADAPTERS.get(top(path), frozenset())
    }
    assert not found


def test_subjects_meet_at_their_doors() -> None:
    """`from tintype.graph import visible`, never `from tintype.graph.visibility import visible`."""
    found = {
        f"{named(path)}:{line} {name}"
        for path in modules()
        if top(path) not in HOUSE
        for name, line in named_modules(path)
        if name.startswith("tintype.") and is_behind_a_door(name, top(path))
    }
    assert not found


def named_modules(path: Path) -> Iterator[tuple[str, int]]:
    """Modules that are imported from; a module that its package gives out at the door is not one of them."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module, node.lineno


def is_behind_a_door(name: str, importer: str) -> bool:
    parts = name.split(".")
    return len(parts) > 2 and parts[1] not in {importer, *SHARED, *HOUSE}


def test_models_are_pure() -> None:
    found = {
        f"{named(path)}:{line} {name}"
        for path in modules()
        if path.name == "model.py"
        for name, line in imports(path)
        if name.split(".")[0] in IMPURE
    }
    assert not found


def test_every_package_has_its_layer() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layered = {
        name.strip().strip("()")
        for contract in contracts
        for layer in contract["layers"]
        for name in layer.split("|")
    }
    packages = {top(path) for path in modules()}
    outside = packages - layered - {"__init__", "settings", "migrations"}
    assert not outside, "give them a place in pyproject.toml"
