"""Forms as they stream in: a file among fields, and everything that is no form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.media import photos
from tests.media.studio import Studio, chunked, form
from tintype.kernel.access import Message
from tintype.kernel.problems import Invalid, Malformed, Problem, TooLarge
from tintype.media import read_form
from tintype.media.uploads.uploads import tidy_name

PHOTO = photos.saved(photos.scene(800, 600), "JPEG")


async def test_a_form_with_other_fields_around_the_file(studio: Studio):
    ana = await studio.ground.person()
    body = form("X", ("alt", None, b"a harbour"), ("file", "a.jpg", PHOTO), ("more", None, b"x"))
    answer = await studio.post_form(ana, body, "X")
    assert answer.status == 201
    assert b'"state":"waiting"' in answer.body


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (form("X"), Invalid),
        (form("X", ("photo", "a.jpg", b"x")), Invalid),
        (form("X", ("file", None, b"x")), Invalid),
        (b"not a form at all", Malformed),
        (form("Y", ("file", "a.jpg", PHOTO)), Malformed),
        (form("X", *((f"f{n}", None, b"x") for n in range(200))), TooLarge),
        (form("X", ("file", "a.jpg", b"")), Invalid),
    ],
)
async def test_forms_that_are_none(studio: Studio, body: bytes, problem):  # UP-29
    ana = await studio.ground.person()
    with pytest.raises(problem):
        await studio.post_form(ana, body, "X")
    assert studio.stored() == []


async def test_boundaries_that_are_none(studio: Studio):
    ana = await studio.ground.person()
    for boundary in ("", "x" * 70_000):
        with pytest.raises(Malformed):
            await studio.post_form(ana, b"", boundary)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\photos\\a.jpg", "a.jpg"),
        ("a\0b\n\u202egpj.exe", "abgpj.exe"),
        ("x" * 500, "x" * 120),
        ("", ""),
        ("; rm -rf /", ""),
    ],
)
def test_names_are_shown_and_never_used(given: str, kept: str):  # UP-28
    assert tidy_name(given) == kept


async def test_bytes_in_pieces_of_any_size_are_the_same_photo(studio: Studio):
    ana = await studio.ground.person()
    for size in (1000, 4096, 1_000_000):
        await studio.uploads.receive(ana, "a.jpg", chunked(PHOTO, size))
    assert await studio.ground.rows("SELECT count(DISTINCT sha256), count(*) FROM media") == [(1, 3)]


@given(
    st.binary(max_size=300),
    st.integers(0, 400),
    st.sampled_from(
        [
            "multipart/form-data; boundary=X",
            'multipart/form-data; boundary="\n"',
            "multipart/form-data; a=\xe9",
        ]
    ),
)
async def test_any_bytes_are_a_form_or_a_problem(noise: bytes, at: int, content_type: str):  # UP-29
    body = form("X", ("alt", None, b"a harbour"), ("file", "a.jpg", b"bytes"), ("more", None, b"x"))
    hurt = body[:at] + noise + body[at + len(noise) :]
    messages = [
        {"type": "http.request", "body": hurt[:200], "more_body": True},
        {"type": "http.request", "body": hurt[200:]},
    ]

    async def receive() -> Message:
        return messages.pop(0)

    try:
        read = [(part.name, await part.text()) async for part in read_form(content_type, receive)]
    except Problem:
        return
    assert len(read) <= 64
