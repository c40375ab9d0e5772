"""Who likes a post or a comment, the people one follows first."""

from tintype.engagement.telling import hides_likes
from tintype.engagement.threads import shown_one
from tintype.graph import EdgeKind, edges, reachable
from tintype.kernel.ids import AccountId, CommentId, PostId
from tintype.kernel.pages import Page, Place
from tintype.kernel.problems import NotFound
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading
from tintype.posts import visible_heads

_Found = tuple[AccountId, Place]
_End = tuple[int, EdgeKind]
ROUNDS_MAX = 10  # Of refilling a page whose people are hidden from the viewer.
_FOLLOWED, _OTHERS = 1, 0
"""`at` of a place among the followed likers, who come by falling id, and among the others, who come by rising id."""


async def likers_page(
    reading: Reading, viewer: Viewer, post_id: PostId, place: Place, limit: int
) -> Page[AccountId]:
    """Who likes a post: followed by the viewer first, then who joined first. Raises NotFound if hidden.

    Where the author hides how many there are, others are told only of those they follow, for a list can be counted.
    """
    head = (await visible_heads(reading, viewer, [post_id])).get(post_id)
    if head is None:
        raise NotFound
    is_counted = not await hides_likes(reading, viewer, post_id, head.author_id)
    return await _page(reading, viewer, (post_id, EdgeKind.LIKED_BY), place, limit, with_others=is_counted)


async def comment_likers_page(
    reading: Reading, viewer: Viewer, comment_id: CommentId, place: Place, limit: int
) -> Page[AccountId]:
    """Who likes a comment, in the same order. Raises NotFound for what the viewer is not shown."""
    await shown_one(reading, viewer, comment_id)
    return await _page(reading, viewer, (comment_id, EdgeKind.COMMENT_LIKED_BY), place, limit)


async def _page(
    reading: Reading, viewer: Viewer, end: _End, place: Place, limit: int, *, with_others: bool = True
) -> Page[AccountId]:
    found: list[_Found] = []
    rest: Place | None = None
    after = place.id if place.at == _OTHERS else 0
    if place.at != _OTHERS and viewer.is_known:
        found = await _followed(reading, viewer, end, place.id, limit + 1)
    if len(found) <= limit and with_others:
        others, rest = await _others(reading, viewer, end, after, limit + 1 - len(found))
        found += others
    items = [account_id for account_id, _ in found[:limit]]
    return Page(items, found[limit - 1][1] if len(found) > limit else rest)


async def _followed(reading: Reading, viewer: Viewer, likers: _End, before: int, wanted: int) -> list[_Found]:
    follows = (viewer.account_id, EdgeKind.FOLLOW)
    found: list[AccountId] = []
    for _ in range(ROUNDS_MAX):
        ids = [AccountId(one) for one in await edges.intersect(reading, likers, follows, before, wanted)]
        seen = await reachable(reading, viewer, ids)
        found += [account_id for account_id in ids if account_id in seen]
        if len(ids) < wanted or len(found) >= wanted:
            break
        before = ids[-1]
    return [(account_id, Place(_FOLLOWED, account_id)) for account_id in found[:wanted]]


async def _others(
    reading: Reading, viewer: Viewer, likers: _End, after: int, wanted: int
) -> tuple[list[_Found], Place | None]:
    """Likers the viewer does not follow, and where to go on; None at the end of the list."""
    found: list[_Found] = []
    for _ in range(ROUNDS_MAX):
        ids = list(map(AccountId, await edges.page_by_id(reading, *likers, after, wanted)))
        seen = await reachable(reading, viewer, ids) - await _follows(reading, viewer, ids)
        found += [(id, Place(_OTHERS, id)) for id in ids if id in seen]
        if len(ids) < wanted:
            return found[:wanted], None
        after = ids[-1]
        if len(found) >= wanted:
            break
    return found[:wanted], Place(_OTHERS, after)


async def _follows(reading: Reading, viewer: Viewer, ids: list[AccountId]) -> set[AccountId]:
    if not viewer.is_known:
        return set()
    return set(map(AccountId, await edges.contains(reading, viewer.account_id, EdgeKind.FOLLOW, ids)))
