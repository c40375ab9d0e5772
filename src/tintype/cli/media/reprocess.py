"""`tintype media reprocess`: files are made anew from the originals, by the jobs of a running site."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Sequence

from tintype.accounts import ids_of
from tintype.cli.media.walking import walk
from tintype.cli.opened import opened
from tintype.cli.progress import Line
from tintype.kernel.ids import AccountId, MediaId
from tintype.kernel.problems import NotFound
from tintype.media import MediaKind, MediaRow, MediaState, ask_for_remake, media_of
from tintype.ports.records import Lane, Records, Transaction
from tintype.settings import Settings
from tintype.wiring import Adapters

ASKED_AT_ONCE = 50
WAITING_MAX = 500  # New uploads wait behind these at most.
LOOK_S = 1.0
STILL_S_MAX = 60.0  # Without any progress somebody should know why.


async def run(settings: Settings, given: argparse.Namespace) -> int:
    """Asks for the work and watches it; stopping the watching does not stop the work."""
    async with opened(settings) as adapters:
        owner_id = await _owner(adapters.records, given.user) if given.user else None
        chosen = await _chosen(adapters, given, owner_id)
        if not chosen:
            print("There is nothing to make anew.")
            return 0
        keys = {row.id: row.key for row in chosen}
        await _ask(adapters, chosen)
        return await _watch(adapters, keys)


async def _owner(records: Records, name: str) -> AccountId:
    found = await records.look(lambda reading: ids_of(reading, [name.removeprefix("@")]))
    if not found:
        raise NotFound(f"There is no account {name}.")
    return next(iter(found.values()))


async def _chosen(
    adapters: Adapters, given: argparse.Namespace, owner_id: AccountId | None
) -> list[MediaRow]:
    if given.media:
        ids = [MediaId(each) for each in given.media]
        rows = await adapters.records.look(lambda reading: media_of(reading, ids))
        missing = [id for id in ids if id not in rows or not _can_be(rows[id])]
        for id in missing:
            print(f"media {id}: not there, not a photo, not ready, or its original is gone", file=sys.stderr)
        return [row for row in rows.values() if _can_be(row)]
    before = given.older_than_version
    return [
        row
        async for _, rows in walk(adapters.records, Line("Looking"), owner_id=owner_id)
        for row in rows
        if _can_be(row) and (before is None or row.made.version < before)
    ]


def _can_be(row: MediaRow) -> bool:
    return row.state is MediaState.READY and row.source is not None and row.kind is MediaKind.PHOTO


async def _ask(adapters: Adapters, rows: Sequence[MediaRow]) -> None:
    """In portions, so that what people upload meanwhile does not wait behind all of it."""
    line = Line("Asking")
    for at in range(0, len(rows), ASKED_AT_ONCE):
        some = rows[at : at + ASKED_AT_ONCE]

        async def body(tx: Transaction, some: Sequence[MediaRow] = some) -> None:
            for row in some:
                await ask_for_remake(tx, row, is_forced=True)

        await adapters.records.transact(body)
        line("jobs", min(at + ASKED_AT_ONCE, len(rows)), len(rows))
        await _room(adapters)


async def _room(adapters: Adapters) -> None:
    """Until there is room for more."""
    while True:
        depth = await adapters.jobs.depth()
        if depth.get((Lane.MEDIA.value, "waiting"), 0) <= WAITING_MAX:
            return
        await asyncio.sleep(LOOK_S)


async def _watch(adapters: Adapters, keys: dict[MediaId, str]) -> int:
    """Until every row has a new key or says why not."""
    line, failed, moved_s, left = Line("Making anew"), 0, time.monotonic(), dict(keys)
    while left:
        rows = await adapters.records.look(lambda reading, ids=list(left): media_of(reading, ids))
        done = [id for id, key in left.items() if id not in rows or rows[id].key != key]
        refused = [id for id in left if id in rows and rows[id].problem is not None and id not in done]
        for id in refused:
            print(f"media {id}: {rows[id].detail}", file=sys.stderr)
        failed += len(refused)
        if done or refused:
            moved_s = time.monotonic()
        for id in {*done, *refused}:
            del left[id]
        line("media", len(keys) - len(left), len(keys))
        if left and time.monotonic() - moved_s > STILL_S_MAX:
            print(
                f"\nNothing has moved for a minute. {len(left):,} jobs wait: is the site running?",
                file=sys.stderr,
            )
            return 1
        if left:
            await asyncio.sleep(LOOK_S)
    print(f"{len(keys) - failed:,} made anew" + (f", {failed:,} could not be" if failed else "") + ".")
    return 1 if failed else 0
