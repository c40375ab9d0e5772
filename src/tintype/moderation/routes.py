"""Moderation over HTTP, for moderators and operators alone."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal, cast

from litestar.params import QueryParameter
from msgspec import UNSET, UnsetType

from tintype.kernel.access import Access, Rate, Route
from tintype.kernel.clock import rfc3339
from tintype.kernel.ids import AccountId, MediaId, PostId, parse_id
from tintype.kernel.pages import LIMIT_DEFAULT, Cursors, Place, limit_of
from tintype.kernel.problems import Invalid, NotFound
from tintype.kernel.viewer import Scope, Viewer, known
from tintype.media import BlockedHash, MediaUrls, Order, Picture, full_media
from tintype.moderation import shapes
from tintype.moderation.blocks import BlockedPictures, Target
from tintype.moderation.review import Held, Review
from tintype.moderation.shapes import (
    ActPage,
    BlockedPage,
    BlockedPicture,
    Clearance,
    HeldMedia,
    HeldPage,
    NewBlock,
)
from tintype.ports.records import Records
from tintype.profiles import UserShort, short_users

_READ: Final = (Access.MODERATOR, Scope.MODERATE, Rate.READ)
_WRITE: Final = (Access.MODERATOR, Scope.MODERATE, Rate.WRITE)
_HASHES, _HELD, _ACTS = "blocked-hashes", "held-media", "media-acts"
_BOTTOM: Final = Place(0)  # The longest waiting come first: a list from there begins with them.
People = Mapping[AccountId, UserShort]


@dataclass(frozen=True, slots=True)
class ModerationRoutes:
    """Pictures that are blocked, and those that wait."""

    records: Records
    blocks: BlockedPictures
    review: Review
    cursors: Cursors
    urls: MediaUrls

    async def blocked(self, limit: int = LIMIT_DEFAULT, cursor: str | None = None) -> BlockedPage:
        page = await self.blocks.page(self.cursors.decode(_HASHES, cursor), limit_of(limit))
        people = await self._people({row.by_id for row in page.items})
        items = [_picture(row, people) for row in page.items]
        return BlockedPage(items, page.next and self.cursors.encode(_HASHES, page.next))

    async def block(self, viewer: Viewer, data: NewBlock) -> BlockedPage:
        """What is named is gone with this answer; copies go as they are found, and `looked_at` says when all were."""
        rows = await self.blocks.block(_target(data), Order(known(viewer), data.note))
        people = await self._people({row.by_id for row in rows})
        return BlockedPage([_picture(row, people) for row in rows], None)

    async def unblock(self, digits: str) -> None:
        """What was taken down stays gone."""
        await self.blocks.unblock(digits)

    async def held(
        self,
        which: Annotated[Literal["held"], QueryParameter(name="state")] = "held",
        limit: int = LIMIT_DEFAULT,
        cursor: str | None = None,
    ) -> HeldPage:
        place = self.cursors.decode(_HELD, cursor) if cursor else _BOTTOM
        page = await self.review.held(place, limit_of(limit))
        people = await self._people({held.row.owner_id for held in page.items})
        items = [self._held(held, people) for held in page.items if held.row.owner_id in people]
        return HeldPage(items, page.next and self.cursors.encode(_HELD, page.next))

    async def clear(self, viewer: Viewer, media_id: str, data: Clearance) -> None:
        media = MediaId(parse_id(media_id))
        await self.review.clear(viewer, media, data.note, is_sensitive=data.sensitive)

    async def hold(self, viewer: Viewer, media_id: str) -> None:
        """Nobody but its owner sees it, nor the posts that carry it, until it is cleared again."""
        await self.review.hold(viewer, MediaId(parse_id(media_id)), "")

    async def acts(self, limit: int = LIMIT_DEFAULT, cursor: str | None = None) -> ActPage:
        page = await self.review.acts(self.cursors.decode(_ACTS, cursor), limit_of(limit))
        people = await self._people({id for act in page.items for id in (act.by_id, act.owner_id)})
        items = [
            shapes.Act(
                str(act.media_id),
                cast("Literal['held', 'cleared', 'blocked']", act.act),  # as verdicts.py writes it
                rfc3339(act.at_us),
                act.note,
                owner=_person(act.owner_id, people),
                by=_person(act.by_id, people),
            )
            for act in page.items
        ]
        return ActPage(items, page.next and self.cursors.encode(_ACTS, page.next))

    def routes(self) -> list[Route]:
        hashes, media, tag = "/v1/moderation/hashes", "/v1/moderation/media", "moderation"
        clearance = f"{media}/{{media_id}}/clearance"
        return [
            Route("GET", hashes, self.blocked, *_READ, summary="Pictures that are not shown here", tag=tag),
            Route(
                "POST", hashes, self.block, *_WRITE, 201, summary="Let no copy of a picture be shown here", tag=tag
            ),
            Route(
                "DELETE", f"{hashes}/{{digits}}", self.unblock, *_WRITE, 204,
                summary="Let copies of a picture be shown again", tag=tag,
            ),
            Route("GET", media, self.held, *_READ, summary="What waits until a moderator has looked", tag=tag),
            Route("PUT", clearance, self.clear, *_WRITE, 204, summary="Let it be seen", tag=tag),
            Route("DELETE", clearance, self.hold, *_WRITE, 204, summary="Hold it until it is cleared", tag=tag),
            Route("GET", "/v1/moderation/audit", self.acts, *_READ, summary="What was decided about media", tag=tag),
        ]  # fmt: skip

    async def _people(self, ids: Collection[AccountId]) -> People:
        wanted = {id for id in ids if id}
        return (
            await self.records.look(lambda reading: short_users(reading, wanted, self.urls)) if wanted else {}
        )

    def _held(self, held: Held, people: People) -> HeldMedia:
        # Signed: to everybody but its owner, moderators included, it is as private as can be.
        return HeldMedia(
            full_media(held.row, self.urls, is_private=True, for_owner=False),
            people[held.row.owner_id],
            rfc3339(held.since_us),
            score=UNSET if held.row.made.score is None else held.row.made.score,
            post_id=UNSET if held.post_id is None else str(held.post_id),
        )


def _target(data: NewBlock) -> Target:
    named = [data.media_id, data.post_id, data.sha256 or data.phash]
    if sum(each is not None for each in named) != 1:
        raise Invalid(
            "Name one thing: media_id, post_id, or the hashes of a picture.",
            fields={"media_id": ["required"]},
        )
    try:
        if data.media_id is not None:
            return Target(media_id=MediaId(parse_id(data.media_id)))
        if data.post_id is not None:
            return Target(post_id=PostId(parse_id(data.post_id)))
    except NotFound:
        field = "media_id" if data.media_id is not None else "post_id"
        raise Invalid(fields={field: ["format"]}) from None
    return Target(picture=Picture(_digits(data.sha256, "sha256", 64), _number(data.phash)))


def _digits(text: str | None, field: str, count: int) -> bytes | None:
    if text is None:
        return None
    if len(text) != count or not text.isascii() or set(text.lower()) - set("0123456789abcdef"):
        raise Invalid(f"{field} is {count} hexadecimal digits.", fields={field: ["format"]})
    return bytes.fromhex(text)


def _number(text: str | None) -> int | None:
    found = _digits(text, "phash", 16)
    return None if found is None else int.from_bytes(found)


def _picture(row: BlockedHash, people: People) -> BlockedPicture:
    return BlockedPicture(
        row.hash,
        rfc3339(row.at_us),
        row.note,
        row.found,
        sha256=UNSET if row.sha256 is None else row.sha256.hex(),
        phash=UNSET if row.phash is None else f"{row.phash:016x}",
        by=_person(row.by_id, people),
        looked_at=rfc3339(row.looked_us) if row.looked_us else UNSET,
    )


def _person(id: AccountId, people: People) -> UserShort | UnsetType:
    return people.get(id, UNSET)
