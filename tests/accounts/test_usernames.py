"""Usernames: what is allowed, and that what looks the same is the same."""

import json
import string
from importlib import resources
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tintype.accounts import usernames
from tintype.accounts.usernames import ASCII_PROTOTYPES, claims_of, prototypes, skeleton, username
from tintype.kernel.problems import Invalid
from tintype.kernel.text import folded

PLAIN = st.text(string.ascii_letters + string.digits + "_", min_size=1, max_size=30)
CYRILLIC = dict(zip("acehijopsxy", "асеһіјорѕху", strict=True))


def taken(name: str) -> set[str]:
    return {claim.skeleton for claim in claims_of(name)}


def clash(one: str, other: str) -> bool:
    return bool(taken(one) & taken(other))


def code_of(name: str) -> str | None:
    try:
        username(name)
    except Invalid as problem:
        return problem.fields["username"][0]
    return None


@pytest.mark.parametrize(
    "name",
    ["a", "ana", "Ana.Silva", "ana_silva", "_ana", "ana_", "2026", "x" * 30, "josé", "мария", "ελένη", "山田太郎",
     "田中taro", "김철수", "שרה", "سارة", "प्रिया", "ณัฐ", "straße"],
)  # fmt: skip
def test_names_as_people_have_them_are_allowed(name: str) -> None:
    assert username(name) == normalize("NFC", name)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "required"),
        ("   ", "required"),
        ("x" * 31, "too_long"),
        ("x" * 1_000_000, "too_long"),
        ("a b", "characters"),
        ("a-b", "characters"),
        ("a@b", "characters"),
        ("a/../b", "characters"),
        ("ana\u200d", "characters"),
        ("a\u202eb", "characters"),
        ("a\0b", "characters"),
        ("\ud800", "characters"),
        ("ⅰvan", "characters"),
        ("ａｎａ", "characters"),
        ("a🌷", "characters"),
        ("___", "characters"),
        (".", "dots"),
        (".ana", "dots"),
        ("ana.", "dots"),
        ("a..b", "dots"),
        ("рaypal", "mixed_scripts"),
        ("anaά", "mixed_scripts"),
        ("admin", "reserved"),
        ("Admin", "reserved"),
        ("ad_min", "reserved"),
        ("supp0rt", "reserved"),
        ("tintype", "reserved"),
    ],
)
def test_other_names_are_refused_with_the_reason(name: str, code: str) -> None:  # AP-15
    assert code_of(name) == code


def test_a_dot_alone_is_no_name() -> None:
    assert code_of(".") == "dots"


@given(PLAIN)
def test_case_makes_no_difference(name: str) -> None:  # AP-15
    assert clash(name, name.upper())
    assert clash(name, name.lower())
    assert clash(name, name.swapcase())


@given(PLAIN)
def test_letters_of_another_alphabet_make_no_difference(name: str) -> None:  # AP-15
    assert clash(name, "".join(CYRILLIC.get(letter, letter) for letter in name))


@given(PLAIN)
def test_digits_that_look_like_letters_make_no_difference(name: str) -> None:  # AP-15
    assert clash(name, name.replace("l", "1").replace("o", "0"))
    assert clash(name.replace("m", "rn"), name)


@given(st.text(min_size=1, max_size=20))
@settings(max_examples=300, deadline=None)
def test_a_skeleton_is_its_own_skeleton(name: str) -> None:
    assert skeleton(skeleton(name)) == skeleton(name)


@given(st.text(min_size=1, max_size=20))
@settings(max_examples=300, deadline=None)
def test_a_name_is_found_by_what_it_claims(name: str) -> None:
    assert claims_of(name)[0].folded == folded(name)
    assert clash(name, folded(name))


@given(
    st.lists(st.sampled_from("abcdefghijkn"), min_size=1, max_size=8),
    st.lists(st.sampled_from("abcdefghijkn")),
)
def test_names_of_letters_unlike_each_other_clash_only_when_equal(one: list[str], other: list[str]) -> None:
    assert clash("".join(one), "".join(other)) == (one == other)


def test_the_short_cut_for_plain_names_agrees_with_the_table() -> None:
    plain = string.ascii_letters + string.digits + "_."
    from_table = {letter: prototypes()[letter] for letter in plain if letter in prototypes()}
    assert from_table == ASCII_PROTOTYPES


def test_every_letter_that_looks_like_a_plain_one_clashes_with_it() -> None:
    table = json.loads(resources.files("confusable_homoglyphs").joinpath("confusables.json").read_bytes())
    for letter in string.ascii_lowercase:
        for alike in table.get(letter, []):
            if len(alike["c"]) == 1 and alike["c"] != "|":  # which is in no name
                assert clash("x" + letter, "x" + alike["c"]), (letter, alike)


def test_reserved_names_are_names() -> None:  # AP-15
    assert all(usernames.skeleton(name) for name in usernames.RESERVED.split())
