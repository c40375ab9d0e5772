"""A site without pictures whose readers let their feeds know what they look at."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tests.engagement.site import Site
from tests.ground import Ground
from tintype.flow import ConsumerRunner
from tintype.kernel.events import Recorded
from tintype.kernel.ids import OrderId, PostId, shard_of
from tintype.kernel.sql import Query
from tintype.kernel.viewer import Viewer
from tintype.posts import PostForgotten, heads
from tintype.signals import Action, Taste, figures_of_authors, figures_of_posts, figures_of_site, taste_of
from tintype.signals.counting import Counting
from tintype.signals.hiding import Hiding
from tintype.signals.model import Item
from tintype.signals.noting import Impressions
from tintype.signals.wishing import Wishing


class SignalSite(Site):
    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        self.impressions = Impressions(ground.records)
        self.hiding = Hiding(ground.records)
        self.wishing = Wishing(ground.records)
        self.counting = Counting(ground.records)
        self._runner = ConsumerRunner(ground.log, self.counting.consumer())

    async def sees(
        self, viewer: Viewer, *posts: PostId, action: Action = Action.IMPRESSION, ms: int = 0
    ) -> None:
        """The viewer's browser reports the same of some posts."""
        await self.impressions.note(viewer, [Item(post, action, ms) for post in posts])

    async def settle(self) -> None:
        """Count everything that has happened."""
        await self.ground.carry()
        while await self._runner.step():
            pass

    async def log(self) -> Sequence[Recorded]:
        await self.ground.carry()
        return await self.ground.log.after(0, 1_000)

    async def taste(self, viewer: Viewer) -> Taste:
        now_us = self.ground.clock.now_us()
        return await self.ground.look(lambda reading: taste_of(reading, viewer.account_id, now_us))

    async def near(self, viewer: Viewer) -> dict[int, float]:
        """How near the viewer is to whom."""
        taste = await self.taste(viewer)
        return dict(zip(taste.authors.tolist(), taste.strengths.round(3).tolist(), strict=True))

    async def of_post(self, post_id: PostId) -> NDArray[np.float64]:
        return (await self.ground.look(lambda reading: figures_of_posts(reading, [post_id])))[post_id]

    async def of_author(self, viewer: Viewer) -> NDArray[np.float64]:
        author_id = viewer.account_id
        return (await self.ground.look(lambda reading: figures_of_authors(reading, [author_id])))[author_id]

    async def of_site(self) -> NDArray[np.float64]:
        return await self.ground.look(figures_of_site)

    async def order(self, post_id: PostId) -> OrderId:
        (head,) = await self.ground.look(lambda reading: heads(reading, [post_id]))
        assert head.order_id is not None
        return head.order_id

    async def rows_of(self, table: str) -> int:
        ((n,),) = await self.ground.rows(f"SELECT count(*) FROM {table}")
        return int(n)

    async def forgets(self, post_id: PostId, author: Viewer) -> None:
        """The author's post is deleted, and cannot be restored any more."""
        event = PostForgotten(post_id, await self.order(post_id), author.account_id)
        await self.ground.records.transact(lambda tx: tx.publish(event, shard=shard_of(post_id)))

    async def forget(self, table: str) -> None:
        query = Query("tests", f"forget {table}", f"DELETE FROM {table}")
        await self.ground.records.transact(lambda tx: tx.execute(query))
