"""Collections over HTTP. Their posts are in feed, which makes cards."""

from dataclasses import dataclass, replace
from functools import partial

from msgspec import UNSET

from tintype.engagement.collections import store
from tintype.engagement.collections.collections import Collections, collections_page
from tintype.engagement.collections.items import FIRST, Items
from tintype.engagement.collections.members import Members, members_page
from tintype.engagement.collections.model import Collection, CollectionId
from tintype.engagement.collections.shapes import (
    CollectionChange,
    CollectionOfPosts,
    CollectionPage,
    ItemMove,
    NewCollection,
    collection_shapes,
)
from tintype.engagement.hosting_routes import own
from tintype.kernel.access import Route, writing
from tintype.kernel.ids import AccountId, PostId, parse_id
from tintype.kernel.pages import LIMIT_DEFAULT, Cursors, limit_of
from tintype.kernel.problems import Invalid, NotFound
from tintype.kernel.viewer import Viewer, known
from tintype.media import MediaUrls
from tintype.ports.records import Reading, Records
from tintype.profiles import UserPage, users_for


@dataclass(frozen=True, slots=True)
class CollectionRoutes:
    """To who is neither owner nor member, a collection does not exist."""

    records: Records
    cursors: Cursors
    urls: MediaUrls

    async def list_collections(
        self,
        viewer: Viewer,
        limit: int = LIMIT_DEFAULT,
        cursor: str | None = None,
        post_id: str | None = None,
    ) -> CollectionPage:
        """`post_id` asks of each collection whether that post is in it."""
        kind = f"collections:{known(viewer)}"
        place, most = self.cursors.decode(kind, cursor), limit_of(limit)
        post = None if post_id is None else PostId(_in_body(post_id, "post_id"))

        async def body(reading: Reading) -> CollectionPage:
            page = await collections_page(reading, viewer, place, most)
            items = await collection_shapes(reading, viewer, page.items, self.urls, post_id=post)
            return CollectionPage(items, page.next and self.cursors.encode(kind, page.next))

        return await self.records.look(body)

    async def create(self, viewer: Viewer, data: NewCollection) -> CollectionOfPosts:
        return await self._one(viewer, await Collections(self.records).create(viewer, data.name))

    async def show(self, viewer: Viewer, collection_id: str) -> CollectionOfPosts:
        async def body(reading: Reading) -> CollectionOfPosts:
            found = await store.opened(reading, viewer, _id(collection_id))
            return (await collection_shapes(reading, viewer, [found], self.urls))[0]

        return await self.records.look(body)

    async def change(self, viewer: Viewer, collection_id: str, data: CollectionChange) -> CollectionOfPosts:
        cover = data.cover_id
        changed = await Collections(self.records).change(
            viewer,
            _id(collection_id),
            name=None if data.name is UNSET else data.name,
            cover_id=None if cover is UNSET else PostId(_in_body(cover, "cover_id") if cover else 0),
        )
        return await self._one(viewer, changed)

    async def delete(self, viewer: Viewer, collection_id: str) -> None:
        await Collections(self.records).delete(viewer, _id(collection_id))

    async def put(self, viewer: Viewer, collection_id: str, post_id: str) -> None:
        await Items(self.records).put(viewer, _id(collection_id), PostId(parse_id(post_id)))

    async def take(self, viewer: Viewer, collection_id: str, post_id: str) -> None:
        await Items(self.records).take(viewer, _id(collection_id), PostId(parse_id(post_id)))

    async def move(self, viewer: Viewer, collection_id: str, post_id: str, data: ItemMove) -> None:
        items, id, post = Items(self.records), _id(collection_id), PostId(parse_id(post_id))
        if (data.to is UNSET) is (data.after is UNSET):
            raise Invalid(
                "Say either after which post, or to which collection.", fields={"after": ["required"]}
            )
        if data.to is not UNSET:
            await items.carry(viewer, id, post, CollectionId(_in_body(data.to, "to")))
        elif data.after is not UNSET:
            after = PostId(_in_body(data.after, "after")) if data.after else FIRST
            await items.move(viewer, id, post, after)

    async def list_members(
        self, viewer: Viewer, collection_id: str, limit: int = LIMIT_DEFAULT, cursor: str | None = None
    ) -> UserPage:
        kind = f"members:{collection_id}"
        place, most = self.cursors.decode(kind, cursor), limit_of(limit)

        async def body(reading: Reading) -> UserPage:
            page = await members_page(reading, viewer, _id(collection_id), place, most)
            people = await users_for(reading, viewer, page.items, self.urls)
            items = [people[account_id] for account_id in page.items if account_id in people]
            return UserPage(items, page.next and self.cursors.encode(kind, page.next))

        return await self.records.look(body)

    async def add_member(self, viewer: Viewer, collection_id: str, user_id: str) -> None:
        await Members(self.records).add(viewer, _id(collection_id), AccountId(parse_id(user_id)))

    async def remove_member(self, viewer: Viewer, collection_id: str, user_id: str) -> None:
        await Members(self.records).remove(viewer, _id(collection_id), AccountId(parse_id(user_id)))

    def routes(self) -> list[Route]:
        one = "/v1/collections/{collection_id}"
        item, member = f"{one}/posts/{{post_id}}", f"{one}/members/{{user_id}}"
        read, write = partial(own, tag="collections"), partial(writing, tag="collections")
        made = write("POST", "/v1/collections", self.create, "Make a collection", status=201)
        return [
            read("/v1/collections", self.list_collections, "Own and shared collections"),
            replace(made, is_repeatable=True),
            read(one, self.show, "One collection"),
            write("PATCH", one, self.change, "Rename a collection, or choose its cover", status=200),
            write("DELETE", one, self.delete, "Delete a collection; its posts stay kept"),
            write("PUT", item, self.put, "Put a post into a collection"),
            write("DELETE", item, self.take, "Take a post out of a collection"),
            write("PATCH", item, self.move, "Move a post within a collection, or to another"),
            read(f"{one}/members", self.list_members, "Whom a collection is shared with"),
            write("PUT", member, self.add_member, "Share a collection with somebody who follows one"),
            write("DELETE", member, self.remove_member, "End sharing with somebody, or leave"),
        ]

    async def _one(self, viewer: Viewer, row: Collection) -> CollectionOfPosts:
        async def body(reading: Reading) -> CollectionOfPosts:
            return (await collection_shapes(reading, viewer, [row], self.urls))[0]

        return await self.records.look(body)


def _id(collection_id: str) -> CollectionId:
    return CollectionId(parse_id(collection_id))


def _in_body(text: str, field: str) -> int:
    """An id that is no part of a path: one that cannot be is invalid, not missing."""
    try:
        return parse_id(text)
    except NotFound:
        raise Invalid("This is no id.", fields={field: ["unknown"]}) from None
