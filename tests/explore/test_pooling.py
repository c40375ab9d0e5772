"""Pools of an imagined site: who likes what, and what each is to be shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from tintype.explore.choosing import by_freshness, with_fresh
from tintype.explore.gathering import people_from
from tintype.explore.learning import Learnt, People, Posts, grouped, learn
from tintype.explore.model import ENTRY, LEANING, Pool
from tintype.explore.pooling import group_pools, merged, pools_of
from tintype.kernel.clock import DAY_US, HOUR_US
from tintype.kernel.ids import first_id_at
from tintype.ranking import Candidates
from tintype.recommending import table_of

NOW_US = 1_760_000_000_000_000
PEOPLE, AUTHORS, TOPICS, EACH = 240, 40, 8, 10
MARKED = 7  # Of ten posts this one is marked sensitive;
UNWILLING = 2  # of four people this one does not want to find such.


def site(seed: int = 3) -> tuple[Posts, People, np.ndarray]:
    """Forty authors of four tastes with ten posts each; people like half of what is to their taste, and little else."""
    chance = np.random.default_rng(seed)
    n = AUTHORS * EACH
    of = np.repeat(np.arange(AUTHORS), EACH)
    taste = of % 4
    times = NOW_US - chance.integers(1, 20 * 24, n) * HOUR_US
    order = np.argsort(times)
    names = np.arange(AUTHORS) * 1_000_000 + (1 << 40)
    ids = np.array([first_id_at(int(at)) + number for number, at in enumerate(times[order])])
    topics = table_of(np.arange(n), taste[order] * 2 + chance.integers(0, 2, n), n, TOPICS)
    posts = Posts(
        ids,
        ids,
        names,
        of[order],
        topics,
        np.arange(TOPICS),
        times[order],
        np.zeros(n, np.float32),
        np.arange(n) % 10 == MARKED,
    )
    people = np.arange(PEOPLE) + (1 << 50)
    likes = chance.random((PEOPLE, n)) < np.where(
        taste[order][None] == (np.arange(PEOPLE) % 4)[:, None], 0.3, 0.01
    )
    rows, columns = np.nonzero(likes)
    nothing = np.zeros((0, 2), np.int64)
    pairs = np.column_stack([people[rows], posts.ids[columns]])
    finders = people[people % 4 != UNWILLING]
    return posts, people_from(people, posts, pairs, nothing, nothing, finders=finders), taste[order]


@pytest.fixture(scope="module")
def learnt() -> tuple[Learnt, np.ndarray]:
    posts, people, taste = site()
    return learn(posts, people, NOW_US, lambda _done, _all: None), taste


def test_a_pool_begins_with_what_is_to_the_taste_of_its_owner(learnt: tuple[Learnt, np.ndarray]) -> None:
    its, taste = learnt
    pools = pools_of(its, its.people, 100)
    shares: list[float] = []
    for row, pool in enumerate(pools):
        places = np.searchsorted(its.posts.orders, pool.entries["order"][:30])
        shares.append(float(np.mean(taste[places] == row % 4)))
    assert np.mean(shares) > 0.8  # By chance it would be a quarter.


def test_nobody_is_given_what_they_have_liked_or_whom_they_follow(learnt: tuple[Learnt, np.ndarray]) -> None:
    its, _ = learnt
    person, author = int(its.people.ids[0]), int(its.posts.names[0])
    liked = its.people.liked.gathered(np.array([0]))[0]
    pairs = np.column_stack([np.full(len(liked), person), its.posts.ids[liked]])
    nothing = np.zeros((0, 2), np.int64)
    people = people_from(
        np.array([person]),
        its.posts,
        pairs,
        nothing,
        np.array([[person, author]], np.int64),
        finders=np.array([person]),
    )
    (pool,) = pools_of(its, people, 1_000)
    places = np.searchsorted(its.posts.orders, pool.entries["order"])
    assert set(places.tolist()) & set(liked.tolist()) == set()
    assert 0 not in its.posts.of[places]
    assert len(pool) == len(its.posts) - len(set(liked.tolist()) | set(np.flatnonzero(its.posts.of == 0)))
    assert len(np.unique(places)) == len(places)


def test_what_is_marked_sensitive_is_in_the_pools_of_those_alone_who_want_to_find_it(
    learnt: tuple[Learnt, np.ndarray],
) -> None:
    its, _ = learnt
    finders, others = np.flatnonzero(its.people.finds_marked), np.flatnonzero(~its.people.finds_marked)
    assert _marked_share(its, pools_of(its, its.people.some(finders), 100)) > 0.05
    assert _marked_share(its, pools_of(its, its.people.some(others), 100)) == 0
    assert _marked_share(its, group_pools(its, 100)) == 0


def _marked_share(its: Learnt, pools: Sequence[Pool]) -> float:
    orders = np.concatenate([pool.entries["order"] for pool in pools])
    return float(np.mean(its.posts.is_marked[np.searchsorted(its.posts.orders, orders)]))


def test_people_of_one_taste_make_a_group_with_a_pool_of_its_own(learnt: tuple[Learnt, np.ndarray]) -> None:
    its, taste = learnt
    everybody, *groups = group_pools(its, 100)
    assert len(everybody) == 100
    assert 2 <= len(groups) <= 4
    for group in groups:
        places = np.searchsorted(its.posts.orders, group.entries["order"][:20])
        assert np.bincount(taste[places]).max() >= 14
        assert len(group.leanings)


def test_too_few_people_make_no_groups() -> None:
    centres, members = grouped(np.random.default_rng(1).normal(size=(40, 8)).astype(np.float32))
    assert len(centres) == 0
    assert set(members.tolist()) == {-1}


def test_each_source_gives_its_share_and_trends_fill_what_is_left() -> None:
    orders = np.arange(1, 101)
    walk = (np.arange(10), np.arange(10, 0, -1, dtype=np.float32))
    trending = (np.arange(99, -1, -1), np.linspace(2, 1, 100, dtype=np.float32))
    nothing = (np.zeros(0, np.int64), np.zeros(0, np.float32))
    entries = merged(orders, {"walk": walk, "trending": trending, "looks": nothing}, 50)
    assert len(entries) == 50
    assert entries["order"][:3].tolist() == [1, 2, 3]
    assert (np.diff(entries["score"].astype(float)) <= 0).all()
    # 35 and 5 of 40 parts are theirs: 44 and 6 of 50; what the walk does not know of trends.
    assert set(entries["order"].tolist()) == set(range(1, 11)) | set(range(61, 101))


def test_posts_since_the_making_are_placed_by_their_authors_and_topics() -> None:
    leanings = np.array([(7, 0.9), (500, 0.6)], LEANING)
    now = np.array([first_id_at(NOW_US) + at for at in range(3)])
    old = np.array([(first_id_at(NOW_US - 60 * DAY_US), 1.0)], ENTRY)
    entries = with_fresh(Pool(old, leanings), candidates(now, authors=[500, 1, 1], tags=[0, 7, 8]))
    orders, scores = by_freshness(entries, NOW_US)
    assert orders.tolist() == [now[1], now[0], now[2], old["order"][0]]
    assert scores == pytest.approx([0.9, 0.6, 0.3, 0.2], abs=0.01)


def candidates(orders: np.ndarray, authors: list[int], tags: list[int]) -> Candidates:
    n = len(orders)
    return Candidates(
        orders=orders,
        authors=np.array(authors),
        tags=np.array(tags),
        kinds=np.zeros(n, np.uint8),
        published_us=np.full(n, NOW_US),
        rates=np.zeros((n, 8)),
        followers=np.zeros(n),
        impressions=np.zeros(n),
        close=np.zeros(n, np.bool_),
    )
