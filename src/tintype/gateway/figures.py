"""How many answers each route gave and how fast: numbers that any process of a machine can add up.

Each process keeps its own in a mapped file beside those of the library (`metrics.py`), which takes a lock, asks for the
process id and packs two numbers, three times for each answer.
"""

import mmap
import os
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

LATENCY_BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx")
ROWS_MAX = 1_000
NAME_BYTES = 192
_FIRST = len(
    CLASSES
)  # Behind the classes come the buckets, one for what is slower than all, and the sum of seconds.
_SUM = _FIRST + len(LATENCY_BUCKETS_S) + 1
_ROW_BYTES = NAME_BYTES + 8 * (_SUM + 1)
_FILES = "answers_*.bin"


class Answers(NamedTuple):
    """Of one route: answers by `CLASSES`, how many were not slower than each bucket and in all, and their seconds."""

    by_class: Sequence[float]
    not_slower: Sequence[float]
    seconds: float


class RouteFigures:
    """The numbers of one route in this process."""

    __slots__ = ("_numbers",)

    def __init__(self, numbers: "memoryview[float]") -> None:
        self._numbers = numbers

    def observe(self, status: int, seconds: float) -> None:
        """Count one answer. By one thread."""
        numbers = self._numbers
        numbers[status // 100 - 1] += 1
        numbers[_FIRST + bisect_left(LATENCY_BUCKETS_S, seconds)] += 1
        numbers[_SUM] += seconds


class Figures:
    """The numbers of all routes. Without a folder they are this process's alone."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        size = ROWS_MAX * _ROW_BYTES
        self._map = mmap.mmap(-1, size) if folder is None else _mapped(folder, size)
        self._at = {name: at for at, (name, _) in enumerate(_rows(memoryview(self._map)))}

    def route(self, name: str) -> RouteFigures:
        """The numbers of one route, from now on."""
        at = self._at.setdefault(name, len(self._at))
        start = at * _ROW_BYTES
        self._map[start : start + NAME_BYTES] = name.encode().ljust(NAME_BYTES, b"\0")
        return RouteFigures(memoryview(self._map)[start + NAME_BYTES : start + _ROW_BYTES].cast("d"))

    def all(self) -> Mapping[str, Answers]:
        """What all processes have counted, by route."""
        files = [] if self._folder is None else [one.read_bytes() for one in self._folder.glob(_FILES)]
        found: dict[str, list[float]] = {}
        for file in files or [self._map]:
            for name, numbers in _rows(memoryview(file)):
                before = found.get(name)
                found[name] = [*map(sum, zip(before, numbers, strict=True))] if before else list(numbers)
        return {
            name: Answers(one[:_FIRST], list(accumulate(one[_FIRST:_SUM])), one[_SUM])
            for name, one in found.items()
        }


def _rows(file: memoryview) -> Iterator[tuple[str, "memoryview[float]"]]:
    for start in range(0, len(file) - _ROW_BYTES + 1, _ROW_BYTES):
        name = bytes(file[start : start + NAME_BYTES]).rstrip(b"\0")
        if not name:
            return
        yield name.decode(), file[start + NAME_BYTES : start + _ROW_BYTES].cast("d")


def _mapped(folder: Path, size: int) -> mmap.mmap:
    """The file of this process. What one of the same number has counted before goes on being counted."""
    descriptor = os.open(folder / f"answers_{os.getpid()}.bin", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        # From the disk at once: a hole that it cannot fill would end the process that writes there.
        os.posix_fallocate(descriptor, 0, size)
        return mmap.mmap(descriptor, size)
    except OSError:
        return mmap.mmap(-1, size)
    finally:
        os.close(descriptor)
