"""Collections on their way out and in: which posts are in them, and posts that come into those of the same names."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from tintype.accounts import hold_accounts
from tintype.engagement.collections import store
from tintype.engagement.collections.collections import make
from tintype.engagement.collections.items import put_in
from tintype.engagement.collections.model import COLLECTIONS_MAX, GAP, ITEMS_MAX, Collection
from tintype.graph import EdgeKind, edges
from tintype.kernel.ids import AccountId, PostId
from tintype.kernel.pages import TOP
from tintype.kernel.problems import Invalid
from tintype.kernel.text import LABEL, clean
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading, Transaction

# What comes stands behind whatever a collection holds already, in its own order, in whatever order it comes.
_BEHIND: Final = ITEMS_MAX * GAP * GAP


@dataclass(frozen=True, slots=True)
class Shelved:
    """Where a post stands in a collection: `number` counts from the last, 1; 0 does not say."""

    name: str
    number: int = 0
    is_cover: bool = False


async def collections_by_post(reading: Reading, owner_id: AccountId) -> dict[PostId, list[Shelved]]:
    """Where in somebody's own collections the posts are that they keep."""
    found: dict[PostId, list[Shelved]] = {}
    for each in await _own(reading, owner_id):
        items = await store.items_before(reading, each.id, TOP, ITEMS_MAX)
        kept = await edges.contains(reading, owner_id, EdgeKind.SAVE, [item.post_id for item in items])
        # What others have put in is not counted: a gap would tell of it.
        own = [item.post_id for item in reversed(items) if item.post_id in kept]
        for number, post_id in enumerate(own, 1):
            found.setdefault(post_id, []).append(Shelved(each.name, number, post_id == each.cover_id))
    return found


async def bring_into_collections(
    tx: Transaction, viewer: Viewer, post_id: PostId, places: Iterable[Shelved]
) -> None:
    """Put a post into own collections of these names, made where there are none; what cannot be named is passed over.

    It stands for a collection for which nothing stands yet. Raises NotFound for a post the viewer may not see,
    Forbidden for a collection that is full.
    """
    wanted = {_tidy(each.name): each for each in places}
    if not wanted:
        return
    await hold_accounts(tx, viewer.account_id)
    own = {each.name: each for each in await _own(tx, viewer.account_id)}
    for name, shelved in wanted.items():
        if name and (name in own or len(own) < COLLECTIONS_MAX):
            if name not in own:
                own[name] = await make(tx, viewer.account_id, name)
            place = min(shelved.number, ITEMS_MAX) * GAP - _BEHIND if shelved.number > 0 else None
            await put_in(tx, viewer, own[name].id, post_id, place=place)
            if shelved.is_cover and not own[name].cover_id:
                await store.change(tx, replace(own[name], cover_id=post_id))


async def _own(reading: Reading, owner_id: AccountId) -> list[Collection]:
    ids = await store.own_ids(reading, owner_id, TOP.at, COLLECTIONS_MAX)
    return list((await store.collections_of(reading, ids)).values()) if ids else []


def _tidy(name: str) -> str:
    try:
        return clean(name, LABEL, "name")
    except Invalid:
        return ""
