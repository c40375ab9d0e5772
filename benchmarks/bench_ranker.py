"""The learned ranker: how well it orders films of MovieLens, and how long it takes for 500 posts."""

import time
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from benchmarks import movielens
from benchmarks.progress import say
from benchmarks.results import Results
from tintype.ranking import FEATURES
from tintype.ranking.learned import Growth, Model, Report, Rows, Scorer, by_time, lines, train
from tintype.ranking.learned.report import BASELINE, MODEL, table

POSTS = 500
ASKED, ROUNDS = 200, 3


def measure(results: Results, data: Path) -> None:
    """gAUC and NDCG@10 of one action; microseconds of six."""
    if movielens.is_there(data):
        report = judged(data)
        print("\n".join(lines(report)), flush=True)
        found = report.order.orders[MODEL]
        results.add("ranker_gauc", found.gauc or 0.0)
        results.add("ranker_mean_auc", found.mean_auc or 0.0)
        results.add("ranker_ndcg10", found.ndcg or 0.0)
    else:
        say(f"no {movielens.FOLDER} in {data}: see benchmarks/README.md")
    for ms in scored_ms(six_actions()):
        results.add("ranker_500_ms", ms)


def judged(data: Path) -> Report:
    """Train on what viewers looked at first, judge by what they looked at last."""
    found = movielens.bench(movielens.read(data))
    tested = found.parts.tested
    trained = train(found.parts, {}, Growth(), lambda *_: None)
    said = Scorer(trained.model, tested.names)(tested.features)[:, 0]
    probabilities = {BASELINE: trained.baseline["like"], MODEL: said}
    likes = table(tested.labels["like"], tested.viewers, found.rivals, probabilities)
    return Report(int(tested.at_us.min()), int(tested.at_us.max()), likes, {}, {}, dict(trained.gains))


def six_actions(rows: int = 20_000) -> Model:
    """A model of the size that a site has: every feature says a little, nothing else is meant."""
    chance = np.random.default_rng(7)
    features = chance.random((rows, len(FEATURES)), np.float32)
    labels = {
        action: chance.random(rows) < 0.05 + 0.9 * np.mean(features[:, at :: len(ACTIONS)] ** 3, axis=1)
        for at, action in enumerate(ACTIONS)
    }
    nobody = np.zeros(rows, np.int64)
    found = Rows(FEATURES, features, labels, nobody, np.zeros(rows, np.uint8), ("all",), np.arange(rows))
    return train(by_time(found, rows, rows // 5, 1), {}, Growth(), lambda *_: None).model


ACTIONS = ("like", "comment", "share", "save", "dwell", "hide")


def scored_ms(model: Model) -> list[float]:
    """Milliseconds of CPU for 500 posts: the medians of three rounds."""
    scorer = Scorer(model, FEATURES)
    posts = np.random.default_rng(8).random((POSTS, len(FEATURES)), np.float32)
    return [median(_once_ms(scorer, posts) for _ in range(ASKED)) for _ in range(ROUNDS)]


def _once_ms(scorer: Scorer, posts: NDArray[np.float32]) -> float:
    began = time.thread_time()
    scorer(posts)
    return (time.thread_time() - began) * 1000
