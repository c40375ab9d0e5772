"""Everything that is somebody's own, page by page: never more than a hundred things at once.

What others have said or shown is not it, nor what is deleted; people and posts that are hidden from somebody are not
named to them here either.
"""

from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from tintype.accounts import Account, people, profile
from tintype.engagement import CommentRow, Shelved, collections_by_post, own_words
from tintype.graph import EdgeKind, edges, reachable
from tintype.kernel.ids import AccountId, MediaId, PostId
from tintype.kernel.pages import TOP, Place
from tintype.kernel.viewer import Viewer
from tintype.media import MediaRow, media_of
from tintype.portability.format import (
    CommentFile,
    FeedFile,
    NearFile,
    PersonFile,
    PostReference,
    SavedFile,
    ShownFile,
    TagFile,
    moment,
)
from tintype.ports.records import Reading, Records
from tintype.posts import (
    Post,
    PostState,
    by_order,
    finds_sensitive,
    order_page,
    pending_posts,
    posts_of,
    shelf_page,
    tag_follows,
    totals,
    visible_posts,
)
from tintype.signals import Action, impressions_by, taste_of

PAGE_ITEMS: Final = 100
PENDING_MAX: Final = 1_000
SHELVES: Final = (PostState.DRAFT, PostState.SCHEDULED, PostState.ARCHIVED)
# Whom one sees only because one is tied to them, and whom one has turned away oneself.
TIES: Final = {
    "following.json": EdgeKind.FOLLOW,
    "followers.json": EdgeKind.FOLLOWED_BY,
    "requests.json": EdgeKind.REQUESTED_BY,
    "blocked.json": EdgeKind.BLOCK,
    "muted.json": EdgeKind.MUTE,
}
_OWN_DOING: Final = frozenset({EdgeKind.BLOCK, EdgeKind.MUTE})


@dataclass(frozen=True, slots=True)
class PostPage:
    """Some posts, their media, and the names that may be told of the people in them."""

    posts: list[Post]
    media: Mapping[MediaId, MediaRow]
    names: dict[AccountId, str]


