"""Bytes at equal quality to the eye (SSIMULACRA2): our JPEG and AVIF beside a progressive JPEG of the same score."""

import importlib
import io
import math
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyjpegli
from PIL import Image

from benchmarks import sources, tools
from benchmarks.progress import counted, say
from benchmarks.results import Results
from tintype.media.pictures.encoders import AVIF_AT_ONCE

WIDTHS = (640, 1080)
SCORES = (70.0, 82.0)  # "high quality" of the metric's author, around where we publish
STEPS = 9
Encoder = Callable[[Image.Image, int], bytes]
Curve = list[tuple[float, float]]  # score, logarithm of the bytes


class Apart(Exception):
    """Two encoders cannot be compared on a picture."""


def measure(results: Results, more: Path | None = None) -> None:
    """The mean over every photo and both widths; nothing, and a word about it, where something is missing."""
    try:
        photos = [*sources.real(), *(sources.photos_in(more) if more else ())]
        images = [scaled for image in photos for scaled in at_widths(image)]
        sys.path.insert(0, str(tools.judge()))
    except (sources.NoPhotos, tools.Missing) as missing:
        say(f"bytes are not measured: {missing}")
        return
    judge: Any = importlib.import_module("ssimulacra2.ssimulacra2")
    ratios: dict[str, list[float]] = {name: [] for name in ("jpeg", "avif")}
    for image in counted("pictures", images):
        theirs = curve(judge, image, progressive, (66, 74, 82, 90))
        try:
            jpeg_to_theirs = ratio(curve(judge, image, jpegli, (68, 76, 84, 92)), theirs)
            avif_to_theirs = ratio(curve(judge, image, avif, (50, 60, 70, 82)), theirs)
        except Apart as apart:
            say(f"a picture of {image.width} × {image.height} is left out: {apart}")
            continue
        ratios["jpeg"].append(jpeg_to_theirs)
        ratios["avif"].append(avif_to_theirs)
    for name, found in ratios.items():
        results.add(f"{name}_bytes_to_progressive", math.exp(sum(map(math.log, found)) / len(found)))
        results.fact(f"{name} bytes of each picture", ", ".join(f"{each:.3f}" for each in found))


def at_widths(image: Image.Image) -> list[Image.Image]:
    """The picture as wide as we publish it, where it is larger than that."""
    return [
        image.resize((width, round(width * image.height / image.width)), Image.Resampling.LANCZOS)
        for width in WIDTHS
        if image.width > width
    ]


def curve(judge: Any, image: Image.Image, encode: Encoder, qualities: Sequence[int]) -> Curve:
    """Score and bytes at some qualities, rising."""
    found: Curve = []
    for quality in qualities:
        data = encode(image, quality)
        with Image.open(io.BytesIO(data)) as shown:
            found.append(
                (judge.compute_ssimulacra2(*map(_png, (image, shown.convert("RGB")))), math.log(len(data)))
            )
    return sorted(found)


def ratio(ours: Curve, theirs: Curve) -> float:
    """Our bytes to theirs, the mean over the scores that both reach: an end is never made up. Raises Apart."""
    lowest = max(SCORES[0], ours[0][0], theirs[0][0])
    highest = min(SCORES[1], ours[-1][0], theirs[-1][0])
    if lowest >= highest:
        raise Apart("no score that both encoders reach with these qualities")
    at = np.linspace(lowest, highest, STEPS)
    difference = np.interp(at, *zip(*ours, strict=True)) - np.interp(at, *zip(*theirs, strict=True))
    return math.exp(float(np.mean(difference)))


def progressive(image: Image.Image, quality: int) -> bytes:
    """What a good encoder of ordinary JPEG gives."""
    return _saved(image, "JPEG", quality=quality, progressive=True, optimize=True)


def jpegli(image: Image.Image, quality: int) -> bytes:
    """Our JPEG."""
    return pyjpegli.encode(image.tobytes(), image.width, image.height, quality)


def avif(image: Image.Image, quality: int) -> bytes:
    """Our AVIF."""
    return _saved(image, "AVIF", quality=quality, max_threads=1, **AVIF_AT_ONCE)


def _png(image: Image.Image) -> io.BytesIO:
    return io.BytesIO(_saved(image, "PNG", compress_level=1))


def _saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
