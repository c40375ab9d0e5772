"""MovieLens 100K as what people were shown: a rating is a look at a film, four or five stars are a like.

Rows come in the order of their time, and each knows only what was before it. Each viewer's last 30 % are tested on,
with what was known when the others ended, as in the measurements that the goals come from.
"""

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tintype.ranking.learned import Parts, Rows

FOLDER = "movielens100k"
FILES = ("ml-100k.inter.gz", "ml-100k.item.gz")
NAMES = (
    "rate",
    "looks_log",
    "viewer_rate",
    "viewer_looks_log",
    "taste",
    "year",
    "likes_log",
    "genres",
    "age_s_log",
)
TESTED = 0.3
CALIBRATED = 0.1
FILM_PRIOR, VIEWER_PRIOR, GENRE_PRIOR = 10.0, 5.0, 10.0
CLASSES = ("newcomers", "regulars")
REGULAR = 50  # Films looked at before.


@dataclass(frozen=True, slots=True)
class Looks:
    """Every look in the order of time: viewers, films (n,), likes (n,), times in seconds; genres (films, g) 0 or 1."""

    viewers: NDArray[np.int64]
    films: NDArray[np.int64]
    likes: NDArray[np.bool_]
    at_s: NDArray[np.int64]
    genres: NDArray[np.float64]
    years: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bench:
    """Rows in three parts, and scores of the tested ones by orders that need no training."""

    parts: Parts
    rivals: dict[str, NDArray[np.float64]]
    films: Sequence[NDArray[np.int64]]
    """Of the three parts, which film each row is about."""


def is_there(data: Path) -> bool:
    """Whether a folder of data sets has this one."""
    return all((data / FOLDER / name).exists() for name in FILES)


def read(data: Path) -> Looks:
    """All looks."""
    rows = np.asarray([[int(float(word)) for word in line] for line in _lines(data, FILES[0])], np.int64)
    rows = rows[np.argsort(rows[:, 3], kind="stable")]
    films = {int(line[0]): line for line in _lines(data, FILES[1])}
    known = sorted({genre for line in films.values() for genre in line[3].split()})
    genres = np.zeros((max(films) + 1, len(known)))
    years = np.zeros(max(films) + 1)
    for film, line in films.items():
        genres[film, [known.index(genre) for genre in line[3].split()]] = 1
        years[film] = float(line[2]) if line[2].isdecimal() else 0.0
    return Looks(rows[:, 0], rows[:, 1], rows[:, 2] >= 4, rows[:, 3], genres, years)


def bench(looks: Looks) -> Bench:
    """Features as of each look, parts and rivals."""
    nth, total = _places(looks.viewers)
    tested = nth >= np.floor(total * (1 - TESTED))
    calibrated = ~tested & (nth >= np.floor(total * (1 - TESTED - CALIBRATED)))
    features = _features(looks, tested)
    before = np.expm1(features[:, NAMES.index("viewer_looks_log")])
    rows = Rows(
        NAMES,
        features.astype(np.float32),
        {"like": looks.likes},
        looks.viewers,
        (before >= REGULAR).astype(np.uint8),
        CLASSES,
        looks.at_s * 1_000_000,
    )
    parts = [~tested & ~calibrated, calibrated, tested]
    rate, looked, viewer, _, taste, year = features[tested, :6].T
    rivals = {
        "newest": year,
        "random": np.random.default_rng(7).random(int(tested.sum())),
        "popularity": looked,
        "smoothed rate": rate,
        "formula": rate + viewer + taste,
    }
    return Bench(Parts(*(rows.take(part) for part in parts)), rivals, [looks.films[part] for part in parts])


def _features(looks: Looks, tested: NDArray[np.bool_]) -> NDArray[np.float64]:
    """(n, len(NAMES)): what was known before each look; before the first tested one for those that are tested."""
    known = _Known(looks)
    found = np.zeros((len(looks.viewers), len(NAMES)))
    for at in np.flatnonzero(~tested).tolist():
        found[at] = known.of(at)
        known.add(at)
    for at in np.flatnonzero(tested).tolist():
        found[at] = known.of(at)
    return found


class _Known:
    """Counts so far."""

    def __init__(self, looks: Looks) -> None:
        films, viewers = len(looks.years), int(looks.viewers.max()) + 1
        self._looks = looks
        self._films, self._viewers = np.zeros((films, 2)), np.zeros((viewers, 2))
        self._genres = np.zeros((viewers, looks.genres.shape[1], 2))
        self._first = np.zeros(films)
        self._all = np.asarray([1.0, 0.5])

    def of(self, at: int) -> list[float]:
        looks = self._looks
        film, viewer = int(looks.films[at]), int(looks.viewers[at])
        usual = self._all[1] / self._all[0]
        looked, liked = self._films[film]
        rate = (liked + FILM_PRIOR * usual) / (looked + FILM_PRIOR)
        theirs, their_likes = self._viewers[viewer]
        own = (their_likes + VIEWER_PRIOR * usual) / (theirs + VIEWER_PRIOR)
        some = self._genres[viewer, looks.genres[film] > 0]
        taste = (
            float(np.mean((some[:, 1] + GENRE_PRIOR * own) / (some[:, 0] + GENRE_PRIOR) - own))
            if len(some)
            else 0.0
        )
        age_s = looks.at_s[at] - self._first[film] if looked else 0.0
        return [
            rate,
            np.log1p(looked),
            own,
            np.log1p(theirs),
            taste,
            looks.years[film],
            np.log1p(liked),
            looks.genres[film].sum(),
            np.log1p(max(age_s, 0.0)),
        ]

    def add(self, at: int) -> None:
        looks = self._looks
        film, viewer = int(looks.films[at]), int(looks.viewers[at])
        more = np.asarray([1.0, float(looks.likes[at])])
        if not self._films[film, 0]:
            self._first[film] = looks.at_s[at]
        self._films[film] += more
        self._viewers[viewer] += more
        self._genres[viewer] += looks.genres[film][:, None] * more
        self._all += more


def _places(viewers: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The how manieth look of its viewer each is, from 0; and how many that viewer has."""
    order = np.argsort(viewers, kind="stable")
    _, inverse, counts = np.unique(viewers, return_inverse=True, return_counts=True)
    nth = np.empty(len(viewers), np.int64)
    nth[order] = np.arange(len(viewers)) - np.repeat(np.cumsum(counts) - counts, counts)
    return nth, counts[inverse]


def _lines(data: Path, name: str) -> list[list[str]]:
    with gzip.open(data / FOLDER / name, "rt", encoding="utf-8") as lines:
        return [line.rstrip("\n").split("\t") for line in lines][1:]
