"""Which visible posts are shown in lists of posts by everybody: searches, hashtags, places, explore.

What is marked sensitive is not, but to its author and to those who have asked for it: with the request, or for good.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tintype.kernel.ids import AccountId, MediaId, shard_of
from tintype.kernel.sql import Queries
from tintype.kernel.viewer import Viewer, known
from tintype.media import MediaRow, media_of
from tintype.ports.records import Reading, Records
from tintype.posts.model import Post

sql = Queries(__package__ or "", "findable.sql")


@dataclass(frozen=True, slots=True)
class Discovery:
    """What each account wants to find."""

    records: Records

    async def shows_sensitive(self, viewer: Viewer) -> bool:
        """Whether a viewer finds what is marked sensitive."""
        known(viewer)
        return await self.records.look(lambda reading: finds_sensitive(reading, viewer))

    async def choose(self, viewer: Viewer, *, shows_sensitive: bool) -> None:
        """Find it from now on, or not. Safe to call twice."""
        account_id = known(viewer)
        chosen = {"shard": shard_of(account_id), "account_id": account_id}
        await self.records.transact(
            lambda tx: tx.execute(sql.choose_discovery, **chosen, shows_sensitive=int(shows_sensitive))
        )


async def findable(
    reading: Reading, viewer: Viewer, posts: Sequence[Post], *, sensitive: bool | None = None
) -> list[Post]:
    """Those of some visible posts that the viewer wants to find, in their order.

    `sensitive`: whether this request asks for what is marked; None: as the account has chosen.
    """
    marked = await marked_among(reading, [post for post in posts if post.author_id != viewer.account_id])
    if not marked:
        return list(posts)
    if await wants_marked(reading, viewer, sensitive=sensitive):
        return list(posts)
    return [post for post in posts if post.id not in marked]


async def wants_marked(reading: Reading, viewer: Viewer, *, sensitive: bool | None) -> bool:
    """Whether a viewer finds what is marked: as the request says, or else as they have chosen."""
    return await finds_sensitive(reading, viewer) if sensitive is None else sensitive


async def marked_among(reading: Reading, posts: Sequence[Post]) -> set[int]:
    """The ids of those that their authors, or whoever has judged their pictures, have marked sensitive."""
    rest = [post for post in posts if not post.is_sensitive]
    media = await media_of(reading, {item.media_id for post in rest for item in post.media})
    return {int(post.id) for post in posts if is_marked(post, media)}


def is_marked(post: Post, media: Mapping[MediaId, MediaRow]) -> bool:
    """Whether its author has marked a post sensitive, or whoever has judged its pictures, as far as they are given."""
    judged = (media[item.media_id].made.sensitive for item in post.media if item.media_id in media)
    return post.is_sensitive or any(judged)


async def who_find_sensitive(reading: Reading, ids: Collection[AccountId]) -> set[AccountId]:
    """Those of some accounts that have chosen to find what is marked."""
    return set(await reading.fetch(sql.find_sensitive, AccountId, ids=sorted(ids)))


async def finds_sensitive(reading: Reading, viewer: Viewer) -> bool:
    """Whether a viewer has chosen to find what is marked; who is not known has not."""
    return viewer.is_known and bool(await who_find_sensitive(reading, [viewer.account_id]))
