"""People who look and like after a rule, day after day: for plumbing, never for quality."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from tests.ground import Ground
from tests.signals.site import SignalSite
from tintype.kernel.clock import DAY_US, HOUR_US, MINUTE_US
from tintype.kernel.ids import PostId
from tintype.kernel.viewer import Viewer
from tintype.signals import Action


@dataclass
class Town:
    """Everybody likes a third of the authors, and saves what they like now and then."""

    site: SignalSite
    viewers: list[Viewer] = field(default_factory=list)
    authors: list[Viewer] = field(default_factory=list)
    chance: random.Random = field(default_factory=lambda: random.Random(7))

    @classmethod
    async def of(cls, ground: Ground, viewers: int, authors: int) -> Town:
        town = cls(SignalSite(ground))
        town.viewers = [await town.site.person() for _ in range(viewers)]
        town.authors = [await town.site.person() for _ in range(authors)]
        return town

    async def lives(self, days: int) -> None:
        """So many days: each author posts, each viewer looks at all of it."""
        for _ in range(days):
            posts = [await self.site.post(author) for author in self.authors]
            self.site.ground.clock.advance(2 * HOUR_US)
            for at, viewer in enumerate(self.viewers):
                await self._looks(at, viewer, posts)
                self.site.ground.clock.advance(MINUTE_US)
            self.site.ground.clock.advance(DAY_US - 2 * HOUR_US - len(self.viewers) * MINUTE_US)
        await self.site.settle()

    async def _looks(self, at: int, viewer: Viewer, posts: list[PostId]) -> None:
        # A like is told at once, the look that led to it some seconds later.
        for nth, post in enumerate(posts):
            if (at + nth) % 3 == 0 and self.chance.random() < 0.8:
                await self.site.likes.like(viewer, post)
                if self.chance.random() < 0.2:
                    await self.site.saves.save(viewer, post)
        self.site.ground.clock.advance(5_000_000)
        await self.site.sees(viewer, *posts)
        await self.site.sees(viewer, posts[at % len(posts)], action=Action.DWELL_MS, ms=4_000)
