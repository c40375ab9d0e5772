"""What may be shown to somebody who explores: decided from the records whenever anything is shown."""

from collections.abc import Sequence

from tintype.feed import Entry, findable_among
from tintype.graph import EdgeKind, edges, hidden_from
from tintype.kernel.ids import AccountId, OrderId
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading
from tintype.posts import Audience, PostHead, heads_by_order, seen_by
from tintype.signals import hidden_among

_TIED = (EdgeKind.FOLLOW, EdgeKind.REQUEST)


async def shown_to(reading: Reading, viewer: Viewer, orders: Sequence[OrderId]) -> list[PostHead]:
    """Those of some posts that are for everyone, by others whom the viewer neither follows nor has turned away from,
    and that they have not said they are not interested in; in their order.
    """
    heads = await heads_by_order(reading, orders)
    there = [heads[order] for order in orders if order in heads]
    seen = await seen_by(reading, viewer, [one for one in there if one.audience is Audience.EVERYONE])
    if not viewer.is_known:
        return seen
    hidden = await hidden_from(reading, viewer)
    tied = await edges.ties(reading, viewer.account_id, _TIED, {one.author_id for one in seen})
    unwanted = await hidden_among(reading, viewer.account_id, {one.id for one in seen})
    return [
        one
        for one in seen
        if one.author_id != viewer.account_id
        and one.author_id not in hidden
        and one.author_id not in tied
        and one.id not in unwanted
    ]


async def explored(
    reading: Reading, viewer: Viewer, entries: Sequence[Entry]
) -> tuple[list[Entry], frozenset[AccountId]]:
    """The rule of a page: those of them that are not marked sensitive by now, if the viewer does not want to find
    these (AZ-29).
    """
    heads = await shown_to(reading, viewer, [entry.order_id for entry in entries])
    fitting = {head.order_id for head in heads}
    there = [entry for entry in entries if entry.order_id in fitting]
    return await findable_among(reading, viewer, there), await hidden_from(reading, viewer)
