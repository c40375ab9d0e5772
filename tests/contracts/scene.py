"""People of one site who act through two processes at the same moment."""

import asyncio
import random
from collections.abc import Awaitable
from typing import Any

from tests.accounts.conftest import House
from tests.contracts.stores import Store
from tests.engagement.site import Site as Talk
from tests.posts.site import Site as Studio
from tintype.kernel.viewer import Viewer


class Scene:
    """The hands of two processes."""

    def __init__(self, store: Store) -> None:
        self.store = store
        grounds = store.grounds()
        self.talks = [Talk(ground) for ground in grounds]
        self.studios = [Studio(ground) for ground in grounds]
        self.houses: list[House] = []
        self._rng = random.Random(5)

    async def person(self, *, is_private: bool = False) -> Viewer:
        self.store.clock.advance(1_000)
        return await self.talks[0].person(is_private=is_private)

    async def at_once(self, *acts: Awaitable[Any]) -> list[Any]:
        """All acts started together in any order; what came of each. Only Problems are expected."""
        started = list(enumerate(acts))
        self._rng.shuffle(started)
        found = await asyncio.gather(*(act for _, act in started), return_exceptions=True)
        answers = dict(zip((at for at, _ in started), found, strict=True))
        return [answers[at] for at in range(len(acts))]

    async def check(self) -> None:
        """Every tie has both its ends, and every count is what a recount gives."""
        pairs = await self.store.rows("SELECT src, kind, dst FROM edges")
        back = {(dst, kind + 1 if kind % 2 else kind - 1, src) for src, kind, dst in pairs}
        assert back == set(pairs)
        counted = await self.store.rows("SELECT node, kind, n FROM counts WHERE n <> 0")
        recount: dict[tuple[int, int], int] = {}
        for src, kind, _ in pairs:
            if kind not in (9, 13):
                recount[src, kind] = recount.get((src, kind), 0) + 1
        assert {(node, kind): n for node, kind, n in counted} == recount
