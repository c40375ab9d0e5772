"""Whatever is typed into the search box is words, and what cannot be asked is refused by its name."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.world import World

ANYTHING = ['" OR 1=1', "NEAR(", "*", '"unclosed', "{$gt:}", "words : x", "a AND", "-x", "\\", "'", "^", "x*"]


@pytest.mark.parametrize("text", ANYTHING)
async def test_whatever_is_typed_is_words(world: World, text: str) -> None:  # AP-12
    for path in (f"/v1/search?keyword={quote(text)}", f"/v1/search/suggest?prefix={quote(text)}"):
        answer = await world.stranger().call("GET", path)
        assert answer.status_code in (200, 422), (path, answer.text)
        if answer.status_code == 422:
            assert answer.json()["fields"] == {"keyword": ["required"]}


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ("keyword=", "keyword", "required"),
        ("keyword=%20%20", "keyword", "required"),
        (f"keyword={'x' * 201}", "keyword", "too_long"),
        (f"keyword={'x' * 5_000}", "keyword", "too_long"),
        ("keyword=boat%00", "keyword", "characters"),
        ("keyword=boat&kind=planets", "kind", "unknown"),
        ("keyword=boat&limit=0", "limit", "out_of_range"),
    ],
)
async def test_what_cannot_be_asked_is_refused_by_its_name(
    world: World, query: str, field: str, code: str
) -> None:  # AP-09
    answer = await world.stranger().call("GET", f"/v1/search?{query}")
    assert answer.status_code == 422, answer.text
    assert answer.json()["fields"] == {field: [code]}
