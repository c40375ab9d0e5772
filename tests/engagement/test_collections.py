"""Collections: filled, ordered, shared; to everybody else they do not exist."""

import random
from collections.abc import Awaitable, Callable

import pytest

from tests.counting import Counting
from tests.engagement.site import Site
from tintype.engagement import (
    CollectionShared,
    CollectionUnshared,
    Members,
    Shelved,
    bring_into_collections,
    items_page,
)
from tintype.engagement.collections import Collection, Collections, Items
from tintype.engagement.collections.collections import collections_page
from tintype.engagement.collections.items import FIRST
from tintype.engagement.collections.members import members_page
from tintype.graph import Blocked, EdgeKind
from tintype.kernel.events import Recorded
from tintype.kernel.ids import PostId
from tintype.kernel.pages import TOP, Place
from tintype.kernel.problems import Forbidden, Invalid, NotFound
from tintype.kernel.viewer import Viewer


class Shelf:
    """A site with hands for collections."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.collections = Collections(site.ground.records)
        self.items = Items(site.ground.records)
        self.members = Members(site.ground.records)

    async def posts_in(self, viewer: Viewer, one: Collection, limit: int = 50) -> list[PostId]:
        found: list[PostId] = []
        place: Place | None = TOP
        while place is not None:
            page = await self.site.ground.look(lambda tx, at=place: items_page(tx, viewer, one.id, at, limit))
            found += page.items
            place = page.next
        return found

    async def names(self, viewer: Viewer, limit: int = 50) -> list[str]:
        found: list[str] = []
        place: Place | None = TOP
        while place is not None:
            page = await self.site.ground.look(lambda tx, at=place: collections_page(tx, viewer, at, limit))
            found += [one.name for one in page.items]
            place = page.next
        return found

    async def made(self, viewer: Viewer, name: str, *posts: PostId) -> Collection:
        self.site.ground.clock.advance(1_000_000)
        one = await self.collections.create(viewer, name)
        for post in posts:
            await self.items.put(viewer, one.id, post)
        return one

    async def grants(self, one: Collection) -> set[int]:
        """Everybody who may open a collection, as the rows say."""
        kind = int(EdgeKind.MEMBER_OF)
        return {
            id
            for (id,) in await self.site.ground.rows(
                f"SELECT src FROM edges WHERE kind = {kind} AND dst = {one.id}"
            )
        }


async def test_what_is_kept_in_no_collection_costs_no_question(shelf: Shelf) -> None:
    ana = await shelf.site.person()
    post = await shelf.site.post(ana)
    counting = Counting(shelf.site.ground.records)
    await counting.transact(lambda tx: bring_into_collections(tx, ana, post, []))
    assert counting.asked == []
    await counting.transact(lambda tx: bring_into_collections(tx, ana, post, [Shelved("Boats")]))
    assert counting.asked
    assert await shelf.names(ana) == ["Boats"]


@pytest.fixture
async def shelf(site: Site) -> Shelf:
    return Shelf(site)


async def test_what_is_put_in_comes_first_and_is_kept(shelf: Shelf) -> None:
    ana = await shelf.site.person()
    posts = [await shelf.site.post(ana) for _ in range(4)]
    one = await shelf.made(ana, "Boats", *posts, posts[0])
    for limit in (1, 3, 50):
        assert await shelf.posts_in(ana, one, limit) == posts[::-1]
    kept = await shelf.site.ground.rows("SELECT dst FROM edges WHERE kind = 11")
    assert {id for (id,) in kept} == set(posts)
    await shelf.items.take(ana, one.id, posts[1])
    await shelf.site.saves.unsave(ana, posts[2])
    assert await shelf.posts_in(ana, one) == [posts[3], posts[0]]


async def test_any_order_can_be_made(shelf: Shelf) -> None:
    ana = await shelf.site.person()
    posts = [await shelf.site.post(ana) for _ in range(6)]
    one = await shelf.made(ana, "Order", *posts)
    order, rng = posts[::-1], random.Random(5)
    for step in range(150):
        # Half of the moves go to one place, until its gap is used up.
        post, after = rng.choice(order), order[0] if step % 2 else rng.choice([FIRST, *order])
        await shelf.items.move(ana, one.id, post, after)
        if post != after:
            order.remove(post)
            order.insert(0 if after == FIRST else order.index(after) + 1, post)
        assert await shelf.posts_in(ana, one) == order
    with pytest.raises(Invalid):
        await shelf.items.move(ana, one.id, posts[0], PostId(5))
    with pytest.raises(NotFound):
        await shelf.items.move(ana, one.id, PostId(5), posts[0])


async def test_a_post_is_carried_to_another_collection(shelf: Shelf) -> None:
    ana = await shelf.site.person()
    post = await shelf.site.post(ana)
    one, other = await shelf.made(ana, "One", post), await shelf.made(ana, "Other")
    await shelf.items.carry(ana, one.id, post, other.id)
    assert (await shelf.posts_in(ana, one), await shelf.posts_in(ana, other)) == ([], [post])
    await shelf.items.carry(ana, other.id, post, other.id)
    assert await shelf.posts_in(ana, other) == [post]


async def test_names_and_covers(shelf: Shelf) -> None:
    ana = await shelf.site.person()
    post = await shelf.site.post(ana)
    one = await shelf.made(ana, " Boats ", post)
    await shelf.made(ana, "Later")
    assert (await shelf.collections.change(ana, one.id, name="Ships", cover_id=post)).cover_id == post
    for limit in (1, 50):
        assert await shelf.names(ana, limit) == ["Later", "Ships"]
    with pytest.raises(Invalid):
        await shelf.collections.change(ana, one.id, cover_id=PostId(5))
    for name in ("", "x" * 65, "\x00"):
        with pytest.raises(Invalid):
            await shelf.collections.create(ana, name)
    await shelf.collections.delete(ana, one.id)
    assert await shelf.names(ana) == ["Later"]
    assert not await shelf.site.ground.rows(f"SELECT 1 FROM collection_items WHERE collection_id = {one.id}")


async def test_other_peoples_collections_do_not_exist(shelf: Shelf) -> None:  # AZ-28
    ana, ben = await shelf.site.person(), await shelf.site.person()
    post, own = await shelf.site.post(ana), await shelf.site.post(ben)
    one, his = await shelf.made(ana, "Mine", post), await shelf.made(ben, "His", own)
    tries: list[Callable[[], Awaitable[object]]] = [
        lambda: shelf.items.put(ben, one.id, own),
        lambda: shelf.items.take(ben, one.id, post),
        lambda: shelf.items.move(ben, one.id, post, FIRST),
        lambda: shelf.items.carry(ben, one.id, post, his.id),
        lambda: shelf.items.carry(ben, his.id, own, one.id),
        lambda: shelf.collections.change(ben, one.id, name="Taken"),
        lambda: shelf.collections.delete(ben, one.id),
        lambda: shelf.members.add(ben, one.id, ben.account_id),
        lambda: shelf.members.remove(ben, one.id, ben.account_id),
        lambda: shelf.posts_in(ben, one),
        lambda: shelf.site.ground.look(lambda tx: members_page(tx, ben, one.id, TOP, 5)),
    ]
    for attempt in tries:
        with pytest.raises(NotFound):
            await attempt()
    assert await shelf.posts_in(ana, one) == [post]
    assert await shelf.posts_in(ben, his) == [own]
    assert await shelf.names(ana) == ["Mine"]


async def test_a_collection_is_shared_with_a_follower_until_either_ends_it(
    shelf: Shelf,
) -> None:  # AZ-26, AZ-27
    ana, ben, cem = [await shelf.site.person() for _ in range(3)]
    post, bens = await shelf.site.post(ana), await shelf.site.post(ben)
    one = await shelf.made(ana, "Ours", post)
    with pytest.raises(Forbidden):
        await shelf.members.add(ana, one.id, ben.account_id)
    for follower in (ben, cem):
        await shelf.site.follows.request(follower, ana.account_id)
        await shelf.members.add(ana, one.id, follower.account_id)
        await shelf.members.add(ana, one.id, follower.account_id)
    await shelf.items.put(ben, one.id, bens)
    assert await shelf.posts_in(cem, one) == [bens, post]
    assert await shelf.names(ben) == ["Ours"]
    with pytest.raises(NotFound):
        await shelf.items.take(cem, one.id, bens)
    with pytest.raises(NotFound):
        await shelf.collections.change(ben, one.id, name="Ben's")
    with pytest.raises(NotFound):
        await shelf.members.remove(ben, one.id, cem.account_id)
    await shelf.items.take(ben, one.id, bens)

    async def listed() -> set[int]:
        return set((await shelf.site.ground.look(lambda tx: members_page(tx, ana, one.id, TOP, 50))).items)

    assert await listed() == await shelf.grants(one) == {ben.account_id, cem.account_id}
    await shelf.members.remove(ana, one.id, ben.account_id)
    await shelf.members.remove(cem, one.id, cem.account_id)
    for left in (ben, cem):
        with pytest.raises(NotFound):
            await shelf.posts_in(left, one)
        with pytest.raises(NotFound):
            await shelf.items.put(left, one.id, bens)
        assert await shelf.names(left) == []
    assert await listed() == await shelf.grants(one) == set()
    told = [type(event) for event in await shelf.site.ground.events()]
    assert told.count(CollectionShared) == told.count(CollectionUnshared) == 2


async def test_a_block_ends_what_two_have_shared(shelf: Shelf) -> None:  # AZ-27
    ana, ben = await shelf.site.person(), await shelf.site.person()
    one = await shelf.made(ana, "Ours")
    await shelf.site.follows.request(ben, ana.account_id)
    await shelf.members.add(ana, one.id, ben.account_id)
    await shelf.site.blocks.block(ben, ana.account_id)
    with pytest.raises(NotFound):
        await shelf.posts_in(ben, one)
    assert await shelf.names(ben) == []
    blocked = next(event for event in await shelf.site.ground.events() if isinstance(event, Blocked))
    for _ in range(2):
        await shelf.members.on_event(Recorded(1, 0, Blocked.kind, 0, blocked))
    assert await shelf.grants(one) == set()


async def test_a_deleted_collection_leaves_no_grant(shelf: Shelf) -> None:  # AZ-27
    ana, ben = await shelf.site.person(), await shelf.site.person()
    one = await shelf.made(ana, "Ours")
    await shelf.site.follows.request(ben, ana.account_id)
    await shelf.members.add(ana, one.id, ben.account_id)
    await shelf.collections.delete(ana, one.id)
    assert await shelf.grants(one) == set()
    assert await shelf.names(ben) == []
