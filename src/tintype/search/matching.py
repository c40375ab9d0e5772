"""How well a post fits what is asked for: where the words stand in it, and whether they are written so."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tintype.kernel.ids import MediaId, OrderId
from tintype.media import MediaKind, media_kinds
from tintype.ports.records import Reading
from tintype.ports.search_index import BREAK, PlaceWords, PostWords
from tintype.posts import Audience, Place, Post
from tintype.search.asking import Asked
from tintype.search.places.globe import cells_of
from tintype.search.words import Word, stems_of, words_of

# What a word is worth by where it stands. A title is what somebody calls a picture, an alt text says all that is in it.
TITLE, TAG, PLACE, CAPTION, ALT = 5.0, 5.0, 4.0, 3.0, 2.0
PHRASE = 2.0  # Times its words, beside them.
OF_STEM = 0.6  # Of that for a word that only has the same stem.
Fit = tuple[float, OrderId, Post]
"""How well a post fits, and its place."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a post, what its words are worth, and as what it may be asked for alone."""

    words: Sequence[Word]
    worth: float
    name: str = ""


def texts_of(post: Post) -> list[Text]:
    """What can be found of a post."""
    given = [
        (post.title, TITLE, "title"),
        (post.caption, CAPTION, "caption"),
        (post.place.name if post.place else None, PLACE, ""),
        *((item.alt, ALT, "alt") for item in post.media),
    ]
    # A tag is a word of its own as well: `#harbour` is found by harbour.
    tags = [Text(words_of(tag), TAG) for tag in post.tags]
    return [*(Text(words_of(text), worth, name) for text, worth, name in given if text), *tags]


async def entries_of(reading: Reading, posts: Collection[Post]) -> list[PostWords]:
    """What the index keeps of some published posts."""
    kinds = await media_kinds(reading, {item.media_id for post in posts for item in post.media})
    return [entry_of(post, kinds) for post in posts]


def entry_of(post: Post, kinds: Mapping[MediaId, MediaKind]) -> PostWords:
    """The same of one, with the kinds of its media."""
    assert post.order_id is not None
    texts = texts_of(post)
    words: list[str] = []
    for text in texts:
        words += [*(word.plain for word in text.words), BREAK]
    return PostWords(
        order_id=post.order_id,
        author_id=post.author_id,
        is_open=post.audience is Audience.EVERYONE,
        words=words,
        stems=stems_of(word for text in texts for word in text.words),
        tags=post.tags,
        cells=cells_of(*spot) if post.place and (spot := post.place.spot) else (),
        place=_place_words(post.place) if post.place else None,
        media=sorted({kinds[item.media_id] for item in post.media if item.media_id in kinds}),
    )


def _place_words(place: Place) -> PlaceWords:
    # Of the spot as far as it makes the place: posts from one place differ in what is behind that.
    cells = cells_of(*(round(degrees, 2) for degrees in spot)) if (spot := place.spot) else ()
    return PlaceWords(place.id, {word.plain for word in words_of(place.name)}, cells)


def fit(post: Post, asked: Asked) -> float:
    """How well a post fits; 0 where it lacks something that is asked for, whatever the index says.

    What its media are never changes, so that is left to the index.
    """
    if not set(asked.tags) <= set(post.tags) or not _is_near(post, asked):
        return 0.0
    if not (asked.words or asked.phrases):
        return 1.0
    texts = [text for text in texts_of(post) if not asked.texts or text.name in asked.texts]
    found = [
        *(max((_worth(word, text) for text in texts), default=0.0) for word in asked.words),
        *(_phrase_worth(phrase, texts) for phrase in asked.phrases),
    ]
    return sum(found) if all(found) else 0.0


def _is_near(post: Post, asked: Asked) -> bool:
    spot = post.place.spot if post.place else None
    return asked.near is None or (spot is not None and asked.near.has(*spot))


def _worth(sought: Word, text: Text) -> float:
    stems = set(sought.stems)
    best = 0.0
    for word in text.words:
        if word.plain == sought.plain:
            return text.worth
        if not best and not stems.isdisjoint(word.stems):
            best = OF_STEM * text.worth
    return best


def _phrase_worth(phrase: Sequence[Word], texts: Iterable[Text]) -> float:
    sought = [word.plain for word in phrase]
    return max((PHRASE * len(sought) * text.worth for text in texts if _has(text, sought)), default=0.0)


def _has(text: Text, phrase: Sequence[str]) -> bool:
    words, n = [word.plain for word in text.words], len(phrase)
    return any(words[at : at + n] == phrase for at in range(len(words) - n + 1))


def fits(posts: Iterable[Post], asked: Asked) -> list[Fit]:
    """Those of some posts that fit."""
    found = [(fit(post, asked), post.order_id or OrderId(0), post) for post in posts]
    return [one for one in found if one[0]]


def best_first(found: Iterable[Fit]) -> list[Post]:
    """The best of what fits first; of those that fit as well, the newest."""
    return [post for *_, post in sorted(found, key=lambda one: one[:2], reverse=True)]
