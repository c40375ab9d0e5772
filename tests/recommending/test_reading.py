"""Lines of any table are pairs; what is no line of one is named, with its number and what to do."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tintype.recommending import Names, Unreadable, read
from tintype.recommending.reading import LABEL_MAX


def pairs(lines: list[str], *, people: bool = False, least: float | None = None) -> list[tuple[str, str]]:
    names = Names(people)
    found = read(lines, names, least=least)
    users, items = list(names.users), list(names.items)
    return [(users[user], items[item]) for user, item in zip(found.users, found.items, strict=True)]


@pytest.mark.parametrize(
    "lines",
    [
        ["a\tx one", "b\ty"],
        ["a,x one", "b,y"],
        ["a;x one;7", "b;y;8"],
        ["a::x one::3", "b::y"],
        ['"a","x one"', '"b","y"'],
    ],
)
def test_whatever_stands_between(lines: list[str]) -> None:
    assert pairs(lines) == [("a", "x one"), ("b", "y")]


def test_spaces_and_more_columns() -> None:
    assert pairs(["1 258", "1   401 3.5e+02 881250949"]) == [("1", "258"), ("1", "401")]


def test_comments_and_names_of_columns_are_passed_over() -> None:
    assert pairs(["# Nodes: 2", "", "% more", "id_1,id_2", "0,18427"]) == [("0", "18427")]
    assert pairs(["user\titem\tweight", "ana\tharbour\t3"]) == [("ana", "harbour")]


def test_names_without_numbers_are_no_names_of_columns() -> None:
    assert pairs(["ana,harbour", "ben,lake"]) == [("ana", "harbour"), ("ben", "lake")]


def test_least_reads_the_third_column() -> None:
    assert pairs(["a b 4", "a c 3.9", "a d 1e2"], least=4) == [("a", "b"), ("a", "d")]


def test_people_have_one_list_of_names_and_do_not_follow_themselves() -> None:
    names = Names(people=True)
    found = read(["ana ben", "ben ben", "ben ana"], names)
    table = names.pairs(found)
    assert names.users == names.items == {"ana": 0, "ben": 1}
    assert (table.users.tolist(), table.items.tolist(), table.people) == ([0, 1], [1, 0], True)


def test_a_bad_line_is_named_and_left_out() -> None:
    names = Names()
    found = read(
        ["a,x,1", "a", ",y,2", "b,z,many", f"{'n' * (LABEL_MAX + 1)},x,3", "b,y,2"] + ["c,x,9"] * 9,
        names,
        least=0,
    )
    assert [(bad.number, bad.reason.split(".")[0]) for bad in found.shown] == [
        (2, "1 of 3 columns"),
        (3, "a name is empty"),
        (4, "'many' is no number"),
        (5, "no name"),
    ]
    assert "with , between them" in found.shown[0].reason
    assert (found.lines, found.bad, len(found.users)) == (15, 4, 11)


def test_what_is_no_table_is_refused_with_its_first_lines() -> None:
    with pytest.raises(Unreadable, match=r"3 of 3 lines cannot be read\. line 1: 1 of 2 columns"):
        read(["once", "upon", "time"], Names())
    with pytest.raises(Unreadable, match="There is nothing in it"):
        read(["", "# only this"], Names())


def test_a_stream_of_rubbish_is_not_read_to_its_end() -> None:
    lines = iter(["rubbish"] * 5_000)
    with pytest.raises(Unreadable, match="1,000 of 1,000 lines"):
        read(lines, Names())
    assert len(list(lines)) == 4_000


@given(st.lists(st.text(max_size=30), max_size=20))
def test_no_text_is_too_strange(lines: list[str]) -> None:
    names = Names()
    found = None
    with contextlib.suppress(Unreadable):  # Anything else is a bug.
        found = read(lines, names)
    if found is None:
        return
    table = names.pairs(found).table()
    assert len(table.columns) == len(
        np.unique(np.array(found.users) * (table.width + 1) + np.array(found.items))
    )
    assert found.bad <= found.lines
