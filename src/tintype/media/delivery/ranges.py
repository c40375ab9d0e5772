"""The Range header: one range is served, many are not worth their abuse (CVE-2025-62727) and get the whole."""

import re
from typing import Final

_ONE: Final = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.ASCII)


class Unsatisfiable(Exception):
    """The range lies outside the file."""


def requested_range(header: str, size: int) -> tuple[int, int] | None:
    """The half-open range that is asked for, or None for the whole. Raises Unsatisfiable.

    `bytes=0-99` of 1,000 gives (0, 100); `bytes=-10` (990, 1000); `bytes=1000-` is unsatisfiable.
    """
    match = _ONE.fullmatch(header.strip())
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        length = int(match[2])
        if length == 0:
            raise Unsatisfiable
        return max(0, size - length), size
    start = int(match[1])
    end = min(size, int(match[2]) + 1) if match[2] else size
    if match[2] and int(match[2]) < start:
        return None
    if start >= size:
        raise Unsatisfiable
    return start, end
