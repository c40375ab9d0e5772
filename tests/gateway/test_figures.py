"""Answers are counted as the library of metrics would, in whichever process they are given."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import prometheus_client
from hypothesis import given, settings
from hypothesis import strategies as st

from tintype.gateway.figures import LATENCY_BUCKETS_S, Figures
from tintype.gateway.metrics import Metrics

ROUTE = "GET /v1/posts/{post_id}"


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([200, 204, 304, 404, 429, 500]),
            st.one_of(st.floats(0, 12), st.sampled_from(LATENCY_BUCKETS_S)),
        )
    )
)
def test_what_is_told_is_what_the_library_would_tell(answers: list[tuple[int, float]]) -> None:
    registry = prometheus_client.CollectorRegistry()
    library = prometheus_client.Histogram(
        "tintype_http_seconds", "Time to answer.", ["route"], buckets=LATENCY_BUCKETS_S, registry=registry
    )
    counted = prometheus_client.Counter(
        "tintype_http_answers", "Answers by route and status class.", ["route", "status"], registry=registry
    )
    for status in range(1, 6):
        counted.labels(ROUTE, f"{status}xx")
    library.labels(ROUTE)
    metrics = Metrics(None)
    route = metrics.route(ROUTE)
    for status, seconds in answers:
        route.observe(status, seconds)
        library.labels(ROUTE).observe(seconds)
        counted.labels(ROUTE, f"{status // 100}xx").inc()
    _, text = metrics.render()
    assert told(prometheus_client.generate_latest(registry)) == told(text)


def told(text: bytes) -> dict[str, float]:
    """Numbers by name and labels, without when they began."""
    lines = [line.rsplit(" ", 1) for line in text.decode().splitlines() if line.startswith("tintype_http_")]
    return {name: float(number) for name, number in lines if "_created" not in name and "_shed" not in name}


def test_numbers_of_all_processes_are_added_up(tmp_path: Path) -> None:
    figures = Figures(tmp_path)
    figures.route(ROUTE).observe(200, 0.003)
    figures.route("pages").observe(404, 20.0)
    (own,) = tmp_path.glob("*.bin")
    assert str(os.getpid()) in own.name
    shutil.copy(own, own.with_name("answers_another.bin"))
    figures.route("GET /v1/later").observe(200, 0.003)
    found = figures.all()
    assert found[ROUTE].by_class == [0, 2, 0, 0, 0]
    assert found[ROUTE].not_slower[:3] == [0, 0, 2]
    assert found[ROUTE].seconds == 0.006
    assert found["pages"].not_slower[-2:] == [0, 2]
    assert found["GET /v1/later"].by_class == [0, 1, 0, 0, 0]


def test_who_has_the_number_of_one_that_ended_goes_on_counting(tmp_path: Path) -> None:
    first = Figures(tmp_path)
    first.route("pages").observe(200, 0.1)
    first.route(ROUTE).observe(200, 0.1)
    second = Figures(tmp_path)
    second.route(ROUTE).observe(200, 0.1)
    found = second.all()
    assert found[ROUTE].by_class[1] == 2
    assert found["pages"].by_class[1] == 1
