"""What posts are to a reader: looked at again in part, it is what it would be looked at as a whole."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from tests.ranking.posts import NOW_US, posts, reader
from tintype.ranking import Candidates, look_again, outlook, ties_of

SOME = np.asarray([0, 3, 17, 39], np.intp)


def part(found: Candidates, at: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Candidates:
    return Candidates(**{each.name: getattr(found, each.name)[at] for each in fields(found)})


def test_looking_again_at_some_posts_is_looking_at_all() -> None:
    rng = np.random.default_rng(7)
    authors = rng.integers(1, 12, 40)
    before = posts(authors.tolist(), followers=rng.integers(0, 400, 40), impressions=rng.integers(0, 400, 40))
    who = reader({1: 9.0, 5: 2.0}, mutual=[5, 7], less={3: NOW_US}, more=frozenset({4}))
    changed = {
        "rates": before.rates * rng.uniform(0.5, 2.0, (40, 1)),
        "followers": rng.integers(0, 400, 40).astype(float),
        "impressions": rng.integers(0, 400, 40).astype(float),
        "close": rng.random(40) < 0.5,
    }
    for name, values in changed.items():
        kept = getattr(before, name).copy()
        kept[SOME] = values[SOME]
        changed[name] = kept
    after = replace(before, **changed)

    look = outlook(before, who, ties_of(before, who), NOW_US)
    some = part(after, SOME)
    look_again(look, SOME, some, ties_of(some, who), who, now_us=NOW_US)

    whole = outlook(after, who, ties_of(after, who), NOW_US)
    assert not np.array_equal(whole.worth, outlook(before, who, ties_of(before, who), NOW_US).worth)
    for each in fields(whole):
        np.testing.assert_allclose(getattr(look, each.name), getattr(whole, each.name), rtol=1e-6)
