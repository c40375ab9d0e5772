"""The posts of a collection, which are answered as cards."""

from dataclasses import dataclass

from tintype.engagement import CollectionId, items_page
from tintype.feed.shapes import CardPage
from tintype.feed.timelines import Timelines
from tintype.kernel.access import Access, Rate, Route
from tintype.kernel.ids import parse_id
from tintype.kernel.pages import LIMIT_DEFAULT, limit_of
from tintype.kernel.viewer import Scope, Viewer
from tintype.ports.records import Reading
from tintype.posts import visible_posts


@dataclass(frozen=True, slots=True)
class CollectionPostRoutes:
    """To who is neither owner nor member, a collection does not exist."""

    timelines: Timelines

    async def posts(
        self, viewer: Viewer, collection_id: str, limit: int = LIMIT_DEFAULT, cursor: str | None = None
    ) -> CardPage:
        """Those that this viewer may see, in the collection's order; a page may be short."""
        kind = f"collection:{collection_id}:{viewer.account_id}"
        cursors = self.timelines.cursors
        place, most = cursors.decode(kind, cursor), limit_of(limit)

        async def body(reading: Reading) -> CardPage:
            page = await items_page(reading, viewer, CollectionId(parse_id(collection_id)), place, most)
            found = await visible_posts(reading, viewer, page.items)
            cards = await self.timelines.dressed(
                reading, viewer, [found[id] for id in page.items if id in found]
            )
            return CardPage(cards, page.next and cursors.encode(kind, page.next))

        return await self.timelines.records.look(body)

    def routes(self) -> list[Route]:
        return [
            Route(
                "GET",
                "/v1/collections/{collection_id}/posts",
                self.posts,
                Access.MEMBER,
                Scope.READ,
                Rate.READ,
                summary="The posts of a collection, in its order",
                tag="collections",
            )
        ]
