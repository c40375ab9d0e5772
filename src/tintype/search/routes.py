"""Search over HTTP."""

from dataclasses import dataclass

from tintype.kernel.access import Route, reading
from tintype.kernel.pages import LIMIT_DEFAULT, limit_of
from tintype.kernel.viewer import Viewer
from tintype.search.searching import Searching, wish_of
from tintype.search.shapes import SearchPage, SearchSuggestions

TAG = "discovery"


@dataclass(frozen=True, slots=True)
class SearchRoutes:
    """What can be found by typing."""

    searching: Searching

    def routes(self) -> list[Route]:
        return [
            reading("/v1/search", self.search, "Find people, hashtags and posts", tag=TAG),
            reading("/v1/search/suggest", self.suggest, "People and hashtags while somebody types", tag=TAG),
        ]

    async def search(
        self,
        viewer: Viewer,
        *,
        keyword: str,
        kind: str | None = None,
        sensitive: bool | None = None,
        limit: int = LIMIT_DEFAULT,
        cursor: str | None = None,
    ) -> SearchPage:
        """`keyword`: words, "phrases", `#tags`, `from:name`, `after:` and `before:` a day, month or year.

        `kind`: some of people, posts, tags; all without it. `sensitive`: also what is marked so, instead of as
        the account has chosen.
        """
        wish = wish_of(keyword, kind, sensitive=sensitive)
        return await self.searching.page(viewer, wish, limit=limit_of(limit), cursor=cursor)

    async def suggest(self, viewer: Viewer, prefix: str) -> SearchSuggestions:
        """Names and hashtags that begin with `prefix`; behind few names those that are nearly called so."""
        return await self.searching.suggest(viewer, prefix)
