"""A database with the whole schema, made once a process and copied: a sync for each migration costs a test 0.2 s."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tintype.adapters.embedded.schema import apply_migrations


def lay_schema(path: Path) -> None:
    """Put it there, where nothing is yet. Whoever opens it finds all migrations applied."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_bytes(_schema())


@cache
def _schema() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "tintype.db"
        apply_migrations(path, 1)
        return path.read_bytes()
