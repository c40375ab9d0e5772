"""Who is named in posts, and the posts in which somebody is, for whoever may see both."""

from dataclasses import dataclass

from msgspec import UNSET

from tintype.feed.shapes import CardPage, PeopleOfPost, PersonInPost
from tintype.feed.timelines import Timelines
from tintype.graph import reachable, visible
from tintype.kernel.ids import AccountId, PostId
from tintype.kernel.problems import NotFound
from tintype.kernel.viewer import Viewer, known
from tintype.ports.records import Reading
from tintype.posts import Named, NamedAs, Naming, Post, asking_page, seen_people, tagged_page, visible_post
from tintype.profiles import UserShort, short_users


@dataclass(frozen=True, slots=True)
class PeopleInPosts:
    """Reads of tags; each is one snapshot."""

    timelines: Timelines

    async def of_post(self, viewer: Viewer, post_id: PostId) -> PeopleOfPost:
        """Who is tagged in a post, as far as the viewer may see them. Raises NotFound for a hidden post."""

        async def body(reading: Reading) -> PeopleOfPost:
            post = await visible_post(reading, viewer, post_id)
            seen = (await seen_people(reading, viewer, [post]))[post.id]
            partner = _partner(post, viewer)
            ids = {one.account_id for one in (*seen, *partner)}
            users = await short_users(reading, ids, self.timelines.baker.urls)
            return _people(seen, partner, users)

        return await self.timelines.records.look(body)

    async def tagged(
        self, viewer: Viewer, account_id: AccountId, *, limit: int, cursor: str | None
    ) -> CardPage:
        """Posts that show somebody, newest first; a page may be short. Nothing of one whose content is hidden.

        Raises NotFound for whom the viewer may not know of.
        """
        cursors, kind = self.timelines.cursors, f"tagged:{account_id}"
        place = cursors.decode(kind, cursor)

        async def body(reading: Reading) -> CardPage:
            if account_id not in await reachable(reading, viewer, [account_id]):
                raise NotFound
            if account_id not in await visible(reading, viewer, [account_id]):
                return CardPage([], None)
            page = await tagged_page(reading, viewer, account_id, place, limit)
            cards = await self.timelines.dressed(reading, viewer, page.items)
            return CardPage(cards, page.next and cursors.encode(kind, page.next))

        return await self.timelines.records.look(body)

    async def asking(self, viewer: Viewer, *, limit: int, cursor: str | None) -> CardPage:
        """Posts whose authors want to name the viewer and have to be answered, newest first."""
        cursors, kind = self.timelines.cursors, f"asking:{known(viewer)}"
        place = cursors.decode(kind, cursor)

        async def body(reading: Reading) -> CardPage:
            page = await asking_page(reading, viewer, place, limit)
            cards = await self.timelines.dressed(reading, viewer, page.items)
            return CardPage(cards, page.next and cursors.encode(kind, page.next))

        return await self.timelines.records.look(body)


def _partner(post: Post, viewer: Viewer) -> list[Named]:
    """The partner: everybody's to know once they have agreed, and before that the author's and their own."""
    named = [one for one in post.people if one.role is NamedAs.PARTNER and one.is_active]
    is_told = viewer.is_known and viewer.account_id in {post.author_id, *(one.account_id for one in named)}
    return [one for one in named if is_told or one.state is Naming.SHOWN]


def _people(seen: list[Named], partner: list[Named], users: dict[AccountId, UserShort]) -> PeopleOfPost:
    items = [
        PersonInPost(
            users[one.account_id], str(one.media_id), one.x or 0.0, one.y or 0.0, one.state is Naming.WAITING
        )
        for one in seen
        if one.account_id in users
    ]
    partners = [one for one in partner if one.account_id in users]
    if not partners:
        return PeopleOfPost(items)
    is_waiting = partners[0].state is Naming.WAITING
    return PeopleOfPost(items, users[partners[0].account_id] or UNSET, is_waiting)
