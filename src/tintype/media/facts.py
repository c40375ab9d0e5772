"""The few facts read out of a photo's EXIF block: which way is up, which camera, when. Nothing else is looked
at.

The reader is our own: five tags of two directories, every offset checked, no recursion. Positions, serial
numbers, owner names and thumbnails are not parsed, so they cannot leak.
"""

import struct
from dataclasses import dataclass
from typing import Final

_ENTRIES_MAX: Final = 512
_MAKE, _MODEL, _ORIENTATION, _EXIF_IFD = 0x010F, 0x0110, 0x0112, 0x8769
_TAKEN_AT, _TAKEN_OFFSET = 0x9003, 0x9011
_TEXT_MAX: Final = 64


@dataclass(frozen=True, slots=True)
class Facts:
    """orientation: 1–8 as in EXIF. taken_at: `2024-05-01T18:30:00`, and `+02:00` if the camera knew it."""

    orientation: int = 1
    camera: str | None = None
    taken_at: str | None = None


def read_facts(exif: bytes) -> Facts:
    """Facts of one EXIF block (with or without its `Exif` prefix); what cannot be read is left out."""
    tiff = exif.removeprefix(b"Exif\0\0")
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None:
        return Facts()
    first = _directory(tiff, order, _number(tiff, order, 4))
    second = _directory(tiff, order, first.get(_EXIF_IFD, b""))
    orientation = int.from_bytes(first.get(_ORIENTATION, b"")[:2], "little" if order == "<" else "big")
    return Facts(
        orientation=orientation if 1 <= orientation <= 8 else 1,
        camera=_camera(_text(first.get(_MAKE, b"")), _text(first.get(_MODEL, b""))),
        taken_at=_moment(_text(second.get(_TAKEN_AT, b"")), _text(second.get(_TAKEN_OFFSET, b""))),
    )


def _number(tiff: bytes, order: str, at: int) -> bytes:
    return tiff[at : at + 4] if order == "<" else tiff[at : at + 4][::-1]


def _directory(tiff: bytes, order: str, start: bytes) -> dict[int, bytes]:
    """The wanted entries of one directory as raw bytes; `start` is its offset, little-endian."""
    at = int.from_bytes(start, "little")
    if not 8 <= at <= len(tiff) - 2:
        return {}
    (count,) = struct.unpack_from(f"{order}H", tiff, at)
    found: dict[int, bytes] = {}
    for entry in range(at + 2, at + 2 + 12 * min(count, _ENTRIES_MAX), 12):
        if entry + 12 > len(tiff):
            break
        tag, kind, length = struct.unpack_from(f"{order}HHI", tiff, entry)
        if tag == _EXIF_IFD:
            found[tag] = _number(tiff, order, entry + 8)
        elif tag == _ORIENTATION and kind == 3:
            found[tag] = tiff[entry + 8 : entry + 10]
        elif tag in (_MAKE, _MODEL, _TAKEN_AT, _TAKEN_OFFSET) and kind == 2:
            found[tag] = _ascii(tiff, order, entry, length)
    return found


def _ascii(tiff: bytes, order: str, entry: int, length: int) -> bytes:
    at = entry + 8 if length <= 4 else struct.unpack_from(f"{order}I", tiff, entry + 8)[0]
    return tiff[at : at + min(length, 2 * _TEXT_MAX)]


def _text(raw: bytes) -> str:
    """Printable ASCII up to the first NUL; cameras pad with spaces."""
    kept = bytes(byte for byte in raw.split(b"\0", 1)[0] if 32 <= byte < 127)
    return kept.decode("ascii").strip()[:_TEXT_MAX]


def _camera(make: str, model: str) -> str | None:
    """`Apple` and `iPhone 15` give `Apple iPhone 15`; `Canon` and `Canon EOS R5` give `Canon EOS R5`."""
    if not model:
        return make or None
    if not make or model.lower().startswith(make.split(maxsplit=1)[0].lower()):
        return model
    return f"{make} {model}"[:_TEXT_MAX]


def _moment(taken: str, offset: str) -> str | None:
    """EXIF writes `2024:05:01 18:30:00`; a camera without a clock writes spaces or zeros."""
    if len(taken) != 19 or not taken.replace(":", "").replace(" ", "").isdigit() or taken.startswith("0000"):
        return None
    moment = f"{taken[:10].replace(':', '-')}T{taken[11:]}"
    known = (
        len(offset) == 6 and offset[0] in "+-" and offset[3] == ":" and (offset[1:3] + offset[4:]).isdigit()
    )
    return moment + offset if known else moment
