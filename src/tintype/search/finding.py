"""Posts with some words, of those that a viewer may see.

The index names the newest that have all of the words; the records say which of them the viewer may see and whether
they say so still. They come in windows: the newest sixty are put in the order of how well they fit, then the next
sixty. So a page costs the same for any word; a place is one number and how far somebody is in that window.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tintype.accounts import ids_of
from tintype.kernel.ids import ID_MAX, OrderId, first_id_at
from tintype.kernel.pages import TOP, Page, Place
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading, Records
from tintype.ports.search_index import PostsAsked, SearchIndex
from tintype.posts import Post, findable, heads_by_order, visible_posts
from tintype.search.asking import Asked
from tintype.search.matching import Fit, best_first, fits
from tintype.search.places.globe import cells_in

WINDOW = 60
ROUNDS_MAX = 10  # Of asking for more where what was found is hidden from the viewer, or does not fit.


@dataclass(frozen=True, slots=True)
class _Window:
    """Some visible posts, the best first. `next`: below which the next window begins; 0 at the end."""

    posts: Sequence[Post]
    next: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Searches posts."""

    records: Records
    index: SearchIndex

    async def page(
        self, viewer: Viewer, asked: Asked, place: Place, *, limit: int, sensitive: bool | None
    ) -> Page[OrderId]:
        """Posts that fit, and that the viewer may see; a page may be short, or empty, with more behind it."""
        wanted = await self._wanted(viewer, asked)
        if wanted is None:
            return Page([], None)
        offset = 0 if place == TOP else place.id
        wanted = replace(wanted, before=min(wanted.before, place.at))
        window = await self._window(viewer, asked, wanted, sensitive=sensitive)
        orders = [post.order_id for post in window.posts[offset : offset + limit] if post.order_id]
        if offset + limit < len(window.posts):
            # From above the newest of this window, so that what is published meanwhile does not move it.
            newest = max(post.order_id or 0 for post in window.posts)
            return Page(orders, Place(min(place.at, newest + 1), offset + limit))
        return Page(orders, Place(window.next) if window.next else None)

    async def _window(
        self, viewer: Viewer, asked: Asked, wanted: PostsAsked, *, sensitive: bool | None
    ) -> _Window:
        found: list[Fit] = []
        before = wanted.before
        for _ in range(ROUNDS_MAX):
            orders = await self.index.posts(replace(wanted, before=before), WINDOW)
            found += await self.records.look(
                lambda reading, orders=orders: _fitting(reading, viewer, asked, orders, sensitive=sensitive)
            )
            if len(orders) < WINDOW:
                return _Window(best_first(found), 0)
            before = orders[-1]
            if len(found) >= WINDOW // 2:
                break
        return _Window(best_first(found), before)

    async def _wanted(self, viewer: Viewer, asked: Asked) -> PostsAsked | None:
        """What to ask the index for; None where nothing can have it."""
        author_id = None
        if asked.author:
            author_id = (await self.records.look(lambda reading: ids_of(reading, [asked.author]))).get(
                asked.author
            )
            if author_id is None:
                return None
        return PostsAsked(
            stems=[word.stems for word in asked.words],
            phrases=[[word.plain for word in phrase] for phrase in asked.phrases],
            tags=asked.tags,
            author_id=author_id,
            cells=cells_in(asked.near.box) if asked.near else (),
            only_open=not viewer.is_known,
            media=asked.media,
            after=first_id_at(asked.after_us) - 1 if asked.after_us else 0,
            before=first_id_at(asked.before_us) if asked.before_us else ID_MAX,
        )


async def _fitting(
    reading: Reading, viewer: Viewer, asked: Asked, orders: Sequence[OrderId], *, sensitive: bool | None
) -> list[Fit]:
    """Where the reading is done, and not on the loop: the words of sixty posts take some milliseconds."""
    heads = await heads_by_order(reading, orders)
    ids = [heads[order].id for order in orders if order in heads]
    posts = list((await visible_posts(reading, viewer, ids)).values())
    return fits(await findable(reading, viewer, posts, sensitive=sensitive), asked)
