"""python -m benchmarks [--only feed,likes] [--runs 3] [--data FOLDER] [--small]"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from benchmarks import (
    bench_bytes,
    bench_explore,
    bench_fanout,
    bench_feed,
    bench_films,
    bench_likeness,
    bench_likes,
    bench_middle,
    bench_nginx,
    bench_photos,
    bench_pipeline,
    bench_postgres,
    bench_ranked,
    bench_ranker,
    bench_readers,
    bench_rebuild,
    bench_redis,
    bench_refusal,
    bench_search,
    bench_signals,
    bench_start,
    bench_storm,
    bench_suggestions,
    bench_tantivy,
    bench_viral,
    bench_writes,
    load,
)
from benchmarks.population import Sizes, Town, town_in
from benchmarks.progress import say
from benchmarks.results import FOLDER, Results

PARTS = (
    "start",
    "photos",
    "pipeline",
    "films",
    "bytes",
    "storm",
    "nginx",
    "feed",
    "ranked",
    "likes",
    "fanout",
    "ranker",
)
MORE_PARTS = (
    "fanout-disk",
    "redis",
    "middle",
    "postgres",
    "suggestions",
    "viral",
    "writes",
    "refusal",
    "rebuild",
    "readers",
    "explore",
    "explore-large",
    "likeness",
    "search",
    "signals",
    "tantivy",
)  # The disk's patience, servers of their own, published graphs: benchmarks/README.md.
ALONE = {
    "start": bench_start.measure,
    "pipeline": bench_pipeline.measure,
    "films": bench_films.measure,
    "redis": bench_redis.measure,
    "postgres": bench_postgres.measure,
}
IN_TOWN = {
    "feed": bench_feed.measure,
    "ranked": bench_ranked.measure,
    "middle": bench_middle.measure,
    "writes": bench_writes.measure,
    "refusal": bench_refusal.measure,
    "explore": bench_explore.measure,
}
SMALL = Sizes(readers=500, authors=50, posts=2_000, following=20, likes=2_000, comments=500)


def main() -> int:
    given = arguments()
    results = Results()
    results.fact("load", f"{load.tool()}, {load.CONNECTIONS} connections on the same machine")
    with tempfile.TemporaryDirectory(prefix="tintype-bench-") as scratch:
        folder = Path(given.data or scratch)
        for part in (*PARTS, *MORE_PARTS):
            if part in given.only:
                say(f"{part} …")
                run(part, results, folder, given)
                print(results.table(), flush=True)
    if not given.small:
        results.write(FOLDER / "latest.json")
    return 0


def run(part: str, results: Results, folder: Path, given: argparse.Namespace) -> None:
    """One part of the measurements."""
    match part:
        case _ if part in ALONE:
            ALONE[part](results, given.runs)
        case _ if part in IN_TOWN:
            IN_TOWN[part](results, folder / "town", town_of(folder, given), given.runs)
        case "photos":
            bench_photos.measure(results, folder / "photos", given.runs)
        case "bytes":
            bench_bytes.measure(results, given.photos)
        case "storm":
            bench_storm.measure(results, folder / "photos", given.runs, is_small=given.small)
        case "nginx":
            bench_nginx.measure(results, folder / "photos", given.runs)
        case "likes":
            town = town_of(folder, given)
            asyncio.run(bench_likes.measure_port(results, folder / "town", town, given.runs))
            bench_likes.measure_http(results, folder / "town", town, given.runs)
        case "viral":
            bench_viral.measure(results, folder / "viral", is_small=given.small)
        case "readers":
            bench_readers.measure(results, folder / "readers", 100_000 if given.small else 1_000_000)
        case "explore-large":
            bench_explore.measure_large(results, folder / "large", given.runs, is_small=given.small)
        case "rebuild":
            bench_rebuild.measure(results, folder / "rebuild", given.runs)
        case "signals":
            asyncio.run(bench_signals.measure(results, folder / "town", town_of(folder, given), given.runs))
        case "search":
            bench_search.measure(results, folder, town_of(folder, given), given.runs, is_small=given.small)
        case "tantivy":
            bench_tantivy.measure(results, folder / "engines", is_small=given.small)
        case "suggestions" | "ranker" | "likeness":
            of_graphs(part, results, folder, given)
        case _:
            bench_fanout.measure(results, folder / "fanout", given.runs, on_disk=part == "fanout-disk")


def of_graphs(part: str, results: Results, folder: Path, given: argparse.Namespace) -> None:
    """What is measured on published graphs, and on real photos beside them."""
    if part == "likeness":
        bench_likeness.measure(results, given.graphs)
    elif part == "ranker":
        bench_ranker.measure(results, given.graphs)
    else:
        bench_suggestions.measure(results, folder / "suggestions", given.graphs)


def town_of(folder: Path, given: argparse.Namespace) -> Town:
    """The site that feeds and likes are measured on; made once."""
    return asyncio.run(town_in(folder / "town", SMALL if given.small else Sizes()))


def arguments() -> argparse.Namespace:
    """What to measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--only", default=",".join(PARTS), help=f"some of {', '.join(PARTS + MORE_PARTS)}")
    parser.add_argument("--runs", type=int, default=3, help="of each figure; the median counts")
    parser.add_argument(
        "--data", help="a folder to keep the measured sites in, which spares making them again"
    )
    parser.add_argument(
        "--small", action="store_true", help="a small site: to try the measurements themselves"
    )
    parser.add_argument(
        "--photos", type=Path, help="a folder of photos (JPEG) to measure bytes on besides the real ones"
    )
    parser.add_argument(
        "--graphs", type=Path, default=Path("../shared/data"), help="a folder with the published graphs"
    )
    given = parser.parse_args()
    given.only = given.only.split(",")
    return given


if __name__ == "__main__":
    sys.exit(main())
