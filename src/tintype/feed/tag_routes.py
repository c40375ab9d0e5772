"""Following hashtags, over HTTP."""

from dataclasses import dataclass

import msgspec

from tintype.feed.listed import tag_of
from tintype.kernel.access import Access, Rate, Route, for_oneself, writing
from tintype.kernel.clock import rfc3339
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
class TagFollowRoutes:
    """What the viewer follows beside people."""

    follows: TagFollows

    def routes(self) -> list[Route]:
        one, read = "/v1/tags/{tag}/follow", (Access.MEMBER, Scope.READ, Rate.READ)
        return [
            Route(
                "GET",
                "/v1/me/followed-tags",
                self.followed,
                *read,
                summary="Hashtags that the viewer follows",
                tag=TAG,
            ),
            *for_oneself(
                [
                    writing("PUT", one, self.follow, "Read the posts of a hashtag at home", tag=TAG),
                    writing("DELETE", one, self.unfollow, "Follow a hashtag no longer", tag=TAG),
                ]
            ),
        ]

    async def followed(self, viewer: Viewer) -> FollowedTags:
        found = await self.follows.all(viewer)
        return FollowedTags([FollowedTag(one.tag, rfc3339(one.since_us)) for one in found])

    async def follow(self, viewer: Viewer, tag: str) -> None:
        """Nobody is told. Refused with `too_many_tags` for the two hundred and first."""
        await self.follows.follow(viewer, tag_of(tag))

    async def unfollow(self, viewer: Viewer, tag: str) -> None:
        await self.follows.unfollow(viewer, tag_of(tag))
