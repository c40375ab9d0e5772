"""What people write, as it is stored and shown."""

import time
from contextlib import suppress
from unicodedata import is_normalized

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tintype.kernel import text
from tintype.kernel.problems import Invalid


def codes(written: str, limit: text.TextLimit = text.CAPTION) -> list[str]:
    with pytest.raises(Invalid) as refused:
        text.clean(written, limit, "caption")
    return refused.value.fields["caption"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("  a walk  by the sea \n", "a walk  by the sea"),
        ("one\r\ntwo\u2028three\x0bfour", "one\ntwo\nthree\nfour"),
        ("one\n\n\n\n\n\ntwo", "one\n\n\ntwo"),
        ("one  \t\ntwo", "one\ntwo"),
        ("e\u0301te\u0301", "\u00e9t\u00e9"),
        ("pay\u202epal\u202c", "paypal"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("soft\u00adhyphen", "softhyphen"),
        ("end\u200d", "end"),
        ("\u3164\u2060", ""),
        ("\u200f\u200e \u2800", ""),
    ],
)
def test_text_is_trimmed_composed_and_without_what_is_invisible(written: str, shown: str) -> None:
    assert text.clean(written, text.CAPTION, "caption") == shown


@pytest.mark.parametrize(
    "kept",
    [
        "👨‍👩‍👧‍👦",
        "❤️‍🔥",
        "👩🏽‍❤️‍💋‍👨🏿",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "🇯🇵 1️⃣ ☺️ ☺︎",
        "می‌خواهم",  # Persian: the joiner belongs to its spelling
        "क्‍ष",
        "שָׁלוֹם עֲלֵיכֶם",
        "ความรัก ❤",
        "Tiếng Việt",
        "日本語 한국어 中文",
    ],
)
def test_scripts_and_emoji_keep_their_spelling(kept: str) -> None:
    assert text.clean(kept, text.CAPTION, "caption") == kept


@pytest.mark.parametrize("bad", ["a\0b", "a\x1bb", "\x9f", "\ud800", "a\uffffb", "\U0001fffe", "\ufdd0"])
def test_controls_surrogates_and_noncharacters_are_refused(bad: str) -> None:  # AP-08
    assert codes(bad) == ["characters"]


def test_a_text_of_one_line_has_one_line() -> None:
    assert text.clean(" Ana\nMaria\t Silva ", text.NAME, "name") == "Ana Maria Silva"


def test_a_tower_of_marks_is_cut() -> None:  # AP-08
    shown = text.clean("Z" + "\u0301\u0300" * 500, text.CAPTION, "caption")
    assert text.graphemes(shown) == 1
    assert len(shown) <= 1 + text.MARKS_MAX


def test_length_is_counted_as_people_count() -> None:
    family = "👨‍👩‍👧‍👦"
    assert text.graphemes(family) == 1
    assert text.clean(family * 500, text.CAPTION, "caption") == family * 500
    assert codes("é" * 2_201) == ["too_long"]
    assert codes("x" * 2_201) == ["too_long"]
    assert text.clean("x" * 2_200, text.CAPTION, "caption") == "x" * 2_200


def test_bytes_are_bounded_too() -> None:
    assert codes("👨‍👩‍👧‍👦" * 2_000) == ["too_long"]
    assert codes("👧" + "\u200d👧" * 1_000) == ["characters"]


def test_an_empty_text_is_refused_where_one_is_required() -> None:
    with pytest.raises(Invalid) as refused:
        text.clean(" \u200b ", text.NAME, "name", required=True)
    assert refused.value.fields == {"name": ["required"]}


@pytest.mark.parametrize(
    "hostile",
    [
        "a\u0301" * 5_000,
        "\u200d" * 17_000,
        "👧\u200d" * 2_500,
        " \n" * 8_000,
        "#" * 17_000,
        "@a." * 5_000,
        "#a" * 8_000,
    ],
)
def test_hostile_text_costs_little(hostile: str) -> None:  # AP-13
    start = time.thread_time()  # What it costs here, and not what else the machine does.
    text.hashtags(hostile)
    text.mentions(hostile)
    with suppress(Invalid):
        text.clean(hostile, text.CAPTION, "caption")
    assert time.thread_time() - start < 0.25


@given(st.text(max_size=300))
@example("\u200d\u0301\u200b\u0301")
@example("a\u200b\u0301")
@example("\ufe0f \n\ufe0f")
@settings(max_examples=300, deadline=None)
def test_cleaning_twice_changes_nothing(written: str) -> None:
    try:
        once = text.clean(written, text.CAPTION, "caption")
    except Invalid:
        return
    assert text.clean(once, text.CAPTION, "caption") == once
    assert is_normalized("NFC", once)
    assert once == once.strip()


@pytest.mark.parametrize(
    ("caption", "tags"),
    [
        ("#Sunset over #Lisboa.", ("sunset", "lisboa")),
        ("#été #ÉTÉ #E\u0301te\u0301", ("été",)),
        ("#日本 ＃東京 #Ελλάδα #снег_2026", ("日本", "東京", "ελλάδα", "снег_2026")),
        ("no#tag https://a.example/#top &#39; ##double #1 #2026 #", ()),
        ("#a,#b;(#c)", ("a", "b", "c")),
        ("#" + "x" * 101, ()),
        ("#می‌خواهم", ("می‌خواهم",)),
    ],
)
def test_hashtags_are_found_once_and_folded(caption: str, tags: tuple[str, ...]) -> None:
    assert text.hashtags(caption) == tags


@pytest.mark.parametrize(
    ("caption", "names"),
    [
        ("with @ana and @Ben.Silva.", ("ana", "Ben.Silva")),
        ("@ana, @ANA: @ana!", ("ana",)),
        ("(@zoë) @мария", ("zoë", "мария")),
        ("write to ana@example.org or @x@host.example", ()),
        ("https://a.example/@ana @", ()),
        ("@" + "x" * 31, ()),
        ("@a..b", ("a",)),
    ],
)
def test_mentions_are_found_once_as_written(caption: str, names: tuple[str, ...]) -> None:
    assert text.mentions(caption) == names


def test_tags_and_mentions_are_bounded() -> None:  # AP-10, AP-11
    assert len(text.hashtags(" ".join(f"#t{n}" for n in range(500)))) == text.TAGS_MAX
    assert len(text.mentions(" ".join(f"@t{n}" for n in range(500)))) == text.MENTIONS_MAX
