"""Search over HTTP."""

from dataclasses import dataclass

from tintype.kernel.access import Route, reading
from tintype.kernel.pages import LIMIT_DEFAULT, limit_of
from tintype.kernel.viewer import Viewer
from tintype.search.places.routes import PlaceRoutes
from tintype.search.searching import Searching, wish_of
from tintype.search.shapes import SearchPage, SearchSuggestions

TAG = "discovery"


@dataclass(frozen=True, slots=True)
class SearchRoutes:
    """What can be found by typing."""

    searching: Searching
    places: PlaceRoutes

    def routes(self) -> list[Route]:
        return [
            reading("/v1/search", self.search, "Find people, hashtags, places and posts", tag=TAG),
            reading(
                "/v1/search/suggest",
                self.suggest,
                "People, hashtags and places while somebody types",
                tag=TAG,
            ),
            *self.places.routes(),
        ]

    async def search(
        self,
        viewer: Viewer,
        *,
        keyword: str = "",
        kind: str | None = None,
        near: str | None = None,
        sensitive: bool | None = None,
        limit: int = LIMIT_DEFAULT,
        cursor: str | None = None,
    ) -> SearchPage:
        """`keyword`: words, "phrases", `#tags`, `from:name`, `after:` and `before:` a day, month or year.

        `media:photo` or `media:video`: with one of that kind; `in:title`, `in:caption`, `in:alt` (or several, with
        commas between them): where the words are to stand.

        `kind`: some of people, posts, tags, places; all without it. `near`: lat,lon,km, for posts and places at most
        so far from there; `keyword` may then be absent. `sensitive`: also what is marked so, instead of as
        the account has chosen.
        """
        wish = wish_of(keyword, kind, near=near, sensitive=sensitive)
        return await self.searching.page(viewer, wish, limit=limit_of(limit), cursor=cursor)

    async def suggest(self, viewer: Viewer, prefix: str) -> SearchSuggestions:
        """Names, hashtags and places that begin with `prefix`; behind few names those that are nearly called so."""
        return await self.searching.suggest(viewer, prefix)
