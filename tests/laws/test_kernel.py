"""Laws of ids and pages."""

import random
from base64 import urlsafe_b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tintype.kernel.ids import ID_MAX, IdMint, compose, first_id_at, parse_id, shard_of, time_us_of
from tintype.kernel.pages import TOP, Cursors, Place, page_of
from tintype.kernel.problems import Malformed, NotFound

EPOCH_US = 1_262_304_000_000_000
YEAR_2079_US = 3_440_000_000_000_000
moments = st.integers(EPOCH_US, YEAR_2079_US)
shards = st.integers(0, 4095)
numbers = st.integers(-(1 << 63), (1 << 63) - 1)


@given(moments, shards, st.integers(0, 1023))
def test_an_id_tells_its_time_and_shard(at_us: int, shard: int, sequence: int) -> None:
    id = compose(at_us, shard, sequence)
    assert 0 < id + 1 <= ID_MAX
    assert shard_of(id) == shard
    assert time_us_of(id) == at_us // 1000 * 1000
    assert first_id_at(at_us) <= id


@given(st.lists(st.integers(-50, 200), min_size=1, max_size=60), shards)
def test_ids_never_run_backwards(steps_ms: list[int], shard: int) -> None:
    now_ms = [1_800_000_000_000]
    mint = IdMint(lambda: now_ms[0], random.Random(7))
    times: list[int] = []
    for step in steps_ms:
        now_ms[0] += step
        times.append(time_us_of(mint.mint(shard)))
    assert times == sorted(times)


def test_ids_of_one_millisecond_differ_and_grow() -> None:
    mint = IdMint(lambda: 1_800_000_000_000, random.Random(7))
    ids = [mint.mint(3) for _ in range(3000)]
    assert ids == sorted(set(ids))


@given(st.text(max_size=25))
def test_whatever_is_no_id_is_not_found(text: str) -> None:
    try:
        id = parse_id(text)
    except NotFound:
        return
    assert str(id) == text
    assert 1 <= id <= ID_MAX


@pytest.mark.parametrize(
    "text", ["0", "-1", "007", "1.0", "1e2", " 1", "١٢٣", "", "9223372036854775808", "1\x00"]
)
def test_odd_spellings_name_nothing(text: str) -> None:  # AP-05
    with pytest.raises(NotFound):
        parse_id(text)


@given(numbers, numbers, st.text(max_size=30))
def test_a_cursor_comes_back_as_it_went(at: int, id: int, kind: str) -> None:
    cursors = Cursors(b"k" * 64)
    assert cursors.decode(kind, cursors.encode(kind, Place(at, id))) == Place(at, id)


@given(numbers, numbers, st.integers(0, 35), st.characters(codec="ascii"))
def test_a_touched_cursor_is_refused(at: int, id: int, where: int, letter: str) -> None:  # AP-03
    cursors = Cursors(b"k" * 64)
    good = cursors.encode("home:1", Place(at, id))
    forged = good[:where] + letter + good[where + 1 :]
    if forged == good:
        assert cursors.decode("home:1", forged) == Place(at, id)
        return
    with pytest.raises(Malformed):
        cursors.decode("home:1", forged)


def test_a_cursor_is_written_in_one_way_only() -> None:  # AP-03
    cursors = Cursors(b"k" * 64)
    good = [cursors.encode("home:1", Place(at, 7)) for at in range(20)]
    for one in good:
        for wrong in (one.replace("_", "/"), one.replace("-", "+")):
            if wrong != one:
                with pytest.raises(Malformed):
                    cursors.decode("home:1", wrong)
    assert any("_" in one for one in good)
    assert any("-" in one for one in good)


def test_a_cursor_does_not_tell_whom_it_names() -> None:  # AZ-10, AZ-18
    cursors = Cursors(b"k" * 64)
    place = Place(1_790_000_000_000_000, 2_235_450_000_000_000_001)
    raw = [urlsafe_b64decode(cursors.encode(kind, place)) for kind in ("likers:1", "likers:2")]
    for number in (place.at, place.id):
        assert not any(number.to_bytes(8, order) in one for one in raw for order in ("big", "little"))
    assert not {raw[0][at : at + 4] for at in range(24)} & {raw[1][at : at + 4] for at in range(24)}


def test_a_cursor_of_another_list_or_site_is_refused() -> None:
    text = Cursors(b"k" * 64).encode("home:1", Place(5, 6))
    with pytest.raises(Malformed):
        Cursors(b"k" * 64).decode("home:2", text)
    with pytest.raises(Malformed):
        Cursors(b"j" * 64).decode("home:1", text)
    assert Cursors(b"k" * 64).decode("home:1", None) == TOP


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 300)), max_size=80), st.integers(1, 100))
def test_pages_joined_equal_the_list(pairs: list[tuple[int, int]], limit: int) -> None:
    rows = sorted({Place(at, id) for at, id in pairs}, key=lambda place: (place.at, place.id), reverse=True)
    joined: list[Place] = []
    place = TOP
    while True:
        after = [row for row in rows if (row.at, row.id) < (place.at, place.id)]
        page = page_of(after[: limit + 1], limit, lambda row: row)
        joined += page.items
        if page.next is None:
            break
        place = page.next
    assert joined == rows
