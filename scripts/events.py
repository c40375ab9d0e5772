"""Writes docs/events.md and a golden file for each kind of event that has none; `--check` only compares.

A golden file is never rewritten: it is what some site's log holds already.
"""

from __future__ import annotations

import importlib.util
import json
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

import tintype
from tintype.kernel.events import Event, kinds

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "events.md"
GOLDEN = ROOT / "tests" / "events" / "golden"

HEAD = """# Events

Made by `python scripts/events.py` from `src/tintype/*/events.py`; a test compares.

A fact is recorded in the transaction that makes it true. Consumers read the log from their own place, at least once.
Only optional fields are ever added to a kind; a new meaning is a new kind; unknown kinds are skipped. Ids are numbers
here, times microseconds since 1970.
"""


def every_event() -> dict[str, type[Event]]:
    """Every declared event by kind, whatever subject declares it."""
    for subject in pkgutil.iter_modules(tintype.__path__, "tintype."):
        name = f"{subject.name}.events"
        if subject.ispkg and subject.name != "tintype.kernel" and importlib.util.find_spec(name):
            importlib.import_module(name)
    return dict(sorted(kinds().items()))


def page(events: dict[str, type[Event]]) -> str:
    """The whole page."""
    return "\n".join([HEAD, *(line for subject in subjects(events) for line in section(subject, events))])


def subjects(events: dict[str, type[Event]]) -> list[str]:
    return sorted({subject_of(event) for event in events.values()})


def subject_of(event: type[Event]) -> str:
    return event.__module__.split(".")[1]


def section(subject: str, events: dict[str, type[Event]]) -> Iterator[str]:
    yield f"## {subject.capitalize()}\n"
    for kind, event in events.items():
        if subject_of(event) == subject:
            yield f"### `{kind}`\n"
            yield " ".join((event.__doc__ or "").split()) + "\n"
            yield f"Fields: {', '.join(fields_of(event))}.\n"


def fields_of(event: type[Event]) -> Iterator[str]:
    for field in msgspec.structs.fields(event):
        optional = "" if field.required else ", optional"
        yield f"`{field.name}` ({type_name(field.type)}{optional})"


def type_name(kind: object) -> str:
    return getattr(kind, "__name__", None) or str(kind).replace("typing.", "")


def sample(event: type[Event]) -> str:
    """A golden file: every field filled, each with another value, none of them the default."""
    values = {
        field.name: not field.default
        if isinstance(field.default, bool)
        else value_for(msgspec.inspect.type_info(field.type), at)
        for at, field in enumerate(msgspec.structs.fields(event), 1)
    }
    return json.dumps(values, indent=1) + "\n"


def value_for(kind: msgspec.inspect.Type, at: int) -> object:
    match kind:
        case msgspec.inspect.BoolType():
            return True
        case msgspec.inspect.IntType():
            return 1_122_334_455_667_788_000 + at
        case msgspec.inspect.FloatType():
            return at + 0.5
        case msgspec.inspect.StrType():
            return f"text {at}"
        case msgspec.inspect.ListType() | msgspec.inspect.VarTupleType():
            return [value_for(kind.item_type, at)]
        case msgspec.inspect.EnumType():
            return next(iter(kind.cls)).value
        case msgspec.inspect.LiteralType():
            return kind.values[0]
        case msgspec.inspect.UnionType():
            return value_for(
                next(one for one in kind.types if not isinstance(one, msgspec.inspect.NoneType)), at
            )
        case _:
            raise TypeError(f"an event holds a {kind}: say here what a sample of it is")


def main() -> int:
    events = every_event()
    wanted = page(events)
    if "--check" in sys.argv:
        is_same = PAGE.exists() and PAGE.read_text() == wanted
        if not is_same:
            print(
                "docs/events.md is not what the events are: run `python scripts/events.py`", file=sys.stderr
            )
        return 0 if is_same else 1
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(wanted)
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for kind, event in events.items():
        file = GOLDEN / f"{kind}.json"
        if not file.exists():
            file.write_text(sample(event))
    return 0


if __name__ == "__main__":
    sys.exit(main())
