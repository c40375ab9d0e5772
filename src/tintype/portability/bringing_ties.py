"""Comments, posts that were kept, and people: each found again where it is, or told of."""

from itertools import chain, repeat

import msgspec

from tintype.accounts import ids_of
from tintype.engagement import Shelved, bring_comment, bring_into_collections, keep_posts, live_comments
from tintype.graph import FollowState, bring_follow
from tintype.kernel.ids import CommentId, PostId, first_id_at, time_us_of
from tintype.kernel.problems import Conflict, NotFound
from tintype.kernel.viewer import Viewer
from tintype.portability import import_store
from tintype.portability.model import ItemRow, ItemState
from tintype.portability.plan import CommentSpec, FollowSpec, SaveSpec
from tintype.ports.records import Reading, Transaction
from tintype.posts import heads_by_order, order_page, visible_heads

Outcome = tuple[ItemState, int]
_MILLISECOND = 1_000


async def bring_comment_item(tx: Transaction, viewer: Viewer, item: ItemRow, site: str) -> Outcome:
    """A comment under a post that is here. Raises NotFound where it is not, and whatever the post's author rules."""
    spec = msgspec.json.decode(item.spec, type=CommentSpec)
    known = await import_store.brought_as(tx, viewer.account_id, item.key)
    if known is not None or await _is_here(tx, viewer, spec, site):
        return ItemState.HERE, known or 0
    post_id = await _post(tx, viewer, spec.post_key, spec.author, spec.post_us)
    parent_id = CommentId(0)
    if spec.parent_key:
        found = await import_store.brought_as(tx, viewer.account_id, spec.parent_key)
        if found is None:
            raise NotFound("What it answers is not here.", code="answered_missing")
        parent_id = CommentId(found)
    comment_id = await bring_comment(tx, viewer, post_id, spec.text, at_us=spec.at_us, parent_id=parent_id)
    await import_store.note_brought(tx, viewer.account_id, item.key, comment_id)
    return ItemState.BROUGHT, comment_id


async def bring_save_item(tx: Transaction, viewer: Viewer, item: ItemRow, site: str) -> Outcome:
    """A post that is here is kept. Raises NotFound where it is not."""
    del site
    spec = msgspec.json.decode(item.spec, type=SaveSpec)
    post_id = await _post(tx, viewer, spec.post_key, spec.author, spec.post_us)
    (is_new,) = await keep_posts(tx, [(viewer.account_id, post_id)])
    places = [
        Shelved(name, number, name in spec.covers)
        for name, number in zip(spec.collections, chain(spec.places, repeat(0)), strict=False)
    ]
    await bring_into_collections(tx, viewer, post_id, places)
    return ItemState.BROUGHT if is_new else ItemState.HERE, post_id


async def bring_follow_item(tx: Transaction, viewer: Viewer, item: ItemRow, site: str) -> Outcome:
    """Somebody of this name is followed, or asked. Raises NotFound where there is nobody."""
    del site
    spec = msgspec.json.decode(item.spec, type=FollowSpec)
    account_id = (await ids_of(tx, [spec.username])).get(spec.username)
    if account_id == viewer.account_id:
        raise Conflict("This is you.", code="follow_self")
    if account_id is None:
        raise NotFound("There is nobody of this name here.", code="nobody")
    try:
        state = await bring_follow(tx, viewer, account_id)
    except NotFound:
        # In the same words: whoever hides is not there.
        raise NotFound("There is nobody of this name here.", code="nobody") from None
    return ItemState.BROUGHT if state is not FollowState.NONE else ItemState.LEFT, account_id


async def _post(reading: Reading, viewer: Viewer, key: str, author: str, at_us: int) -> PostId:
    """A post that was brought, or one of somebody of this name and moment. Raises NotFound unless it can be seen."""
    found = await import_store.brought_as(reading, viewer.account_id, key)
    if found is None:
        found = await _post_of(reading, author, at_us)
    if found is None or PostId(found) not in await visible_heads(reading, viewer, [PostId(found)]):
        raise NotFound("The post is not here.", code="post_missing")
    return PostId(found)


async def _post_of(reading: Reading, author: str, at_us: int) -> PostId | None:
    author_id = (await ids_of(reading, [author])).get(author)
    if author_id is None:
        return None
    after = first_id_at(at_us + _MILLISECOND)
    orders = await order_page(reading, author_id, after, 1)
    if not orders or time_us_of(orders[0]) != at_us // _MILLISECOND * _MILLISECOND:
        return None
    return (await heads_by_order(reading, orders))[orders[0]].id


async def _is_here(reading: Reading, viewer: Viewer, spec: CommentSpec, site: str) -> bool:
    """Whether it was said here and never taken back."""
    if spec.site != site or not (spec.id.isascii() and spec.id.isdecimal()) or int(spec.id) >= 1 << 63:
        return False
    comment_id = CommentId(int(spec.id))
    found = (await live_comments(reading, [comment_id])).get(comment_id)
    return found is not None and found.author_id == viewer.account_id
