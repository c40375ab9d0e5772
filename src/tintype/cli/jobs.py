"""`tintype jobs graves|retry`: what was given up, why, and once more."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

from tintype.cli.opened import opened
from tintype.settings import Settings

if TYPE_CHECKING:
    from tintype.flow.graves import Grave
    from tintype.ports.records import Records


def add_jobs(
    command: argparse.ArgumentParser, add_data_option: Callable[[argparse.ArgumentParser], None]
) -> None:
    """What may be asked for."""
    acts = command.add_subparsers(dest="act", required=True, metavar="act")
    graves = acts.add_parser("graves", help="jobs that were given up: which, when, why")
    graves.add_argument("--lane", default="", help="only of this lane")
    graves.add_argument("--kind", default="", help="only of this kind")
    graves.add_argument("--json", action="store_true", help="a line of JSON each, with all that is known")
    add_data_option(graves)
    retry = acts.add_parser("retry", help="try them once more, as if they were new")
    retry.add_argument("id", type=int, nargs="*", help="the numbers that graves shows")
    retry.add_argument("--kind", default="", help="every one of this kind")
    retry.add_argument("--all", action="store_true", help="every one")
    add_data_option(retry)


def run(settings: Settings, given: argparse.Namespace) -> int:
    """Do it, beside a running site as well, whose workers find the jobs within a second."""
    if given.act == "retry" and (bool(given.id) + bool(given.kind) + given.all) != 1:
        print("tintype: Say which: numbers of jobs, or --kind KIND, or --all.", file=sys.stderr)
        return 2
    return asyncio.run(_with_records(settings, given))


async def _with_records(settings: Settings, given: argparse.Namespace) -> int:
    act = _show if given.act == "graves" else _retry
    async with opened(settings) as adapters:
        return await act(adapters.records, given)


async def _show(records: Records, given: argparse.Namespace) -> int:
    from tintype.flow.graves import graves
    from tintype.ports.records import Lane

    lanes = [lane for lane in Lane if lane.value == given.lane or not given.lane]
    if not lanes:
        known = ", ".join(lane.value for lane in Lane)
        print(f"tintype: There is no lane {given.lane}. There are {known}.", file=sys.stderr)
        return 2
    n = 0
    async for grave in graves(records, lanes, given.kind):
        n += 1
        print(_as_json(grave) if given.json else _as_line(grave))
    if not n and not given.json:
        print("No job was given up.")
    return 0


async def _retry(records: Records, given: argparse.Namespace) -> int:
    from tintype.flow.graves import graves, retry
    from tintype.kernel.ids import JobId

    ids = [JobId(id) for id in given.id]
    if not ids:
        ids = [grave.id async for grave in graves(records, kind=given.kind)]
    n = await retry(records, ids)
    if n < len(given.id):
        print(
            f"tintype: {len(given.id) - n} of these numbers name no job that was given up.", file=sys.stderr
        )
    print(f"{n:,} {'job is' if n == 1 else 'jobs are'} tried once more.")
    return 1 if n < len(given.id) else 0


def _as_line(grave: Grave) -> str:
    from tintype.kernel.clock import rfc3339

    what = " ".join(f"{name}={value}" for name, value in grave.args.items())
    buried = rfc3339(grave.buried_us)[:19] + "Z"
    tries = f"{grave.attempts} {'try' if grave.attempts == 1 else 'tries'}"
    return f"{grave.id}  {buried}  {grave.lane.value}  {grave.kind} {what}\n    after {tries}: {grave.reason}"


def _as_json(grave: Grave) -> str:
    return json.dumps({**asdict(grave), "id": str(grave.id), "lane": grave.lane.value})
