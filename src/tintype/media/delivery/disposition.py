"""The name under which a browser saves an original: its owner's word for it, and harmless on every system."""

import re
from typing import Final
from urllib.parse import quote

# What people may bring here. Under another ending the file would be opened by something that runs it.
_ENDINGS: Final = frozenset(
    ("jpg", "jpeg", "jpe", "png", "webp", "heic", "heif", "hif", "avif", "gif", "mp4", "m4v", "mov", "qt")
)
_NAMELESS: Final = "original"
_BYTES_MAX: Final = 200  # a file's name holds 255 bytes
_UNSAFE: Final = re.compile(r'[\x00-\x1f\x7f"*/:<>?\\|%]')
# Windows takes these for devices, whatever their ending.
_DEVICE: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)


def attachment(name: str) -> bytes:
    """A Content-Disposition of RFC 6266 that makes a browser save, and never show, what it gets.

    `Ünï.JPG` gives `attachment; filename="_n_.JPG"; filename*=UTF-8''%C3%9Cn%C3%AF.JPG`; `page.html` is saved as
    `page`, `../-rf` as `rf`, and what has no name as `original`.
    """
    safe = _safe(name)
    plain = "".join(letter if letter.isascii() else "_" for letter in safe)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(safe, safe='')}".encode("ascii")


def _safe(name: str) -> str:
    last = name.replace("\\", "/").rpartition("/")[2]
    # Windows leaves out dots and spaces at the end, and would see the ending before them.
    visible = "".join(letter for letter in _UNSAFE.sub("_", last) if letter.isprintable()).rstrip(" .")
    stem, ending = _parted(visible)
    if not ending:
        # Without its ending it has another one, which may be as bad.
        rest = visible.rpartition(".")[0] or visible
        stem, ending = _parted(rest)
        if not ending:
            stem = rest.strip(" .-").replace(".", "_")
    # A leading dot hides a file, a leading dash is an option to whatever is called with it.
    stem = _shortened(stem.strip(" .-")) or _NAMELESS
    if _DEVICE.fullmatch(stem.partition(".")[0].strip()):
        stem = f"_{stem}"
    return f"{stem}.{ending}" if ending else stem


def _parted(name: str) -> tuple[str, str]:
    """A name and its ending; none where it is not one of what may be brought here."""
    stem, _, ending = name.rpartition(".")
    return (stem, ending) if "." in name and ending.lower() in _ENDINGS else (name, "")


def _shortened(stem: str) -> str:
    return stem.encode("utf-8", "ignore")[:_BYTES_MAX].decode("utf-8", "ignore").strip(" .-")
