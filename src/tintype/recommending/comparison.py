"""Every method on one split, beside popularity and chance."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from tintype.recommending.autoencoder import ITEMS_MAX, autoencoder
from tintype.recommending.blends import PARTS, Blend, asked_at_most, settled
from tintype.recommending.factors import least_squares, low_pass
from tintype.recommending.methods import Chance, Method, Popularity, first
from tintype.recommending.metrics import Quality, quality
from tintype.recommending.splits import Pairs, Split, set_aside
from tintype.recommending.table import CELLS_AT_ONCE, Indexes, Table
from tintype.recommending.walks import friends_of_friends, walk

PLACES = 20
SET_ASIDE = 0.15
WAVES = 128
BLEND = "blend"
BASELINES = ("random", "popularity")
Told = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Judged:
    """One method: how good, and what it took."""

    name: str
    quality: Quality
    fit_s: float
    lists_per_s: float
    weights: Mapping[str, float]  # of a blend


@dataclass(frozen=True, slots=True)
class Comparison:
    """How everything is drawn and timed. `people`: the table is a graph."""

    people: bool
    seed: int
    told: Told
    clock: Callable[[], float]

    def each(self, split: Split, *, blends: bool = True) -> Iterator[Judged]:
        """The baselines, each method, and the blend that parts of what is known have settled: most of the time."""
        for name in BASELINES:
            yield self._judged(name, split, lambda name=name: self._baseline(name, split.known))
        methods: dict[str, Method] = {}
        for name in self.names(split.known):

            def fit(name: str = name) -> Method:
                methods[name] = self.fitted(name, split.known)
                return methods[name]

            yield self._judged(name, split, fit)
        if not blends:
            return
        weights: dict[str, float] = {}

        def blend() -> Method:
            weights.update(self._weights(split))
            return Blend(methods, weights)

        yield self._judged(BLEND, split, blend, weights)

    def names(self, known: Table) -> list[str]:
        """The methods that a table allows."""
        names = ["neighbours", "walk", "least squares", "low-pass"]
        if self.people:
            names.append("friends of friends")
        if known.width <= ITEMS_MAX:
            names.append("autoencoder")
        return names

    def _baseline(self, name: str, known: Table) -> Method:
        return Popularity(known) if name == "popularity" else Chance(known.width, self.seed)

    def fitted(self, name: str, known: Table) -> Method:
        """One method on one table. Its constants were settled on parts set aside: docs/decisions/0106."""

        def told(done: int, total: int) -> None:
            self.told(name, done, total)

        match name:
            case "neighbours":
                return walk(known, item=0.4, end=0.4, seed=self.seed)
            case "walk":
                return walk(known, sharpness=1.5, seed=self.seed)
            case "least squares":
                return least_squares(known, seed=self.seed, told=told)
            case "low-pass":
                # All waves of a small table are the table itself.
                width = min(WAVES, max(2, min(known.rows, known.width) // 8))
                return low_pass(known, width=width, seed=self.seed, told=told)
            case "friends of friends":
                return friends_of_friends(known)
            case _:
                return autoencoder(known)

    def _weights(self, split: Split) -> dict[str, float]:
        users, items = split.known.pairs()
        known = Pairs(users, items, split.known.rows, split.known.width, self.people)
        most = asked_at_most(known.width)
        parts: list[tuple[Split, dict[str, Method]]] = []
        for number in range(1, PARTS + 1):
            part = set_aside(known, share=SET_ASIDE, most=most, seed=self.seed + number)
            parts.append((part, {name: self.fitted(name, part.known) for name in self.names(split.known)}))
        return settled(parts, lambda done, total: self.told("settling the blend", done, total))

    def _judged(
        self,
        name: str,
        split: Split,
        fit: Callable[[], Method],
        weights: Mapping[str, float] | None = None,
    ) -> Judged:
        began = self.clock()
        method = fit()
        fitted = self.clock()
        lists = self.lists(name, method, split)
        asked_s = max(1e-9, self.clock() - fitted)
        found = quality(lists, split.asked, split.hidden, split.known)
        return Judged(name, found, fitted - began, len(split.asked) / asked_s, dict(weights or {}))

    def lists(self, name: str, method: Method, split: Split) -> Indexes:
        """What each asked user is shown: (asked, 20). So many users at once as fit into memory."""
        each = max(1, CELLS_AT_ONCE // max(1, split.known.rows, split.known.width))
        lists = np.zeros((len(split.asked), PLACES), np.int64)
        for begin in range(0, len(split.asked), each):
            users = split.asked[begin : begin + each]
            lists[begin : begin + each] = first(method.scores(users), split.closed, users, PLACES)
            self.told(f"asking {name}", min(begin + each, len(split.asked)), len(split.asked))
        return lists
