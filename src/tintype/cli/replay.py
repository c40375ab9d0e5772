"""`tintype replay deletions`: after a backup was put back, what was deleted since goes once more."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tintype.cli.opened import opened
from tintype.settings import Settings

if TYPE_CHECKING:
    from tintype.erasure import Replayed


def run(settings: Settings, ledger: str | None) -> int:
    """Needs a site that is not running. `ledger`: a file that is not in the data folder."""
    from tintype.erasure import LEDGER
    from tintype.processes.claims import Refusal, claim_folder

    path = Path(ledger) if ledger else settings.storage.data / LEDGER
    try:
        lock = claim_folder(settings.storage.data)
        try:
            done = asyncio.run(_replayed(settings, path))
        finally:
            os.close(lock)
    except FileNotFoundError:
        print(
            f"tintype: There is no file {path}. Put the newest one there, or name it: --from FILE",
            file=sys.stderr,
        )
        return 1
    except (Refusal, OSError) as problem:
        print(f"tintype: {problem}", file=sys.stderr)
        return 1
    print(f"Gone again: {done.posts:,} posts, {done.comments:,} comments, {done.accounts:,} accounts.")
    return 0


async def _replayed(settings: Settings, path: Path) -> Replayed:
    from tintype.chores import ledger_of
    from tintype.erasure import Replaying
    from tintype.subjects import build_subjects

    async with opened(settings) as adapters:
        subjects = build_subjects(adapters)
        replaying = Replaying(adapters.records, subjects.posts, subjects.comments, ledger_of(subjects))
        return await replaying.replay(path)
