"""Shows that something long is going on: one line that counts, or a line in ten seconds where there is no terminal."""

import sys
import time
from collections.abc import Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")
EVERY_S = 0.5 if sys.stderr.isatty() else 10.0


def counted(label: str, items: Sequence[Item]) -> Iterator[Item]:
    """The items, with `label 1,000 of 20,000` beside the walk."""
    began = shown = time.monotonic()
    for at, item in enumerate(items, 1):
        yield item
        now = time.monotonic()
        if now - shown > EVERY_S:
            shown = now
            say(f"{label} {at:,} of {len(items):,}", end="\r")
    if shown != began:
        say(f"{label}: {time.monotonic() - began:.1f} s")


def say(text: str, end: str = "\n") -> None:
    """A line for whoever waits; figures go to the standard output."""
    is_open = end == "\r" and sys.stderr.isatty()
    line = f"  {text}".ljust(76 if sys.stderr.isatty() else 0)
    print(line, end="\r" if is_open else "\n", file=sys.stderr, flush=True)
