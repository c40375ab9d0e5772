"""`tintype users export NAME` and `tintype users import NAME FILE`: somebody's things, out of the site and into it."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tintype.cli.opened import opened
from tintype.cli.progress import Line
from tintype.settings import Settings

if TYPE_CHECKING:
    from tintype.accounts import Account
    from tintype.kernel.viewer import Viewer
    from tintype.portability import Counts
    from tintype.subjects import Subjects

LOOK_S: Final = 0.5
PIECE: Final = 1 << 20
LEFT_SHOWN_MAX: Final = 50


def add_archives(add: Callable[..., argparse.ArgumentParser]) -> list[argparse.ArgumentParser]:
    """The two commands below `tintype users`; `add` is what adds one."""
    out = add("export", help="write everything that is somebody's own into an archive")
    out.add_argument("name", help="its username or e-mail address")
    out.add_argument("--to", metavar="FILE", help="default NAME.zip; nothing that is there is overwritten")
    into = add("import", help="bring an archive of Tintype or an export of Instagram's data")
    into.add_argument("name", help="whose account it comes to")
    into.add_argument("file", help="the archive, a ZIP file")
    into.add_argument("--dry-run", action="store_true", help="say what would be brought, and bring nothing")
    into.add_argument(
        "--audience", choices=["everyone", "followers", "close_friends"], help="at most for these"
    )
    into.add_argument("--no-follows", action="store_true", help="follow nobody")
    into.add_argument("--no-profile", action="store_true", help="take no name, bio, link and picture")
    return [out, into]


def run(settings: Settings, given: argparse.Namespace) -> int:
    """One of the two. Works beside a running server, and without one."""
    act = _export(settings, given) if given.act == "export" else _import(settings, given)
    try:
        return asyncio.run(act)
    except OSError as problem:
        print(f"tintype: {problem}", file=sys.stderr)
        return 1


async def _export(settings: Settings, given: argparse.Namespace) -> int:
    from tintype.portability import Gathering, Parcel

    async with _site(settings) as subjects:
        viewer, account = await _viewer(subjects, given.name)
        path, line, adapters = Path(given.to or f"{account.username}.zip"), Line("Packing"), subjects.adapters
        # Nothing that is there is overwritten.
        file = await asyncio.to_thread(path.open, "xb")

        async def out(piece: bytes) -> None:
            await asyncio.to_thread(file.write, piece)
            if parcel.done < parcel.total:
                line("posts", parcel.done, parcel.total)

        gathering = Gathering(adapters.records, viewer)
        parcel = Parcel(gathering, adapters.blobs, settings.origin, adapters.clock.now_us(), out)
        try:
            await parcel.fill()
        except BaseException:
            await asyncio.to_thread(path.unlink)
            raise
        finally:
            await asyncio.to_thread(file.close)
        line("posts", 1, 1)
    missing = f", {parcel.missing} files could not be read" if parcel.missing else ""
    print(f"{path}: {parcel.done} posts{missing}")
    return 0


async def _import(settings: Settings, given: argparse.Namespace) -> int:
    from tintype.portability import Archive, planned

    path = Path(given.file)
    plan = await asyncio.to_thread(planned, await Archive.open(path))
    if given.dry_run:
        for kind, n in plan.totals().items():
            print(f"{kind}  {n}")
        _print_left((item.label, item.detail or item.code) for item in plan.items if item.code)
        _print_notes(" ".join(dict.fromkeys(plan.notes)))
        return 0
    async with _site(settings, works=True) as subjects:
        return await _bring(subjects, given, path)


async def _bring(subjects: Subjects, given: argparse.Namespace, path: Path) -> int:
    from tintype.portability import ARCHIVE_BYTES_MAX, ImportState, ItemState, fresh_blob
    from tintype.posts import AUDIENCES

    viewer, _ = await _viewer(subjects, given.name)
    imports, blob, line = subjects.desk.imports, fresh_blob(), Line("Bringing")
    received = await subjects.adapters.blobs.put(blob, _read(path), bytes_max=ARCHIVE_BYTES_MAX)
    row = await imports.add(viewer, blob, received.size, path.name)
    has_begun = False
    while True:
        row, counts = await imports.one(viewer, row.id)
        ended = sum(n for (_, state), n in counts.items() if state > ItemState.AT_IT)
        line("things", ended, max(1, sum(counts.values())))
        if row.state is ImportState.LOOKED and not has_begun:
            audience = AUDIENCES[given.audience] if given.audience else None
            await imports.start(
                viewer,
                row.id,
                audience=audience,
                follows=not given.no_follows,
                takes_profile=not given.no_profile,
            )
            has_begun = True
        elif row.state not in {ImportState.LOOKING, ImportState.RUNNING}:
            break
        await asyncio.sleep(LOOK_S)
    _print_counts(counts)
    left = await imports.report(viewer, row.id, 0, LEFT_SHOWN_MAX, left_only=True)
    _print_left((item.label, item.detail or item.code) for item in left)
    _print_notes(row.detail)
    return 0 if row.state is ImportState.DONE else 1


@asynccontextmanager
async def _site(settings: Settings, *, works: bool = False) -> AsyncGenerator[Subjects]:
    """The use cases; with `works` and no server on this folder, a worker beside them that makes pictures."""
    from tintype.processes.claims import Refusal, claim_folder
    from tintype.site import open_worker
    from tintype.subjects import build_subjects

    try:
        lock = claim_folder(settings.storage.data) if works else None
    except Refusal:
        lock = None  # A server is at work here.
    try:
        if lock is None:
            async with opened(settings) as adapters:
                yield build_subjects(adapters)
            return
        async with open_worker(settings) as worker:
            working = asyncio.ensure_future(worker.run())
            try:
                yield worker.subjects
            finally:
                await worker.stop(working)
    finally:
        if lock is not None:
            os.close(lock)


async def _viewer(subjects: Subjects, login: str) -> tuple[Viewer, Account]:
    from tintype.accounts import id_by_login, profile
    from tintype.kernel.ids import SessionId
    from tintype.kernel.problems import NotFound
    from tintype.kernel.viewer import Viewer

    records = subjects.adapters.records
    account_id = await records.look(lambda reading: id_by_login(reading, login))
    account = None if account_id is None else await records.look(lambda reading: profile(reading, account_id))
    if account is None:
        raise NotFound(f"There is no account {login} here.")
    return Viewer(account.id, SessionId(0)), account


async def _read(path: Path) -> AsyncIterator[bytes]:
    file = await asyncio.to_thread(path.open, "rb")
    try:
        while piece := await asyncio.to_thread(file.read, PIECE):
            yield piece
    finally:
        file.close()


def _print_counts(counts: Counts) -> None:
    for (kind, state), n in sorted(counts.items()):
        print(f"{kind.name.lower()}  {state.name.lower()}  {n}")


def _print_left(left: Iterable[tuple[str, str]]) -> None:
    for label, why in left:
        print(f"  left out: {label}: {why}")


def _print_notes(notes: str) -> None:
    if notes:
        print(notes)
