"""Hashtags that trend, for moderators: which may, and which are held back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal

import msgspec
from litestar.params import QueryParameter
from msgspec import UNSET, UnsetType

from tintype.feed import tag_of
from tintype.kernel.access import Access, Rate, Route
from tintype.kernel.clock import rfc3339
from tintype.kernel.ids import AccountId
from tintype.kernel.viewer import Scope, Viewer, known
from tintype.media import MediaUrls
from tintype.ports.records import Reading, Records
from tintype.profiles import UserShort, short_users
from tintype.search import Judged, Review, Reviews, ReviewState, judged

_READ: Final = (Access.MODERATOR, Scope.MODERATE, Rate.READ)
_WRITE: Final = (Access.MODERATOR, Scope.MODERATE, Rate.WRITE)
Decision = Literal["allowed", "held"]


class TagDecision(msgspec.Struct, forbid_unknown_fields=True):
    """`allowed`: it may trend whoever uses it. `held`: it is not shown as trending."""

    state: Decision


class TagUnderReview(msgspec.Struct, frozen=True, omit_defaults=True):
    """A hashtag, as last counted if it is busy: distinct `people` of one day, their `weight` where new accounts count a
    quarter, `usual` people a day in the week before. `is_shown`: it stands among what trends, if its score is among the
    ten highest. `by` decided `at`.
    """

    name: str
    state: Literal["undecided", "allowed", "held"]
    is_shown: bool
    people: int = 0
    weight: float = 0.0
    usual: float = 0.0
    score: float = 0.0
    by: UserShort | UnsetType = UNSET
    at: str | UnsetType = UNSET


class TagsUnderReview(msgspec.Struct, frozen=True):
    """What is busy, the highest score first; or what was decided, the newest 200 first."""

    items: list[TagUnderReview]


@dataclass(frozen=True, slots=True)
class TagRoutes:
    """Moderation of what trends."""

    records: Records
    urls: MediaUrls

    def routes(self) -> list[Route]:
        tags, tag = "/v1/moderation/tags", "moderation"
        one = f"{tags}/{{tag}}"
        return [
            Route("GET", tags, self.tags, *_READ, summary="Hashtags that trend, or were decided about", tag=tag),
            Route("PUT", one, self.decide, *_WRITE, 204, summary="Let a hashtag trend, or hold it back", tag=tag),
            Route("DELETE", one, self.forget, *_WRITE, 204, summary="Leave a hashtag to the numbers", tag=tag),
        ]  # fmt: skip

    async def tags(
        self, which: Annotated[Literal["busy", "allowed", "held"], QueryParameter(name="state")] = "busy"
    ) -> TagsUnderReview:
        if which == "busy":
            return await self.records.look(self._busy)
        reviews = await Reviews(self.records).page(ReviewState[which.upper()])

        async def body(reading: Reading) -> TagsUnderReview:
            counted = {one.trend.tag: one for one in await judged(reading)}
            people = await short_users(reading, {one.by_id for one in reviews}, self.urls)
            return TagsUnderReview([_item(one.tag, counted.get(one.tag), one, people) for one in reviews])

        return await self.records.look(body)

    async def decide(self, viewer: Viewer, tag: str, data: TagDecision) -> None:
        """Holds from the next look on; a tag that is now allowed is counted anew within ten minutes."""
        await Reviews(self.records).decide(known(viewer), tag_of(tag), ReviewState[data.state.upper()])

    async def forget(self, viewer: Viewer, tag: str) -> None:
        await Reviews(self.records).decide(known(viewer), tag_of(tag), None)

    async def _busy(self, reading: Reading) -> TagsUnderReview:
        found = await judged(reading)
        people = await short_users(reading, {one.review.by_id for one in found if one.review}, self.urls)
        return TagsUnderReview([_item(one.trend.tag, one, one.review, people) for one in found])


def _item(
    tag: str, counted: Judged | None, review: Review | None, people: Mapping[AccountId, UserShort]
) -> TagUnderReview:
    state: Literal["undecided", "allowed", "held"] = "undecided"
    if review is not None:
        state = "held" if review.state is ReviewState.HELD else "allowed"
    found = TagUnderReview(
        tag,
        state,
        counted is not None and counted.is_shown,
        by=UNSET if review is None else people.get(review.by_id, UNSET),
        at=UNSET if review is None else rfc3339(review.at_us),
    )
    if counted is None:
        return found
    trend = counted.trend
    return msgspec.structs.replace(
        found,
        people=trend.people,
        weight=trend.weight,
        usual=round(trend.usual, 2),
        score=round(counted.score, 2),
    )