@dataclass(frozen=True, slots=True)
class Gathering:
    """What one person has, as that person sees it."""

    records: Records
    viewer: Viewer

    async def account(self) -> tuple[Account | None, MediaRow | None, int]:
        """Who it is, their picture, and how many posts they have published."""
        owner_id = self.viewer.account_id

        async def body(reading: Reading) -> tuple[Account | None, MediaRow | None, int]:
            account = await profile(reading, owner_id)
            avatar_id = account.avatar_id if account else None
            portrait = (await media_of(reading, [avatar_id])).get(avatar_id) if avatar_id else None
            return account, portrait, (await totals(reading, [owner_id]))[owner_id]

        return await self.records.look(body)

    async def post_pages(self) -> AsyncIterator[PostPage]:
        """Published posts, newest first, then those that only their author sees."""
        before = TOP.at
        while True:
            page, last = await self.records.look(
                lambda reading, before=before: self._published(reading, before)
            )
            if page.posts:
                yield page
            if not last:
                break
            before = last
        rest = await self.records.look(self._unpublished)
        for start in range(0, len(rest), PAGE_ITEMS):
            ids = rest[start : start + PAGE_ITEMS]
            yield await self.records.look(lambda reading, ids=ids: self._page(reading, ids))

    async def comment_pages(self) -> AsyncIterator[list[CommentFile]]:
        """What they have said, by the posts' authors."""
        after = 0
        while True:
            page, after = await self.records.look(lambda reading, after=after: self._comments(reading, after))
            yield page
            if not after:
                return

    async def saved_pages(self) -> AsyncIterator[list[SavedFile]]:
        """What they keep and may still see, newest first."""
        shelved = await self.records.look(
            lambda reading: collections_by_post(reading, self.viewer.account_id)
        )
        place: Place | None = TOP
        while place:
            page, place = await self.records.look(
                lambda reading, place=place: self._saved(reading, place, shelved)
            )
            yield page

    async def liked_pages(self) -> AsyncIterator[list[PostReference]]:
        """What they like and may still see."""
        after = 0
        while True:
            ids = await self.records.look(
                lambda reading, after=after: edges.page_by_id(
                    reading, self.viewer.account_id, EdgeKind.LIKE, after, PAGE_ITEMS
                )
            )
            found = await self.records.look(
                lambda reading, ids=ids: self._references(reading, [PostId(id) for id in ids])
            )
            yield list(found.values())
            if len(ids) < PAGE_ITEMS:
                return
            after = ids[-1]

    async def shown_pages(self) -> AsyncIterator[list[ShownFile]]:
        """What they were shown and may still see, oldest first, as far as that is kept."""
        after = 0
        while True:
            found = await self.records.look(
                lambda reading, after=after: impressions_by(
                    reading, self.viewer.account_id, after, PAGE_ITEMS
                )
            )
            ids = {PostId(id) for one in found for id in one.items["post"].tolist()}
            posts = await self.records.look(lambda reading, ids=ids: self._references(reading, ids))
            yield [
                ShownFile(posts[post], moment(one.at_us), Action(action).name.lower(), ms)
                for one in found
                for post, _, ms, action, _ in one.items.tolist()
                if post in posts
            ]
            if len(found) < PAGE_ITEMS:
                return
            after = found[-1].id

    async def feed(self) -> FeedFile:
        """What decides what they see first."""

        async def body(reading: Reading) -> FeedFile:
            taste = await taste_of(reading, self.viewer.account_id, reading.now_us)
            authors = [AccountId(id) for id in taste.authors.tolist()]
            names = await self._names(reading, [*authors, *taste.more, *taste.less])
            told = zip(authors, taste.strengths.tolist(), taste.reasons.tolist(), strict=True)
            near = [
                NearFile(names[id], round(strength, 2), Action(reason).name.lower())
                for id, strength, reason in told
                if id in names
            ]
            return FeedFile(
                sorted(near, key=lambda one: -one.strength),
                sorted(names[id] for id in taste.more if id in names),
                [PersonFile(names[id], moment(at_us)) for id, at_us in taste.less.items() if id in names],
                list((await self._references(reading, taste.hidden)).values()),
                [
                    TagFile(one.tag, moment(one.since_us))
                    for one in await tag_follows(reading, self.viewer.account_id)
                ],
                await finds_sensitive(reading, self.viewer),
            )

        return await self.records.look(body)

    async def tie_pages(self, kind: EdgeKind) -> AsyncIterator[list[PersonFile]]:
        """The people they are tied to in one way, newest first."""
        place: Place | None = TOP
        while place:
            page, place = await self.records.look(
                lambda reading, place=place: self._people(reading, kind, place)
            )
            yield page

    async def _published(self, reading: Reading, before: int) -> tuple[PostPage, int]:
        orders = await order_page(reading, self.viewer.account_id, before, PAGE_ITEMS)
        posts = list((await by_order(reading, orders)).values())
        page = await self._with_media(reading, posts)
        return page, orders[-1] if len(orders) == PAGE_ITEMS else 0

    async def _unpublished(self, reading: Reading) -> list[PostId]:
        """What waits, and what lies on a shelf; not what was deleted and could still be restored."""
        owner_id = self.viewer.account_id
        found = await pending_posts(reading, owner_id, PENDING_MAX)
        for shelf in SHELVES:
            place: Place | None = TOP
            while place:
                page = await shelf_page(reading, owner_id, shelf, place, PAGE_ITEMS)
                found += page.items
                place = page.next
        return found

    async def _page(self, reading: Reading, ids: list[PostId]) -> PostPage:
        return await self._with_media(reading, list((await posts_of(reading, ids)).values()))

    async def _with_media(self, reading: Reading, posts: list[Post]) -> PostPage:
        media = await media_of(reading, {item.media_id for post in posts for item in post.media})
        named = {mention.account_id for post in posts for mention in post.mentions}
        named |= {one.account_id for post in posts for one in post.people if one.is_active}
        names = await self._names(reading, named)
        return PostPage(posts, media, names)

    async def _comments(self, reading: Reading, after: int) -> tuple[list[CommentFile], int]:
        rows = await own_words(reading, self.viewer.account_id, after, PAGE_ITEMS)
        posts = await self._references(reading, {row.post_id for row in rows})
        last = rows[-1].id if len(rows) == PAGE_ITEMS else 0
        return [_comment(row, posts.get(row.post_id)) for row in rows], last

    async def _saved(
        self, reading: Reading, place: Place, shelved: Mapping[PostId, list[Shelved]]
    ) -> tuple[list[SavedFile], Place | None]:
        rows = await edges.page(reading, self.viewer.account_id, EdgeKind.SAVE, place, PAGE_ITEMS)
        posts = await self._references(reading, [PostId(edge.dst) for edge in rows])
        found = [
            _saved(posts[post_id], edge.at_us, shelved.get(post_id, []))
            for edge in rows
            if (post_id := PostId(edge.dst)) in posts
        ]
        return found, edges.place_of(rows[-1]) if len(rows) == PAGE_ITEMS else None

    async def _people(
        self, reading: Reading, kind: EdgeKind, place: Place
    ) -> tuple[list[PersonFile], Place | None]:
        rows = await edges.page(reading, self.viewer.account_id, kind, place, PAGE_ITEMS)
        ids = [AccountId(edge.dst) for edge in rows]
        names = await self._names(reading, ids, everybody=kind in _OWN_DOING)
        found = [
            PersonFile(names[AccountId(edge.dst)], moment(edge.at_us)) for edge in rows if edge.dst in names
        ]
        return found, edges.place_of(rows[-1]) if len(rows) == PAGE_ITEMS else None

    async def _references(self, reading: Reading, ids: Iterable[PostId]) -> dict[PostId, PostReference]:
        posts = await visible_posts(reading, self.viewer, list(ids))
        names = await self._names(reading, {post.author_id for post in posts.values()})
        return {
            post.id: PostReference(str(post.id), names[post.author_id], moment(post.shown_us))
            for post in posts.values()
            if post.author_id in names
        }

    async def _names(
        self, reading: Reading, ids: Collection[AccountId], *, everybody: bool = False
    ) -> dict[AccountId, str]:
        told = set(ids) if everybody else await reachable(reading, self.viewer, set(ids))
        return {id: person.username for id, person in (await people(reading, told)).items()} if told else {}


def _saved(post: PostReference, saved_us: int, shelved: list[Shelved]) -> SavedFile:
    return SavedFile(
        post,
        moment(saved_us),
        [each.name for each in shelved],
        [each.number for each in shelved],
        [each.name for each in shelved if each.is_cover],
    )


def _comment(row: CommentRow, on: PostReference | None) -> CommentFile:
    answers = str(row.parent_id) if row.parent_id else ""
    return CommentFile(str(row.id), row.text, moment(row.created_us), on, answers)
