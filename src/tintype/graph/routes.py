"""What people do about each other, over HTTP. Lists of people are in profiles, which knows how people look."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import msgspec

from tintype.graph.blocks import Blocks
from tintype.graph.follows import Follows
from tintype.graph.suggestions import Suggestions
from tintype.kernel.access import Daily, Route, writing
from tintype.kernel.ids import AccountId, parse_id
from tintype.kernel.viewer import Viewer


class FollowAnswer(msgspec.Struct):
    """How the viewer stands to an account after asking: a private one answers later."""

    following: Literal["none", "requested", "yes"]


@dataclass(frozen=True, slots=True)
class GraphRoutes:
    """Every one may be sent twice; the second time changes nothing."""

    follows: Follows
    blocks: Blocks
    suggestions: Suggestions

    async def follow(self, viewer: Viewer, user_id: str) -> FollowAnswer:
        return FollowAnswer((await self.follows.request(viewer, _account(user_id))).value)

    async def unfollow(self, viewer: Viewer, user_id: str) -> None:
        await self.follows.withdraw(viewer, _account(user_id))

    async def accept(self, viewer: Viewer, user_id: str) -> None:
        await self.follows.accept(viewer, _account(user_id))

    async def decline(self, viewer: Viewer, user_id: str) -> None:
        await self.follows.decline(viewer, _account(user_id))

    async def block(self, viewer: Viewer, user_id: str) -> None:
        await self.blocks.block(viewer, _account(user_id))

    async def unblock(self, viewer: Viewer, user_id: str) -> None:
        await self.blocks.unblock(viewer, _account(user_id))

    async def dismiss(self, viewer: Viewer, user_id: str) -> None:
        await self.suggestions.dismiss(viewer, _account(user_id))

    def routes(self) -> list[Route]:
        user, request = "/v1/users/{user_id}", "/v1/follow-requests/{user_id}"
        write = partial(writing, tag="people")
        return [
            replace(
                write(
                    "PUT",
                    f"{user}/follow",
                    self.follow,
                    "Follow a public account, ask a private one",
                    status=200,
                ),
                daily=Daily.FOLLOWS,
            ),
            replace(
                write("DELETE", f"{user}/follow", self.unfollow, "Stop following, or take a request back"),
                daily=Daily.UNFOLLOWS,
            ),
            write("PUT", request, self.accept, "Let somebody who asked follow"),
            write("DELETE", request, self.decline, "Refuse somebody who asked"),
            write("PUT", f"{user}/block", self.block, "Neither see somebody nor be seen by them"),
            write("DELETE", f"{user}/block", self.unblock, "Lift a block"),
            write("DELETE", "/v1/suggestions/{user_id}", self.dismiss, "Never be suggested somebody again"),
        ]


def _account(user_id: str) -> AccountId:
    return AccountId(parse_id(user_id))
