"""Collections on their way out and in: which posts are in them, and posts that come into those of the same names."""

from collections.abc import Iterable

from tintype.accounts import hold_accounts
from tintype.engagement.collections import store
from tintype.engagement.collections.items import put_in
from tintype.engagement.collections.model import COLLECTIONS_MAX, ITEMS_MAX, CollectionId
from tintype.engagement.collections.store import sql
from tintype.kernel.ids import AccountId, PostId, shard_of
from tintype.kernel.pages import TOP
from tintype.kernel.problems import Invalid
from tintype.kernel.text import LABEL, clean
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading, Transaction


async def collections_by_post(reading: Reading, owner_id: AccountId) -> dict[PostId, list[str]]:
    """The names of somebody's own collections by the posts in them."""
    found: dict[PostId, list[str]] = {}
    for collection_id, name in (await _own(reading, owner_id)).items():
        for item in await store.items_before(reading, collection_id, TOP, ITEMS_MAX):
            found.setdefault(item.post_id, []).append(name)
    return found


async def bring_into_collections(
    tx: Transaction, viewer: Viewer, post_id: PostId, names: Iterable[str]
) -> None:
    """Put a post into own collections of these names, made where there are none; what cannot be named is passed over.

    Raises NotFound for a post the viewer may not see, Forbidden for a collection that is full.
    """
    await hold_accounts(tx, viewer.account_id)
    own = {name: id for id, name in (await _own(tx, viewer.account_id)).items()}
    for name in dict.fromkeys(map(_tidy, names)):
        if name and (name in own or len(own) < COLLECTIONS_MAX):
            if name not in own:
                own[name] = await _make(tx, viewer.account_id, name)
            await put_in(tx, viewer, own[name], post_id)


async def _own(reading: Reading, owner_id: AccountId) -> dict[CollectionId, str]:
    ids = await store.own_ids(reading, owner_id, TOP.at, COLLECTIONS_MAX)
    return {id: each.name for id, each in (await store.collections_of(reading, ids)).items()} if ids else {}


async def _make(tx: Transaction, owner_id: AccountId, name: str) -> CollectionId:
    shard = shard_of(owner_id)
    made = CollectionId(tx.mint(shard))
    await tx.execute(
        sql.insert_collection, shard=shard, id=made, owner_id=owner_id, name=name, now_us=tx.now_us
    )
    return made


def _tidy(name: str) -> str:
    try:
        return clean(name, LABEL, "name")
    except Invalid:
        return ""
