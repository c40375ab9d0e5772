"""A photo of twelve megapixels to its eight files: beside npm's sharp, and beside the same code without locks."""

import asyncio
import hashlib
import io
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import uvloop
from PIL import Image

from benchmarks import process_tree, sources, tools
from benchmarks.progress import say
from benchmarks.results import Results
from tintype.media.making.pool import MediaPool
from tintype.media.model import PHOTO_BYTES_MAX
from tintype.media.outcome import Rendered
from tintype.media.sandbox.lock import Level

TIMES = 6  # each photo, in one run
PROCESSES = 2
LARGE = {"photo_48mp_peak_mib": (8064, 6048), "photo_100mp_peak_mib": (11547, 8660)}
LARGEST = (11500, 8690)  # a hundred megapixels but for a few
_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")


def measure(results: Results, runs: int) -> None:
    """Ours and theirs in turns, `runs` times; nothing, and a word about it, without the real photos."""
    try:
        photos = sources.twelve_megapixels()
    except sources.NoPhotos as missing:
        say(f"pipeline is not measured: {missing}")
        return
    sizes = ", ".join(f"{len(photo) / 1e6:.1f}" for photo in photos)
    results.fact("pipeline photos", f"{len(photos)} of 4032 × 3024, {sizes} MB, made from real ones")
    with tempfile.TemporaryDirectory(prefix="tintype-bench-") as folder:
        files = [Path(folder, f"{number}.jpg") for number in range(len(photos))]
        for file, photo in zip(files, photos, strict=True):
            file.write_bytes(photo)
        sharp = _sharp(results)
        for _ in range(runs):
            one_round(results, files, sharp)
    for name, size in LARGE.items():
        results.add(name, peak_mib(sources.enlarged(sources.real()[0], size, quality=90)))
    results.add("photo_100mp_png_peak_mib", peak_mib(striped_png(*LARGEST)))


def striped_png(width: int, height: int) -> bytes:
    """What costs most: a decoder of PNG gives all pixels at once, and transparency a quarter more of them."""
    row = sources.real()[0].convert("RGBA").crop((0, 600, 1800, 601)).resize((width, 1))
    out = io.BytesIO()
    row.resize((width, height), Image.Resampling.NEAREST).save(out, "PNG", compress_level=1)
    return out.getvalue()


def _sharp(results: Results) -> list[str] | None:
    try:
        return tools.sharp_command()
    except tools.Missing as missing:
        say(f"sharp is not measured: {missing}")
        results.fact("sharp", f"not measured: {missing}")
        return None


def one_round(results: Results, files: Sequence[Path], sharp: list[str] | None) -> None:
    """Ours locked in, ours without locks, ours in one process, sharp: right after each other."""
    ours, each_s = uvloop.run(pooled(files, 1, Level.FULL))
    bare, _ = uvloop.run(pooled(files, 1, Level.LIMITS))
    results.add("photo_pipeline_cpu_ms", ours)
    results.add("photo_pipeline_ms", each_s * 1000)
    results.add("photo_sandbox_to_bare", ours / bare)
    alone = in_one_process(files)
    results.add("photo_one_process_cpu_ms", alone)
    _, each_s = uvloop.run(pooled(files, PROCESSES, Level.FULL))
    results.add("photo_pipeline_photos_per_s", 1 / each_s)
    if sharp is not None:
        theirs = by_sharp([*sharp, str(TIMES), *map(str, files)])
        results.add("sharp_cpu_ms", float(theirs["cpu_ms"]))
        results.add("sharp_444_cpu_ms", float(theirs["cpu_444_ms"]))
        results.add("photo_cpu_to_sharp", ours / float(theirs["cpu_ms"]))
        results.add("photo_cpu_to_sharp_444", ours / float(theirs["cpu_444_ms"]))
        results.fact("sharp", f"{theirs['version']}, {float(theirs['bytes']) / 1000:.0f} KB of eight files")


async def pooled(files: Sequence[Path], processes: int, level: Level) -> tuple[float, float]:
    """CPU milliseconds and seconds a photo through the pool: everything from the upload's hash to eight files."""
    async with MediaPool(processes, unsafe=level is Level.LIMITS, level_max=level) as pool:
        assert pool.level is level, f"this machine gives level {pool.level}"
        for file in files:
            await render(pool, file)  # as the server is after its first photo
        forks = pool._forks
        assert forks is not None
        server = forks._process.pid
        children_s, own_s, began = process_tree.cpu_s(server), time.process_time(), time.perf_counter()
        await asyncio.gather(*(render(pool, file) for _ in range(TIMES) for file in files))
        # Of the fork server: with all its children, each of which it has waited for.
        used_s = process_tree.cpu_s(server) - children_s + time.process_time() - own_s
        count = TIMES * len(files)
        return used_s / count * 1000, (time.perf_counter() - began) / count


async def render(pool: MediaPool, file: Path) -> None:
    """One photo as the server makes it of a file in its store, its SHA-256 included; every file is there."""
    with file.open("rb") as photo:
        hashlib.file_digest(photo, "sha256").digest()
    outcome = await pool.render(file)
    assert isinstance(outcome, Rendered), outcome
    assert len(outcome.renditions) == 8


_ALONE = """
import io, sys, time
from tintype.media.made import AS_USUAL
from tintype.media.pictures.pixels import render
times, *files = sys.argv[1:]
photos = [open(file, "rb").read() for file in files]
for photo in photos:
    render(io.BytesIO(photo), AS_USUAL, lambda stage: None)
began = time.process_time()
for _ in range(int(times)):
    for photo in photos:
        render(io.BytesIO(photo), AS_USUAL, lambda stage: None)
print((time.process_time() - began) * 1000 / int(times) / len(photos))
"""


def in_one_process(files: Sequence[Path]) -> float:
    """CPU milliseconds of the same code in one warm process that keeps its memory: no fork, no locks, no pipe."""
    command = [sys.executable, "-c", _ALONE, str(TIMES), *map(str, files)]
    tuned = {"MALLOC_MMAP_THRESHOLD_": "33554432", "MALLOC_TRIM_THRESHOLD_": "268435456"}
    done = subprocess.run(command, env=tuned, capture_output=True, text=True, check=True)
    return float(done.stdout)


def by_sharp(command: Sequence[str]) -> dict[str, object]:
    """What benchmarks/sharp/pyramid.mjs says."""
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def peak_mib(photo: bytes) -> float:
    """The most memory that the child of one photo had, as its parent sees it."""
    assert len(photo) < PHOTO_BYTES_MAX, "larger than what is taken"
    with tempfile.TemporaryDirectory(prefix="tintype-bench-") as folder:
        file = Path(folder, "photo")
        file.write_bytes(photo)
        return uvloop.run(_peak_mib(file))


async def _peak_mib(file: Path) -> float:
    async with MediaPool(1) as pool:
        forks = pool._forks
        assert forks is not None
        seen: list[int] = []
        done = threading.Event()
        watch = threading.Thread(target=_watched, args=(forks._process.pid, seen, done))
        watch.start()
        try:
            await render(pool, file)
        finally:
            done.set()
            watch.join()
    return max(seen) / 1024


def _watched(server: int, seen: list[int], done: threading.Event) -> None:
    while not done.wait(0.001):
        for child in process_tree.tree(server)[1:]:
            with suppress(OSError):
                if peak := _PEAK.search(Path(f"/proc/{child}/status").read_text()):
                    seen.append(int(peak[1]))
