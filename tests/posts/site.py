"""People who post, on real records; their photos are rows without bytes."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from tests.ground import Ground
from tintype.accounts.store import claim_username
from tintype.graph import EdgeKind, edges
from tintype.kernel.events import Event, Recorded
from tintype.kernel.ids import AccountId, JobId, MediaId, PostId, shard_of
from tintype.kernel.pages import TOP
from tintype.kernel.sql import Query
from tintype.kernel.viewer import Viewer
from tintype.media import MediaKind, MediaReady, MediaRow, MediaState, media_of
from tintype.media.rows import fresh_key
from tintype.media.store import add_media
from tintype.ports.jobs import TakenJob
from tintype.ports.records import Lane, Reading, Transaction
from tintype.posts import (
    DUE,
    Audience,
    Draft,
    DuePosts,
    Place,
    Post,
    PostMedia,
    Posts,
    TagLists,
    order_page,
    recent_orders,
    totals,
)
from tintype.posts.visibility import by_order, visible_posts

Result = TypeVar("Result")
AnyEvent = TypeVar("AnyEvent", bound=Event)


class Site:
    """A site's posts with hands to act and look."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.clock = ground.clock
        self.posts = Posts(ground.records, ground.clock)

    async def person(self, name: str, *, is_private: bool = False) -> Viewer:
        """A new account that can be mentioned by its name."""
        viewer = await self._ground.person(is_private=is_private)

        async def body(tx: Transaction) -> bool:
            return await claim_username(tx, name, viewer.account_id)

        assert await self._ground.records.transact(body)
        return viewer

    async def photo(self, owner: Viewer, *, is_ready: bool = True) -> MediaId:
        """A photo of somebody's, still waiting if asked."""

        async def body(tx: Transaction) -> MediaId:
            media_id = MediaId(tx.mint(shard_of(owner.account_id)))
            key = fresh_key(owner.account_id)
            kind, state = MediaKind.PHOTO, MediaState.WAITING
            row = MediaRow(media_id, owner.account_id, kind, state, key, tx.now_us, tx.now_us)
            await add_media(tx, row)
            return media_id

        photo = await self._ground.records.transact(body)
        if is_ready:
            await self._set_state(photo, MediaState.READY)
        return photo

    async def ready(self, photo: MediaId) -> None:
        """The photo is ready, and what waits for it hears of that: again when called again."""
        owner_id = await self._set_state(photo, MediaState.READY)
        await self.posts.on_media_ready(MediaReady(media_id=photo, owner_id=owner_id))

    async def fail(self, photo: MediaId) -> None:
        await self._set_state(photo, MediaState.FAILED)

    async def post(
        self,
        author: Viewer,
        *,
        title: str | None = None,
        caption: str | None = None,
        place: Place | None = None,
        audience: Audience = Audience.EVERYONE,
        published_us: int | None = None,
    ) -> Post:
        """A post of one ready photo, a second after the one before."""
        self.clock.advance(1_000_000)
        draft = Draft((PostMedia(await self.photo(author)),), title, caption, place, audience)
        return await self.posts.publish(author, draft, published_us=published_us)

    async def comes_due(self, post: Post | PostId) -> None:
        """The job that looks at a post again runs, whatever its time."""
        post_id = post.id if isinstance(post, Post) else post
        args: dict[str, int | str] = {"post_id": post_id}
        job = TakenJob(JobId(1), shard_of(post_id), Lane.FEED, DUE, args, 1)
        await DuePosts(self._ground.records).handle(job)

    async def has_photo(self, photo: MediaId) -> bool:
        """Whether anything is known of a photo still."""
        return bool(await self.look(lambda reading: media_of(reading, [photo])))

    async def words_of(self, post: Post) -> list[str]:
        """What the records hold of what a post says, and said."""
        found = await self._ground.rows(
            f"SELECT title, caption, place_name FROM posts WHERE id = {post.id} "
            f"UNION ALL SELECT username, '', '' FROM post_mentions WHERE post_id = {post.id} "
            f"UNION ALL SELECT alt, '', '' FROM post_media WHERE post_id = {post.id}"
        )
        return [word for row in found for word in row if word]

    async def keeps_lists(self) -> None:
        """The worker reads all that happened so far, for the lists."""
        lists = TagLists(self._ground.records)
        for event in await self._ground.events():
            await lists.on_event(Recorded(1, 0, event.kind, 0, event))

    async def named_anywhere(self, person: Viewer) -> int:
        """How many rows name somebody, in posts and in lists."""
        found = [
            await self._ground.rows(f"SELECT 1 FROM {table} WHERE account_id = {person.account_id}")
            for table in ("post_people", "posts_naming")
        ]
        return sum(map(len, found))

    async def follow(self, follower: Viewer, followed: Viewer) -> None:
        await self._tie(follower, EdgeKind.FOLLOW, followed)

    async def block(self, by: Viewer, of: Viewer) -> None:
        await self._tie(by, EdgeKind.BLOCK, of)

    async def seen(self, viewer: Viewer, post: Post) -> Post | None:
        """The post as the viewer sees it now, or None."""
        return (await self.look(lambda reading: visible_posts(reading, viewer, [post.id]))).get(post.id)

    async def timeline(self, author: Viewer, *, before: int = TOP.at, limit: int = 100) -> list[Post]:
        """An author's published posts, newest first."""

        async def body(reading: Reading) -> list[Post]:
            orders = await order_page(reading, author.account_id, before, limit)
            return list((await by_order(reading, orders)).values())

        return await self.look(body)

    async def recent(self, authors: Sequence[Viewer], *, before: int = TOP.at, limit: int = 500) -> list[int]:
        """The newest order ids over several authors."""
        ids = [author.account_id for author in authors]
        return list(await self.look(lambda reading: recent_orders(reading, ids, before, limit)))

    async def total(self, author: Viewer) -> int:
        return (await self.look(lambda reading: totals(reading, [author.account_id])))[author.account_id]

    async def events(self, kind: type[AnyEvent]) -> list[AnyEvent]:
        """The events of a kind so far, oldest first."""
        return [event for event in await self._ground.events() if isinstance(event, kind)]

    async def look(self, body: Callable[[Reading], Awaitable[Result]]) -> Result:
        return await self._ground.look(body)

    async def _tie(self, src: Viewer, kind: EdgeKind, dst: Viewer) -> None:
        pairs = [(src.account_id, dst.account_id)]
        await self._ground.records.transact(lambda tx: edges.add(tx, kind, pairs))

    async def _set_state(self, photo: MediaId, state: MediaState) -> AccountId:
        text = "UPDATE media SET state = :state WHERE shard = :shard AND id = :id RETURNING owner_id"
        query = Query("tests", text, text)
        found = await self._ground.records.transact(
            lambda tx: tx.fetch(query, AccountId, state=state.value, shard=shard_of(photo), id=photo)
        )
        return found[0] if found else AccountId(0)  # its post was deleted, and the photo with it
