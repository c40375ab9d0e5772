"""`tintype rebuild feeds` and `tintype check feeds`: by the worker of a running site, or here where none runs."""

from __future__ import annotations

import asyncio
import os
import random
import sys
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tintype.cli.opened import opened
from tintype.cli.progress import Line
from tintype.settings import Settings

if TYPE_CHECKING:
    from tintype.feed import Difference, Progress
    from tintype.kernel.ids import AccountId
    from tintype.subjects import Subjects

LOOK_S = 0.2
SILENT_S = 30.0
SHOWN_MAX = 20


@dataclass(frozen=True, slots=True)
class _Site:
    """`writes`: nobody else does, so that feeds are built here."""

    subjects: Subjects
    writes: bool


def rebuild(settings: Settings, login: str) -> int:
    """Build all feeds anew, or the one of an account; begun again, it goes on where it was cut off."""
    print(asyncio.run(_rebuilt_one(settings, login) if login else _rebuilt(settings)))
    return 0


def check(settings: Settings, sample: int, *, mends: bool) -> int:
    """Compare some feeds; 1 when one differs and is not to be mended."""
    if sample < 1:
        print("tintype: --sample is a number of readers, 1 or more.", file=sys.stderr)
        return 2
    looked, found = asyncio.run(_checked(settings, sample, mends=mends))
    for one in found[:SHOWN_MAX]:
        print(f"{one.reader_id}: {len(one.missing):,} of {one.expected:,} posts missing, as {one.missing[0]}")
    if not found:
        print(f"{looked:,} feeds are what they should be.")
        return 0
    print(f"{len(found):,} of {looked:,} feeds {'differed and are built anew' if mends else 'differ'}.")
    if not mends:
        print("Mend them with: tintype check feeds --repair, or all: tintype rebuild feeds", file=sys.stderr)
    return 0 if mends else 1


@asynccontextmanager
async def _site(settings: Settings) -> AsyncGenerator[_Site]:
    from tintype.processes.claims import Refusal, claim_folder
    from tintype.subjects import build_subjects

    try:
        lock = await asyncio.to_thread(claim_folder, settings.storage.data)
    except Refusal:
        lock = -1  # A site runs on this folder: its worker writes the feeds.
    try:
        async with opened(settings, writes_feeds=lock >= 0) as adapters:
            subjects = build_subjects(adapters)
            yield _Site(subjects, lock >= 0)
            await subjects.close()
    finally:
        if lock >= 0:
            os.close(lock)


async def _rebuilt(settings: Settings) -> str:
    async with _site(settings) as site:
        rebuilding = site.subjects.feed.rebuilding
        id = await (rebuilding.begin() if site.writes else rebuilding.ask())
        done = await _followed(site, id)
    return f"{done.built:,} feeds are built anew; {done.given_back:,} readers are away and have none until they come."


async def _followed(site: _Site, id: int) -> Progress:
    """Do it, or watch it being done, to its end."""
    from tintype.kernel.ids import SHARDS
    from tintype.kernel.problems import NotFound

    rebuilding, line = site.subjects.feed.rebuilding, Line("Rebuilding")
    seen, since, is_told = (-1, 0), time.monotonic(), False
    while True:
        if site.writes:
            await rebuilding.step(id)
        else:
            await asyncio.sleep(LOOK_S)
        progress = await rebuilding.progress(id)
        if progress is None:
            raise NotFound("Another rebuilding has taken the place of this one.")
        line("feeds", progress.at_shard, SHARDS)
        if progress.ended_us:
            return progress
        if seen != (progress.at_shard, progress.last_id):
            seen, since = (progress.at_shard, progress.last_id), time.monotonic()
        elif time.monotonic() - since > SILENT_S and not is_told:
            is_told = True
            print("No worker takes it up at the moment; it goes on when one does.", file=sys.stderr)


async def _rebuilt_one(settings: Settings, login: str) -> str:
    from tintype.accounts import id_by_login
    from tintype.kernel.problems import NotFound

    async with _site(settings) as site:
        records = site.subjects.adapters.records
        reader_id = await records.look(lambda reading: id_by_login(reading, login))
        if reader_id is None:
            raise NotFound(f"There is no account {login}.")
        await _build(site, [reader_id])
    return f"The feed of {login} is built anew."


async def _checked(settings: Settings, sample: int, *, mends: bool) -> tuple[int, Sequence[Difference]]:
    async with _site(settings) as site:
        checking = site.subjects.feed.checking
        some = await checking.sample(sample, random.Random())
        found = await checking.differing(some)
        if mends:
            await _build(site, [one.reader_id for one in found])
    return len(some), found


async def _build(site: _Site, reader_ids: Sequence[AccountId]) -> None:
    """Build these feeds here, or have them built and wait for that."""
    feeds, rebuilding = site.subjects.feed.fanout.feeds, site.subjects.feed.rebuilding
    for reader_id in reader_ids:
        if site.writes:
            await site.subjects.feed.fanout.rebuild(reader_id)
            continue
        before = await feeds.version(reader_id)
        await rebuilding.ask_one(reader_id)
        while await feeds.version(reader_id) in {before, -1}:  # noqa: ASYNC110 — another process builds it
            await asyncio.sleep(LOOK_S)
