"""Posts one by one, an author's timeline and a tag's: cards for whoever may see them."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from tintype.accounts import ids_of
from tintype.engagement import commented_page, flags, liked_by, saved_page
from tintype.feed.cards import Baker
from tintype.feed.proposals import Proposals
from tintype.feed.rules import allowed
from tintype.feed.shapes import Card, CardPage, ViewerOfCard
from tintype.graph import hidden_from, reachable, visible
from tintype.kernel.ids import AccountId, OrderId, PostId, parse_id
from tintype.kernel.pages import Cursors, Page, Place, page_of
from tintype.kernel.problems import NotFound
from tintype.kernel.viewer import Viewer, known
from tintype.ports.records import Reading, Records
from tintype.posts import (
    Post,
    PostState,
    order_page,
    pending_posts,
    pinned_orders,
    posts_of,
    shelf_page,
    visible_post,
    visible_posts,
)
from tintype.profiles import short_users

PENDING_MAX = 10


@dataclass(frozen=True, slots=True)
class Timelines:
    """Cards outside the home feed. Which posts are of a page is one snapshot, what is shown of them may be the next."""

    records: Records
    baker: Baker
    cursors: Cursors
    proposals: Proposals

    async def post(self, viewer: Viewer, post_id: PostId) -> Card:
        """One post as a card. Raises NotFound for what the viewer may not see."""

        async def body(reading: Reading) -> Card:
            return (await self.dressed(reading, viewer, [await visible_post(reading, viewer, post_id)]))[0]

        return await self.records.look(body)

    async def of_author(
        self, viewer: Viewer, author_id: AccountId, *, limit: int, cursor: str | None
    ) -> CardPage:
        """An author's posts, newest first. An author whose content is not visible has an empty timeline.

        What is pinned comes first and only there, so that a first page may be a little longer. Authors find what waits
        for its photos above that: there they see why, and may try again.
        Raises NotFound for an author the viewer may not know of.
        """
        kind = f"posts:{author_id}"
        place = self.cursors.decode(kind, cursor)

        async def body(reading: Reading) -> tuple[list[Card], Page[OrderId]]:
            if author_id not in await reachable(reading, viewer, [author_id]):
                raise NotFound
            if author_id not in await visible(reading, viewer, [author_id]):
                return [], Page([], None)
            page = page_of(await order_page(reading, author_id, place.at, limit + 1), limit, Place)
            pinned = await pinned_orders(reading, author_id)
            rest = [order for order in page.items if order not in pinned]
            orders = rest if cursor else [*pinned, *rest]
            if cursor is not None or viewer.account_id != author_id:
                return [], Page(orders, page.next)
            waiting = await posts_of(reading, await pending_posts(reading, author_id, PENDING_MAX))
            return await self.dressed(reading, viewer, list(waiting.values())), Page(orders, page.next)

        waiting, page = await self.records.look(body)
        cards = await self.proposals.cards(viewer, page.items, allowed)
        return CardPage([*waiting, *cards], page.next and self.cursors.encode(kind, page.next))

    async def commented_by(
        self, viewer: Viewer, author_id: AccountId, who_id: AccountId, *, limit: int, cursor: str | None
    ) -> CardPage:
        """An author's posts under which somebody has commented, where that was last first; a page may be short.

        Raises NotFound when one of the two is hidden from the viewer.
        """
        kind = f"commented:{author_id}:{who_id}"
        place = self.cursors.decode(kind, cursor)

        async def body(reading: Reading) -> CardPage:
            page = await commented_page(reading, viewer, author_id, who_id, place, limit=limit)
            found = await visible_posts(reading, viewer, page.items)
            cards = await self.dressed(reading, viewer, [found[id] for id in page.items if id in found])
            return CardPage(cards, page.next and self.cursors.encode(kind, page.next))

        return await self.records.look(body)

    async def shelf(self, viewer: Viewer, shelf: PostState, *, limit: int, cursor: str | None) -> CardPage:
        """The viewer's own posts on one shelf, the latest first."""
        account_id = known(viewer)
        kind = f"shelf:{account_id}:{int(shelf)}"
        place = self.cursors.decode(kind, cursor)

        async def body(reading: Reading) -> CardPage:
            page = await shelf_page(reading, account_id, shelf, place, limit)
            found = await posts_of(reading, page.items)
            cards = await self.dressed(reading, viewer, list(found.values()))
            return CardPage(cards, page.next and self.cursors.encode(kind, page.next))

        return await self.records.look(body)

    async def saved(self, viewer: Viewer, *, limit: int, cursor: str | None) -> CardPage:
        """What the viewer has kept and can still see, the newest kept first; a page may be short."""
        kind = f"saved:{known(viewer)}"
        place = self.cursors.decode(kind, cursor)

        async def body(reading: Reading) -> CardPage:
            page = await saved_page(reading, viewer, place, limit)
            found = await visible_posts(reading, viewer, page.items)
            cards = await self.dressed(reading, viewer, [found[id] for id in page.items if id in found])
            return CardPage(cards, page.next and self.cursors.encode(kind, page.next))

        return await self.records.look(body)

    async def account_of(self, text: str) -> AccountId:
        """The account an address names by id or `@name`. Raises NotFound."""
        if not text.startswith("@"):
            return AccountId(parse_id(text))
        found = await self.records.look(lambda reading: ids_of(reading, [text[1:]]))
        if text[1:] not in found:
            raise NotFound
        return found[text[1:]]

    async def dressed(self, reading: Reading, viewer: Viewer, posts: Sequence[Post]) -> list[Card]:
        """Cards of visible posts with what this viewer has of them, in the same order."""
        ids = [post.id for post in posts]
        hidden = await hidden_from(reading, viewer) - {post.author_id for post in posts}
        cards = await self.baker.cards(reading, posts, viewer=viewer, without=hidden)
        if not viewer.is_known:
            return [cards[id].card for id in ids if id in cards]
        mine = await flags(reading, viewer.account_id, ids)
        likers = await liked_by(reading, viewer, ids)
        people = await short_users(reading, {id for some in likers.values() for id in some}, self.baker.urls)
        return [
            msgspec.structs.replace(
                cards[id].card,
                liked_by=[people[liker] for liker in likers.get(id, []) if liker in people],
                viewer=ViewerOfCard(*mine.get(id, (False, False))),
            )
            for id in ids
            if id in cards
        ]
