"""What people do about each other without the other being told, over HTTP."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

import msgspec

from tintype.graph.close_friends import CloseFriends
from tintype.graph.follows import Follows
from tintype.graph.mutes import Mute, Mutes
from tintype.graph.restrictions import Restrictions
from tintype.kernel.access import Route, writing
from tintype.kernel.clock import SECOND_US
from tintype.kernel.ids import AccountId, parse_id
from tintype.kernel.problems import Invalid
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Records


class MuteBody(msgspec.Struct, forbid_unknown_fields=True):
    """What of somebody is not to be shown, and until when; without an end, until it is lifted."""

    posts: bool = True
    stories: bool = True
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class DiscreetRoutes:
    """Every one may be sent twice; the second time changes nothing."""

    follows: Follows
    mutes: Mutes
    restrictions: Restrictions
    close_friends: CloseFriends

    @classmethod
    def over(cls, records: Records) -> "DiscreetRoutes":
        """The routes over their use cases."""
        return cls(Follows(records), Mutes(records), Restrictions(records), CloseFriends(records))

    async def remove_follower(self, viewer: Viewer, user_id: str) -> None:
        await self.follows.remove_follower(viewer, _account(user_id))

    async def mute(self, viewer: Viewer, user_id: str, data: MuteBody | None = None) -> None:
        await self.mutes.mute(viewer, _account(user_id), mute_of(data or MuteBody()))

    async def unmute(self, viewer: Viewer, user_id: str) -> None:
        await self.mutes.unmute(viewer, _account(user_id))

    async def restrict(self, viewer: Viewer, user_id: str) -> None:
        await self.restrictions.restrict(viewer, _account(user_id))

    async def unrestrict(self, viewer: Viewer, user_id: str) -> None:
        await self.restrictions.lift(viewer, _account(user_id))

    async def add_close_friend(self, viewer: Viewer, user_id: str) -> None:
        await self.close_friends.add(viewer, _account(user_id))

    async def remove_close_friend(self, viewer: Viewer, user_id: str) -> None:
        await self.close_friends.remove(viewer, _account(user_id))

    def routes(self) -> list[Route]:
        user, follower = "/v1/users/{user_id}", "/v1/me/followers/{user_id}"
        write = partial(writing, tag="people")
        return [
            write("DELETE", follower, self.remove_follower, "End somebody's follow of the viewer"),
            write("PUT", f"{user}/mute", self.mute, "No longer be shown what somebody shares, or for a time"),
            write("DELETE", f"{user}/mute", self.unmute, "Lift a mute"),
            write(
                "PUT", f"{user}/restrict", self.restrict, "Let somebody speak to the viewer alone at first"
            ),
            write("DELETE", f"{user}/restrict", self.unrestrict, "Lift a restriction"),
            write("PUT", f"{user}/close-friend", self.add_close_friend, "Make somebody a close friend"),
            write(
                "DELETE",
                f"{user}/close-friend",
                self.remove_close_friend,
                "Take somebody off the close friends",
            ),
        ]


def mute_of(data: MuteBody) -> Mute:
    """The use case's words for what was sent. Raises Invalid for a time that does not say where."""
    if data.until is None:
        return Mute(data.posts, data.stories)
    if data.until.tzinfo is None:
        raise Invalid("Say in which time zone, such as 2026-11-21T14:03:07Z.", fields={"until": ["format"]})
    return Mute(data.posts, data.stories, int(data.until.timestamp()) * SECOND_US)


def _account(user_id: str) -> AccountId:
    return AccountId(parse_id(user_id))
