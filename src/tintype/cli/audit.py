"""Who did what to whose account at the machine itself: a line each, in `operators.log` of the data folder."""

from __future__ import annotations

import json
import os
import pwd
from datetime import UTC, datetime
from pathlib import Path

FILE = "operators.log"


class NotNoted(Exception):
    """The file, and why it takes no line."""


def note(folder: Path, act: str, account_id: int) -> None:
    """Add a line that is on disk when this returns. Raises NotNoted."""
    line = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "by": _who(),
        "act": act,
        "account_id": str(account_id),
    }
    try:
        file = os.open(folder / FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, (json.dumps(line) + "\n").encode())
            os.fsync(file)
        finally:
            os.close(file)
    except OSError as error:
        raise NotNoted(f"{folder / FILE} ({error.strerror})") from error


def _who() -> str:
    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        name = str(os.getuid())
    # Whoever became root to do this is whom one wants to ask.
    before = os.environ.get("SUDO_USER", "")
    return f"{before} as {name}" if before and before != name else name
