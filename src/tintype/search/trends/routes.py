"""What trends, over HTTP."""

from dataclasses import dataclass

import msgspec

from tintype.kernel.access import Route, reading
from tintype.ports.records import Records
from tintype.search.trends.trends import trending


class TrendingTag(msgspec.Struct, frozen=True):
    """A hashtag, and how many people have used it in public within a day, as last counted."""

    name: str
    people: int


class TrendingTags(msgspec.Struct, frozen=True):
    """What more people use than usually, at most ten, the most unusual first."""

    items: list[TrendingTag]


@dataclass(frozen=True, slots=True)
class TrendRoutes:
    """The one route of trends; moderators' are in `moderation`."""

    records: Records

    def routes(self) -> list[Route]:
        return [
            reading(
                "/v1/trends/tags", self.tags, "Hashtags that more people use than usually", tag="discovery"
            )
        ]

    async def tags(self) -> TrendingTags:
        found = await self.records.look(trending)
        return TrendingTags([TrendingTag(one.tag, one.people) for one in found])
