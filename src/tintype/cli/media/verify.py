"""`tintype media verify`: is every file there, and is it what its row says?"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from tintype.cli.media.walking import Place, walk
from tintype.cli.opened import opened
from tintype.cli.progress import Line
from tintype.media.upkeep.checkup import faults_of
from tintype.settings import Settings


async def run(settings: Settings, given: argparse.Namespace) -> int:
    """Prints a line for each file that is wrong; 1 when there is any."""
    note = Path(given.position) if given.position else settings.storage.data / "verify.position"
    start, wrong = _read(note)
    if start is not None:
        print(f"Going on behind {start.done:,} media, as {note} says.")
    place = start or Place()
    async with opened(settings) as adapters:
        async for place, rows in walk(adapters.records, Line("Verifying"), start):
            for row in rows:
                for fault in await faults_of(adapters.blobs, row, is_fast=given.fast):
                    wrong += 1
                    print(f"media {fault.media_id}: {fault.blob} {fault.what}", flush=True)
            _write(note, place, wrong)
    note.unlink(missing_ok=True)
    if not wrong:
        print(f"All files of {place.done:,} photos and videos are there.")
        return 0
    print(f"{wrong:,} files are not as they should be, of {place.done:,} photos and videos.")
    print("Pictures can be made anew from their originals: tintype media reprocess --media ID")
    return 1


def _read(note: Path) -> tuple[Place | None, int]:
    try:
        found = json.loads(note.read_text())
        return Place(int(found["shard"]), int(found["media_id"]), int(found["done"])), int(found["wrong"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None, 0


def _write(note: Path, place: Place, wrong: int) -> None:
    """Renamed into place: a position that is there is whole."""
    part = note.with_name(f"{note.name}.part")
    part.write_text(json.dumps({**asdict(place), "wrong": wrong}))
    part.replace(note)
