"""Photos through deploy/nginx.conf, as a content network would hold them, beside the same photos from our process."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

from benchmarks import load, nginx
from benchmarks.bench_photos import EXTENSIONS, VARIANTS, client_of, pictures, visible_ms
from benchmarks.population import Sizes, town_in
from benchmarks.progress import say
from benchmarks.results import Results
from benchmarks.server import Server, free_port, serving

CONF = Path(__file__).parents[1] / "deploy" / "nginx.conf"
SECONDS = 5.0


def measure(results: Results, folder: Path, runs: int) -> None:
    """Ours and nginx in turns; nothing, and a word about it, where there is no nginx."""
    if nginx.PROGRAM is None:
        say("nginx is not measured: it is not on this machine")
        return
    sizes = Sizes(readers=2, authors=2, posts=2, following=60, likes=0, comments=0)
    town = asyncio.run(town_in(folder, sizes))
    (_, author), (_, follower) = town.authors[0], town.readers[0]
    with (
        serving(folder) as server,
        in_front(server) as front,
        client_of(server, author) as owner,
        client_of(server, follower) as reader,
    ):
        author_id = owner.get("/v1/session").raise_for_status().json()["user"]["id"]
        reader.put(f"/v1/users/{author_id}/follow").raise_for_status()
        visible_ms(owner, reader, next(pictures()))
        newest = reader.get("/v1/timelines/home", params={"limit": 1, "order": "latest"})
        card = newest.raise_for_status().json()["items"][0]
        address = card["media"][0]["url"]
        files = product(VARIANTS[1:3], EXTENSIONS)
        requests = [
            load.Request(address.replace("{variant}", name).replace("{ext}", ending))
            for name, ending in files
        ]
        for _ in range(runs):
            one_round(results, server, front, requests)


def one_round(results: Results, server: Server, front: str, requests: list[load.Request]) -> None:
    """The same load on both."""
    ours, theirs = (
        load.run(url, requests, load.Expected(), seconds=SECONDS).per_s for url in (server.url, front)
    )
    results.add("media_reads_per_s", ours)
    results.add("nginx_media_reads_per_s", theirs)
    results.add("nginx_media_to_ours", theirs / ours)


@contextmanager
def in_front(server: Server) -> Iterator[str]:
    """nginx as it is deployed, but for where it listens, keeps its files and finds the site; its address."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="tintype-bench-") as folder:
        site = server.url.removeprefix("http://")
        text = CONF.read_text().replace("server api2:8000 max_fails=2 fail_timeout=2s;", "")
        for old, new in (
            ("api1:8000", site),
            ("/tmp/", f"{folder}/"),
            ("listen 8080", f"listen 127.0.0.1:{port}"),
        ):
            assert old in text, f"deploy/nginx.conf says no more {old!r}"
            text = text.replace(old, new)
        with nginx.running(Path(folder), text, f"http://127.0.0.1:{port}", "/healthz"):
            yield f"http://127.0.0.1:{port}"
