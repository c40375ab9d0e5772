"""Whom somebody may want to follow for what they show: hashtags, places and looks that are to their liking."""

from collections.abc import Sequence

from tintype.explore import store
from tintype.kernel.ids import AccountId, OrderId
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading
from tintype.posts import heads_by_order

LOOKED_AT = 400  # The best of a pool: 3 ms.
DECAY = 0.5  # An author's next best post counts half as much: who posts a lot is not to everybody's taste.


async def authors_liked(reading: Reading, viewer: Viewer, limit: int) -> Sequence[AccountId]:
    """At most so many authors of what the viewer would be shown, best first, whoever may see them by now.

    Nobody for who has no pool of their own: what suits everybody is no taste.
    """
    pool = await store.pool_of(reading, viewer.account_id)
    if pool is None:
        return []
    best = pool.entries[:LOOKED_AT]
    orders = [OrderId(order) for order in best["order"].tolist()]
    heads = await heads_by_order(reading, orders)
    weights: dict[AccountId, float] = {}
    worth: dict[AccountId, float] = {}
    for order, score in zip(orders, best["score"].tolist(), strict=True):
        if order in heads:
            author_id = heads[order].author_id
            weight = weights.get(author_id, 1.0)
            worth[author_id] = worth.get(author_id, 0.0) + weight * score
            weights[author_id] = weight * DECAY
    return sorted(worth, key=lambda author_id: -worth[author_id])[:limit]
