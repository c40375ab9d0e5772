"""`tintype media …`: what an operator does about photos and videos, beside a running site or without one."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable

from tintype.settings import Settings


def add_commands(
    media: argparse.ArgumentParser, add_options: Callable[[argparse.ArgumentParser], None]
) -> None:
    """The commands below `tintype media`."""
    commands = media.add_subparsers(dest="act", required=True, metavar="command")

    def command(name: str, about: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about)
        add_options(added)
        return added

    stats = command("stats", "how much is stored, by kind and by account")
    stats.add_argument("--top", type=int, default=10, metavar="N", help="how many accounts; default 10")
    stats.add_argument("--json", action="store_true", help="for programs")
    sweep = command("sweep", "find files that no row needs, and rows whose files are gone")
    sweep.add_argument("--delete", action="store_true", help="delete those files; without it nothing changes")
    sweep.add_argument(
        "--older-than-hours",
        type=float,
        default=24.0,
        metavar="H",
        help="leave younger files alone; default 24",
    )
    verify = command("verify", "compare every file with its row; 1 when something is wrong")
    verify.add_argument("--fast", action="store_true", help="sizes only, no file is read")
    verify.add_argument(
        "--position", metavar="FILE", help="where to note how far it is; to go on after a break"
    )
    reprocess = command("reprocess", "make files anew from the originals")
    which = reprocess.add_mutually_exclusive_group(required=True)
    which.add_argument("--media", type=int, nargs="+", metavar="ID")
    which.add_argument("--user", metavar="NAME")
    which.add_argument("--all", action="store_true")
    which.add_argument(
        "--older-than-version",
        type=int,
        metavar="N",
        help="what was made by an older version of the pipeline",
    )
    _add_blocking(command)


def _add_blocking(command: Callable[[str, str], argparse.ArgumentParser]) -> None:
    block = command("block", "let no copy of a picture be shown, and take down those that are here")
    what = block.add_mutually_exclusive_group(required=True)
    what.add_argument("--media", type=int, metavar="ID")
    what.add_argument("--post", type=int, metavar="ID")
    what.add_argument("--file", metavar="PATH", help="a picture on this machine")
    block.add_argument("--note", default="", help="why, for those who come after")
    unblock = command("unblock", "let copies of a picture be shown again")
    unblock.add_argument("hash", help="as `tintype media blocked` lists it")
    blocked = command("blocked", "list the pictures that are not shown")
    blocked.add_argument("--json", action="store_true", help="for programs")


def run(settings: Settings, given: argparse.Namespace) -> int:
    """Runs one of them; returns its exit code. What cannot be done is one line."""
    from tintype.cli.demo import quiet
    from tintype.cli.media import blocking, reprocess, stats, sweep, verify

    act = {
        "stats": stats.run,
        "sweep": sweep.run,
        "verify": verify.run,
        "reprocess": reprocess.run,
        "block": blocking.block,
        "unblock": blocking.unblock,
        "blocked": blocking.blocked,
    }[given.act]
    with quiet():
        return asyncio.run(act(settings, given))
