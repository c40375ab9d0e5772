"""Prometheus metrics of all processes: kept in mapped files that any of them can merge."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tintype.kernel.tally import Tally

if TYPE_CHECKING:
    from prometheus_client import Counter, Histogram

LATENCY_BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class RouteMetrics:
    """The two figures of one route, their labels already bound."""

    answers: Mapping[str, Any]
    seconds: Any

    def observe(self, status: int, seconds: float) -> None:
        """Count one answer."""
        self.answers[f"{status // 100}xx"].inc()
        self.seconds.observe(seconds)


class Metrics:
    """Metrics of this process, merged over all at `/metrics`.

    The library decides at import where values are kept, so it is imported here, once the folder is known.
    """

    def __init__(self, folder: Path | None) -> None:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
        import prometheus_client

        self._library = prometheus_client
        self._folder = folder
        self._registry = prometheus_client.CollectorRegistry()
        registry = None if folder is not None else self._registry
        self._answers: Counter = prometheus_client.Counter(
            "tintype_http_answers",
            "Answers by route and status class.",
            ["route", "status"],
            registry=registry,
        )
        self._seconds: Histogram = prometheus_client.Histogram(
            "tintype_http_seconds", "Time to answer.", ["route"], buckets=LATENCY_BUCKETS_S, registry=registry
        )
        self._lookups: Counter = prometheus_client.Counter(
            "tintype_cache_lookups",
            "What was looked up in a process's own memory, and whether it was there.",
            ["cache", "found"],
            registry=registry,
        )
        self._ranked: Counter = prometheus_client.Counter(
            "tintype_feeds_ranked",
            "Feeds that were put in order, by a model or by the formula.",
            ["by"],
            registry=registry,
        )
        self.shed: Any = prometheus_client.Counter(
            "tintype_http_shed", "Requests told to come back.", registry=registry
        )

    def watch(self, name: str, tally: Tally) -> None:
        """Show how often one cache has what is looked up."""
        found, missed = self._lookups.labels(name, "yes"), self._lookups.labels(name, "no")

        def tell(more_found: int, more_missed: int) -> None:
            found.inc(more_found)
            missed.inc(more_missed)

        tally.tell(tell)

    def show_rankings(self, tally: Tally) -> None:
        """Show how often a model orders feeds, and how often the formula does."""
        model, formula = self._ranked.labels("model"), self._ranked.labels("formula")

        def tell(by_model: int, by_formula: int) -> None:
            model.inc(by_model)
            formula.inc(by_formula)

        tally.tell(tell)

    def route(self, name: str) -> RouteMetrics:
        """The figures of one route (`GET /v1/posts/{post_id}`)."""
        classes = ("1xx", "2xx", "3xx", "4xx", "5xx")
        answers = {status: self._answers.labels(name, status) for status in classes}
        return RouteMetrics(answers, self._seconds.labels(name))

    def render(self) -> tuple[bytes, bytes]:
        """Content type and text in the exposition format."""
        registry = self._registry
        if self._folder is not None:
            from prometheus_client import multiprocess

            registry = self._library.CollectorRegistry()
            multiprocess.MultiProcessCollector(registry)
        return self._library.CONTENT_TYPE_LATEST.encode(), self._library.generate_latest(registry)
