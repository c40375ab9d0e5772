"""A video of 1080p30 in the sandbox: looked at and passed on, made into its ladder, and a photo beside that."""

import asyncio
import re
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import Any, Final, cast

import av
import numpy as np
from PIL import Image

from benchmarks import sources
from benchmarks.progress import say
from benchmarks.results import Results
from tintype.media.films.model import PREVIEW_S, FilmOrder
from tintype.media.making.film_results import Told
from tintype.media.making.pool import MediaPool
from tintype.media.outcome import Rendered

SECONDS: Final = 10
SIZE: Final = (1920, 1080)
RATE: Final = 30
LADDER: Final = FilmOrder("rungs", ("360", "720", "1080"), 0)
PHOTOS: Final = 5
_HERTZ: Final = 100
_PEAK: Final = re.compile(r"VmHWM:\s+(\d+) kB")


def measure(results: Results, runs: int) -> None:
    """Everything about one film, `runs` times; nothing, and a word about it, without the real one."""
    try:
        real = sources.film()
    except sources.NoPhotos as missing:
        say(f"films are not measured: {missing}")
        return
    with tempfile.TemporaryDirectory(prefix="tintype-films-") as folder:
        film, turned = Path(folder) / "film.mp4", Path(folder) / "turned.mp4"
        write(film, real, turned=0)
        write(turned, real, turned=-90)
        bits = film.stat().st_size * 8 / SECONDS / 1e6
        results.fact("film", f"{SECONDS} s of {SIZE[0]} × {SIZE[1]}, {RATE} a second, {bits:.1f} Mb/s, AAC")
        for _ in range(runs):
            asyncio.run(one_run(results, film, turned))


async def one_run(results: Results, film: Path, turned: Path) -> None:
    async with MediaPool(1) as pool:
        await perform(
            pool, film, FilmOrder("look")
        )  # The first one starts the process that children come from.
        began, cpu_s = time.perf_counter(), await cpu_of(pool)
        await perform(pool, film, FilmOrder("look"))
        took_s = time.perf_counter() - began
        results.add("film_pass_on_to_length", took_s / SECONDS)
        results.add("film_pass_on_cpu_ms", (await cpu_of(pool) - cpu_s) * 1000)
        began = time.perf_counter()
        await perform(pool, turned, FilmOrder("look"))
        results.add("film_poster_ms", (time.perf_counter() - began) * 1000)
        alone_ms = await photos_ms(pool)
        began, cpu_s = time.perf_counter(), await cpu_of(pool)
        async with watched(pool) as peaks:
            ladder = asyncio.create_task(perform(pool, film, LADDER))
            await asyncio.sleep(1)
            beside_ms = await photos_ms(pool)
            await ladder
        results.add("film_ladder_s_per_s", (time.perf_counter() - began) / SECONDS)
        results.add("film_ladder_cpu_s_per_s", (await cpu_of(pool) - cpu_s) / SECONDS)
        results.add("film_ladder_peak_mib", max(peaks))
        results.add("photo_beside_ladder_to_alone", beside_ms / alone_ms)


async def perform(pool: MediaPool, film: Path, order: FilmOrder) -> None:
    """An order from start to end; every piece of it is checked, and thrown away."""

    async def land(_name: str, _piece: bytes) -> None:
        pass

    told = await pool.films.perform(film, order, land=land, duration_ms=SECONDS * 1000)
    assert isinstance(told, Told), told
    assert len(told.rungs) == len(order.rungs) or order.task == "look"
    assert bool(told.preview) == (order.preview_ms >= 0), PREVIEW_S


async def photos_ms(pool: MediaPool) -> float:
    """A photo of three megapixels, the median of some."""
    photo = _photo()
    times: list[float] = []
    for _ in range(PHOTOS):
        began = time.perf_counter()
        assert isinstance(await pool.render(photo), Rendered)
        times.append((time.perf_counter() - began) * 1000)
    return median(times)


async def cpu_of(pool: MediaPool) -> float:
    """Seconds of processor of all children so far."""
    while children_of(server_of(pool)):  # noqa: ASYNC110 - processes of another one
        await asyncio.sleep(0.01)
    return ended_cpu_s(server_of(pool))


def ended_cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / _HERTZ


@asynccontextmanager
async def watched(pool: MediaPool) -> AsyncIterator[list[float]]:
    """The most memory that a child held so far, in MiB, what it shares included."""
    peaks = [0.0]

    async def watch() -> None:
        pid = server_of(pool)
        while True:
            peaks.extend(_peak_mib(child) for child in children_of(pid))
            await asyncio.sleep(0.1)

    task = asyncio.create_task(watch())
    try:
        yield peaks
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def children_of(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def _peak_mib(pid: str) -> float:
    try:
        found = _PEAK.search(Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0.0
    return int(found[1]) / 1024 if found else 0.0


def server_of(pool: MediaPool) -> int:
    pid = pool.films.pid
    assert pid is not None
    return pid


def write(path: Path, real: Path, *, turned: int) -> None:
    """The real motion, scaled up, with the light grain of a sensor; 16 Mb/s and sound, as a telephone writes it."""
    rng = np.random.default_rng(7)
    grain = [rng.normal(0, 4, SIZE[::-1]).astype(np.int16) for _ in range(8)]
    made: Any = av.open(str(path), "w", format="mp4")
    limits = {"preset": "ultrafast", "crf": "17", "maxrate": "16000000", "bufsize": "16000000", "g": "30"}
    picture = made.add_stream("libx264", rate=RATE, options=limits)
    picture.width, picture.height, picture.pix_fmt = *SIZE, "yuv420p"
    if turned:
        picture.set_display_rotation(turned)
    sound = made.add_stream("aac", rate=48_000, layout="stereo")
    source: Any = av.open(str(real))
    for at, frame in zip(range(SECONDS * RATE), source.decode(video=0), strict=False):
        planes = cast("Any", frame.reformat(*SIZE, "yuv420p")).to_ndarray()
        bright = planes[: SIZE[1]].astype(np.int16) + grain[at % len(grain)]
        planes[: SIZE[1]] = bright.clip(16, 235).astype(np.uint8)
        shown = av.VideoFrame.from_ndarray(planes, "yuv420p")
        shown.pts, shown.time_base = at, Fraction(1, RATE)
        made.mux(picture.encode(shown))
    made.mux(picture.encode(None))
    for at in range(0, SECONDS * 48_000, 1024):
        noise = rng.normal(0, 0.05, (2, 1024)).astype(np.float32)
        heard = av.AudioFrame.from_ndarray(noise, "fltp", "stereo")
        heard.sample_rate, heard.pts, heard.time_base = 48_000, at, Fraction(1, 48_000)
        made.mux(sound.encode(heard))
    made.mux(sound.encode(None))
    made.close()


def _photo() -> bytes:
    import io

    rng = np.random.default_rng(3)
    soft = Image.fromarray(rng.integers(0, 255, (30, 40, 3), np.uint8)).resize((2048, 1536))
    out = io.BytesIO()
    soft.save(out, "JPEG", quality=90)
    return out.getvalue()
