"""A post comes to be: at once when its media is ready, else by the event that makes the last of it ready."""

from collections.abc import Iterable, Sequence

from tintype.graph import named_in
from tintype.kernel.ids import (
    SEQUENCES,
    AccountId,
    MediaId,
    OrderId,
    PostId,
    compose,
    shard_of,
)
from tintype.kernel.problems import Conflict, Invalid
from tintype.kernel.text import hashtags
from tintype.kernel.viewer import Viewer
from tintype.media import MediaRow, MediaState, hold_media, media_of
from tintype.ports.records import Transaction
from tintype.posts import store
from tintype.posts.drafts import Draft
from tintype.posts.due import call_back
from tintype.posts.events import PostPublished
from tintype.posts.model import UNPUBLISHED, Mention, Post, PostState
from tintype.posts.naming import tell_named, with_people
from tintype.posts.naming_store import put_people
from tintype.posts.pictures import settle_pictures


async def create(tx: Transaction, viewer: Viewer, draft: Draft, published_us: int | None) -> Post:
    """Write a checked draft as a post: published when all its media is ready, or put on the shelf it is meant for."""
    author_id = viewer.account_id
    rows = await _own_media(tx, author_id, [item.media_id for item in draft.media])
    is_kept = draft.state in UNPUBLISHED
    is_ready = not is_kept and all(row.is_shown for row in rows)
    now_us = tx.now_us if published_us is None else published_us
    order_id = await _order_id(tx, author_id, published_us) if is_ready else None
    post = Post(
        id=PostId(tx.mint(shard_of(author_id))),
        order_id=order_id,
        author_id=author_id,
        state=PostState.PUBLISHED if is_ready else draft.state if is_kept else PostState.PENDING,
        title=draft.title,
        caption=draft.caption,
        place=draft.place,
        audience=draft.audience,
        created_us=now_us,
        published_us=now_us if is_ready else published_us,
        edited_us=None,
        version=1,
        media=draft.media,
        tags=hashtags(draft.caption or ""),
        mentions=await mentions_of(tx, viewer, draft.caption),
        shelf_us=(draft.publish_us or tx.now_us) if is_kept else 0,
        licence=draft.licence,
        is_sensitive=draft.is_sensitive,
    )
    post = await with_people(tx, viewer, post, draft.people, draft.partner_id, asks_all=draft.asks_all)
    await store.insert(tx, post)
    await put_people(tx, post.id, post.people)
    await settle_pictures(tx, author_id, [item.media_id for item in post.media])
    if post.state is PostState.SCHEDULED:
        await call_back(tx, post.id, post.shelf_us)
    if order_id is not None:
        await _announce(tx, post, order_id, now_us, is_quiet=published_us is not None)
    return post


async def publish_waiting(tx: Transaction, media_ids: Sequence[MediaId]) -> list[PostId]:
    """Publish the pending posts that wait for nothing but some of this media; those published.

    Safe to run twice: a post that is not pending any more is passed over.
    """
    uses = await store.heads_with_media(tx, media_ids)
    pending = {head.id for _, head in uses if head.state is PostState.PENDING}
    return await publish_complete(tx, list((await store.whole(tx, sorted(pending))).values()))


async def publish_complete(tx: Transaction, posts: Sequence[Post]) -> list[PostId]:
    """Publish those of some waiting posts of which all media may be shown; those published."""
    media = await media_of(tx, sorted({item.media_id for post in posts for item in post.media}))
    ready = {media_id for media_id, row in media.items() if row.is_shown}
    complete = [post for post in posts if ready.issuperset(item.media_id for item in post.media)]
    for post in complete:
        await _publish(tx, post)
    return [post.id for post in complete]


async def mentions_of(tx: Transaction, viewer: Viewer, caption: str | None) -> tuple[Mention, ...]:
    """The accounts a caption mentions, as far as they exist and the writer may know of them."""
    return tuple(Mention(*one) for one in (await named_in(tx, viewer, caption or "")).items())


async def _own_media(tx: Transaction, owner_id: AccountId, media_ids: Iterable[MediaId]) -> list[MediaRow]:
    wanted = list(media_ids)
    # Held, so that what becomes ready meanwhile is either seen here or finds the post that waits for it.
    await hold_media(tx, owner_id, wanted)
    rows = await media_of(tx, wanted)
    # Another's media and none at all answer alike: what is not yours does not exist here.
    if any(media_id not in rows or rows[media_id].owner_id != owner_id for media_id in wanted):
        raise Invalid("One of these photos is not there.", fields={"media": ["unknown"]})
    found = [rows[media_id] for media_id in wanted]
    if any(row.state is MediaState.FAILED for row in found):
        raise Invalid("One of these photos could not be read.", fields={"media": ["failed"]})
    return found


async def _publish(tx: Transaction, post: Post) -> None:
    # A waiting import carries its true time already, and one that was withdrawn its place as well.
    published_us = tx.now_us if post.published_us is None else post.published_us
    order_id = post.order_id or await _order_id(tx, post.author_id, post.published_us)
    if await store.mark_published(tx, post.id, order_id, published_us):
        await settle_pictures(tx, post.author_id, [item.media_id for item in post.media])
        is_import = post.published_us is not None and post.order_id is None
        await _announce(tx, post, order_id, published_us, is_quiet=is_import)


async def _announce(
    tx: Transaction, post: Post, order_id: OrderId, published_us: int, *, is_quiet: bool
) -> None:
    await store.add_to_total(tx, post.author_id, 1)
    is_return = post.state is not PostState.PUBLISHED and post.order_id is not None
    event = PostPublished(post.id, order_id, post.author_id, published_us, is_quiet, is_return)
    await tx.publish(event, shard=shard_of(post.author_id))
    if not (is_quiet or is_return):
        await tell_named(tx, post, order_id, post.people)


async def _order_id(tx: Transaction, author_id: AccountId, published_us: int | None) -> OrderId:
    """A fresh place at the end, or for an import the first free one of its millisecond."""
    shard = shard_of(author_id)
    if published_us is None:
        return OrderId(tx.mint(shard))
    low = compose(published_us, shard, 0)
    taken = set(await store.orders_between(tx, shard, low, low + SEQUENCES))
    free = next((order for order in range(max(low, 1), low + SEQUENCES) if order not in taken), None)
    if free is None:
        raise Conflict("Too many posts carry this time.", code="time_full")
    return OrderId(free)
