"""Who likes a post, the people one follows first."""

from tintype.graph import EdgeKind, edges, reachable
from tintype.kernel.ids import AccountId, PostId
from tintype.kernel.pages import Page, Place
from tintype.kernel.problems import NotFound
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading
from tintype.posts import visible_heads

_Found = tuple[AccountId, Place]
ROUNDS_MAX = 10  # Of refilling a page whose people are hidden from the viewer.
_FOLLOWED, _OTHERS = 1, 0
"""`at` of a place among the followed likers, who come by falling id, and among the others, who come by rising id."""


async def likers_page(
    reading: Reading, viewer: Viewer, post_id: PostId, place: Place, limit: int
) -> Page[AccountId]:
    """Who likes a post: followed by the viewer first, then who joined first. Raises NotFound if hidden."""
    if post_id not in await visible_heads(reading, viewer, [post_id]):
        raise NotFound
    found: list[_Found] = []
    rest: Place | None = None
    after = place.id if place.at == _OTHERS else 0
    if place.at != _OTHERS and viewer.is_known:
        found = await _followed(reading, viewer, post_id, place.id, limit + 1)
    if len(found) <= limit:
        others, rest = await _others(reading, viewer, post_id, after, limit + 1 - len(found))
        found += others
    items = [account_id for account_id, _ in found[:limit]]
    return Page(items, found[limit - 1][1] if len(found) > limit else rest)


async def _followed(
    reading: Reading, viewer: Viewer, post_id: PostId, before: int, wanted: int
) -> list[_Found]:
    likers, follows = (post_id, EdgeKind.LIKED_BY), (viewer.account_id, EdgeKind.FOLLOW)
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
    reading: Reading, viewer: Viewer, post_id: PostId, after: int, wanted: int
) -> tuple[list[_Found], Place | None]:
    """Likers the viewer does not follow, and where to go on; None at the end of the list."""
    found: list[_Found] = []
    for _ in range(ROUNDS_MAX):
        ids = list(map(AccountId, await edges.page_by_id(reading, post_id, EdgeKind.LIKED_BY, after, wanted)))
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
