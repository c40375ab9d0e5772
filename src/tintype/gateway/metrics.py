"""Prometheus metrics of all processes: kept in mapped files that any of them can merge."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from tintype.gateway.figures import CLASSES, LATENCY_BUCKETS_S, Figures, RouteFigures
from tintype.kernel.tally import Tally

if TYPE_CHECKING:
    from prometheus_client import Counter
    from prometheus_client.core import Metric
    from prometheus_client.registry import Collector


@dataclass(frozen=True, slots=True)
class _Collected:
    """What the library writes out."""

    metrics: "Sequence[Metric]"

    def collect(self) -> "Sequence[Metric]":
        return self.metrics


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
        self._figures = Figures(folder)
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

    def route(self, name: str) -> RouteFigures:
        """The figures of one route (`GET /v1/posts/{post_id}`)."""
        return self._figures.route(name)

    def render(self) -> tuple[bytes, bytes]:
        """Content type and text in the exposition format."""
        registry = self._registry
        if self._folder is not None:
            from prometheus_client import multiprocess

            registry = self._library.CollectorRegistry()
            multiprocess.MultiProcessCollector(registry)
        answers = cast("Collector", _Collected(self._of_answers()))
        text = self._library.generate_latest(answers) + self._library.generate_latest(registry)
        return self._library.CONTENT_TYPE_LATEST.encode(), text

    def _of_answers(self) -> "Sequence[Metric]":
        from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily

        answers = CounterMetricFamily(
            "tintype_http_answers", "Answers by route and status class.", labels=["route", "status"]
        )
        seconds = HistogramMetricFamily("tintype_http_seconds", "Time to answer.", labels=["route"])
        bounds = [*map(str, LATENCY_BUCKETS_S), "+Inf"]
        for name, one in self._figures.all().items():
            for status, count in zip(CLASSES, one.by_class, strict=True):
                answers.add_metric([name, status], count)
            seconds.add_metric([name], list(zip(bounds, one.not_slower, strict=True)), one.seconds)
        return answers, seconds
