"""What a log holds stays readable: a file for each kind, written once, read for ever."""

import msgspec
import pytest

from scripts.events import GOLDEN, PAGE, every_event, page
from tintype.kernel.events import decode, encode

EVENTS = every_event()


def test_every_kind_has_its_golden_file() -> None:
    # A file whose kind is gone stays too: old logs hold such events, and the program must still skip them.
    assert not set(EVENTS) - {file.stem for file in GOLDEN.glob("*.json")}, "run `python scripts/events.py`"


@pytest.mark.parametrize("kind", sorted(EVENTS))
def test_an_old_event_reads_as_it_was_written(kind: str) -> None:
    written = (GOLDEN / f"{kind}.json").read_bytes()
    event = decode(kind, written)
    assert isinstance(event, EVENTS[kind])
    again = msgspec.json.decode(encode(event))
    assert msgspec.json.decode(written).items() <= again.items()


@pytest.mark.parametrize("kind", sorted(EVENTS))
def test_a_kind_ends_in_its_version(kind: str) -> None:
    name, _, version = kind.rpartition(".")
    assert name
    assert version.isdecimal()


def test_an_unknown_kind_is_skipped() -> None:
    assert decode("of_tomorrow.7", b'{"anything": 1}') is None


def test_the_page_of_events_is_current() -> None:
    assert PAGE.read_text() == page(EVENTS), "run `python scripts/events.py`"
