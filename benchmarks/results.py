"""Figures: their goals, their runs, the table people read and the file programs read."""

import json
import os
import platform
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

FOLDER = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure must reach: at least, or at most where less is better."""

    value: float
    at_most: bool = False

    def holds(self, figure: float) -> bool:
        return figure <= self.value if self.at_most else figure >= self.value

    def __str__(self) -> str:
        return f"{'≤' if self.at_most else '≥'} {_number(self.value)}"


GOALS = {
    "feed_reads_per_s": Goal(15_000),
    "feed_to_static_cpu": Goal(3.5, at_most=True),
    "feed_to_nginx_static": Goal(0.25),
    "writes_p99_to_quiet": Goal(3, at_most=True),
    "ranked_first_cpu_us": Goal(450, at_most=True),
    "ranked_first_reads_per_s": Goal(3_000),
    "ranked_next_to_latest": Goal(0.5),
    "fanout_1m_ms": Goal(1_000, at_most=True),
    "rebuild_ms": Goal(50, at_most=True),
    "reader_active_bytes": Goal(4_500, at_most=True),
    "viral_p99_to_quiet": Goal(1.25, at_most=True),
    "likes_per_s": Goal(10_000),
    "likes_http_per_s": Goal(3_000),
    "photo_visible_ms_p50": Goal(500, at_most=True),
    "photo_cpu_to_sharp": Goal(0.85, at_most=True),
    "photo_sandbox_to_bare": Goal(1.05, at_most=True),
    "photo_48mp_peak_mib": Goal(512, at_most=True),
    "photo_100mp_peak_mib": Goal(512, at_most=True),
    "photo_100mp_png_peak_mib": Goal(512, at_most=True),
    "jpeg_bytes_to_progressive": Goal(0.98, at_most=True),
    "avif_bytes_to_progressive": Goal(0.82, at_most=True),
    "storm_p99_to_quiet": Goal(1.5, at_most=True),
    "poison_p99_to_quiet": Goal(2.0, at_most=True),
    "film_pass_on_to_length": Goal(0.05, at_most=True),
    "film_ladder_cpu_s_per_s": Goal(2.2, at_most=True),
    "film_ladder_peak_mib": Goal(512, at_most=True),
    "start_s": Goal(3, at_most=True),
    "rss_mb_idle": Goal(350, at_most=True),
    "redis_fanout_to_bare": Goal(0.8),
    "redis_cluster_fanout_to_bare": Goal(0.8),
    "postgres_likes_to_bare": Goal(0.6),
    "explore_large_build_s": Goal(600, at_most=True),
    "search_found_after_ms": Goal(1_000, at_most=True),
    "suggest_ms": Goal(5, at_most=True),
    "suggestions_wiki_vote_recall": Goal(0.24),
    "suggestions_facebook_recall": Goal(0.57),
    "ranker_gauc": Goal(0.69),
    "ranker_mean_auc": Goal(0.69),
    "ranker_ndcg10": Goal(0.77),
    "ranker_500_ms": Goal(2, at_most=True),
}


@dataclass(slots=True)
class Results:
    """Every figure with its runs, and facts that explain them."""

    runs: dict[str, list[float]] = field(default_factory=dict[str, list[float]])
    facts: dict[str, str] = field(default_factory=dict[str, str])

    def add(self, figure: str, value: float) -> None:
        """One run of a figure."""
        self.runs.setdefault(figure, []).append(value)

    def fact(self, name: str, value: object) -> None:
        """Something measured beside: sizes, numbers of readers, what sent the load."""
        self.facts[name] = str(value)

    def table(self) -> str:
        """The figures for people."""
        lines = [f"{'figure':26}{'median':>12}{'runs':>30}  goal"]
        for figure, runs in self.runs.items():
            shown = " ".join(_number(run) for run in runs[:5])
            goal = GOALS.get(figure)
            verdict = f"{goal}  {'yes' if goal.holds(median(runs)) else 'NO'}" if goal else ""
            lines.append(f"{figure:26}{_number(median(runs)):>12}{shown:>30}  {verdict}")
        return "\n".join([*lines, "", *(f"{name}: {value}" for name, value in self.facts.items())])

    def write(self, file: Path = FOLDER / "latest.json") -> None:
        """Write the figures measured now; those of earlier runs that were not measured stay."""
        kept = json.loads(file.read_text()) if file.exists() else {}
        measured = {
            figure: {"median": round(median(runs), 3), "runs": [round(run, 3) for run in runs]}
            for figure, runs in self.runs.items()
        }
        kept |= measured
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(dict(sorted(kept.items())), indent=1) + "\n")
        about = file.with_name("about.json")
        known = json.loads(about.read_text()) if about.exists() else {}
        about.write_text(json.dumps({**known, **machine(), **self.facts}, indent=1) + "\n")


def machine() -> dict[str, str]:
    """What the figures were measured on."""
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    return {
        "machine": f"{os.cpu_count()} cores, {memory_gib:.0f} GiB, {platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "at": f"{datetime.now(UTC):%Y-%m-%dT%H:%MZ}",
        "commit": _commit(),
    }


def _commit() -> str:
    command = ["git", "rev-parse", "--short", "HEAD"]
    told = subprocess.run(command, cwd=FOLDER.parent, capture_output=True, text=True, check=False)
    return told.stdout.strip() or "unknown"


def _number(value: float) -> str:
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 20 else f"{value:.2f}"
