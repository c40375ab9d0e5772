"""`run/processes.json` in the data folder: which processes make up the running site."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = Path("run", "processes.json")


@dataclass(frozen=True, slots=True)
class Running:
    """Process ids by name, and the port they serve."""

    supervisor: int
    port: int
    children: dict[str, int]


def write(folder: Path, running: Running) -> None:
    path = folder / FILE
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(asdict(running), indent=1))
    fresh.replace(path)


def read(folder: Path) -> Running | None:
    """What was written last; it may be left over from a site that was killed."""
    try:
        found = json.loads((folder / FILE).read_text())
        return Running(int(found["supervisor"]), int(found["port"]), dict(found["children"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_alive(pid: int) -> bool:
    """Whether that process runs; what is dead and not yet buried does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (OSError, IndexError):
        return False
    return state not in {"Z", "X"}


def forget(folder: Path) -> None:
    (folder / FILE).unlink(missing_ok=True)
