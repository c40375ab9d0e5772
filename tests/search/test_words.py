"""How texts become words, and what somebody types becomes a question."""

import pytest

from tintype.kernel.problems import Invalid
from tintype.search.asking import asked_for
from tintype.search.near import forms_of, is_near
from tintype.search.words import stems_of, words_of


def plain(text: str) -> list[str]:
    return [word.plain for word in words_of(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The Old-Harbour, 7 a.m.!", ["the", "old", "harbour", "7", "a", "m"]),
        ("L’été à Genève", ["l", "ete", "a", "geneve"]),
        ("Straße ÆRØ İzmir Łódź", ["strasse", "aero", "izmir", "lodz"]),
        ("港の朝", ["港の", "の朝"]),
        ("東京tower", ["東京", "tower"]),
        ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),
        ("sun_set __ 😀", ["sun_set"]),
        ("", []),
    ],
)
def test_words_are_folded_and_without_accents(text: str, words: list[str]) -> None:
    assert plain(text) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("boats", "boat"),
        ("running", "run"),
        ("Häuser", "haus"),
        ("chevaux", "cheval"),
        ("pescadores", "pescador"),
        ("montagne", "montagnes"),
        ("дачи", "дача"),
        ("cafés", "cafe"),
    ],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert stems_of(words_of(one)) & stems_of(words_of(other))


@pytest.mark.parametrize(
    ("one", "other"), [("harbour", "harvest"), ("sea", "season"), ("boat", "boot"), ("12", "123")]
)
def test_other_words_do_not(one: str, other: str) -> None:
    assert not stems_of(words_of(one)) & stems_of(words_of(other))


def test_a_long_word_and_a_long_text_are_bounded() -> None:
    (word,) = words_of("x" * 5_000)
    assert len(word.plain) == 64
    assert len(words_of("港" * 5_000)) < 1_000


def test_a_search_is_read_in_its_parts() -> None:
    asked = asked_for('"Red boats" harbour FROM:@Ana #Sea before:2026-03 after:2025-12-31 港の朝 note:this')
    assert [word.plain for word in asked.words] == ["harbour", "note", "this"]
    assert [[word.plain for word in phrase] for phrase in asked.phrases] == [
        ["red", "boats"],
        ["港の", "の朝"],
    ]
    assert (asked.tags, asked.author) == (["sea"], "Ana")
    assert (asked.after_us, asked.before_us) == (1_767_225_600_000_000, 1_772_323_200_000_000)


@pytest.mark.parametrize("text", ["before:yesterday", "after:2026-13", "before:0000", "after:9999-12-31x"])
def test_what_is_no_day_is_words(text: str) -> None:
    asked = asked_for(text)
    assert asked.words
    assert (asked.after_us, asked.before_us) == (0, 0)


@pytest.mark.parametrize("text", ["", "   ", "***", '""', "😀", "#", "from:"])
def test_nothing_to_look_up_is_said(text: str) -> None:
    if text == "from:":
        assert [word.plain for word in asked_for(text).words] == ["from"]
        return
    with pytest.raises(Invalid):
        asked_for(text)


def test_a_pair_of_characters_is_not_any_one_of_them() -> None:
    (word,) = asked_for("港の").words
    assert word.stems == ("港の",)


@pytest.mark.parametrize(
    ("typed", "word", "near"),
    [
        ("alexnadra", "alexandra", True),
        ("alexandr", "alexandra", True),
        ("alexandraa", "alexandra", True),
        ("alexamdra", "alexandra", True),
        ("laexandra", "alexandra", True),
        ("same", "same", True),
        ("axelandra", "alexandra", False),
        ("alexan", "alexandra", False),
        ("abcd", "badc", False),
    ],
)
def test_one_slip_is_near_and_two_are_not(typed: str, word: str, near: bool) -> None:  # noqa: FBT001
    assert is_near(typed, word) is is_near(word, typed) is near
    if near:
        assert forms_of(typed) & forms_of(word)
