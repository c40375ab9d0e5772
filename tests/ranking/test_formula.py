"""The explicit formula, term by term, with the figures of its sources."""

from __future__ import annotations

import numpy as np
import pytest

from tests.ranking.posts import NOW_US, VIEWER, look, posts, reader
from tintype.kernel.clock import DAY_US, HOUR_US
from tintype.ranking import (
    Act,
    Candidates,
    Kind,
    Numbers,
    Reader,
    author_rates,
    half_life_us,
    kind_factors,
    post_rates,
    probabilities,
    score,
    site_rates,
    ties_of,
)
from tintype.ranking.formula import less_factor, value
from tintype.ranking.weights import RATE_MAX, SITE_RATES

SITE = np.asarray(SITE_RATES)


def scored(some: Candidates, who: Reader | None = None) -> Numbers:
    """Scores themselves; `score` gives their logarithms."""
    return np.exp2(score(look(some, who), some.published_us, NOW_US))


def rates_of(some: Candidates, who: Reader) -> Numbers:
    return probabilities(some, ties_of(some, who))


def test_a_day_halves_what_a_post_is_worth() -> None:
    found = scored(posts([1, 1, 1], ages_h=[0, 24, 48]))
    assert found[1:] / found[0] == pytest.approx([0.5, 0.25])


def test_a_close_friend_never_sinks_below_a_twentieth() -> None:
    found = scored(posts([1, 1, 1], ages_h=[0, 480, 480], close=[0, 1, 0]))
    assert found[1] / found[0] == pytest.approx(0.05)
    assert found[2] / found[0] == pytest.approx(2.0**-20)


def test_fondness_makes_every_action_likelier_but_hiding() -> None:
    found = rates_of(posts([1, 2], ages_h=[1, 1]), reader({2: 5.0}))
    lift = np.exp(0.8 * (1 - np.exp(-1)))
    assert found[1, : Act.HIDE] == pytest.approx(found[0, : Act.HIDE] * lift)
    assert found[1, Act.HIDE] == found[0, Act.HIDE]


def test_nothing_is_certain() -> None:
    rates = np.tile(np.full(8, 0.8), (1, 1))
    found = rates_of(posts([2], rates=rates), reader({2: 1e6}, mutual=[2]))
    assert found[0, : Act.HIDE] == pytest.approx(np.full(6, RATE_MAX))


def test_a_comment_is_worth_four_times_as_much_among_two_who_follow_each_other() -> None:
    rates = np.zeros((2, 8))
    rates[:, Act.COMMENT] = 0.1
    assert value(rates, np.asarray([False, True])) == pytest.approx([0.5, 2.0])


def test_what_is_rather_hidden_stands_last_however_new() -> None:
    rates = np.tile(SITE, (2, 1))
    rates[0, Act.HIDE] = 0.5
    found = scored(posts([1, 2], ages_h=[0, 100], rates=rates))
    assert 0 < found[0] < found[1]


@pytest.mark.parametrize(
    ("days", "factor"),
    [(0, 0.0), (13, 0.0), (14, 0.2), (48, 0.2), (49, 0.4), (84, 0.6), (119, 0.8), (154, 1.0)],
)
def test_less_of_somebody_is_nothing_for_two_weeks_and_then_more_and_more(days: int, factor: float) -> None:
    assert less_factor(NOW_US - days * DAY_US, NOW_US) == factor


def test_more_and_less_are_of_one_author_alone() -> None:
    plain = scored(posts([1, 2, 3], ages_h=[1, 1, 1]))
    asked = reader(more=frozenset({1}), less={2: NOW_US - 20 * DAY_US})
    found = scored(posts([1, 2, 3], ages_h=[1, 1, 1]), asked)
    assert found / plain == pytest.approx([1.5, 0.2, 1.0])


def test_whoever_likes_videos_alone_is_shown_more_of_them_but_not_without_end() -> None:
    found = kind_factors({Kind.PHOTO: (1000.0, 0.0), Kind.VIDEO: (1000.0, 500.0)})
    assert found[Kind.PHOTO] == 0.5
    assert found[Kind.VIDEO] == pytest.approx(2.0, abs=0.05)
    assert kind_factors({}) == pytest.approx(np.ones(3))
    assert kind_factors({Kind.VIDEO: (2.0, 1.0)}) == pytest.approx(np.ones(3)), (
        "there was nothing else to like"
    )
    little = kind_factors({Kind.PHOTO: (10.0, 0.0), Kind.VIDEO: (2.0, 1.0)})[Kind.VIDEO]
    assert 1 < little < 1.5, "one like says little"


def test_the_half_life_is_how_often_one_comes() -> None:
    assert half_life_us(0) == 24 * HOUR_US
    assert half_life_us(HOUR_US) == 6 * HOUR_US
    assert half_life_us(10 * HOUR_US) == 10 * HOUR_US
    assert half_life_us(30 * DAY_US) == 48 * HOUR_US


def test_one_like_of_one_reader_is_no_rate_of_a_hundred_percent() -> None:
    counts = np.zeros((1, 8))
    counts[0, Act.LIKE] = 1
    ones = np.ones(1)
    authors = author_rates(counts, ones, SITE)
    found = post_rates(counts, ones, authors)[0, Act.LIKE]
    author = (1 + 200 * 0.05) / 201
    assert authors[0, Act.LIKE] == pytest.approx(author)
    assert found == pytest.approx((1 + 50 * author) / 51)


def test_a_site_comes_to_know_its_own_rates() -> None:
    counts = np.zeros(8)
    counts[Act.LIKE] = 200_000
    assert site_rates(np.zeros(8), 0.0) == pytest.approx(SITE)
    assert site_rates(counts, 1e6)[Act.LIKE] == pytest.approx(0.2, rel=0.02)


def test_likes_from_before_anybody_counted_impressions_stay_below_certainty() -> None:
    counts = np.full((1, 8), 1e6)
    found = post_rates(counts, np.zeros(1), SITE[None])
    assert found[0, : Act.DWELL].max() == RATE_MAX
    assert found[0, Act.DWELL] > RATE_MAX, "seconds are no probability"


def test_the_viewer_is_no_author_like_others() -> None:
    assert scored(posts([VIEWER]))[0] > 0


def test_who_comes_often_is_shown_what_is_a_year_old() -> None:
    often = reader(half_life_us=6.0 * HOUR_US)
    some = posts([1, 2, 3], ages_h=[1, 24 * 365, 24 * 366])
    found = score(look(some, often), some.published_us, NOW_US)
    assert found[0] > found[1] > found[2] > -np.inf


def test_what_is_not_to_be_shown_scores_nothing() -> None:
    some = posts([1, 2])
    found = score(look(some, reader(less={1: NOW_US - DAY_US})), some.published_us, NOW_US)
    assert found[0] == -np.inf
    assert found[1] > -np.inf
