"""The site's secret: sessions, cursors and signed addresses hang on it."""

import fcntl
import os
import secrets
from pathlib import Path

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
    """Once, whole or not at all: all processes of a new site start at the same moment, and look for it."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        if path.exists():
            return
        part = path.with_name(f"{path.name}.part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        os.fsync(folder)
    finally:
        os.close(folder)
