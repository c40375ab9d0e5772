"""What ranking knows of posts is whole whenever somebody looks, however many threads bring it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from tintype.feed.traits import ROWS_FIRST, Found, Traits, empty_rows

NOW_US = 1_800_000_000_000_000
POSTS = 8 * ROWS_FIRST
AT_ONCE = 64


@pytest.fixture
def often_switched() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def found(orders: range) -> Found:
    rows = empty_rows(orders)
    rows["author"] = rows["order"] + 7
    rows["stale_us"] = NOW_US + 1
    return Found(rows)


@pytest.mark.usefixtures("often_switched")
def test_a_post_is_never_seen_before_all_of_it_is_there() -> None:
    traits = Traits()
    parts = [range(start, start + AT_ONCE) for start in range(1, POSTS, AT_ONCE)]
    with ThreadPoolExecutor(2) as threads:
        kept = [threads.submit(traits.keep, found(part)) for part in parts]
        while not all(each.done() for each in kept):
            newest = list(range(max(1, len(traits) - AT_ONCE), len(traits) + AT_ONCE))
            places, _ = traits.places(newest, NOW_US)
            here = traits.candidates(places[places >= 0])
            assert (here.authors == here.orders + 7).all()
        for each in kept:
            each.result()

    places, unread = traits.places(range(1, POSTS), NOW_US)

    assert not unread
    assert (traits.orders(places) == np.arange(1, POSTS)).all()


def test_what_has_been_read_since_a_batch_is_told() -> None:
    traits = Traits()
    traits.keep(found(range(1, 11)))
    places, _ = traits.places(range(1, 11), NOW_US)
    batch = traits.batch

    traits.keep(found(range(4, 6)))

    assert traits.read_since(places, batch).tolist() == [3, 4]
    assert traits.read_since(places, traits.batch).tolist() == []
