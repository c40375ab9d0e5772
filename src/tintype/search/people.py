"""People by what somebody typed of their names: as they begin, or with one slip."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

import regex

from tintype.accounts import Person, people
from tintype.graph import EdgeKind, edges, reachable
from tintype.kernel.ids import AccountId
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading, Records
from tintype.ports.search_index import NamesAsked, NameWords, SearchIndex
from tintype.search.near import NEAR_FROM, forms_of, is_near_any
from tintype.search.words import plain, words_of

WORDS_MAX = 6
CANDIDATES_MAX = 200  # Of a short beginning; who types on finds the rest.
FEW = 3  # With fewer who are called so, those who are nearly called so come behind them.


@dataclass(frozen=True, slots=True)
class PeopleFinding:
    """Searches people; those whose profile the viewer may see."""

    records: Records
    index: SearchIndex

    async def ids(self, viewer: Viewer, text: str, *, at_most: int = CANDIDATES_MAX) -> list[AccountId]:
        """Who is meant by a text, the likeliest first: called exactly so, followed by the viewer, followed by many."""
        typed = typed_words(text)
        if not typed:
            return []
        starts = await self.index.people(NamesAsked(starts=typed), at_most)
        found = await self.records.look(
            lambda reading: _ranked(reading, viewer, starts, typed, is_near=False)
        )
        if len(found) >= FEW or max(map(len, typed)) < NEAR_FROM:
            return found
        forms = [forms_of(word) or {word} for word in typed]
        near = [id for id in await self.index.people(NamesAsked(near=forms), at_most) if id not in found]
        return found + await self.records.look(
            lambda reading: _ranked(reading, viewer, near, typed, is_near=True)
        )


def typed_words(text: str) -> list[str]:
    """The words of what somebody typed, as names are kept."""
    return [word for word in map(_kept, plain(text).split()) if word][:WORDS_MAX]


def name_of(person: Person) -> NameWords:
    """What the index keeps of an account."""
    words = names_of(person)
    return NameWords(person.id, words, {form for word in words for form in forms_of(word)})


def names_of(person: Person) -> set[str]:
    """All words by which somebody may be looked for: the username, its parts, the words of the name."""
    username = plain(person.username)
    parts = username.replace(".", " ").replace("_", " ").split()
    names = map(_kept, plain(person.name).split())
    return {_kept(username), *parts, *(word.plain for word in words_of(person.name)), *names} - {""}


def _kept(word: str) -> str:
    """A word without what the index does not keep: dots, dashes, the @ of a username."""
    return word if word.isalnum() else "".join(_letters().findall(word))


@cache
def _letters() -> "regex.Pattern[str]":
    return regex.compile(r"[\p{L}\p{M}\p{N}_]+")


async def _ranked(
    reading: Reading, viewer: Viewer, ids: Collection[AccountId], typed: Sequence[str], *, is_near: bool
) -> list[AccountId]:
    if not ids:
        return []
    allowed = await reachable(reading, viewer, ids)
    found = [one for one in (await people(reading, allowed)).values() if _fits(one, typed, is_near=is_near)]
    ids = [one.id for one in found]
    follows = (
        await edges.contains(reading, viewer.account_id, EdgeKind.FOLLOW, ids) if viewer.is_known else ()
    )
    followers = await edges.counts(reading, ids, [EdgeKind.FOLLOWED_BY])
    wanted = " ".join(typed)

    def order(one: Person) -> tuple[bool, bool, int, bool, int]:
        names = (_kept(plain(one.username)), " ".join(map(_kept, plain(one.name).split())))
        return (
            wanted not in names,
            one.id not in follows,
            -followers[one.id, EdgeKind.FOLLOWED_BY],
            not any(name.startswith(wanted) for name in names),
            one.id,
        )

    return [one.id for one in sorted(found, key=order)]


def _fits(person: Person, typed: Sequence[str], *, is_near: bool) -> bool:
    """Whether somebody is called so at this moment: the index may be behind."""
    names = names_of(person)
    return all(
        any(name.startswith(word) for name in names) or (is_near and is_near_any(word, names))
        for word in typed
    )
