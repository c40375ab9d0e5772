"""Typed functions over the queries of posts."""

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from tintype.kernel.ids import AccountId, MediaId, OrderId, PostId, shard_of
from tintype.kernel.sql import Queries
from tintype.ports.records import Reading, Transaction
from tintype.posts import rows
from tintype.posts.model import (
    SHELVES,
    Mention,
    Named,
    Place,
    Post,
    PostHead,
    PostMedia,
    PostState,
    Revision,
)

sql = Queries(__package__ or "")


async def insert(tx: Transaction, post: Post) -> None:
    """Write a new post with all it carries."""
    shard = shard_of(post.id)
    await tx.execute(
        sql.insert_post,
        shard=shard,
        id=post.id,
        order_id=post.order_id,
        author_id=post.author_id,
        # What lies on a shelf is pending in the index of pending posts' sense: nobody else knows of it.
        state=int(PostState.PENDING if post.state in SHELVES else post.state),
        shelf=int(post.state if post.state in SHELVES else 0),
        title=post.title,
        caption=post.caption,
        **place_columns(post.place),
        audience=int(post.audience),
        created_us=post.created_us,
        published_us=post.published_us,
        shelf_us=post.shelf_us,
        **_more_columns(post),
    )
    for position, item in enumerate(post.media):
        await tx.execute(
            sql.insert_media,
            shard=shard,
            post_id=post.id,
            position=position,
            media_id=item.media_id,
            alt=item.alt,
        )
    await insert_words(tx, post.id, post.tags, post.mentions)


async def insert_words(
    tx: Transaction, post_id: PostId, tags: Sequence[str], mentions: Sequence[Mention]
) -> None:
    """Write the hashtags and mentions of a post that has none."""
    shard = shard_of(post_id)
    for position, tag in enumerate(tags):
        await tx.execute(sql.insert_tag, shard=shard, post_id=post_id, position=position, tag=tag)
    for position, mention in enumerate(mentions):
        await tx.execute(
            sql.insert_mention,
            shard=shard,
            post_id=post_id,
            position=position,
            account_id=mention.account_id,
            username=mention.username,
        )


async def delete_words(tx: Transaction, post_id: PostId) -> None:
    """Remove the hashtags and mentions of a post."""
    await tx.execute(sql.delete_tags, shard=shard_of(post_id), post_id=post_id)
    await tx.execute(sql.delete_mentions, shard=shard_of(post_id), post_id=post_id)


async def update(tx: Transaction, post: Post, *, version: int) -> bool:
    """Write the words of an edited post over `version`; False when that is not the version there any more."""
    changed = await tx.execute(
        sql.update_post,
        shard=shard_of(post.id),
        id=post.id,
        title=post.title,
        caption=post.caption,
        **place_columns(post.place),
        audience=int(post.audience),
        edited_us=post.edited_us,
        version=version,
        **_more_columns(post),
    )
    return changed == 1


async def set_alts(tx: Transaction, post_id: PostId, media: Sequence[PostMedia]) -> None:
    """Write the alt texts of some of a post's media."""
    for item in media:
        await tx.execute(
            sql.set_alt, shard=shard_of(post_id), post_id=post_id, media_id=item.media_id, alt=item.alt
        )


async def insert_revision(tx: Transaction, post: Post) -> None:
    """Keep what a post says at this moment, before an edit."""
    await tx.execute(
        sql.insert_revision,
        shard=shard_of(post.id),
        post_id=post.id,
        version=post.version,
        at_us=tx.now_us,
        title=post.title,
        caption=post.caption,
        place_name=post.place.name if post.place else None,
        alts=msgspec.json.encode([item.alt for item in post.media]).decode(),
    )


async def mark_published(tx: Transaction, post_id: PostId, order_id: OrderId, published_us: int) -> bool:
    """Publish a pending post; False when it is not pending any more."""
    changed = await tx.execute(
        sql.mark_published,
        shard=shard_of(post_id),
        id=post_id,
        order_id=order_id,
        published_us=published_us,
    )
    return changed == 1


async def mark_pending(tx: Transaction, post_id: PostId) -> bool:
    """Take a published post from everybody but its author; False when it is not published."""
    return await tx.execute(sql.mark_pending, shard=shard_of(post_id), id=post_id) == 1


async def hold_post(tx: Transaction, post_id: PostId) -> None:
    """Let nobody else change or publish a post until this body ends."""
    await tx.hold(sql.hold_post, shard=shard_of(post_id), id=post_id)


async def mark_deleted(tx: Transaction, post_id: PostId) -> bool:
    """Delete a post; False when it was deleted before."""
    return await tx.execute(sql.mark_deleted, shard=shard_of(post_id), id=post_id) == 1


