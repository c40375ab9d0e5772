"""`tintype bench recommend FILE`: how well each method recommends on any table of users and items."""

from __future__ import annotations

import argparse
import gzip
import io
import sys
import time
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from tintype.cli.progress import Line

if TYPE_CHECKING:
    from tintype.recommending import Found, Judged, Names, Split

SEED = 7
LINE_CHARACTERS_MAX = 10_000  # What is longer is no line of a table, and is not read into memory as one.
TOLD_EVERY = 200_000
HEADS = (
    f"{'':18}{'recall@20':>10}{'ndcg@20':>9}{'coverage':>10}{'gini':>7}"
    f"{'popularity':>12}{'likeness':>10}{'fit s':>8}{'lists/s':>9}"
)
MEANING = (
    "coverage: share of all items that somebody is shown; gini: 0 if all are shown alike, 1 if one takes all;"
    "\npopularity: users of the median item shown; likeness: mean cosine within a list."
)


def add_bench(command: argparse.ArgumentParser) -> None:
    """What may be asked for."""
    acts = command.add_subparsers(dest="act", required=True, metavar="act")
    recommend = acts.add_parser(
        "recommend",
        help="compare methods that recommend, on any table of users and items",
        description="Each line of FILE is a user and an item, with a tab, a comma, a semicolon, :: or spaces between "
        "them; further columns are not read. A part is hidden, and what each method brings back of it within 20 is "
        "told, beside what it shows of everything else.",
    )
    recommend.add_argument("file", metavar="FILE", help="text, plain or as .gz or .zip")
    recommend.add_argument("--test", metavar="FILE", help="what is hidden, if somebody has parted it already")
    recommend.add_argument("--hidden", type=float, default=0.1, help="share that is hidden; default 0.1")
    recommend.add_argument(
        "--users", type=int, default=2_000, help="how many are asked at most; default 2000"
    )
    recommend.add_argument("--least", type=float, help="only lines whose third column is at least this")
    recommend.add_argument("--graph", action="store_true", help="both columns are people: who follows whom")
    recommend.add_argument("--mutual", action="store_true", help="as --graph, and each line holds both ways")
    recommend.add_argument(
        "--quick", action="store_true", help="without the blend, which takes most of the time"
    )
    recommend.add_argument("--seed", type=int, default=SEED, help=f"of all that is drawn; default {SEED}")


def run(given: argparse.Namespace) -> int:
    """Prints the table of all methods. 2 for what cannot be asked, 1 for what cannot be read."""
    from tintype.recommending import Comparison, Unreadable

    wrong = _wrong(given)
    if wrong:
        print(f"tintype: {wrong}", file=sys.stderr)
        return 2
    try:
        split, about = _parted(given)
    except Unreadable as problem:
        print(f"tintype: {problem}", file=sys.stderr)
        return 1
    if not len(split.asked):
        print(
            "tintype: Nobody has both something known and something hidden. Give more lines, or a larger --hidden.",
            file=sys.stderr,
        )
        return 1
    print(about, flush=True)
    comparison = Comparison(_is_graph(given), given.seed, Line("Recommending"), time.perf_counter)
    print(HEADS)
    blended: list[str] = []
    for one in comparison.each(split, blends=not given.quick):
        print(_row(one), flush=True)  # As it comes: on a large table the last takes minutes.
        blended += [f"{weight:g} × {name}" for name, weight in one.weights.items()]
    print(f"\nblend = {' + '.join(blended)}\n{MEANING}" if blended else f"\n{MEANING}")
    return 0


def _row(one: Judged) -> str:
    its = one.quality
    return (
        f"{one.name:18}{its.recall:>10.4f}{its.ndcg:>9.4f}{its.coverage:>10.1%}{its.gini:>7.3f}"
        f"{its.popularity:>12,.0f}{its.likeness:>10.3f}{one.fit_s:>8.1f}{one.lists_per_s:>9,.0f}"
    )


def _wrong(given: argparse.Namespace) -> str:
    if not 0 < given.hidden < 1:
        return f"--hidden {given.hidden:g}: a share between 0 and 1."
    if given.users < 1:
        return f"--users {given.users}: at least 1."
    if given.seed < 0:
        return f"--seed {given.seed}: 0 or more."
    return ""


def _is_graph(given: argparse.Namespace) -> bool:
    return given.graph or given.mutual


def _parted(given: argparse.Namespace) -> tuple[Split, str]:
    """What is known and hidden, and a line about it. Raises Unreadable."""
    from tintype.recommending import Names, split
    from tintype.recommending import given as parted

    names = Names(people=_is_graph(given))
    whole = _read(Path(given.file), names, given.least)
    test = _read(Path(given.test), names, given.least) if given.test else None
    if test is None:
        found = split(
            names.pairs(whole), share=given.hidden, most=given.users, seed=given.seed, mutual=given.mutual
        )
    else:
        known, hidden = names.pairs(whole), names.pairs(test)
        if given.mutual:
            known, hidden = known.both_ways(), hidden.both_ways()
        found = parted(known, hidden, most=given.users, seed=given.seed)
    sizes = f"{found.known.rows:,} users, {found.known.width:,} items"
    pairs = f"{len(found.known.columns):,} pairs known, {len(found.hidden.columns):,} hidden"
    return found, f"{Path(given.file).name}: {sizes}; {pairs}; {len(found.asked):,} users asked\n"


def _read(path: Path, names: Names, least: float | None) -> Found:
    """The pairs of a file. What is left out is named. Raises Unreadable."""
    from tintype.recommending import Unreadable, read

    try:
        with _text(path) as text:
            found = read(_told(path.name, text), names, least=least)
    except Unreadable as problem:
        raise Unreadable(f"{path}: {problem}") from problem
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        why = (error.strerror if isinstance(error, OSError) else "") or str(error) or type(error).__name__
        raise Unreadable(
            f"{path} cannot be read: {why}. Give a file of text, plain or as .gz or .zip."
        ) from error
    for bad in found.shown:
        print(f"tintype: {path} line {bad.number} is left out: {bad.reason}", file=sys.stderr)
    if found.bad > len(found.shown):
        print(f"tintype: … and {found.bad - len(found.shown):,} more lines.", file=sys.stderr)
    return found


@contextmanager
def _text(path: Path) -> Generator[IO[str]]:
    """A file as text, whatever it is packed in; told by its first bytes and not by its name."""
    with path.open("rb") as raw:
        start = raw.read(4)
        raw.seek(0)
        if start[:2] == b"\x1f\x8b":
            with gzip.open(raw, "rb") as unpacked:
                yield io.TextIOWrapper(unpacked, "utf-8", errors="replace")
        elif start == b"PK\x03\x04":
            with zipfile.ZipFile(raw) as archive:
                held = [entry for entry in archive.infolist() if not entry.is_dir()]
                if len(held) != 1:
                    raise zipfile.BadZipFile(f"it holds {len(held)} files and should hold one")
                with archive.open(held[0]) as unpacked:
                    yield io.TextIOWrapper(unpacked, "utf-8", errors="replace")
        else:
            yield io.TextIOWrapper(raw, "utf-8-sig", errors="replace")


def _told(name: str, text: IO[str]) -> Iterator[str]:
    """Lines, with a word every 200,000: how many there are is not known before the end."""
    number = 0
    while line := text.readline(LINE_CHARACTERS_MAX):
        number += 1
        if number % TOLD_EVERY == 0:
            print(f"Reading {name}: {number:,} lines", file=sys.stderr, flush=True)
        yield line
