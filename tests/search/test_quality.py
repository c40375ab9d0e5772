"""Two hundred searches in five languages: what people type, and what they should find among the first five.

The posts and the searches are hand-made for this test; all posts are on one site, so that languages are in each
other's way as they are on a real one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.world import Json, Person, World

HERE = Path(__file__).parent
LANGUAGES = ("en", "de", "fr", "es", "ja")
TOP = 5
SHARE_MIN = 0.95
LANGUAGE_SHARE_MIN = 0.9  # No language is left behind by the others.


@dataclass(frozen=True)
class Told:
    name: str
    title: str
    caption: str
    alt: str
    place: str


def lines(name: str) -> Iterator[list[str]]:
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("# "):
            yield [part.strip() for part in line.split("|")]


async def publish(world: World, author: Person) -> dict[str, str]:
    """All posts of the corpus by their names."""
    media = await author.uploads()
    await world.settle()
    ids: dict[str, str] = {}
    for told in (Told(*parts) for parts in lines("corpus.txt")):
        body: Json = {"media": [media], "alt": {media: told.alt}, "caption": told.caption}
        body |= {"title": told.title} if told.title else {}
        body |= {"place": {"name": told.place}} if told.place else {}
        ids[told.name] = (await author.does("POST", "/v1/posts", json=body))["id"]
    return ids


@pytest.mark.slow
async def test_what_people_look_for_is_among_the_first_five(world: World) -> None:
    author = await world.person("author")
    ids = await publish(world, author)
    await world.settle()
    queries = [(name, text) for name, text in lines("queries.txt")]
    assert len(queries) == 200
    missed: list[tuple[str, str]] = []
    for name, text in queries:
        page = await author.does("GET", f"/v1/search?kind=posts&limit={TOP}&keyword={quote(text)}")
        if ids[name] not in [item["post"]["id"] for item in page["items"]]:
            missed.append((name, text))
    assert len(missed) <= len(queries) * (1 - SHARE_MIN), missed
    for language in LANGUAGES:
        asked = [text for name, text in queries if name.startswith(language)]
        lost = [text for name, text in missed if name.startswith(language)]
        assert len(asked) == len(queries) // len(LANGUAGES)
        assert len(lost) <= len(asked) * (1 - LANGUAGE_SHARE_MIN), lost
