"""`tintype media sweep`: files that no row needs, and rows whose files are gone."""

from __future__ import annotations

import argparse

from tintype.cli.media.listing import listing_of, size
from tintype.cli.media.stats import FILES_OF_A_MEDIUM
from tintype.cli.media.walking import walk
from tintype.cli.opened import opened
from tintype.cli.progress import Line
from tintype.kernel.clock import HOUR_US
from tintype.media.upkeep.checkup import faults_of
from tintype.media.upkeep.inventory import count_media, orphans
from tintype.settings import Settings
from tintype.wiring import Adapters

SHOWN_MAX = 20


async def run(settings: Settings, given: argparse.Namespace) -> int:
    """Says what it finds. Files younger than a day are left alone: they come before the rows that name them."""
    async with opened(settings) as adapters:
        before_us = adapters.clock.now_us() - int(given.older_than_hours * HOUR_US)
        files, count = await _files(adapters, before_us, is_deleting=given.delete)
        rows = await _rows(adapters)
    did = "deleted" if given.delete else "could be deleted with --delete"
    print(f"{files:,} files that no row needs, {size(count)}: {did}." if files else "No file is left over.")
    if rows:
        print(f"{rows:,} photos and videos lack files: tintype media verify says which, and what helps.")
    return 0


async def _files(adapters: Adapters, before_us: int, *, is_deleting: bool) -> tuple[int, int]:
    about = await adapters.records.look(count_media) * FILES_OF_A_MEDIUM
    line, seen, found, count = Line("Sweeping"), 0, 0, 0
    async for some in listing_of(adapters).blobs():
        old = [blob for blob in some if blob.changed_us < before_us]
        lost = await adapters.records.look(lambda reading, old=old: orphans(reading, old)) if old else []
        for blob in lost[: max(0, SHOWN_MAX - found)]:
            print(f"{'delete' if is_deleting else 'orphan'} {blob.key} {size(blob.size)}")
        if is_deleting and lost:
            await adapters.blobs.delete([blob.key for blob in lost])
        seen, found, count = seen + len(some), found + len(lost), count + sum(blob.size for blob in lost)
        line("files", min(seen, about - 1), about)
    line("files", about, about)
    if found > SHOWN_MAX:
        print(f"… and {found - SHOWN_MAX:,} more")
    return found, count


async def _rows(adapters: Adapters) -> int:
    lacking = 0
    async for _, rows in walk(adapters.records, Line("Looking for files")):
        for row in rows:
            faults = await faults_of(adapters.blobs, row, is_fast=True)
            lacking += any(fault.what == "is missing" for fault in faults)
    return lacking
