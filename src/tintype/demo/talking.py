"""Conversations under posts: praise, questions that get an answer, thanks."""

from dataclasses import dataclass

import numpy as np

from tintype.demo.words.talk import PRAISE, QUESTIONS, THANKS
from tintype.demo.words.writing import Deck

COMMENTS_MEAN_SHARE = 0.17  # Of those who like a post; the tail is made by a lognormal factor.


@dataclass(frozen=True, slots=True)
class PlannedComment:
    """parent is the number of the comment answered, in the same tuple and before this one."""

    author: int
    ago_s: int
    text: str
    parent: int | None
    likes: tuple[int, ...]


def conversation(
    rng: np.random.Generator, deck: Deck, *, author: int, crowd: tuple[int, ...], ago_s: int
) -> tuple[PlannedComment, ...]:
    """Comments in the order they are written; answers come after what they answer."""
    count = min(len(crowd), int(rng.poisson(len(crowd) * COMMENTS_MEAN_SHARE * rng.lognormal(-0.2, 0.8))))
    said: list[PlannedComment] = []
    questions = [QUESTIONS[int(i)] for i in rng.permutation(len(QUESTIONS))]
    for speaker in crowd[:count]:
        question = questions.pop() if questions and rng.random() < 0.22 else None
        text = question[0] if question else deck.deal("praise", PRAISE)
        ago_s = later(rng, ago_s)
        liked = tuple(one for one in (author, *crowd) if one != speaker and rng.random() < 0.09)
        said.append(PlannedComment(speaker, ago_s, text, None, liked))
        if rng.random() < (0.75 if question else 0.24):
            answer = (
                question[1 + int(rng.integers(len(question) - 1))]
                if question
                else deck.deal("thanks", THANKS)
            )
            ago_s = later(rng, ago_s)
            said.append(
                PlannedComment(author, ago_s, answer, len(said) - 1, (speaker,) if rng.random() < 0.4 else ())
            )
    return tuple(said)


def later(rng: np.random.Generator, ago_s: int) -> int:
    """Some minutes or hours after; never in the future."""
    return max(5, ago_s - int(min(rng.lognormal(7.2, 1.3), ago_s * 0.6)))
