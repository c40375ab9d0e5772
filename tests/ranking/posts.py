"""Posts and people as ranking is told of them, with all that a test does not speak of left ordinary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from tintype.kernel.clock import HOUR_US
from tintype.kernel.ids import compose
from tintype.ranking import Candidates, Outlook, Reader, outlook, ties_of
from tintype.ranking.weights import SITE_RATES

NOW_US = 1_800_000_000_000_000
VIEWER = 77


def posts(authors: Sequence[int], *, ages_h: Sequence[float] | None = None, **more: Any) -> Candidates:
    """Photos, the first the newest: an hour between each and the next if nothing else is said."""
    n = len(authors)
    hours = np.arange(1, n + 1) if ages_h is None else np.asarray(ages_h)
    published = (NOW_US - hours * HOUR_US).astype(np.int64)
    usual = Candidates(
        orders=np.asarray([compose(int(at), 0, n - k) for k, at in enumerate(published)], np.int64),
        authors=np.asarray(authors, np.int64),
        tags=np.zeros(n, np.int64),
        kinds=np.zeros(n, np.uint8),
        published_us=published,
        rates=np.tile(np.asarray(SITE_RATES), (n, 1)),
        followers=np.full(n, 1e6),
        impressions=np.full(n, 1e6),
        close=np.zeros(n, np.bool_),
    )
    return replace(
        usual, **{name: np.asarray(value, getattr(usual, name).dtype) for name, value in more.items()}
    )


def reader(strengths: dict[int, float] | None = None, **more: Any) -> Reader:
    """Somebody who comes once a day, with so many points of action for some authors."""
    known = dict(sorted((strengths or {}).items()))
    for name in ("mutual", "seen"):
        more[name] = np.sort(np.asarray(more.get(name, []), np.int64))
    usual = Reader(
        id=VIEWER,
        authors=np.asarray(list(known), np.int64),
        strengths=np.asarray(list(known.values()), np.float64),
        reasons=np.ones(len(known), np.uint8),
        mutual=more["mutual"],
        kinds=np.ones(3),
        less={},
        more=frozenset(),
        seen=more["seen"],
        frontier=0,
        half_life_us=24.0 * HOUR_US,
    )
    return replace(usual, **more)


def look(some: Candidates, who: Reader | None = None) -> Outlook:
    """What some posts are to somebody now."""
    who = who or reader()
    return outlook(some, who, ties_of(some, who), NOW_US)
