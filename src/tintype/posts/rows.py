"""Rows of posts as values: each function takes the columns of one query, in order."""

import msgspec

from tintype.kernel.ids import AccountId, MediaId, OrderId, PostId
from tintype.kernel.pages import Place as PagePlace
from tintype.posts.model import (
    Audience,
    Licence,
    Mention,
    Named,
    NamedAs,
    Naming,
    Place,
    Post,
    PostHead,
    PostState,
    Revision,
)


def post_row(  # noqa: PLR0913, PLR0917 — the columns of the row, in order
    post_id: int,
    order_id: int | None,
    author_id: int,
    state: int,
    title: str | None,
    caption: str | None,
    place_name: str | None,
    place_lat: float | None,
    place_lon: float | None,
    audience: int,
    created_us: int,
    published_us: int | None,
    edited_us: int | None,
    version: int,
    shelf_us: int,
    shelf_before: int,
    pinned_us: int,
    licence: int,
    is_sensitive: int,
    has_people: int,
) -> Post:
    return Post(
        id=PostId(post_id),
        order_id=None if order_id is None else OrderId(order_id),
        author_id=AccountId(author_id),
        state=PostState(state),
        title=title,
        caption=caption,
        place=None if place_name is None else Place(place_name, place_lat, place_lon),
        audience=Audience(audience),
        created_us=created_us,
        published_us=published_us,
        edited_us=edited_us,
        version=version,
        shelf_us=shelf_us,
        was_archived=shelf_before == PostState.ARCHIVED,
        pinned_us=pinned_us,
        licence=Licence(licence),
        is_sensitive=bool(is_sensitive),
        has_people=bool(has_people),
    )


def head_row(post_id: int, order_id: int | None, author_id: int, state: int, audience: int) -> PostHead:
    order = None if order_id is None else OrderId(order_id)
    return PostHead(PostId(post_id), order, AccountId(author_id), PostState(state), Audience(audience))


def use_row(  # noqa: PLR0917 — the columns of the row, in order
    media_id: int, post_id: int, order_id: int | None, author_id: int, state: int, audience: int
) -> tuple[MediaId, PostHead]:
    return MediaId(media_id), head_row(post_id, order_id, author_id, state, audience)


def pair_row(author_id: int, n: int) -> tuple[int, int]:
    return author_id, n


def media_row(post_id: int, media_id: int, alt: str | None) -> tuple[int, int, str | None]:
    return post_id, media_id, alt


def first_row(post_id: int, media_id: int) -> tuple[PostId, MediaId]:
    return PostId(post_id), MediaId(media_id)


def tag_row(post_id: int, tag: str) -> tuple[int, str]:
    return post_id, tag


def mention_row(post_id: int, account_id: int, username: str) -> tuple[int, Mention]:
    return post_id, Mention(AccountId(account_id), username)


def revision_row(  # noqa: PLR0917 — the columns of the row, in order
    version: int, at_us: int, title: str | None, caption: str | None, place_name: str | None, alts: str
) -> Revision:
    words = msgspec.json.decode(alts, type=tuple[str | None, ...])
    return Revision(version, at_us, title, caption, place_name, words)


def place_row(shelf_us: int, post_id: int) -> PagePlace:
    return PagePlace(shelf_us, post_id)


def named_row(  # noqa: PLR0917 — the columns of the row, in order
    post_id: int, account_id: int, role: int, media_id: int, x: float | None, y: float | None, state: int
) -> tuple[int, Named]:
    return post_id, Named(AccountId(account_id), NamedAs(role), MediaId(media_id), x, y, Naming(state))
