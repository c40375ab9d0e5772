"""Lists of posts by everybody over HTTP: hashtags, which can be followed, and places."""

from dataclasses import dataclass

import msgspec

from tintype.feed.listed import Asked, Listed, order_of_list, tag_of
from tintype.feed.shapes import PlacePage, TagPage
from tintype.kernel.access import Access, Rate, Route, reading, writing
from tintype.kernel.clock import rfc3339
from tintype.kernel.ids import parse_id
from tintype.kernel.pages import LIMIT_DEFAULT, limit_of
from tintype.kernel.viewer import Scope, Viewer
from tintype.posts import TagFollows

TAG = "discovery"


class FollowedTag(msgspec.Struct, frozen=True):
    """A hashtag that the viewer follows, and since when."""

    name: str
    since: str


class FollowedTags(msgspec.Struct, frozen=True):
    """All hashtags that the viewer follows, at most 200, in the order of the alphabet."""

    items: list[FollowedTag]


@dataclass(frozen=True, slots=True)
class ListRoutes:
    """Pages of such lists, and what the viewer follows beside people."""

    listed: Listed
    follows: TagFollows

    def routes(self) -> list[Route]:
        one, read = "/v1/tags/{tag}/follow", (Access.MEMBER, Scope.READ, Rate.READ)
        tags, places = "/v1/timelines/tags/{tag}", "/v1/timelines/places/{place_id}"
        return [
            reading(tags, self.of_tag, "Posts with a hashtag, newest or best first", tag="feed"),
            reading(places, self.of_place, "Posts from a place, newest or best first", tag="feed"),
            Route(
                "GET",
                "/v1/me/followed-tags",
                self.followed,
                *read,
                summary="Hashtags that the viewer follows",
                tag=TAG,
            ),
            writing("PUT", one, self.follow, "Read the posts of a hashtag at home", tag=TAG),
            writing("DELETE", one, self.unfollow, "Follow a hashtag no longer", tag=TAG),
        ]

    async def followed(self, viewer: Viewer) -> FollowedTags:
        found = await self.follows.all(viewer)
        return FollowedTags([FollowedTag(one.tag, rfc3339(one.since_us)) for one in found])

    async def follow(self, viewer: Viewer, tag: str) -> None:
        """Nobody is told. Refused with `too_many_tags` for the two hundred and first."""
        await self.follows.follow(viewer, tag_of(tag))

    async def unfollow(self, viewer: Viewer, tag: str) -> None:
        await self.follows.unfollow(viewer, tag_of(tag))

    async def of_tag(
        self,
        viewer: Viewer,
        tag: str,
        *,
        order: str = "recent",
        sensitive: bool | None = None,
        limit: int = LIMIT_DEFAULT,
        cursor: str | None = None,
    ) -> TagPage:
        """`order`: recent, or top, the best of the newest 500. `sensitive`: with what is marked so, not as chosen."""
        asked = Asked(order_of_list(order), sensitive, limit_of(limit), cursor)
        return await self.listed.of_tag(viewer, tag, asked)

    async def of_place(
        self,
        viewer: Viewer,
        place_id: str,
        *,
        order: str = "recent",
        sensitive: bool | None = None,
        limit: int = LIMIT_DEFAULT,
        cursor: str | None = None,
    ) -> PlacePage:
        """`order`: recent, or top, the best of the newest 500. `sensitive`: with what is marked so, not as chosen."""
        asked = Asked(order_of_list(order), sensitive, limit_of(limit), cursor)
        return await self.listed.of_place(viewer, parse_id(place_id), asked)
