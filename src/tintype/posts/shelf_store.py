"""Typed functions over the queries about shelves and pins."""

from tintype.kernel.ids import AccountId, PostId, shard_of
from tintype.kernel.pages import Page, Place, page_of
from tintype.ports.records import Reading, Transaction
from tintype.posts.model import PostState
from tintype.posts.rows import place_row
from tintype.posts.store import sql


async def put_on_shelf(
    tx: Transaction, post_id: PostId, shelf: PostState, shelf_us: int, *, was_archived: bool = False
) -> None:
    """Put a post where only its author sees it; it is pinned no more."""
    await tx.execute(
        sql.put_on_shelf,
        shard=shard_of(post_id),
        id=post_id,
        shelf=int(shelf),
        shelf_us=shelf_us,
        shelf_before=int(PostState.ARCHIVED) if was_archived else 0,
    )


async def take_off_shelf(tx: Transaction, post_id: PostId) -> None:
    """The post waits to be published, like any other."""
    await tx.execute(sql.take_off_shelf, shard=shard_of(post_id), id=post_id)


async def erase_words(tx: Transaction, post_id: PostId) -> None:
    """Take from a deleted post what it said and carried. Tags and history go when the lists have read them."""
    shard = shard_of(post_id)
    await tx.execute(sql.erase_words, shard=shard, id=post_id)
    await tx.execute(sql.delete_mentions, shard=shard, post_id=post_id)
    await tx.execute(sql.delete_media, shard=shard, post_id=post_id)


async def erase_traces(tx: Transaction, post_id: PostId) -> None:
    """Take from a deleted post what lists needed to forget it: the tags it ever had, and whom it named."""
    shard = shard_of(post_id)
    await tx.execute(sql.delete_tags, shard=shard, post_id=post_id)
    await tx.execute(sql.delete_history, shard=shard, post_id=post_id)
    await tx.execute(sql.delete_people, shard=shard, post_id=post_id)


async def set_pinned(tx: Transaction, post_id: PostId, pinned_us: int) -> None:
    """Pin a post, or with 0 unpin it."""
    await tx.execute(sql.set_pinned, shard=shard_of(post_id), id=post_id, pinned_us=pinned_us)


async def shelf_page(
    reading: Reading, author_id: AccountId, shelf: PostState, place: Place, limit: int
) -> Page[PostId]:
    """What lies on one shelf of an author, by its time, the latest first."""
    rows = await reading.fetch(
        sql.shelf_of_author,
        place_row,
        shard=shard_of(author_id),
        author_id=author_id,
        shelf=int(shelf),
        at_us=place.at,
        id=place.id,
        limit=limit + 1,
    )
    page = page_of(rows, limit, lambda row: row)
    return Page([PostId(row.id) for row in page.items], page.next)
