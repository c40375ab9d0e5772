"""Lists of posts by everybody that have something in common, a hashtag or a place: newest first, or the best first."""

from dataclasses import dataclass
from enum import Enum
from functools import partial

from msgspec import UNSET

from tintype.feed.cards import place_of_card
from tintype.feed.entries import Rule
from tintype.feed.proposals import Proposals, as_cards
from tintype.feed.rules import Found
from tintype.feed.shapes import CardPage, PlacePage, TagPage
from tintype.feed.top import Listing, Tops
from tintype.kernel.pages import Cursors, Page, Place
from tintype.kernel.problems import Invalid, NotFound
from tintype.kernel.text import folded, hashtags
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading
from tintype.posts import (
    followed_tags,
    from_place,
    having_tag,
    listed_page,
    place_orders,
    seen_places,
    tag_count,
    tag_orders,
)


class ListOrder(Enum):
    """As the API spells it."""

    RECENT = "recent"
    TOP = "top"


@dataclass(frozen=True, slots=True)
class Asked:
    """A page of a list. `sensitive`: with what is marked so; None: as the account has chosen."""

    order: ListOrder
    sensitive: bool | None
    limit: int
    cursor: str | None


def order_of_list(word: str) -> ListOrder:
    """The order that a word names. Raises Invalid."""
    try:
        return ListOrder(word)
    except ValueError:
        raise Invalid("order is recent or top.", fields={"order": ["unknown"]}) from None


def tag_of(text: str) -> str:
    """A tag as lists know it. Raises NotFound for what no post can have as one."""
    tag = folded(text)
    if hashtags(f"#{tag}") != (tag,):
        raise NotFound
    return tag


@dataclass(frozen=True, slots=True)
class Listed:
    """Pages of such lists as cards; a page may be short, or empty, where much is hidden from the viewer."""

    proposals: Proposals
    tops: Tops
    cursors: Cursors

    async def of_tag(self, viewer: Viewer, text: str, asked: Asked) -> TagPage:
        """Posts with a tag; the first page says how many there are. Raises NotFound for what can be no tag."""
        tag = tag_of(text)
        listing = Listing(
            f"tag:{tag}",
            lambda reading, before, limit: tag_orders(reading, tag, before, limit),
            lambda reading, post_ids: having_tag(reading, tag, post_ids),
        )
        page = await self._page(viewer, listing, asked)
        if asked.cursor is not None:
            return TagPage(page.items, page.next)

        async def body(reading: Reading) -> TagPage:
            count = await tag_count(reading, viewer, tag)
            followed = viewer.is_known and tag in await followed_tags(reading, viewer.account_id)
            return TagPage(
                page.items,
                page.next,
                count=count.n,
                has_uncounted=not count.is_whole,
                is_followed=followed,
            )

        return await self.proposals.records.look(body)

    async def of_place(self, viewer: Viewer, place_id: int, asked: Asked) -> PlacePage:
        """Posts from a place, which is named if there are any."""
        listing = Listing(
            f"place:{place_id}",
            lambda reading, before, limit: place_orders(reading, place_id, before, limit),
            lambda reading, post_ids: from_place(reading, place_id, post_ids),
        )
        page = await self._page(viewer, listing, asked)
        if not page.items:
            return PlacePage([], page.next)
        seen = await self.proposals.records.look(lambda reading: seen_places(reading, viewer, [place_id]))
        named = place_of_card(seen[place_id].place) if place_id in seen else UNSET
        return PlacePage(page.items, page.next, place=named)

    async def _page(self, viewer: Viewer, listing: Listing, asked: Asked) -> CardPage:
        rule = Found(asked.sensitive, listing.still)
        kind = listing.name if asked.order is ListOrder.RECENT else f"top:{listing.name}"
        place = self.cursors.decode(kind, asked.cursor)
        if asked.order is ListOrder.TOP:
            order = await self.tops.order(viewer, listing, place)
            page = await order.page(self.proposals, viewer, asked.limit, rule=rule)
        else:
            page = await self._recent(viewer, listing, place, limit=asked.limit, rule=rule)
        return CardPage(as_cards(page.items), page.next and self.cursors.encode(kind, page.next))

    async def _recent(
        self, viewer: Viewer, listing: Listing, place: Place, *, limit: int, rule: Rule
    ) -> Page[bytes]:
        page = await self.proposals.records.look(
            lambda reading: listed_page(reading, viewer, partial(listing.orders_below, reading), place, limit)
        )
        orders = [head.order_id for head in page.items if head.order_id]
        return Page(await self.proposals.items(viewer, orders, rule), page.next)
