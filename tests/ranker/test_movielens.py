"""The same pipeline on published data, beside the figures that ranking on such data reaches."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks import bench_ranker, movielens
from tests.architecture.repository import ROOT
from tintype.ranking.learned.report import BASELINE, MODEL

DATA = Path(os.environ.get("TINTYPE_BENCH_DATA", ROOT.parent / "shared" / "data"))


@pytest.mark.skipif(
    not movielens.is_there(DATA), reason=f"no MovieLens in {DATA}: see benchmarks/README.md, --graphs"
)
def test_movielens_is_ordered_as_well_as_can_be() -> None:
    report = bench_ranker.judged(DATA)
    orders = report.order.orders
    # Whole numbers of the data set: whoever changes the split or the data changes these.
    assert (report.order.rows, report.order.positives, report.order.viewers) == (30_428, 14_800, 884)
    found = orders[MODEL]
    assert found.gauc is not None
    assert found.mean_auc is not None
    assert found.ndcg is not None
    assert found.gauc >= 0.69
    assert found.mean_auc >= 0.69
    assert found.ndcg >= 0.77
    assert found.rce is not None
    assert found.rce > 15
    for rival in ("newest", "random", "popularity", "smoothed rate", "formula"):
        assert found.gauc > (orders[rival].gauc or 1), rival
    assert found.gauc > (orders[BASELINE].gauc or 1)


def test_five_hundred_posts_are_scored_in_two_milliseconds() -> None:
    # Of CPU in one thread; five times the goal, for machines that are slow.
    assert bench_ranker.scored_ms(bench_ranker.six_actions(rows=4_000))[0] < 10
