"""What was known at a past moment, added up again from the log: the numbers that `signals` keeps, some minutes late."""

from collections import defaultdict, deque
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tintype.kernel.ids import time_us_of
from tintype.ranking import (
    Act,
    Candidates,
    Reader,
    author_rates,
    half_life_us,
    kind_factors,
    post_rates,
    site_rates,
)
from tintype.signals import WEIGHTS, Action, aged, visit_gap, visits_with

Numbers = NDArray[np.float64]
Ints = NDArray[np.int64]
Fact = tuple[int, int, int, int, int, int, int, float]
"""A row of `signals.DELTA`."""
#: Which action fills which column of rates, as in `feed/traits.py`; seconds of looking are counted in milliseconds.
_COLUMNS = np.asarray([Action.DWELL_MS if act is Act.DWELL else Action[act.name] for act in Act], np.intp)
_UNITS = np.asarray([0.001 if act is Act.DWELL else 1.0 for act in Act])
_KINDS = 3


@dataclass(slots=True)
class _Fading:
    """Numbers as of a moment, half of which are left after 15 days."""

    at_us: int
    amounts: Numbers

    def as_of(self, now_us: int) -> Numbers:
        return self.amounts * aged(self.at_us, now_us)

    def add(self, now_us: int, place: int | tuple[int, int], amount: float) -> None:
        self.amounts *= aged(self.at_us, now_us)
        self.amounts[place] = max(0.0, self.amounts[place] + amount)
        self.at_us = max(self.at_us, now_us)


def _nothing(*shape: int) -> _Fading:
    return _Fading(0, np.zeros(shape))


@dataclass(slots=True)
class _Visits:
    last_us: int = 0
    begun: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    shown: int = 0


class Known:
    """All counters. Facts come in the order of the log, and are known `late_us` after they happened."""

    def __init__(self, late_us: int) -> None:
        self._late_us = late_us
        self._waiting: deque[Fact] = deque()
        self._site = _nothing(len(Action))
        self._posts: defaultdict[int, _Fading] = defaultdict(lambda: _nothing(len(Action)))
        self._authors: defaultdict[int, _Fading] = defaultdict(lambda: _nothing(len(Action)))
        self._near: defaultdict[int, dict[int, _Fading]] = defaultdict(dict)
        self._kinds: defaultdict[int, _Fading] = defaultdict(lambda: _nothing(_KINDS, 2))
        self._visits: defaultdict[int, _Visits] = defaultdict(_Visits)

    def add(self, deltas: NDArray[np.void]) -> None:
        """Facts, in their order; rows of `signals.DELTA`."""
        self._waiting.extend(deltas.tolist())

    def as_of(self, now_us: int) -> None:
        """Know what had happened `late_us` before a moment."""
        while self._waiting and self._waiting[0][1] <= now_us - self._late_us:
            self._count(self._waiting.popleft())

    def shows(self, viewer: int, now_us: int, posts: int) -> int:
        """Note that a viewer is shown some posts; how many were before them in this visit."""
        visits = self._visits[viewer]
        begun = visits_with(visits.begun, visits.last_us, now_us)
        if begun is not visits.begun:
            visits.begun, visits.shown = begun, 0
        visits.last_us = now_us
        visits.shown += posts
        return visits.shown - posts

    def reader(self, viewer: int, now_us: int, mutual: Ints) -> Reader:
        """A viewer as ranking knows them."""
        near = self._near.get(viewer, {})
        authors = np.asarray(sorted(near), np.int64)
        parts = (
            np.stack([near[author].as_of(now_us) for author in authors.tolist()])
            if near
            else np.zeros((0, 1))
        )
        kinds = self._kinds[viewer].as_of(now_us)
        reasons = np.asarray(list(WEIGHTS), np.uint8)
        return Reader(
            id=viewer,
            authors=authors,
            strengths=parts.sum(axis=1),
            reasons=reasons[parts.argmax(axis=1)] if len(authors) else np.zeros(0, np.uint8),
            mutual=np.sort(mutual),
            kinds=kind_factors({kind: (float(row[0]), float(row[1])) for kind, row in enumerate(kinds)}),
            less={},
            more=frozenset(),
            seen=np.zeros(0, np.int64),
            frontier=0,
            half_life_us=half_life_us(visit_gap(self._visits[viewer].begun)),
        )

    def candidates(
        self, posts: Ints, authors: Ints, kinds: NDArray[np.uint8], orders: Ints, now_us: int
    ) -> Candidates:
        """Posts as ranking knows them; `kinds` that are not known count as photos."""
        own = np.stack([self._figures(self._posts, post, now_us) for post in posts.tolist()])
        theirs = np.stack([self._figures(self._authors, author, now_us) for author in authors.tolist()])
        site = self._site.as_of(now_us)
        usual = site_rates(_actions(site), float(site[Action.IMPRESSION]))
        each = author_rates(_actions(theirs), theirs[:, Action.IMPRESSION], usual)
        return Candidates(
            orders=orders,
            authors=authors,
            tags=np.zeros(len(posts), np.int64),
            kinds=np.where(kinds < _KINDS, kinds, 0).astype(np.uint8),
            published_us=np.asarray([time_us_of(order) for order in orders.tolist()], np.int64),
            rates=post_rates(_actions(own), own[:, Action.IMPRESSION], each),
            followers=np.zeros(len(posts)),
            impressions=own[:, Action.IMPRESSION],
            close=np.zeros(len(posts), np.bool_),
        )

    def _figures(self, kept: defaultdict[int, _Fading], id: int, now_us: int) -> Numbers:
        found = kept.get(id)
        return np.zeros(len(Action)) if found is None else found.as_of(now_us)

    def _count(self, fact: Fact) -> None:
        _, at_us, viewer, author, post, action, kind, amount = fact
        if action != Action.TAGGED:
            self._site.add(at_us, action, amount)
            self._authors[author].add(at_us, action, amount)
            if post:
                self._posts[post].add(at_us, action, amount)
        weight = WEIGHTS.get(Action(action))
        if weight is not None:
            near = self._near[viewer]
            if author not in near:
                near[author] = _nothing(len(WEIGHTS))
            near[author].add(at_us, list(WEIGHTS).index(Action(action)), amount * weight)
        if action <= Action.LIKE and kind < _KINDS:
            self._kinds[viewer].add(at_us, (kind, action), amount)


def _actions(figures: Numbers) -> Numbers:
    return figures[..., _COLUMNS] * _UNITS
