"""How long the site takes to start, and what it holds in memory when nobody is there."""

import tempfile
import time
from pathlib import Path

from benchmarks.results import Results
from benchmarks.server import serving

IDLE_S = 3.0


def measure(results: Results, runs: int) -> None:
    """Starts on a folder that has been used before; the first start of all is noted beside."""
    with tempfile.TemporaryDirectory(prefix="tintype-bench-") as folder:
        data = Path(folder) / "data"
        with serving(data) as server:
            results.fact("first start on an empty folder", f"{server.start_s:.2f} s")
        for _ in range(runs):
            with serving(data) as server:
                results.add("start_s", server.start_s)
                time.sleep(IDLE_S)
                results.add("rss_mb_idle", server.pss_mb())
