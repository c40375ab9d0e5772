"""What every search index does. What it must not: decide who sees what it names."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.contracts.adapters import adapters_of
from tintype.kernel.ids import AccountId, OrderId, compose
from tintype.ports.search_index import (
    BREAK,
    NamesAsked,
    NameWords,
    PlacesAsked,
    PlaceWords,
    PostsAsked,
    PostWords,
    SearchIndex,
)

SHARD = 7  # Of both: a post is in the shard of its author.
ANA = AccountId(compose(1_700_000_000_000_000, SHARD, 1))
BEN = AccountId(compose(1_700_000_000_000_000, SHARD, 2))


@pytest.fixture(params=adapters_of("search_index"))
async def index(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SearchIndex]:
    async with request.param(tmp_path) as made:
        yield made


def order(number: int) -> OrderId:
    return OrderId(compose(1_700_000_000_000_000 + number * 1_000_000, SHARD, 0))


def post(
    number: int, text: str, *, by: AccountId = ANA, tags: Sequence[str] = (), is_open: bool = True
) -> PostWords:
    words = text.replace("|", BREAK).split()
    return PostWords(order(number), by, is_open, words, {word for word in words if word != BREAK}, tags)


def person(id: AccountId, *words: str) -> NameWords:
    near = {
        form for word in words for form in (word, *(word[:at] + word[at + 1 :] for at in range(len(word))))
    }
    return NameWords(id, words, near)


async def numbers(index: SearchIndex, asked: PostsAsked, limit: int = 50) -> list[int]:
    found = await index.posts(asked, limit)
    return [next(number for number in range(200) if order(number) == one) for one in found]


async def test_posts_are_found_by_any_of_each_set_of_words_newest_first(index: SearchIndex) -> None:
    await index.put_posts(
        [post(1, "red boat"), post(2, "red ship"), post(3, "blue boat"), post(4, "red boat ship")]
    )
    assert await numbers(index, PostsAsked(stems=[("boat",)])) == [4, 3, 1]
    assert await numbers(index, PostsAsked(stems=[("boat", "ship"), ("red",)])) == [4, 2, 1]
    assert await numbers(index, PostsAsked(stems=[("boat",), ("green",)])) == []
    assert await numbers(index, PostsAsked(stems=[("boat",)]), limit=2) == [4, 3]
    assert await numbers(index, PostsAsked(stems=[("boat",)], before=order(4), after=order(1))) == [3]
    assert await numbers(index, PostsAsked()) == [4, 3, 2, 1]


async def test_a_phrase_is_in_one_text_in_its_order(index: SearchIndex) -> None:
    await index.put_posts(
        [post(1, "red boat | harbour"), post(2, "boat red | harbour"), post(3, "港の の朝")]
    )
    assert await numbers(index, PostsAsked(phrases=[("red", "boat")])) == [1]
    assert await numbers(index, PostsAsked(phrases=[("boat", "harbour")])) == []
    assert await numbers(index, PostsAsked(phrases=[("港の", "の朝")])) == [3]
    assert await numbers(index, PostsAsked(phrases=[("red", "boat")], stems=[("harbour",)])) == [1]


async def test_tags_authors_and_audiences_narrow_it(index: SearchIndex) -> None:
    await index.put_posts(
        [
            post(1, "sea", tags=["sun_set", "sea"]),
            post(2, "sea", by=BEN, tags=["sea"]),
            post(3, "sea", by=BEN, is_open=False),
        ]
    )
    assert await numbers(index, PostsAsked(tags=["sea"])) == [2, 1]
    assert await numbers(index, PostsAsked(tags=["sea", "sun_set"])) == [1]
    assert await numbers(index, PostsAsked(tags=["sun"])) == []
    assert await numbers(index, PostsAsked(author_id=BEN)) == [3, 2]
    assert await numbers(index, PostsAsked(author_id=BEN, only_open=True, stems=[("sea",)])) == [2]


async def test_posts_are_found_by_what_they_show(index: SearchIndex) -> None:
    await index.put_posts(
        [
            replace(post(1, "sea"), media=["photo"]),
            replace(post(2, "sea"), media=["photo", "video"]),
            replace(post(3, "sky"), media=["video"]),
            post(4, "sea photo video"),
        ]
    )
    assert await numbers(index, PostsAsked(media=["photo"])) == [2, 1]
    assert await numbers(index, PostsAsked(media=["video"], stems=[("sea",)])) == [2]
    assert await numbers(index, PostsAsked(media=["photo", "video"])) == [3, 2, 1]


async def test_what_is_put_again_replaces_and_what_is_dropped_is_gone(index: SearchIndex) -> None:
    for _ in range(2):
        await index.put_posts([post(1, "boat", tags=["sea"]), post(2, "boat", by=BEN, tags=["sea"])])
    await index.put_posts([post(1, "ship", tags=["seaside"])])
    assert await numbers(index, PostsAsked(stems=[("boat",)])) == [2]
    assert await numbers(index, PostsAsked(stems=[("ship",)], tags=["seaside"])) == [1]
    for _ in range(2):
        await index.drop(order_ids=[order(1), order(99)])
    assert await numbers(index, PostsAsked(stems=[("ship",)])) == []
    await index.put_people([person(BEN, "ben")])
    await index.drop(account_ids=[BEN])
    assert await numbers(index, PostsAsked()) == []
    assert await index.people(NamesAsked(starts=["ben"]), 9) == []
    assert await index.people(NamesAsked(near=[["ben"]]), 9) == []
    await index.put_posts([])
    await index.put_people([])
    await index.drop()


async def test_people_are_found_by_beginnings_and_by_forms(index: SearchIndex) -> None:
    await index.put_people([person(ANA, "ana", "maria"), person(BEN, "anatol", "ben_1")])
    assert await index.people(NamesAsked(starts=["an"]), 9) == [BEN, ANA]
    assert await index.people(NamesAsked(starts=["an"]), 1) == [BEN]
    assert await index.people(NamesAsked(starts=["an", "mar"]), 9) == [ANA]
    assert await index.people(NamesAsked(starts=["ben_"]), 9) == [BEN]
    assert await index.people(NamesAsked(near=[["mria", "x"]]), 9) == [ANA]
    assert await index.people(NamesAsked(near=[["mria"], ["anato"]]), 9) == []
    await index.put_people([person(ANA, "cleo")])
    assert await index.people(NamesAsked(starts=["an"]), 9) == [BEN]
    assert await index.people(NamesAsked(), 9) == []


async def test_tags_are_found_by_beginnings_the_most_used_first(index: SearchIndex) -> None:
    for _ in range(2):  # Put twice is used once.
        await index.put_posts(
            [post(1, "a", tags=["sea", "été"]), post(2, "b", tags=["sea"]), post(3, "c", tags=["sand"])]
        )
    assert await index.tags("s", 9) == ["sea", "sand"]
    assert await index.tags("s", 1) == ["sea"]
    assert await index.tags("ét", 9) == ["été"]
    assert await index.tags("x", 9) == []


async def test_a_tag_is_forgotten_with_the_last_post_that_has_it(index: SearchIndex) -> None:
    for _ in range(2):
        await index.put_posts(
            [post(1, "a", tags=["sea", "secret"]), post(2, "b", by=BEN, tags=["sea"]), post(3, "c")]
        )
    await index.put_posts([post(3, "c", tags=["seal"])])
    assert sorted(await index.tags("se", 9)) == ["sea", "seal", "secret"]
    await index.put_posts([post(3, "c")])
    await index.drop(order_ids=[order(1)])
    assert await index.tags("se", 9) == ["sea"]
    await index.drop(account_ids=[BEN])
    assert await index.tags("se", 9) == []


def placed(number: int, place_id: int, name: str, *cells: str, by: AccountId = ANA) -> PostWords:
    words = name.split()
    place = PlaceWords(place_id, words, cells)
    return PostWords(order(number), by, True, words, words, [], cells, place)


async def test_posts_are_found_by_any_of_the_cells_that_they_are_in(index: SearchIndex) -> None:
    await index.put_posts(
        [placed(1, 11, "old harbour", "z1", "z12"), placed(2, 12, "pier", "z1"), post(3, "harbour")]
    )
    assert await numbers(index, PostsAsked(cells=["z1"])) == [2, 1]
    assert await numbers(index, PostsAsked(cells=["z12", "z9"])) == [1]
    assert await numbers(index, PostsAsked(cells=["z1"], stems=[("pier", "harbour")])) == [2, 1]
    assert await numbers(index, PostsAsked(cells=["z"])) == []


async def test_places_are_found_by_beginnings_and_by_cells_those_of_most_posts_first(
    index: SearchIndex,
) -> None:
    for _ in range(2):  # Put twice is there once.
        await index.put_posts(
            [
                placed(1, 11, "old harbour", "z1", "z12"),
                placed(2, 12, "harbour pier", "z1"),
                placed(3, 12, "harbour pier", "z1", by=BEN),
                placed(4, 13, "hamburg"),
                placed(5, 2**62, "old town", "z2"),
            ]
        )
    assert await index.places(PlacesAsked(starts=["ha"]), 9) == [12, 11, 13]
    assert await index.places(PlacesAsked(starts=["har", "o"]), 9) == [11]
    assert await index.places(PlacesAsked(cells=["z1", "z2"]), 9) == [12, 11, 2**62]
    assert await index.places(PlacesAsked(starts=["old"], cells=["z2"]), 9) == [2**62]
    assert await index.places(PlacesAsked(starts=["z1"]), 9) == []
    assert await index.places(PlacesAsked(), 2) == [12, 11]


async def test_a_place_is_forgotten_with_the_last_post_from_there(index: SearchIndex) -> None:
    await index.put_posts([placed(1, 11, "harbour"), placed(2, 11, "harbour", by=BEN), placed(3, 12, "hall")])
    await index.put_posts([placed(1, 12, "hall"), post(3, "nowhere")])
    assert await index.places(PlacesAsked(starts=["ha"]), 9) == [11, 12]
    await index.drop(account_ids=[BEN])
    assert await index.places(PlacesAsked(starts=["ha"]), 9) == [12]
    await index.drop(order_ids=[order(1), order(1)])
    assert await index.places(PlacesAsked(starts=["ha"]), 9) == await index.places(PlacesAsked(), 9) == []


@pytest.mark.parametrize("word", ["o'neil", 'quo"te', "back\\slash", "a:b", "x*", "(", "%", "NEAR", "or"])
async def test_no_word_is_an_order(index: SearchIndex, word: str) -> None:  # AP-12
    await index.put_posts([post(1, word), post(2, "boat")])
    await index.put_people([person(ANA, word)])
    assert set(await numbers(index, PostsAsked(stems=[(word,)]))) <= {1}
    assert await numbers(index, PostsAsked(stems=[("boat",)])) == [2]
    assert set(await index.people(NamesAsked(near=[[word]]), 9)) <= {ANA}
    assert await index.tags(word, 9) == []
    await index.put_posts([placed(3, 11, word, "z1")])
    assert set(await index.places(PlacesAsked(starts=[word], cells=[word]), 9)) <= {11}
    assert await numbers(index, PostsAsked(cells=[word])) == []


async def test_an_index_of_a_new_site_is_whole(index: SearchIndex) -> None:
    assert await index.is_whole()
    await index.note_whole()
    assert await index.is_whole()
