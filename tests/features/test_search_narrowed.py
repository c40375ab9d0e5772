"""Searching for words in one text of a post alone, and for photos or videos."""

from __future__ import annotations

from urllib.parse import quote

from tests.features.test_search import found
from tests.media import films
from tests.world import World


async def test_words_are_found_in_the_text_that_is_asked_for_alone(world: World) -> None:
    ana = await world.person("ana")
    media = await ana.uploads()
    await world.settle()
    body = {"media": [media], "title": "Old harbour", "caption": "Boats #sea", "alt": {media: "A red pier"}}
    post = (await ana.does("POST", "/v1/posts", json=body))["id"]
    await world.settle()
    for keyword in (
        "in:title harbour",
        'in:title "old harbour"',
        "boats in:Caption",
        "in:alt piers",
        "in:alt,title red",
    ):
        assert await found(ana, keyword) == [post], keyword
    for keyword in (
        "in:caption harbour",
        'in:alt "old harbour"',
        "in:title boats",
        "in:title harbour boats",
        "in:alt sea",
    ):
        assert await found(ana, keyword) == [], keyword
    beside = await ana.pages(f"/v1/search?keyword={quote('in:title harbour')}")
    assert [item["kind"] for item in beside] == ["post"], "people and tags have no title"
    assert await found(ana, "in:fog harbour") == [], "words, as what is no key always is"


async def test_photos_and_videos_are_found_apart(world: World) -> None:
    ana = await world.person("ana")
    photo = await ana.posts("Harbour")
    film = await ana.does("POST", "/v1/media", files={"file": ("a.mp4", films.film(), "video/mp4")})
    video = (await ana.does("POST", "/v1/posts", json={"media": [film["id"]], "caption": "Harbour"}))["id"]
    await world.settle()
    assert await found(ana, "harbour media:photo") == [photo]
    assert await found(ana, "media:video") == [video]
    assert sorted(await found(ana, "harbour media:photo,video")) == sorted([photo, video])
