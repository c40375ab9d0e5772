"""`tintype migrate`: bring the data folder to this version's schema; a copy is kept beside it."""

from __future__ import annotations

from tintype.settings import Settings


def run(settings: Settings) -> int:
    from tintype.wiring import prepare

    prepare(settings)
    print(f"{settings.storage.data} is at the schema of this version")
    return 0
