"""One search over people, tags, places and posts; suggestions while somebody types."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from tintype.feed import Found, Proposals
from tintype.kernel.ids import AccountId
from tintype.kernel.pages import TOP, Cursors, Place
from tintype.kernel.problems import Invalid
from tintype.kernel.text import clean
from tintype.kernel.viewer import Viewer
from tintype.media import MediaUrls
from tintype.ports.records import Records
from tintype.ports.search_index import SearchIndex
from tintype.profiles import users_for
from tintype.search.asking import KEYWORD, Asked, asked_for
from tintype.search.finding import Finding
from tintype.search.people import PeopleFinding
from tintype.search.places.finding import PlaceFinding
from tintype.search.places.globe import circle_of
from tintype.search.places.shapes import PlaceFound, named
from tintype.search.shapes import SearchItem, SearchPage, SearchSuggestions, TagFound
from tintype.search.tags import TagFinding

KINDS = ("people", "posts", "tags", "places")
PEOPLE_ALONE = frozenset({"people"})
BESIDE = 3  # People, tags and places that come before the posts where all kinds are asked for.
TAGS_MAX, PLACES_MAX = 10, 20  # Of that kind alone: each is counted for the viewer.
SUGGESTED_PEOPLE, SUGGESTED_TAGS, SUGGESTED_PLACES = 6, 4, 3
SUGGESTED_FROM = 40  # People looked at for suggestions: they are to be there while somebody types.


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for, of which kinds, and whether with what is marked sensitive; None: as the account has chosen."""

    asked: Asked
    kinds: frozenset[str]
    sensitive: bool | None

    @property
    def list_name(self) -> str:
        """Tells the cursors of this search from those of others."""
        digest = blake2b(f"{self.asked.text}\n{self.asked.near}".encode(), digest_size=16).hexdigest()
        return f"search:{','.join(sorted(self.kinds))}:{self.sensitive}:{digest}"


def wish_of(
    keyword: str, kind: str | None, *, near: str | None = None, sensitive: bool | None = None
) -> Wish:
    """Raises Invalid for a text without words, a kind that there is not, or no circle."""
    kinds = frozenset((kind or ",".join(KINDS)).split(","))
    if not kinds <= set(KINDS):
        raise Invalid(f"kind is one or more of {', '.join(KINDS)}.", fields={"kind": ["unknown"]})
    asked = asked_for(keyword, None if near is None else circle_of(near))
    return Wish(asked, kinds, sensitive)


@dataclass(frozen=True, slots=True)
class Searching:
    """Finds; what is answered has been decided about by the records."""

    records: Records
    index: SearchIndex
    proposals: Proposals
    cursors: Cursors
    urls: MediaUrls
    places: PlaceFinding

    async def page(self, viewer: Viewer, wish: Wish, *, limit: int, cursor: str | None) -> SearchPage:
        """One page of what fits."""
        place = self.cursors.decode(wish.list_name, cursor)
        if wish.kinds == PEOPLE_ALONE:
            return await self._people_page(viewer, wish, place, limit)
        beside: list[SearchItem] = []
        if place == TOP:
            several = len(wish.kinds) > 1
            if "people" in wish.kinds:
                beside += await self._people(viewer, wish.asked, BESIDE)
            if "tags" in wish.kinds:
                beside += await self._tags(viewer, wish.asked, BESIDE if several else min(limit, TAGS_MAX))
            if "places" in wish.kinds:
                beside += await self._places(
                    viewer, wish.asked, BESIDE if several else min(limit, PLACES_MAX)
                )
        if "posts" not in wish.kinds:
            return SearchPage(beside, None)
        finding = Finding(self.records, self.index)
        found = await finding.page(viewer, wish.asked, place, limit=limit, sensitive=wish.sensitive)
        cards = await self.proposals.cards(viewer, list(found.items), Found(wish.sensitive))
        items = [*beside, *(SearchItem("post", post=card) for card in cards)]
        return SearchPage(items, found.next and self.cursors.encode(wish.list_name, found.next))

    async def suggest(self, viewer: Viewer, prefix: str) -> SearchSuggestions:
        """People, tags and places that begin so; with `@` or `#` in front one kind. Nothing for an empty text."""
        text = clean(prefix, KEYWORD, "prefix")
        items: list[SearchItem] = []
        if text and text[0] not in "#＃":
            ids = await PeopleFinding(self.records, self.index).ids(viewer, text, at_most=SUGGESTED_FROM)
            items += await self._shown_people(viewer, ids[:SUGGESTED_PEOPLE])
        if text and text[0] not in "@＠":
            tags = await TagFinding(self.records, self.index).starting(viewer, text, SUGGESTED_TAGS)
            items += [SearchItem("tag", tag=TagFound(tag)) for tag in tags]
        if text and text[0] not in "@＠#＃":
            places = await self.places.called(viewer, text, SUGGESTED_PLACES)
            items += [SearchItem("place", place=PlaceFound(**named(place))) for place in places]
        return SearchSuggestions(items)

    async def _people_page(self, viewer: Viewer, wish: Wish, place: Place, limit: int) -> SearchPage:
        offset = 0 if place == TOP else place.id
        ids = [] if wish.asked.is_narrowed or wish.asked.near else await self._found(viewer, wish.asked)
        items = await self._shown_people(viewer, ids[offset : offset + limit])
        rest = Place(0, offset + limit) if offset + limit < len(ids) else None
        return SearchPage(items, rest and self.cursors.encode(wish.list_name, rest))

    async def _people(self, viewer: Viewer, asked: Asked, limit: int) -> list[SearchItem]:
        if asked.is_narrowed or asked.near or asked.tags:
            return []
        return await self._shown_people(viewer, (await self._found(viewer, asked))[:limit])

    async def _found(self, viewer: Viewer, asked: Asked) -> list[AccountId]:
        return await PeopleFinding(self.records, self.index).ids(viewer, asked.text)

    async def _shown_people(self, viewer: Viewer, ids: Sequence[AccountId]) -> list[SearchItem]:
        users = await self.records.look(lambda reading: users_for(reading, viewer, ids, self.urls))
        return [SearchItem("person", person=users[id]) for id in ids if id in users]

    async def _tags(self, viewer: Viewer, asked: Asked, limit: int) -> list[SearchItem]:
        words = [*asked.tags, *(word.plain for word in asked.words)]
        if asked.is_narrowed or asked.near or len(words) != 1:
            return []
        found = await TagFinding(self.records, self.index).counted(viewer, words[0], limit)
        return [SearchItem("tag", tag=TagFound(tag, count.n, not count.is_whole)) for tag, count in found]

    async def _places(self, viewer: Viewer, asked: Asked, limit: int) -> list[SearchItem]:
        if asked.is_narrowed or asked.tags:
            return []
        found = await self.places.page(viewer, asked.text, asked.near, limit=limit)
        return [SearchItem("place", place=place) for place in found]
