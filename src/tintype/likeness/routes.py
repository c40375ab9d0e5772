"""Likeness over HTTP."""

from dataclasses import dataclass

from tintype.feed import CardPage
from tintype.kernel.access import Route, reading
from tintype.kernel.ids import PostId, parse_id
from tintype.kernel.pages import LIMIT_DEFAULT, limit_of
from tintype.kernel.viewer import Viewer
from tintype.likeness.similar import Similar

TAG = "discovery"


@dataclass(frozen=True, slots=True)
class LikenessRoutes:
    """What looks like something."""

    similar: Similar

    def routes(self) -> list[Route]:
        return [
            reading(
                "/v1/posts/{post_id}/similar", self.show, "Posts whose pictures look like this one's", tag=TAG
            )
        ]

    async def show(
        self,
        viewer: Viewer,
        post_id: str,
        *,
        sensitive: bool | None = None,
        limit: int = LIMIT_DEFAULT,
        cursor: str | None = None,
    ) -> CardPage:
        """Of all authors, the nearest first; a page may be short, or empty where the site does not look at pictures.

        `sensitive`: also what is marked so; left out, as the account has chosen.
        """
        id = PostId(parse_id(post_id))
        return await self.similar.page(viewer, id, limit=limit_of(limit), cursor=cursor, sensitive=sensitive)
