"""Captions are read strictly, and what is written anew says times and words and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tintype.kernel.problems import Invalid, TooLarge
from tintype.media.captions.captions import language_tag
from tintype.media.captions.webvtt import Cue, cues_in, rewritten, written

ONE = "WEBVTT\n\n00:01.000 --> 00:02.000\n"


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (b"1\n00:00:01,000 --> 00:00:02,000\nSubRip", "WEBVTT"),
        (b"WEBVTTT\n\n00:01.000 --> 00:02.000\nhi", "WEBVTT"),
        (b"WEBVTT\n\n00:01.000 --> 00:00.500\nbackwards", "Line 3"),
        (b"WEBVTT\n\n00:01.000 --> 00:01.000\nno time", "Line 3"),
        (b"WEBVTT\n\nname\n00:01 --> 00:02\nhi", "Line 4"),
        (b"WEBVTT\n\nno times here\nat all", "Line 3"),
        (b"WEBVTT\n\n00:61.000 --> 01:62.000\nhi", "Line 3"),
        (b"WEBVTT\n", "no cues"),
        (b"", "WEBVTT"),
        (b"\xff\xfe\x00W", "UTF-8"),
        (ONE.encode() + b"x" * 1001, "1000"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(words: bytes, line: str):
    with pytest.raises(Invalid, match=line):
        rewritten(words)


def test_too_much_is_not_read():
    with pytest.raises(TooLarge):
        rewritten(b"WEBVTT\n" + b" " * 600_000)
    with pytest.raises(TooLarge):
        rewritten((ONE + "a\n").encode() + b"\n00:01.000 --> 00:02.000\nb\n" * 6000)


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("<c.red><b>A</b></c> &amp; &lt;b&gt;", "A &amp; &lt;b&gt;"),
        ("<00:01.500>later <lang de>hallo</lang>", "later hallo"),
        ("a\u202eb\u0000c", "abc"),
        ("<script>alert(1)</script", "alert(1)"),
        ("--&gt;", "--&gt;"),
    ],
)
def test_only_words_are_kept(words: str, kept: str):
    assert rewritten((ONE + words).encode()) == f"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n{kept}\n"


@given(st.lists(st.builds(lambda start, length, words: Cue(start, start + length, words), st.integers(0, 10**7),
                          st.integers(1, 10**6), st.text(st.characters(categories=["L", "N", "P"]), min_size=1,
                                                          max_size=80)), min_size=1, max_size=9))  # fmt: skip
def test_what_was_written_is_read_as_the_same(cues: list[Cue]):
    again = cues_in(written(cues))
    assert again == sorted(cues, key=lambda cue: (cue.start, cue.end))


@pytest.mark.parametrize(
    ("text", "tag"),
    [("EN", "en"), ("pt-br", "pt-BR"), ("ZH-hant-tw", "zh-Hant-TW"), ("es-419", "es-419"), ("de-1901", None),
     ("english", None), ("e", None), ("en_US", None), ("../en", None), ("en-x-secret", None),
     ("de-CH-valais", "de-CH-valais")],
)  # fmt: skip
def test_languages_have_one_way_to_be_written(text: str, tag: str | None):
    if tag is None:
        with pytest.raises(Invalid):
            language_tag(text)
    else:
        assert language_tag(text) == tag
