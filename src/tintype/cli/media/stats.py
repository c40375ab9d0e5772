"""`tintype media stats`: how much is stored, of which kind and by whom."""

from __future__ import annotations

import argparse
import json

from tintype.accounts import people
from tintype.cli.media.listing import listing_of, size
from tintype.cli.opened import opened
from tintype.cli.progress import Line
from tintype.media.upkeep.inventory import Inventory, biggest_owners, count_media
from tintype.ports.records import Reading
from tintype.settings import Settings
from tintype.wiring import Adapters

FILES_OF_A_MEDIUM = 10  # Eight pictures, an original and now and then more: only for the line of progress.
Owner = tuple[str, int]


async def run(settings: Settings, given: argparse.Namespace) -> int:
    async with opened(settings) as adapters:
        inventory = await _inventory(adapters)
        media, owners = await adapters.records.look(lambda reading: _owners(reading, given.top))
    if given.json:
        kinds = {
            kind: {"files": inventory.files[kind], "bytes": inventory.bytes[kind]}
            for kind in sorted(inventory.files)
        }
        found = {
            "media": media,
            "files": inventory.files.total(),
            "bytes": inventory.bytes.total(),
            "kinds": kinds,
            "accounts": [{"username": name, "bytes_uploaded": count} for name, count in owners],
        }
        print(json.dumps(found, indent=1))
        return 0
    _print(inventory, media, owners)
    return 0


async def _inventory(adapters: Adapters) -> Inventory:
    about = await adapters.records.look(count_media) * FILES_OF_A_MEDIUM
    inventory, line = Inventory(), Line("Counting")
    async for some in listing_of(adapters).blobs():
        inventory.count(some)
        done = inventory.files.total()
        line("files", min(done, about - 1), about)
    line("files", about, about)
    return inventory


async def _owners(reading: Reading, limit: int) -> tuple[int, list[Owner]]:
    rows = await biggest_owners(reading, limit)
    names = await people(reading, [account_id for account_id, _ in rows])
    owners = [(names[id].username if id in names else str(id), count) for id, count in rows]
    return await count_media(reading), owners


def _print(inventory: Inventory, media: int, owners: list[Owner]) -> None:
    print(
        f"{media:,} photos and videos in {inventory.files.total():,} files, {size(inventory.bytes.total())}\n"
    )
    width = max((len(kind) for kind in inventory.files), default=0)
    for kind, count in inventory.bytes.most_common():
        print(f"  {kind:{width}}  {size(count):>9}  {inventory.files[kind]:>9,} files")
    if owners:
        print("\nWho keeps most here, as uploaded")
        width = max(len(name) for name, _ in owners)
        for name, count in owners:
            print(f"  {name:{width}}  {size(count):>9}")
