"""`tintype media block|unblock|blocked`: pictures that are not shown here."""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

from tintype.cli.opened import opened
from tintype.cli.progress import Line
from tintype.kernel.clock import MINUTE_US, rfc3339
from tintype.kernel.ids import AccountId, MediaId, PostId
from tintype.kernel.pages import LIMIT_MAX, TOP
from tintype.kernel.problems import NotFound
from tintype.media import BlockedHash, Hunt, MediaPool, Order, Picture
from tintype.media.model import Refusal
from tintype.media.policy.policy_store import blocked_hash, count_looks
from tintype.moderation import BlockedPictures, Target
from tintype.ports.records import Records
from tintype.settings import Settings

MACHINE = AccountId(0)
# This command looks for copies itself; a running site does so after this, should the command be stopped.
LATER_US = 10 * MINUTE_US


async def block(settings: Settings, given: argparse.Namespace) -> int:
    """Blocks it and shows how far the looking for copies is."""
    target = await _target(settings, given)
    async with opened(settings) as adapters:
        order = Order(MACHINE, given.note, LATER_US)
        entries = await BlockedPictures(adapters.records).block(target, order)
        await _look(adapters.records, entries)
        for entry in entries:
            now = await adapters.records.look(lambda reading, entry=entry: blocked_hash(reading, entry.hash))
            if now is not None:
                print(f"{now.hash}  {now.found} taken down")
    return 0


async def unblock(settings: Settings, given: argparse.Namespace) -> int:
    async with opened(settings) as adapters:
        await BlockedPictures(adapters.records).unblock(given.hash.lower())
    print("Copies of it may be shown again. What was taken down stays gone.")
    return 0


async def blocked(settings: Settings, given: argparse.Namespace) -> int:
    async with opened(settings) as adapters:
        entries = await _all(BlockedPictures(adapters.records))
    if given.json:
        print(json.dumps([_as_json(entry) for entry in entries], indent=1))
        return 0
    for entry in entries:
        print(f"{entry.hash}  {rfc3339(entry.at_us)[:16]}  {entry.found:>5} taken down  {entry.note}")
    print(f"{len(entries):,} {'picture is' if len(entries) == 1 else 'pictures are'} not shown here.")
    return 0


async def _target(settings: Settings, given: argparse.Namespace) -> Target:
    if given.media is not None:
        return Target(media_id=MediaId(given.media))
    if given.post is not None:
        return Target(post_id=PostId(given.post))
    return Target(picture=await _picture(settings, Path(given.file)))


async def _picture(settings: Settings, path: Path) -> Picture:
    """The hashes of a file, looked at behind the same locks as everybody's photos."""
    try:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        raise NotFound(f"{path} cannot be read: {error.strerror}.") from error
    async with MediaPool(1, unsafe=settings.media.unsafe) as pool:
        found = await pool.render(path)
    if isinstance(found, Refusal):
        print(f"{found.sentence} Only these very bytes are blocked.")
        return Picture(sha256, None)
    if not found.turns:
        print("Too little is to be seen in it to know copies by: only these very bytes are blocked.")
        return Picture(sha256, None)
    return Picture(sha256, found.turns[0])


async def _look(records: Records, entries: list[BlockedHash]) -> None:
    total, line, hunt = await records.look(count_looks), Line("Looking for copies"), Hunt(records)
    for at_us in sorted({entry.at_us for entry in entries if not entry.looked_us}):
        done = 0

        def progress(count: int) -> None:
            nonlocal done
            done += count
            line("media", min(done, total), total)

        await hunt.walk(at_us, progress=progress)


async def _all(pictures: BlockedPictures) -> list[BlockedHash]:
    entries: list[BlockedHash] = []
    place = TOP
    while True:
        page = await pictures.page(place, LIMIT_MAX)
        entries += page.items
        if page.next is None:
            return entries
        place = page.next


def _as_json(entry: BlockedHash) -> dict[str, object]:
    return {
        "hash": entry.hash,
        "sha256": None if entry.sha256 is None else entry.sha256.hex(),
        "phash": None if entry.phash is None else f"{entry.phash:016x}",
        "note": entry.note,
        "at": rfc3339(entry.at_us),
        "found": entry.found,
    }
