"""The few facts read out of a photo's EXIF block: which way is up, which camera and lens, how it was exposed,
when, and whether its colours are Adobe's. Nothing else is looked at.

The reader is our own: a dozen tags of three directories, every offset checked, no recursion. Positions, serial
numbers, owner names and thumbnails are not parsed, so they cannot leak.
"""

import struct
from dataclasses import dataclass
from typing import Final

_ENTRIES_MAX: Final = 512
_MAKE, _MODEL, _ORIENTATION, _EXIF_IFD = 0x010F, 0x0110, 0x0112, 0x8769
_TAKEN_AT, _TAKEN_OFFSET, _LENS, _INTEROP_IFD = 0x9003, 0x9011, 0xA434, 0xA005
_SECONDS, _APERTURE, _ISO, _FOCAL, _FOCAL_35 = 0x829A, 0x829D, 0x8827, 0x920A, 0xA405
_INTEROP_INDEX: Final = 0x0001
_ADOBE_RGB: Final = "R03"  # DCF: a camera set to Adobe RGB says so here, and embeds no profile
_TEXT_MAX: Final = 64

_ASCII, _SHORT, _LONG, _RATIONAL = 2, 3, 4, 5
_KINDS: Final[dict[int, tuple[int, ...]]] = {
    _MAKE: (_ASCII,),
    _MODEL: (_ASCII,),
    _ORIENTATION: (_SHORT,),
    _EXIF_IFD: (_LONG,),
    _INTEROP_IFD: (_LONG,),
    _TAKEN_AT: (_ASCII,),
    _TAKEN_OFFSET: (_ASCII,),
    _LENS: (_ASCII,),
    _SECONDS: (_RATIONAL,),
    _APERTURE: (_RATIONAL,),
    _ISO: (_SHORT, _LONG),
    _FOCAL: (_RATIONAL,),
    _FOCAL_35: (_SHORT, _LONG),
    _INTEROP_INDEX: (_ASCII,),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """orientation: 1–8 as in EXIF. taken_at: `2024-05-01T18:30:00`, and `+02:00` if the camera knew it.

    exposure: as much as is known of `1/250 s · f/1.8 · ISO 100 · 26 mm`, the length as on 35 mm film where it
    is known.
    """

    orientation: int = 1
    camera: str | None = None
    taken_at: str | None = None
    lens: str | None = None
    exposure: str | None = None
    is_adobe_rgb: bool = False


def read_facts(exif: bytes) -> Facts:
    """Facts of one EXIF block (with or without its `Exif` prefix); what cannot be read is left out."""
    tiff = _Tiff.of(exif.removeprefix(b"Exif\0\0"))
    if tiff is None:
        return Facts()
    first = tiff.directory(tiff.number(4, 4))
    second = tiff.directory(tiff.whole(first.get(_EXIF_IFD, b"")))
    third = tiff.directory(tiff.whole(second.get(_INTEROP_IFD, b"")))
    orientation = tiff.whole(first.get(_ORIENTATION, b""))
    return Facts(
        orientation=orientation if 1 <= orientation <= 8 else 1,
        camera=_camera(_text(first.get(_MAKE, b"")), _text(first.get(_MODEL, b""))),
        taken_at=_moment(_text(second.get(_TAKEN_AT, b"")), _text(second.get(_TAKEN_OFFSET, b""))),
        lens=_text(second.get(_LENS, b"")) or None,
        exposure=_exposure(tiff, second),
        is_adobe_rgb=_text(third.get(_INTEROP_INDEX, b"")) == _ADOBE_RGB,
    )


@dataclass(frozen=True, slots=True)
class _Tiff:
    data: bytes
    order: str

    @classmethod
    def of(cls, data: bytes) -> "_Tiff | None":
        order = {b"II*\0": "<", b"MM\0*": ">"}.get(data[:4])
        return None if order is None else cls(data, order)

    def number(self, at: int, size: int) -> int:
        return self.whole(self.data[at : at + size])

    def whole(self, raw: bytes) -> int:
        """A whole number of any length; nothing is 0."""
        return int.from_bytes(raw, "little" if self.order == "<" else "big")

    def fraction(self, raw: bytes) -> float:
        """A rational; 0 for what is none."""
        over, under = self.whole(raw[:4]), self.whole(raw[4:8])
        return over / under if len(raw) == 8 and under else 0.0

    def directory(self, at: int) -> dict[int, bytes]:
        """The wanted entries of the directory at an offset as raw bytes in the file's order."""
        if not 8 <= at <= len(self.data) - 2:
            return {}
        found: dict[int, bytes] = {}
        for entry in range(at + 2, at + 2 + 12 * min(self.number(at, 2), _ENTRIES_MAX), 12):
            if entry + 12 > len(self.data):
                break
            tag, kind, count = struct.unpack_from(f"{self.order}HHI", self.data, entry)
            if kind in _KINDS.get(tag, ()):
                found.setdefault(tag, self._value(entry + 8, kind, count))
        return found

    def _value(self, field: int, kind: int, count: int) -> bytes:
        """The first number of a field, or the beginning of a text: in the entry, or where it points."""
        if kind == _ASCII:
            at = field if count <= 4 else self.number(field, 4)
            return self.data[at : at + min(count, 2 * _TEXT_MAX)]
        size = {_SHORT: 2, _LONG: 4, _RATIONAL: 8}[kind]
        at = field if size * count <= 4 else self.number(field, 4)
        return self.data[at : at + size]


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


def _exposure(tiff: _Tiff, found: dict[int, bytes]) -> str | None:
    """What a photographer would say, in the order they say it; what no camera can do is left out."""
    seconds, aperture, focal = (tiff.fraction(found.get(tag, b"")) for tag in (_SECONDS, _APERTURE, _FOCAL))
    iso, focal_35 = (tiff.whole(found.get(tag, b"")) for tag in (_ISO, _FOCAL_35))
    parts: list[str] = []
    if 1e-6 <= seconds <= 86_400:
        parts.append(f"1/{1 / seconds:.0f} s" if seconds < 0.3 else f"{seconds:.4g} s")
    if 0.5 <= aperture <= 256:
        parts.append(f"f/{_short(aperture)}")
    if 1 <= iso <= 10_000_000 and iso != 65_535:
        parts.append(f"ISO {iso}")
    if 1 <= (length := focal_35 or focal) <= 5_000:
        parts.append(f"{_short(length)} mm")
    return " · ".join(parts) or None


def _short(number: float) -> str:
    """One decimal below ten where it says anything: 1.8, 8, 26."""
    return f"{number:.1f}".removesuffix(".0") if number < 10 else f"{number:.0f}"


def _moment(taken: str, offset: str) -> str | None:
    """EXIF writes `2024:05:01 18:30:00`; a camera without a clock writes spaces or zeros."""
    if len(taken) != 19 or not taken.replace(":", "").replace(" ", "").isdigit() or taken.startswith("0000"):
        return None
    moment = f"{taken[:10].replace(':', '-')}T{taken[11:]}"
    known = (
        len(offset) == 6 and offset[0] in "+-" and offset[3] == ":" and (offset[1:3] + offset[4:]).isdigit()
    )
    return moment + offset if known else moment
