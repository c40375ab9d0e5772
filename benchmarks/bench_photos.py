"""Photos of twelve megapixels: from the start of the request until a follower sees them with every variant."""

import asyncio
import io
import itertools
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from PIL import Image

from benchmarks.population import Sizes, town_in
from benchmarks.results import Results
from benchmarks.server import Server, serving

WIDTH, HEIGHT = 4032, 3024
VARIANTS = ("thumb", "small", "medium", "large")
EXTENSIONS = ("avif", "jpg")
WAIT_S_MAX = 30.0
POLL_S = 0.02
ALONE, TOGETHER, AT_ONCE = 7, 16, 4


def measure(results: Results, folder: Path, runs: int) -> None:
    """One photo after another, then several at once. `runs` times."""
    town = asyncio.run(
        town_in(folder, Sizes(readers=2, authors=2, posts=2, following=60, likes=0, comments=0))
    )
    (_, author), (_, follower) = town.authors[0], town.readers[0]
    photos = pictures()
    size = len(next(photos))
    results.fact("photo", f"{WIDTH} × {HEIGHT} JPEG, {size / 1e6:.1f} MB")
    with (
        serving(folder) as server,
        client_of(server, author) as author_client,
        client_of(server, follower) as reader,
    ):
        author_id = author_client.get("/v1/session").raise_for_status().json()["user"]["id"]
        reader.put(f"/v1/users/{author_id}/follow").raise_for_status()
        visible_ms(author_client, reader, next(photos))  # The first one starts the processes that decode.
        for _ in range(runs):
            for _ in range(ALONE):
                results.add("photo_visible_ms_p50", visible_ms(author_client, reader, next(photos)))
            results.add("photos_per_s", asyncio.run(photos_per_s(server, author, photos)))


def visible_ms(author: httpx.Client, reader: httpx.Client, photo: bytes) -> float:
    """One photo, until it is the first of the follower's feed; then every variant is fetched and looked at."""
    began = time.perf_counter()
    files = {"file": ("IMG_0001.JPG", photo, "image/jpeg")}
    answer = author.post("/v1/posts", files=files, data={"caption": "From the phone"})
    post_id = answer.raise_for_status().json()["id"]
    while True:
        page = (
            reader.get("/v1/timelines/home", params={"limit": 1, "order": "latest"}).raise_for_status().json()
        )
        if page["items"] and page["items"][0]["id"] == post_id:
            break
        assert time.perf_counter() - began < WAIT_S_MAX, "the photo did not appear"
        time.sleep(POLL_S)
    ms = (time.perf_counter() - began) * 1000
    for media in page["items"][0]["media"]:
        check_variants(reader, media)
    return ms


def check_variants(reader: httpx.Client, media: dict[str, Any]) -> None:
    """Four sizes in two types, each a picture of the size it says."""
    for variant, extension in itertools.product(VARIANTS, EXTENSIONS):
        path = media["url"].replace("{variant}", variant).replace("{ext}", extension)
        picture = reader.get(path).raise_for_status().content
        with Image.open(io.BytesIO(picture)) as image:
            assert list(image.size) == list(media["sizes"][variant]), (variant, image.size)


async def photos_per_s(server: Server, token: str, photos: Iterator[bytes]) -> float:
    """Sixteen photos, four uploads at a time, until the last one is ready."""
    wanted = [next(photos) for _ in range(TOGETHER)]
    gate = asyncio.Semaphore(AT_ONCE)
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=server.url, headers=headers, timeout=60) as client:

        async def upload(photo: bytes) -> str:
            async with gate:
                answer = await client.post("/v1/media", files={"file": ("a.jpg", photo, "image/jpeg")})
            return answer.raise_for_status().json()["id"]

        began = time.perf_counter()
        async with asyncio.timeout(WAIT_S_MAX * 4):
            ids = await asyncio.gather(*(upload(photo) for photo in wanted))
            for media_id in ids:
                # One after another and not too often: a viewer has a limit of requests.
                while await state_of(client, media_id) != "ready":  # noqa: ASYNC110 (as a client waits)
                    await asyncio.sleep(POLL_S)
        return TOGETHER / (time.perf_counter() - began)


async def state_of(client: httpx.AsyncClient, media_id: str) -> str:
    """How far a photo is."""
    return (await client.get(f"/v1/media/{media_id}")).raise_for_status().json()["state"]


def client_of(server: Server, token: str) -> httpx.Client:
    """A program that acts for somebody."""
    return httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {token}"}, timeout=60)


def pictures() -> Iterator[bytes]:
    """Different photos without end: soft shapes, edges and the noise of a sensor; about 4 MB, stored on their side."""
    rng = np.random.default_rng(12)
    noise = rng.normal(0, 5, (HEIGHT, WIDTH, 1)).astype(np.float32)
    shapes = rng.integers(0, 255, (30, 40, 3), np.uint8)
    soft = np.asarray(Image.fromarray(shapes).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC), np.float32)
    exif = Image.Exif()
    exif[0x0112] = 6
    for at in itertools.count():
        moved = np.roll(soft, at * 97, axis=(0, 1)) + np.roll(noise, at * 31, axis=0)
        out = io.BytesIO()
        Image.fromarray(moved.clip(0, 255).astype(np.uint8)).save(out, "JPEG", quality=90, exif=exif)
        yield out.getvalue()
