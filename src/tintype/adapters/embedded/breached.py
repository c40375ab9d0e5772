"""The list of breached passwords in files, in either form that its public downloads come in.

A folder of range files: `21BD1`, or `21BD1.txt`, holds the other 35 digits of every SHA-1 that begins so, with a count
(`0018A45C4D1DEF81644B54AB7F969B88D65:21`). Or one file of whole hashes in their order (`0000…:3`), in which a hash is
found by halving: 40 GB take some 35 reads.
"""

import asyncio
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tintype.kernel.problems import Unavailable

PREFIX_DIGITS: Final = 5
RANGE_BYTES_MAX: Final = 4_000_000  # A range has some 1,500 lines; a file that is larger is something else.
_LINE_BYTES_MAX: Final = 64


@dataclass(frozen=True, slots=True)
class BreachedFiles:
    """See ports/breached.py."""

    path: Path

    async def has(self, password: str) -> bool:
        # SHA-1 because the lists are made of it; nothing is kept.
        digits = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
        try:
            return await asyncio.to_thread(self._has, digits)
        except OSError as error:
            raise Unavailable(f"TINTYPE_BREACHED cannot be read: {error!r}") from error

    def _has(self, digits: str) -> bool:
        if self.path.is_dir():
            return self._in_range(digits[:PREFIX_DIGITS], digits[PREFIX_DIGITS:])
        return self._in_order(digits.encode())

    def _in_range(self, prefix: str, rest: str) -> bool:
        for name in (prefix, f"{prefix}.txt"):
            path = self.path / name
            if path.is_file():
                with path.open("rb") as file:
                    lines = file.read(RANGE_BYTES_MAX).upper().splitlines()
                return any(line.partition(b":")[0].strip() == rest.encode() for line in lines)
        return False

    def _in_order(self, digits: bytes) -> bool:
        """The last line that begins at or before a hash is that hash, or it is not there."""
        with self.path.open("rb") as file:
            low, high = 0, os.fstat(file.fileno()).st_size
            while low < high:
                middle = (low + high) // 2
                file.seek(middle)
                if middle:
                    file.readline(_LINE_BYTES_MAX)  # The rest of a line that began before.
                line = file.readline(_LINE_BYTES_MAX).partition(b":")[0].strip().upper()
                if line == digits:
                    return True
                if line and line < digits:
                    low = middle + 1
                else:
                    high = middle
            file.seek(0)
            return file.readline(_LINE_BYTES_MAX).partition(b":")[0].strip().upper() == digits
