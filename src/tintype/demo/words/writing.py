"""Words for one picture or post, chosen by chance."""

from dataclasses import dataclass

import numpy as np

from tintype.demo.pictures.catalogue import Picture
from tintype.demo.words.indoors import INDOORS
from tintype.demo.words.land import LAND
from tintype.demo.words.places import PLACES, Spot
from tintype.demo.words.said import Words
from tintype.demo.words.sea_and_sky import SEA_AND_SKY
from tintype.demo.words.talk import AFTERTHOUGHTS, COMPANY

MOTIF_WORDS: dict[str, Words] = {**LAND, **SEA_AND_SKY, **INDOORS}

MOODS = {
    "dawn": "at dawn",
    "day": "in clear daylight",
    "golden": "in golden evening light",
    "dusk": "at dusk",
    "blue": "in the blue hour",
    "mist": "in mist",
}
TITLED = 0.3
PLACED = 0.62
AFTERTHOUGHT = 0.14
COMPANIONED = 0.07
TAGLESS = 0.18


@dataclass(frozen=True, slots=True)
class Writing:
    """The words of a post."""

    title: str | None
    caption: str
    place: Spot | None


class Deck:
    """Deals texts in a shuffled order, all of them before any repeats."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._left: dict[str, list[str]] = {}

    def deal(self, name: str, texts: tuple[str, ...]) -> str:
        left = self._left.get(name)
        if not left:
            left = [texts[int(i)] for i in self._rng.permutation(len(texts))]
            self._left[name] = left
        return left.pop()


def described(picture: Picture) -> str:
    """The alt text: what is seen, when, and whether there is colour."""
    words = MOTIF_WORDS[picture.motif]
    mood = MOODS.get(picture.mood)
    # "In mist" and "fading into fog" say the same; the motif's own word is the better one.
    when = f", {mood}" if mood and not ("fog" in words.shows and picture.mood == "mist") else ""
    colour = {"mono": " Black and white.", "sepia": " Sepia."}.get(picture.look, "")
    return f"{words.shows}{when}.{colour}"


def written(
    rng: np.random.Generator, deck: Deck, picture: Picture, *, count: int, friend: str | None
) -> Writing:
    """Words for a post whose first picture is given; friend is the username of somebody to mention."""
    words = MOTIF_WORDS[picture.motif]
    lines = [deck.deal(picture.motif, words.captions)]
    if rng.random() < (0.4 if count > 1 else AFTERTHOUGHT):
        lines.append(
            "Swipe for the others." if count > 1 and rng.random() < 0.5 else deck.deal("after", AFTERTHOUGHTS)
        )
    if friend is not None and rng.random() < COMPANIONED:
        lines.append(deck.deal("company", COMPANY).format(f"@{friend}"))
    caption = " ".join(lines)
    if rng.random() > TAGLESS:
        chosen = rng.permutation(len(words.tags))[: int(rng.integers(2, len(words.tags) + 1))]
        caption += "\n\n" + " ".join(f"#{words.tags[i]}" for i in sorted(chosen))
    title = deck.deal(f"title {picture.motif}", words.titles) if rng.random() < TITLED else None
    spots = PLACES[words.place]
    place = spots[int(rng.integers(len(spots)))] if rng.random() < PLACED else None
    return Writing(title, caption, place)
