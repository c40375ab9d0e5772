"""Rows hold what was known when a post was shown, what came of it, and nothing of the future."""

from __future__ import annotations

import numpy as np
import pytest

from tests.ranker.site import Town
from tintype.feed.readers import reader_of
from tintype.feed.traits import Traits
from tintype.kernel.clock import DAY_US, HOUR_US, MINUTE_US
from tintype.kernel.viewer import Viewer
from tintype.ranker import NAMES, rows_of
from tintype.ranking import FEATURES, matrix, ties_of
from tintype.ranking.learned import Rows
from tintype.signals import Action


def unseen(_what: str, _done: int, _total: int) -> None:
    """Nobody looks at the progress of a test."""


async def rows(town: Town, late_us: int = 10 * MINUTE_US) -> Rows:
    await town.site.settle()
    ground = town.site.ground
    until_us = ground.clock.now_us() + 1
    return await rows_of(ground.records, ground.log, 0, until_us, progress=unseen, late_us=late_us)


async def test_each_first_look_is_a_row_with_what_came_of_it(town: Town) -> None:
    ana, (ben, cem, *_), site = town.authors[0], town.viewers, town.site
    post, other = await site.post(ana), await site.post(ana)
    await site.likes.like(ben, post)
    site.ground.clock.advance(5_000_000)
    await site.sees(ben, post, other)
    await site.sees(cem, post)
    await site.sees(cem, post, action=Action.DWELL_MS, ms=3_001)
    site.ground.clock.advance(HOUR_US)
    await site.saves.save(cem, post)
    await site.sees(cem, other, action=Action.DWELL_MS, ms=2_999)
    await site.sees(ben, post)
    found = await rows(town)
    assert found.viewers.tolist() == [ben.account_id, ben.account_id, cem.account_id]
    assert found.labels["like"].tolist() == [True, False, False]
    assert found.labels["save"].tolist() == [False, False, True]
    assert found.labels["dwell"].tolist() == [False, False, True]
    assert found.column("position_log").tolist() == pytest.approx([0, np.log(2), 0])


async def test_what_was_liked_long_before_it_was_shown_is_no_row(town: Town) -> None:
    ana, ben, site = town.authors[0], town.viewers[0], town.site
    post = await site.post(ana)
    await site.likes.like(ben, post)
    site.ground.clock.advance(HOUR_US)
    await site.sees(ben, post)
    assert len(await rows(town)) == 0


async def test_a_like_that_was_taken_back_or_came_days_later_is_none(town: Town) -> None:
    ana, (ben, cem, *_), site = town.authors[0], town.viewers, town.site
    post = await site.post(ana)
    await site.sees(ben, post)
    await site.sees(cem, post)
    await site.likes.like(ben, post)
    await site.likes.unlike(ben, post)
    site.ground.clock.advance(3 * DAY_US)
    await site.likes.like(cem, post)
    assert (await rows(town)).labels["like"].tolist() == [False, False]


async def test_no_row_knows_what_came_of_it(town: Town) -> None:
    ana, ben, site = town.authors[0], town.viewers[0], town.site
    post = await site.post(ana)
    await site.likes.like(ben, post)
    site.ground.clock.advance(5_000_000)
    await site.sees(ben, post)
    liked = await rows(town)
    other = await site.post(town.authors[1])
    site.ground.clock.advance(5_000_000)
    await site.sees(ben, other)
    found = await rows(town)
    # Two authors and posts of whom nothing is known look the same, though one was liked by then.
    features = [name for name in NAMES if name not in {"position_log", "age_h_log", "half_lives"}]
    assert liked.labels["like"].tolist() == [True]
    for name in features:
        assert found.column(name)[0] == found.column(name)[1], name


async def test_rows_are_what_serving_sees_at_that_moment(town: Town) -> None:
    await town.lives(4)
    site, viewer = town.site, town.viewers[3]
    ground = site.ground
    await site.follows.request(town.authors[1], viewer.account_id)
    posts = [await site.post(author) for author in town.authors]
    orders = [await site.order(post) for post in posts]
    ground.clock.advance(HOUR_US)
    await site.settle()
    now_us = ground.clock.now_us()
    served = await _served(town, viewer, orders, now_us)
    await site.sees(viewer, *posts)
    found = await rows(town, late_us=1)
    last = found.take((found.viewers == viewer.account_id) & (found.at_us == now_us))
    assert len(last) == len(posts)
    assert last.column("is_mutual").sum() == 1
    assert last.column("affinity").max() > 0.3
    for name in NAMES:
        if name != "position_log":
            expected = served[:, FEATURES.index(name)]
            assert last.column(name) == pytest.approx(expected, rel=1e-3, abs=1e-4), name


async def _served(town: Town, viewer: Viewer, orders: list, now_us: int) -> np.ndarray:
    """The matrix as a page that is put together now would have it."""
    traits = Traits()

    async def body(reading):
        traits.keep(await traits.read(reading, orders, now_us))
        places, _ = traits.places(orders, now_us)
        posts = traits.candidates(places)
        reader = await reader_of(reading, viewer.account_id, now_us, np.unique(posts.authors))
        return matrix(posts, reader, ties_of(posts, reader), now_us)

    return await town.site.ground.look(body)


async def test_who_began_to_follow_later_had_not_followed_then(town: Town) -> None:
    ana, ben, site = town.authors[0], town.viewers[0], town.site
    first = await site.post(ana)
    site.ground.clock.advance(HOUR_US)
    await site.sees(ben, first)
    site.ground.clock.advance(HOUR_US)
    await site.follows.request(ana, ben.account_id)
    second = await site.post(ana)
    await site.sees(ben, second)
    await site.follows.withdraw(ana, ben.account_id)
    third = await site.post(ana)
    await site.sees(ben, third)
    assert (await rows(town)).column("is_mutual").tolist() == [0, 1, 0]