async def add_to_total(tx: Transaction, author_id: AccountId, by: int) -> None:
    """Count a published post in or out."""
    await tx.execute(sql.add_to_total, shard=shard_of(author_id), author_id=author_id, by=by)


async def totals(reading: Reading, author_ids: Sequence[AccountId]) -> dict[AccountId, int]:
    """How many published posts each author has; 0 for one who never posted."""
    if not author_ids:
        return {}
    found = await reading.fetch(sql.totals, rows.pair_row, author_ids=author_ids)
    return dict.fromkeys(author_ids, 0) | {AccountId(author_id): n for author_id, n in found}


async def heads(reading: Reading, post_ids: Sequence[PostId]) -> list[PostHead]:
    """The heads of posts in any state; unknown ids are left out."""
    if not post_ids:
        return []
    return await reading.fetch(sql.heads, rows.head_row, post_ids=post_ids)


async def heads_by_order(reading: Reading, order_ids: Sequence[OrderId]) -> dict[OrderId, PostHead]:
    """The heads of published posts by their place in feeds; what is not published is left out."""
    if not order_ids:
        return {}
    found = await reading.fetch(sql.heads_by_order, rows.head_row, order_ids=order_ids)
    return {head.order_id: head for head in found if head.order_id is not None}


async def ids_by_order(reading: Reading, order_ids: Sequence[OrderId]) -> list[PostId]:
    """The ids of published posts by their place in feeds, in any order."""
    if not order_ids:
        return []
    return await reading.fetch(sql.ids_by_order, PostId, order_ids=order_ids)


async def whole(reading: Reading, post_ids: Sequence[PostId]) -> dict[PostId, Post]:
    """Whole posts in any state, in the order asked; unknown ids are left out. Five queries for any number."""
    if not post_ids:
        return {}
    media: dict[int, list[PostMedia]] = {}
    for post_id, media_id, alt in await reading.fetch(sql.media, rows.media_row, post_ids=post_ids):
        media.setdefault(post_id, []).append(PostMedia(MediaId(media_id), alt))
    tags: dict[int, list[str]] = {}
    for post_id, tag in await reading.fetch(sql.tags, rows.tag_row, post_ids=post_ids):
        tags.setdefault(post_id, []).append(tag)
    mentions: dict[int, list[Mention]] = {}
    for post_id, mention in await reading.fetch(sql.mentions, rows.mention_row, post_ids=post_ids):
        mentions.setdefault(post_id, []).append(mention)

    posts = await reading.fetch(sql.posts, rows.post_row, post_ids=post_ids)
    people = await _people(reading, [post.id for post in posts if post.has_people])
    found: dict[PostId, Post] = {}
    for post in posts:
        found[post.id] = replace(
            post,
            media=tuple(media.get(post.id, ())),
            tags=tuple(tags.get(post.id, ())),
            mentions=tuple(mentions.get(post.id, ())),
            people=tuple(people.get(post.id, ())),
        )
    return {post_id: found[post_id] for post_id in post_ids if post_id in found}


async def history(reading: Reading, post_id: PostId, limit: int) -> list[Revision]:
    """What a post said before, newest first."""
    return await reading.fetch(
        sql.history, rows.revision_row, shard=shard_of(post_id), post_id=post_id, limit=limit
    )


async def heads_with_media(reading: Reading, media_ids: Sequence[MediaId]) -> list[tuple[MediaId, PostHead]]:
    """The posts, pending or published, that carry some media: one pair for each use."""
    if not media_ids:
        return []
    return await reading.fetch(sql.posts_with_media, rows.use_row, media_ids=media_ids)


async def first_media(reading: Reading, post_ids: Sequence[PostId]) -> dict[PostId, MediaId]:
    """The picture that each of some posts begins with, whoever may see it."""
    return dict(await reading.fetch(sql.first_media, rows.first_row, post_ids=post_ids) if post_ids else [])


async def orders_between(reading: Reading, shard: int, low: int, high: int) -> list[int]:
    """The order ids of one shard that are taken in [low, high)."""
    return await reading.fetch(sql.orders_between, int, shard=shard, low=low, high=high)


def place_columns(place: Place | None) -> dict[str, int | float | str | None]:
    """A place as the columns of its post."""
    return {
        "place_id": place.id if place else None,
        "place_name": place.name if place else None,
        "place_lat": place.lat if place else None,
        "place_lon": place.lon if place else None,
    }


def _more_columns(post: Post) -> dict[str, int]:
    return {
        "licence": int(post.licence),
        "is_sensitive": int(post.is_sensitive),
        "has_people": int(post.has_people),
    }


async def _people(reading: Reading, post_ids: Sequence[PostId]) -> dict[int, list[Named]]:
    found: dict[int, list[Named]] = {}
    if post_ids:
        for post_id, named in await reading.fetch(sql.people, rows.named_row, post_ids=post_ids):
            found.setdefault(post_id, []).append(named)
    return found
