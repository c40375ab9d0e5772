"""Profiles and lists of people over HTTP."""

from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.response import Response
from msgspec import UNSET, UnsetType

from tintype.accounts import Editing, ProfileEdit
from tintype.graph import EdgeKind
from tintype.kernel.access import Access, Rate, Route
from tintype.kernel.ids import MediaId, parse_id
from tintype.kernel.pages import LIMIT_DEFAULT, limit_of
from tintype.kernel.problems import Invalid, NotFound, PreconditionFailed
from tintype.kernel.viewer import Scope, Viewer
from tintype.profiles.avatars import Avatars
from tintype.profiles.lists import PeopleLists
from tintype.profiles.profiles import Profiles
from tintype.profiles.shapes import AvatarBody, Me, ProfileChanges, User, UserPage
from tintype.profiles.tied import FOLLOWERS, FOLLOWING, TiedPeople, asked_for

VERSION_DIGITS_MAX = 18


@dataclass(frozen=True, slots=True)
class ProfileRoutes:
    """People: oneself, others, and who knows whom."""

    profiles: Profiles
    lists: PeopleLists
    tied: TiedPeople
    avatars: Avatars
    editing: Editing

    async def show_me(self, viewer: Viewer) -> Response[Me]:
        return await self._me(viewer)

    async def edit(
        self, viewer: Viewer, request: Request[Any, Any, Any], data: ProfileChanges
    ) -> Response[Me]:
        version = version_of(request.headers.get("if-match"))
        await self.editing.edit(viewer, edit_of(data), version=version)
        return await self._me(viewer)

    async def set_avatar(self, viewer: Viewer, data: AvatarBody) -> Response[Me]:
        await self.avatars.show(viewer, _media_id(data.media_id))
        return await self._me(viewer)

    async def remove_avatar(self, viewer: Viewer) -> None:
        await self.avatars.remove(viewer)

    async def show(self, viewer: Viewer, user_id: str) -> User:
        return await self.profiles.user(viewer, user_id)

    async def followers(
        self,
        viewer: Viewer,
        user_id: str,
        limit: int = LIMIT_DEFAULT,
        cursor: str | None = None,
        q: str | None = None,
    ) -> UserPage:
        return await self.tied.of(viewer, user_id, FOLLOWERS, asked_for(limit, cursor, q))

    async def following(
        self,
        viewer: Viewer,
        user_id: str,
        limit: int = LIMIT_DEFAULT,
        cursor: str | None = None,
        q: str | None = None,
    ) -> UserPage:
        return await self.tied.of(viewer, user_id, FOLLOWING, asked_for(limit, cursor, q))

    async def mutuals(
        self,
        viewer: Viewer,
        user_id: str,
        limit: int = LIMIT_DEFAULT,
        cursor: str | None = None,
        q: str | None = None,
    ) -> UserPage:
        return await self.tied.mutuals(viewer, user_id, asked_for(limit, cursor, q))

    async def requests(
        self, viewer: Viewer, limit: int = LIMIT_DEFAULT, cursor: str | None = None, q: str | None = None
    ) -> UserPage:
        return await self.tied.own(viewer, EdgeKind.REQUESTED_BY, asked_for(limit, cursor, q))

    async def blocks(
        self, viewer: Viewer, limit: int = LIMIT_DEFAULT, cursor: str | None = None, q: str | None = None
    ) -> UserPage:
        return await self.tied.own(viewer, EdgeKind.BLOCK, asked_for(limit, cursor, q))

    async def mutes(
        self, viewer: Viewer, limit: int = LIMIT_DEFAULT, cursor: str | None = None, q: str | None = None
    ) -> UserPage:
        return await self.tied.own(viewer, EdgeKind.MUTE, asked_for(limit, cursor, q))

    async def restricted(
        self, viewer: Viewer, limit: int = LIMIT_DEFAULT, cursor: str | None = None, q: str | None = None
    ) -> UserPage:
        return await self.tied.own(viewer, EdgeKind.RESTRICT, asked_for(limit, cursor, q))

    async def close_friends(
        self, viewer: Viewer, limit: int = LIMIT_DEFAULT, cursor: str | None = None, q: str | None = None
    ) -> UserPage:
        return await self.tied.own(viewer, EdgeKind.CLOSE_FRIEND, asked_for(limit, cursor, q))

    async def suggestions(self, viewer: Viewer, limit: int = LIMIT_DEFAULT) -> UserPage:
        return await self.lists.suggestions(viewer, limit=limit_of(limit))

    async def _me(self, viewer: Viewer) -> Response[Me]:
        me, version = await self.profiles.me(viewer)
        return Response(me, headers={"etag": f'"{version}"', "cache-control": "private, no-store"})

    def routes(self) -> list[Route]:
        member, public, read, write = Access.MEMBER, Access.PUBLIC, Scope.READ, Scope.WRITE
        user = "/v1/users/{user_id}"
        return [
            Route("GET", "/v1/me", self.show_me, member, read, Rate.READ,
                  summary="The viewer's own profile", tag="me"),
            Route("PATCH", "/v1/me", self.edit, member, write, Rate.WRITE,
                  summary="Edit the profile; If-Match names the version it was made on", tag="me"),
            Route("PUT", "/v1/me/avatar", self.set_avatar, member, write, Rate.WRITE,
                  summary="Take one of the viewer's photos as picture", tag="me"),
            Route("DELETE", "/v1/me/avatar", self.remove_avatar, member, write, Rate.WRITE, status=204,
                  summary="Show no picture", tag="me"),
            Route("GET", user, self.show, public, read, Rate.READ,
                  summary="A profile, by id or by @ and username", tag="people"),
            Route("GET", f"{user}/followers", self.followers, public, read, Rate.READ,
                  summary="Who follows an account, newest first", tag="people"),
            Route("GET", f"{user}/following", self.following, public, read, Rate.READ,
                  summary="Whom an account follows, newest first", tag="people"),
            Route("GET", f"{user}/mutuals", self.mutuals, member, read, Rate.READ,
                  summary="Whom the viewer follows who follow an account", tag="people"),
            Route("GET", "/v1/follow-requests", self.requests, member, read, Rate.READ,
                  summary="Who asks to follow the viewer", tag="people"),
            Route("GET", "/v1/blocks", self.blocks, member, read, Rate.READ,
                  summary="Whom the viewer blocks", tag="people"),
            Route("GET", "/v1/mutes", self.mutes, member, read, Rate.READ,
                  summary="Whom the viewer mutes", tag="people"),
            Route("GET", "/v1/restricted", self.restricted, member, read, Rate.READ,
                  summary="Whom the viewer restricts", tag="people"),
            Route("GET", "/v1/close-friends", self.close_friends, member, read, Rate.READ,
                  summary="Who is on the viewer's list of close friends", tag="people"),
            Route("GET", "/v1/suggestions", self.suggestions, member, read, Rate.READ,
                  summary="Whom the viewer may want to follow", tag="people"),
        ]  # fmt: skip


def edit_of(data: ProfileChanges) -> ProfileEdit:
    """The use case's words for what was sent."""
    return ProfileEdit(
        name=_or_none(data.name),
        bio=_or_none(data.bio),
        link=_or_none(data.link),
        username=_or_none(data.username),
        is_private=None if data.is_private is UNSET else data.is_private,
        keeps_links=data.keeps_links,
    )


def version_of(if_match: str | None) -> int | None:
    """The version an edit was made on. Raises PreconditionFailed for a tag that cannot be ours."""
    if if_match is None or if_match.strip() == "*":
        return None
    digits = if_match.strip().removeprefix("W/").strip('"')
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > VERSION_DIGITS_MAX:
        raise PreconditionFailed
    return int(digits)


def _or_none(text: str | UnsetType) -> str | None:
    return None if text is UNSET else text


def _media_id(written: str) -> MediaId:
    try:
        return MediaId(parse_id(written))
    except NotFound:
        raise Invalid("This is none of your photos.", fields={"media_id": ["unknown"]}) from None
