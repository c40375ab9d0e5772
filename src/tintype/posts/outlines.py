"""Published posts as far as ranking looks at them: none of their words, one statement for any number."""

from collections.abc import Sequence
from typing import NamedTuple

from tintype.kernel.ids import AccountId, MediaId, OrderId, PostId
from tintype.ports.records import Reading
from tintype.posts.model import Audience
from tintype.posts.store import sql


class Outline(NamedTuple):
    """`tag` is the first one, or empty; `first` the first picture, of so many."""

    order_id: OrderId
    id: PostId
    author_id: AccountId
    audience: Audience
    tag: str
    first: MediaId
    pictures: int


async def outlines(reading: Reading, order_ids: Sequence[OrderId]) -> list[Outline]:
    """Those of some posts that are published, by their place in feeds, whoever asks; in any order."""
    return await reading.fetch(sql.outlines, _outline, order_ids=order_ids) if order_ids else []


def _outline(  # noqa: PLR0917 — the columns of the row, in order
    order_id: int,
    id: int,
    author_id: int,
    audience: int,
    tag: str | None,
    first: int | None,
    pictures: int,
) -> Outline:
    return Outline(
        OrderId(order_id),
        PostId(id),
        AccountId(author_id),
        Audience(audience),
        tag or "",
        MediaId(first or 0),
        pictures,
    )
