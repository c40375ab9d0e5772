"""Places by name, in a box and near a spot, of those that a viewer may know of."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from msgspec import UNSET

from tintype.kernel.ids import PostId
from tintype.kernel.text import folded
from tintype.kernel.viewer import Viewer
from tintype.media import MediaShort, MediaUrls
from tintype.ports.records import Reading, Records
from tintype.ports.search_index import PlacesAsked, SearchIndex
from tintype.posts import (
    Count,
    Place,
    PlaceSeen,
    covers,
    marked_among,
    place_count,
    seen_places,
    visible_posts,
)
from tintype.search.places.globe import Box, Circle, cells_in
from tintype.search.places.shapes import PlaceFound, PlacesInBox, named
from tintype.search.words import words_of

WORDS_MAX = 6
# Of the places of most posts that fit: what a map or a list can show, and some that the viewer may not see.
CANDIDATES_MAX = 150
CALLED_FROM = 40  # The same while somebody types.
ON_MAP_MAX = 100
# Places are indexed at two decimals of a degree: a post may say that it is half of the last one away.
MARGIN = 0.006


@dataclass(frozen=True, slots=True)
class PlaceFinding:
    """Searches places. What only private accounts show is nobody's business: the records decide for each viewer."""

    records: Records
    index: SearchIndex
    urls: MediaUrls

    async def called(self, viewer: Viewer, text: str, limit: int) -> list[Place]:
        """Places whose names have words that begin so, called exactly so first, then those of most posts."""
        typed = _typed(text)
        if not typed:
            return []
        ids = await self.index.places(PlacesAsked(starts=typed), CALLED_FROM)
        found = await self.records.look(lambda reading: seen_places(reading, viewer, ids))
        wanted = folded(text)
        found = sorted(found.values(), key=lambda one: folded(one.place.name) != wanted)
        return [one.place for one in found[:limit]]

    async def page(self, viewer: Viewer, text: str, near: Circle | None, *, limit: int) -> list[PlaceFound]:
        """Places that are called so, near a spot if one is given, the nearest first; each with its posts counted."""
        typed = _typed(text)
        cells = cells_in(near.box.wider(MARGIN)) if near else []
        ids = await self.index.places(PlacesAsked(starts=typed, cells=cells), CANDIDATES_MAX)

        async def body(reading: Reading) -> list[PlaceFound]:
            seen = list((await seen_places(reading, viewer, ids)).values())
            if near:
                seen = _nearest(seen, near)
            else:
                seen.sort(key=lambda one: folded(one.place.name) != folded(text))
            shown = await self._covers(reading, viewer, [one.post_id for one in seen[:limit]])
            counts = {one.place.id: await place_count(reading, viewer, one.place.id) for one in seen[:limit]}
            return [_found(one, shown, near, counts[one.place.id]) for one in seen[:limit]]

        return await self.records.look(body)

    async def in_box(self, viewer: Viewer, box: Box) -> PlacesInBox:
        """The places of most posts in a box of the map, each with the newest picture that the viewer may see."""
        ids = await self.index.places(PlacesAsked(cells=cells_in(box.wider(MARGIN))), CANDIDATES_MAX)

        async def body(reading: Reading) -> list[PlaceFound]:
            seen = [one for one in (await seen_places(reading, viewer, ids)).values() if _is_in(one, box)]
            shown = await self._covers(reading, viewer, [one.post_id for one in seen[:ON_MAP_MAX]])
            return [_found(one, shown) for one in seen]

        found = await self.records.look(body)
        return PlacesInBox(found[:ON_MAP_MAX], len(ids) < CANDIDATES_MAX and len(found) <= ON_MAP_MAX)

    async def _covers(
        self, reading: Reading, viewer: Viewer, ids: Collection[PostId]
    ) -> Mapping[PostId, MediaShort]:
        posts = await visible_posts(reading, viewer, list(ids))
        marked = await marked_among(reading, list(posts.values()))
        return await covers(reading, [post for post in posts.values() if post.id not in marked], self.urls)


def _typed(text: str) -> list[str]:
    return [word.plain for word in words_of(text)][:WORDS_MAX]


def _found(
    one: PlaceSeen,
    shown: Mapping[PostId, MediaShort],
    near: Circle | None = None,
    count: Count | None = None,
) -> PlaceFound:
    km = near.distance_km(*one.place.spot) if near and one.place.spot else None
    return PlaceFound(
        **named(one.place),
        count=UNSET if count is None else count.n,
        has_uncounted=count is not None and not count.is_whole,
        km=UNSET if km is None else round(km, 1),
        cover=shown.get(one.post_id, UNSET),
    )


def _nearest(seen: Sequence[PlaceSeen], near: Circle) -> list[PlaceSeen]:
    there = [(near.distance_km(*spot), one) for one in seen if (spot := one.place.spot)]
    return [one for km, one in sorted(there, key=lambda pair: pair[0]) if km <= near.km]


def _is_in(one: PlaceSeen, box: Box) -> bool:
    return one.place.spot is not None and box.has(*one.place.spot)
