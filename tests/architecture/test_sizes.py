"""A module fits in one sitting, a function on a screen."""

from __future__ import annotations

from collections.abc import Iterator

from tests.architecture.exceptions import LONG_FUNCTIONS, LONG_MODULES
from tests.architecture.repository import committed, functions, named, parsed, python_files

MODULE_LINES_MAX = 300
FUNCTION_LINES_MAX = 50
COMPONENT_LINES_MAX = 250


def module_lengths() -> dict[str, int]:
    sized = [
        path for path in committed() if path.suffix in {".py", ".ts"} and not path.name.endswith(".d.ts")
    ]
    return {named(path): len(path.read_text().splitlines()) for path in sized}


def function_lengths() -> Iterator[tuple[str, int]]:
    for path in python_files():
        for function in functions(parsed(path)):
            assert function.end_lineno is not None
            yield f"{named(path)}::{function.name}", function.end_lineno - function.lineno + 1


def test_modules_fit_in_one_sitting() -> None:
    too_long = {
        name: lines
        for name, lines in module_lengths().items()
        if lines > LONG_MODULES.get(name, MODULE_LINES_MAX)
    }
    assert not too_long, f"split by verb what is over {MODULE_LINES_MAX} lines"


def test_functions_fit_on_a_screen() -> None:
    too_long = {
        name: lines
        for name, lines in function_lengths()
        if lines > LONG_FUNCTIONS.get(name, FUNCTION_LINES_MAX)
    }
    assert not too_long, f"split what is over {FUNCTION_LINES_MAX} lines"


def test_components_fit_in_one_sitting() -> None:
    components = [path for path in committed() if path.suffix == ".svelte"]
    lengths = {named(path): len(path.read_text().splitlines()) for path in components}
    too_long = {name: lines for name, lines in lengths.items() if lines > COMPONENT_LINES_MAX}
    assert not too_long, f"split what is over {COMPONENT_LINES_MAX} lines"


def test_exceptions_only_shrink() -> None:
    modules, longest = module_lengths(), dict(function_lengths())
    stale = [name for name in LONG_MODULES if modules.get(name, 0) <= MODULE_LINES_MAX]
    stale += [name for name in LONG_FUNCTIONS if longest.get(name, 0) <= FUNCTION_LINES_MAX]
    assert not stale, "take these out of exceptions.py"
