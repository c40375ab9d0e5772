"""What a viewer was shown: taken in as it is reported, at most once a post and day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tintype.accounts import hold_accounts
from tintype.kernel.clock import DAY_US
from tintype.kernel.ids import AccountId, PostId, shard_of
from tintype.kernel.viewer import Viewer, known
from tintype.ports.records import Reading, Records, Transaction
from tintype.posts import PostHead, PostKind, kinds_of_posts, visible_heads
from tintype.signals import store
from tintype.signals.events import ImpressionsNoted
from tintype.signals.hiding import hide
from tintype.signals.model import COUNTED_MAX, DWELL_MS_MAX, Action, Item, Surface
from tintype.signals.packing import COUNTED, ITEM, NO_KIND, Ints, seen_with, visits_with
from tintype.signals.store import Viewing

_SEEN = frozenset({Action.IMPRESSION, Action.DWELL_MS})


@dataclass(frozen=True, slots=True)
class Impressions:
    """Reports of what was shown. One that comes twice counts once."""

    records: Records

    async def note(self, viewer: Viewer, items: Sequence[Item], surface: Surface = Surface.HOME) -> None:
        """Take in what the viewer was shown. What they may not see is passed over without a word."""
        viewer_id = known(viewer)
        heads, kinds = await self.records.look(lambda reading: _about(reading, viewer, items))
        there = [item for item in items if item.post_id in heads]
        if not there:
            return

        async def body(tx: Transaction) -> None:
            await hold_accounts(tx, viewer_id)
            await hide(tx, viewer_id, [heads[one.post_id] for one in there if one.action is Action.HIDE])
            was = await store.viewing_of(tx, viewer_id)
            if was.is_off:
                return
            now, counted = noted(was, there, heads, kinds, viewer_id, tx.now_us)
            if surface is not Surface.HOME:
                # What was seen elsewhere does not move where home has been read to.
                now = replace(now, frontier=was.frontier, orders=was.orders)
            await store.put_viewing(tx, viewer_id, now)
            # Whoever has not confirmed an address changes nothing for others: their own feed alone.
            counts = len(counted) > 0 and not viewer.is_limited
            batch_id = await store.add_impressions(tx, viewer_id, counted, surface) if counts else 0
            # What was seen is news to whoever keeps this viewer's pages, even if nothing of it counts.
            if batch_id or not np.array_equal(was.orders, now.orders):
                await tx.publish(
                    ImpressionsNoted(viewer_id, batch_id, int(surface)), shard=shard_of(viewer_id)
                )

        await self.records.transact(body)


def noted(  # noqa: PLR0917 — what a report is held against
    was: Viewing,
    items: Sequence[Item],
    heads: Mapping[PostId, PostHead],
    kinds: Mapping[PostId, PostKind],
    viewer_id: AccountId,
    now_us: int,
) -> tuple[Viewing, NDArray[np.void]]:
    """What a viewer has seen after a report, and what of it counts, as rows of ITEM: pure.

    Each action counts once a post and day, looking for DWELL_MS_MAX in all; what is one's own never does.
    """
    day = now_us // DAY_US
    strange = [
        item
        for item in items
        if item.action is not Action.HIDE and heads[item.post_id].author_id != viewer_id
    ]
    known = was.counted if day == was.day else was.counted[:0]
    today, places = _with_room(known, np.unique(np.array([item.post_id for item in strange], np.int64)))
    actions, looked = today["actions"], today["ms"]
    rows: list[tuple[int, ...]] = []
    for item in strange:
        if (at := places.get(item.post_id)) is None:
            continue
        done, looked_ms = int(actions[at]), int(looked[at])
        ms = min(item.ms, DWELL_MS_MAX - looked_ms)
        if (ms <= 0) if item.action is Action.DWELL_MS else done >> item.action & 1:
            continue
        actions[at] = done | 1 << item.action
        looked[at] = looked_ms + ms
        kind = kinds.get(item.post_id, NO_KIND)
        rows.append((item.post_id, heads[item.post_id].author_id, ms, item.action, kind))
    orders = [heads[item.post_id].order_id or 0 for item in items if item.action in _SEEN]
    frontier, seen = seen_with(was.frontier, was.orders, np.array(orders, np.int64))
    visits = visits_with(was.visits, was.at_us, now_us)
    now = replace(was, frontier=frontier, orders=seen, visits=visits, at_us=now_us, day=day, counted=today)
    return now, np.array(rows, ITEM)


def _with_room(counted: NDArray[np.void], posts: Ints) -> tuple[NDArray[np.void], dict[int, int]]:
    """A day's rows of COUNTED, sorted by post, with room for some more posts; where each stands, as far as there is."""
    new = posts[~_among(counted["post"], posts)[1]][: COUNTED_MAX - len(counted)]
    room = np.zeros(len(new), COUNTED)
    room["post"] = new
    today = np.concatenate([counted, room])
    if len(new):
        today = today[np.argsort(today["post"])]
    places, there = _among(today["post"], posts)
    return today, dict(zip(posts[there].tolist(), places[there].tolist(), strict=True))


def _among(known: Ints, asked: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """Where each id is, or would be, among sorted ones, and whether it is there."""
    known = np.ascontiguousarray(known)
    places = np.searchsorted(known, asked)
    there = places < len(known)
    there[there] = known[places[there]] == asked[there]
    return places, there


async def _about(
    reading: Reading, viewer: Viewer, items: Sequence[Item]
) -> tuple[dict[PostId, PostHead], dict[PostId, PostKind]]:
    heads = await visible_heads(reading, viewer, sorted({item.post_id for item in items}))
    published = {post_id: head for post_id, head in heads.items() if head.is_published}
    return published, await kinds_of_posts(reading, published.keys())
