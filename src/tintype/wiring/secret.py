"""The site's secret: sessions, cursors and signed addresses hang on it."""

import os
import secrets
from pathlib import Path

SECRET_BYTES = 64


def read_secret(path: Path) -> bytes:
    """The secret in a file, made by whoever comes first. Exits with one line when the file is damaged."""
    try:
        found = path.read_bytes()
    except FileNotFoundError:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        found = path.read_bytes()
    if len(found) < SECRET_BYTES:
        raise SystemExit(f"{path} is damaged: it should hold {SECRET_BYTES} bytes. Restore it from a backup.")
    return found
