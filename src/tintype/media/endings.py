"""What a file's name should end in, told by its first bytes."""

from typing import Final

from tintype.media.model import ANY_SIZE, Refusal
from tintype.media.sniff import sniff

_ENDINGS: Final = {"jpeg": "jpg"}
_SIZE: Final = 1 << 40  # whatever was said of its size when it came is not asked again


def ending_of(head: bytes) -> str:
    """`jpg`, `heic`, `mp4` …; `bin` for what is no photo and no video."""
    found = sniff(head, _SIZE, ANY_SIZE)
    if isinstance(found, Refusal):
        return "bin"
    return _ENDINGS.get(found.format.value, found.format.value)
