"""Explore follows the log: what comes out can be shown within seconds, and what is shown is counted."""

from collections.abc import Sequence
from dataclasses import dataclass

from tintype.explore import store
from tintype.explore.gathering import open_to_all
from tintype.flow import Consumer
from tintype.kernel.events import Recorded
from tintype.kernel.ids import OrderId, PostId
from tintype.ports.records import Reading, Records, Transaction
from tintype.posts import PostForgotten, PostPublished, marked_among, posts_of
from tintype.signals import Action, ImpressionsNoted, Surface, impressions_of, reports_from

LINGER_S = 1.0


@dataclass(frozen=True, slots=True)
class Keeping:
    """What runs twice puts a post into its place once more; what was shown then counts twice, which harms nothing."""

    records: Records

    def consumer(self) -> Consumer:
        """The place of explore in the log."""
        kinds = frozenset(each.kind for each in (PostPublished, PostForgotten, ImpressionsNoted))
        return Consumer("explore", kinds, self.on_event, self.on_events, linger_s=LINGER_S)

    async def on_event(self, recorded: Recorded) -> None:
        await self.on_events([recorded])

    async def on_events(self, batch: Sequence[Recorded]) -> None:
        """Note what has come out and may be shown to anybody, and what was shown."""
        new = [one.event.post_id for one in batch if isinstance(one.event, PostPublished)]
        gone = [one.event.post_id for one in batch if isinstance(one.event, PostForgotten)]
        reports = reports_from(batch, Surface.EXPLORE)
        if not (new or gone or reports):
            return

        async def look(reading: Reading) -> tuple[dict[OrderId, bool], dict[int, tuple[int, int]]]:
            posts = await open_to_all(reading, list((await posts_of(reading, new)).values())) if new else []
            marked = await marked_among(reading, posts)
            orders = {post.order_id: post.id in marked for post in posts if post.order_id}
            return orders, await _counted(reading, reports)

        orders, counts = await self.records.look(look)
        if not (orders or gone or counts):
            return

        async def body(tx: Transaction) -> None:
            await store.add_fresh(tx, orders)
            await store.add_figures(tx, {id: n for id, n in counts.items() if id not in gone})
            if gone:
                await tx.execute(store.sql.forget_figures, ids=sorted(gone))

        await self.records.transact(body)


async def _counted(reading: Reading, reports: Sequence[int]) -> dict[int, tuple[int, int]]:
    """How often each post was shown and opened, by some reports."""
    found: dict[int, tuple[int, int]] = {}
    for items in (await impressions_of(reading, reports)).values():
        for post, action in zip(items["post"].tolist(), items["action"].tolist(), strict=True):
            shown, opened = found.get(post, (0, 0))
            if action == Action.IMPRESSION:
                found[post] = (shown + 1, opened)
            elif action == Action.OPEN:
                found[post] = (shown, opened + 1)
    return {PostId(post): counts for post, counts in found.items()}
