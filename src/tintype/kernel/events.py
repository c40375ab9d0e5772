"""Facts, past tense: versioned structs that subjects declare and the log carries.

Only optional fields are ever added to an event; a new meaning is a new kind. Unknown kinds are skipped by readers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, TypeVar

import msgspec

_kinds: dict[str, type["Event"]] = {}
_encoder = msgspec.json.Encoder()


class Event(msgspec.Struct, frozen=True, omit_defaults=True):
    """A fact that has happened. Subclasses are declared with their kind: `@fact("liked.1")`."""

    kind: ClassVar[str] = ""


AnyEvent = TypeVar("AnyEvent", bound=Event)


def fact(kind: str) -> Callable[[type[AnyEvent]], type[AnyEvent]]:
    """Declare an event under its kind (`liked.1`: a name and a version). A kind declared twice is an error."""

    def declare(cls: type[AnyEvent]) -> type[AnyEvent]:
        if kind in _kinds:
            raise ValueError(f"the event {kind} is declared twice")
        cls.kind = kind
        _kinds[kind] = cls
        return cls

    return declare


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event with its place in the log. `seq` rises with the order of commit within one range."""

    seq: int
    shard: int
    kind: str
    at_us: int
    event: Event | None
    """None when this version of the program does not know the kind."""


def kinds() -> dict[str, type[Event]]:
    """All declared events by kind: for the documentation and the golden files."""
    return dict(_kinds)


def encode(event: Event) -> bytes:
    """The JSON that the log keeps."""
    return _encoder.encode(event)


def decode(kind: str, body: bytes) -> Event | None:
    """The event a row of the log holds, or None for a kind this program does not know."""
    found = _kinds.get(kind)
    return None if found is None else msgspec.json.decode(body, type=found)
