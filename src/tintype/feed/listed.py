"""Lists of posts by everybody that have something in common, a hashtag or a place: newest first, or the best first."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial

import msgspec
from msgspec import UNSET

from tintype.feed.shapes import PlacePage, TagPage
from tintype.feed.timelines import Timelines
from tintype.feed.top import Listing, Tops
from tintype.kernel.pages import Page, Place
from tintype.kernel.problems import Invalid, NotFound
from tintype.kernel.text import folded, hashtags
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading
from tintype.posts import Post, findable, followed_tags, listed_page, place_orders, tag_count, tag_orders

PageOf = Callable[[Reading], Awaitable[Page[Post]]]


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

    timelines: Timelines
    tops: Tops

    async def of_tag(self, viewer: Viewer, text: str, asked: Asked) -> TagPage:
        """Posts with a tag; the first page says how many there are. Raises NotFound for what can be no tag."""
        tag = tag_of(text)
        listing = Listing(
            f"tag:{tag}",
            lambda reading, before, limit: tag_orders(reading, tag, before, limit),
            lambda post: tag in post.tags,
        )
        page_of = await self._pages(viewer, listing, asked)

        async def body(reading: Reading) -> TagPage:
            page = await page_of(reading)
            cards = await self.timelines.dressed(reading, viewer, page.items)
            found = TagPage(cards, self._cursor(listing, asked, page.next))
            if asked.cursor is not None:
                return found
            count = await tag_count(reading, viewer, tag)
            followed = viewer.is_known and tag in await followed_tags(reading, viewer.account_id)
            return msgspec.structs.replace(
                found, count=count.n, has_uncounted=not count.is_whole, is_followed=followed
            )

        return await self.timelines.records.look(body)

    async def of_place(self, viewer: Viewer, place_id: int, asked: Asked) -> PlacePage:
        """Posts from a place, which is named if there are any."""
        listing = Listing(
            f"place:{place_id}",
            lambda reading, before, limit: place_orders(reading, place_id, before, limit),
            lambda post: post.place is not None and post.place.id == place_id,
        )
        page_of = await self._pages(viewer, listing, asked)

        async def body(reading: Reading) -> PlacePage:
            page = await page_of(reading)
            cards = await self.timelines.dressed(reading, viewer, page.items)
            named = next((card.place for card in cards if card.place is not UNSET), UNSET)
            return PlacePage(cards, self._cursor(listing, asked, page.next), place=named)

        return await self.timelines.records.look(body)

    async def _pages(self, viewer: Viewer, listing: Listing, asked: Asked) -> PageOf:
        """How the page that is asked for is read."""
        place = self.timelines.cursors.decode(_kind(listing, asked), asked.cursor)
        if asked.order is ListOrder.TOP:
            order = await self.tops.order(viewer, listing, place)
            return lambda reading: order.page(reading, viewer, limit=asked.limit, sensitive=asked.sensitive)

        async def recent(reading: Reading) -> Page[Post]:
            page = await listed_page(
                reading, viewer, partial(listing.orders_below, reading), place, asked.limit
            )
            # An edit shows here at once, though the list follows it.
            posts = [post for post in page.items if listing.has(post)]
            return Page(await findable(reading, viewer, posts, sensitive=asked.sensitive), page.next)

        return recent

    def _cursor(self, listing: Listing, asked: Asked, place: Place | None) -> str | None:
        return place and self.timelines.cursors.encode(_kind(listing, asked), place)


def _kind(listing: Listing, asked: Asked) -> str:
    return listing.name if asked.order is ListOrder.RECENT else f"top:{listing.name}"
