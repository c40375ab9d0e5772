"""The order of a session: unseen first, nobody in a heap, nothing twice, nothing lost."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ranking.posts import NOW_US, VIEWER, look, posts, reader
from tintype.kernel.clock import HOUR_US
from tintype.ranking import Candidates, Line, Reader, line_up, score
from tintype.ranking.line import NEVER_US
from tintype.ranking.weights import NEWCOMER_RANK, WINDOW


def lined(some: Candidates, who: Reader | None = None) -> Line:
    seen_so = look(some, who)
    scores = score(seen_so, some.published_us, NOW_US)
    return line_up(seen_so, scores, some.tags, some.published_us, NOW_US)


def authors_of(line: Line, some: Candidates) -> list[int]:
    return [int(some.authors[index]) for index in line.heads]


def test_the_newest_of_equals_comes_first() -> None:
    assert list(lined(posts([1, 2, 3, 4])).heads) == [0, 1, 2, 3]


def test_whom_one_is_fond_of_overtakes_what_is_newer() -> None:
    some = posts([1, 2, 3], ages_h=[1, 2, 3])
    assert lined(some, reader({3: 20.0})).heads[0] == 2


def test_what_was_seen_comes_behind_everything_unseen() -> None:
    some = posts([1, 2, 3, 4])
    found = lined(some, reader(seen=some.orders[:1], frontier=int(some.orders[3])))
    assert list(found.heads) == [1, 2, 0, 3]
    assert found.unseen == 2


def test_ones_own_new_post_stands_first_and_an_old_one_is_known() -> None:
    some = posts([1, VIEWER, VIEWER, 2], ages_h=[0.1, 0.5, 5, 6])
    found = lined(some)
    assert list(found.heads) == [1, 0, 3, 2]
    assert found.unseen == 3


def test_an_author_does_not_come_twice_in_a_row_while_there_is_another() -> None:
    some = posts([1, 1, 1, 2, 3], ages_h=[1, 1, 1, 90, 95])
    assert authors_of(lined(some), some) == [1, 2, 1, 3, 1]


def test_who_has_nobody_else_gets_them_all() -> None:
    some = posts([1] * 30)
    assert list(lined(some).heads) == list(range(30))


def test_busy_authors_are_folded_up_behind_their_second_post() -> None:
    some = posts([1] * 7 + list(range(2, 22)))
    found = lined(some)
    (behind,) = found.folded.values()
    (head,) = found.folded
    assert authors_of(found, some).count(1) == 2
    assert found.heads.tolist().index(head) > found.heads.tolist().index(0), "the better one comes first"
    assert behind.tolist() == [2, 3, 4, 5, 6]


def test_nobody_is_folded_up_where_there_is_little_else() -> None:
    some = posts([1] * 7 + [2, 3])
    assert not lined(some).folded


def test_a_little_known_author_is_lifted_once() -> None:
    authors = list(range(1, 41))
    followers = [1e6] * 40
    followers[30] = followers[32] = 10
    some = posts(authors, followers=followers, impressions=[5] * 40)
    found = lined(some)
    assert found.heads.tolist().index(30) == NEWCOMER_RANK
    assert found.newcomer == 30
    assert found.heads.tolist().index(32) > 30


def test_a_year_of_somebody_who_comes_often_is_in_order_to_its_end() -> None:
    some = posts(list(range(1, 61)), ages_h=[24 * 7 * n for n in range(60)])
    often = reader(half_life_us=6.0 * HOUR_US, seen=some.orders[10:])
    assert list(lined(some, often).heads) == list(range(60))


def test_whoever_the_viewer_asked_to_see_less_of_is_not_there() -> None:
    some = posts([1, 2])
    assert list(lined(some, reader(less={1: NOW_US - HOUR_US})).heads) == [1]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 12), st.integers(0, 4), st.floats(0, 100), st.booleans()), max_size=120
    ),
    st.dictionaries(st.integers(1, 12), st.floats(0, 50)),
)
def test_a_line_holds_every_post_once_and_the_unseen_first(
    drawn: list[tuple[int, int, float, bool]], fond: dict[int, float]
) -> None:
    drawn.sort(key=lambda one: one[2])
    some = posts([one[0] for one in drawn], ages_h=[one[2] for one in drawn], tags=[one[1] for one in drawn])
    seen = some.orders[np.asarray([one[3] for one in drawn], np.bool_)] if drawn else []
    found = lined(some, reader(fond, seen=seen))
    behind = [index for folded in found.folded.values() for index in folded]
    assert Counter([*found.heads, *behind]) == Counter(range(len(drawn)))
    assert not any(drawn[index][3] for index in [*found.heads[: found.unseen], *behind])
    assert all(drawn[index][3] for index in found.heads[found.unseen :])
    assert set(found.folded) <= set(found.heads[: found.unseen])


def test_an_order_stays_unless_one_of_its_posts_does_not_sink_like_the_others() -> None:
    ages_h = [0.5, 1, 2, 3]
    for ever in (posts([1, 2, 3, 4], ages_h=ages_h), posts([1, VIEWER, 2, 3], ages_h=ages_h)):
        assert lined(ever).until_us == NEVER_US
    assert lined(posts([VIEWER, 1, 2, 3], ages_h=ages_h)).until_us == NOW_US + HOUR_US // 2
    for moving in (
        posts([1, 2, 3, 4], ages_h=ages_h, close=[True, False, False, False]),
        posts([1, 2, 3, 4], ages_h=[-0.5, 1, 2, 3]),
    ):
        assert lined(moving).until_us == NOW_US


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 12), st.integers(0, 3), st.integers(-5, 4000), st.booleans(), st.integers(0, 60)
        ),
        max_size=60,
    ),
    st.dictionaries(st.integers(1, 12), st.floats(0, 50)),
    st.integers(0, 3000),
)
def test_until_then_the_same_posts_come_in_the_same_order(
    drawn: list[tuple[int, int, int, bool, int]], fond: dict[int, float], minutes: int
) -> None:
    drawn.sort(key=lambda one: one[2])
    # One author in twelve is the viewer, one post in sixty for close friends; ages are minutes.
    some = posts(
        [VIEWER if one[0] == 12 else one[0] for one in drawn],
        ages_h=[one[2] / 60 for one in drawn],
        tags=[one[1] for one in drawn],
        close=[one[4] == 60 for one in drawn],
    )
    seen = some.orders[np.asarray([one[3] for one in drawn], np.bool_)] if drawn else []
    seen_so = look(some, reader(fond, seen=seen))

    def at(now_us: int) -> Line:
        return line_up(
            seen_so, score(seen_so, some.published_us, now_us), some.tags, some.published_us, now_us
        )

    first = at(NOW_US)
    later = at(max(NOW_US, min(NOW_US + minutes * 60_000_000, first.until_us - 1)))
    assert list(later.heads) == list(first.heads)
    assert (later.unseen, later.newcomer) == (first.unseen, first.newcomer)
    assert {head: list(behind) for head, behind in later.folded.items()} == {
        head: list(behind) for head, behind in first.folded.items()
    }


@settings(deadline=None)
@given(st.permutations([author for author in range(1, 31) for _ in range(2)]))
def test_two_of_each_fit_into_every_window(authors: list[int]) -> None:
    some = posts(authors)
    names = authors_of(lined(some), some)[:40]
    for start in range(len(names) - WINDOW + 1):
        assert max(Counter(names[start : start + WINDOW]).values()) <= 2
    assert all(one != other for one, other in itertools.pairwise(names))
