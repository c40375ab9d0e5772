"""`tintype move --to URL`: a site that has outgrown one machine goes to PostgreSQL, and its photos to S3."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import replace

from tintype.cli.progress import Line
from tintype.processes.claims import Refusal, claim_folder
from tintype.settings import Settings


def run(settings: Settings, to: str, blobs: str) -> int:
    """Move, compare, and say how to serve from there. The data folder stays as it is."""
    from tintype.wiring.moving import move_site

    data = settings.storage.data
    if not (data / "tintype.db").is_file():
        print(f"tintype: there is no site in {data}; name its folder with --data", file=sys.stderr)
        return 1
    target = replace(settings, storage=replace(settings.storage, records=to, blobs=blobs))
    try:
        lock = claim_folder(data)
        try:
            moved = asyncio.run(move_site(target, Line("Moving")))
        finally:
            os.close(lock)
    except Refusal as reason:
        print(f"tintype: {reason}", file=sys.stderr)
        return 1
    rows = sum(moved.rows.values())
    print(
        f"{rows:,} rows in {len(moved.rows)} tables and {moved.blobs:,} files are there, equal to those in {data}."
    )
    print("Feeds are built anew when they are first read. Serve from there, with the same secret, by")
    print(f"  TINTYPE_RECORDS={target.storage.records_named}" + ("  TINTYPE_BLOBS=…" if blobs else ""))
    print(f"  TINTYPE_SECRET_FILE={target.secret_file}")
    return 0
