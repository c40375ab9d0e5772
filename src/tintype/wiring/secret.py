"""The site's secret: sessions, cursors and signed addresses hang on it."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

SECRET_BYTES = 64


def read_secret(path: Path) -> bytes:
    """The secret in a file, made by whoever comes first. Exits with one line when the file is damaged."""
    try:
        found = path.read_bytes()
    except FileNotFoundError:
        _make(path)
        found = path.read_bytes()
    if len(found) < SECRET_BYTES:
        raise SystemExit(f"{path} is damaged: it should hold {SECRET_BYTES} bytes. Restore it from a backup.")
    return found


def _make(path: Path) -> None:
    """Whole or not at all: all processes of a new site look for it at one moment, and what the first makes stands."""
    with NamedTemporaryFile(dir=path.parent, prefix=f"{path.name}.") as file:
        file.write(secrets.token_bytes(SECRET_BYTES))
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(file.name, path)
