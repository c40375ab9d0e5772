"""Whom to follow next: where a walk over follows leads and who shows what one likes, then the most followed accounts.

What is suggested may be seen by the viewer, and so may everybody the walk passes through: a suggestion must not tell
whom somebody follows who keeps that to themselves. Candidates are remembered; who may see what is asked at each read.
"""

import asyncio
from array import array
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tintype.graph import edges, stars, store
from tintype.graph.acquaintances import newest_follows
from tintype.graph.model import EdgeKind
from tintype.graph.visibility import reachable, visible
from tintype.graph.walk import Ids, Reached, mutual, starting, step, together
from tintype.kernel.ids import AccountId
from tintype.kernel.problems import Forbidden, NotFound
from tintype.kernel.viewer import Viewer, known
from tintype.ports.cache import Cache
from tintype.ports.records import Reading, Records, Transaction

CANDIDATES = 200  # Somebody who follows all of the 200 most followed has found their way.
CANDIDATES_TTL_S = 300.0
WALK_TTL_S = 3600.0
DISMISSED_MAX = 10_000  # As with blocks.
STARTS = 200  # The newest follows: what one is interested in now.
FOLLOWERS_READ = 40_000  # Of all starts together, shared evenly.
FOLLOWERS_OF_ONE = 1_000  # So many stand for all followers of a star.
CO_FOLLOWERS = 1_000
FOLLOWS_OF_ONE = 200
SHARPNESS = 1.5  # Who shares much with the viewer counts for more than many who share one thing: 0106.
FRIENDS = 0.3  # What whom those follow who follow back is worth beside the walk: 0106.
RANK_OFFSET = 60  # 1 / (60 + rank), summed over lists that do not know of each other: Cormack et al. 2009.
_CANDIDATES_KEY = "graph.most_followed"
_KNOWN = (EdgeKind.FOLLOW, EdgeKind.REQUEST, EdgeKind.MUTE, EdgeKind.DISMISS)


Taste = Callable[[Reading, Viewer, int], Awaitable[Sequence[AccountId]]]
"""At most so many accounts that show what a viewer likes, best first: asked of what is above."""


async def no_taste(_reading: Reading, _viewer: Viewer, _limit: int) -> Sequence[AccountId]:
    """Nothing is known of what anybody likes."""
    return []


@dataclass(frozen=True, slots=True)
class MostFollowed:
    """The site's most followed accounts: the same for everybody, so remembered for five minutes."""

    records: Records
    cache: Cache

    async def ids(self) -> list[AccountId]:
        """At most 200, most followed first. A site that has fewer is small, and asks anew each time."""
        cached = (await self.cache.get([_CANDIDATES_KEY])).get(_CANDIDATES_KEY)
        if cached is not None:
            return [AccountId(id) for id in array("q", cached)]
        ids = await self.records.look(lambda reading: store.most_followed(reading, CANDIDATES))
        if len(ids) == CANDIDATES:
            await self.cache.put({_CANDIDATES_KEY: array("q", ids).tobytes()}, CANDIDATES_TTL_S)
        return ids


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What the site thinks of, and what people say to that."""

    records: Records
    cache: Cache
    most_followed: MostFollowed
    taste: Taste = no_taste

    async def candidates(self, viewer: Viewer) -> list[AccountId]:
        """At most 400, best first, whoever may see them: choose among them with `suggestions`.

        Where the walk leads, and who shows what the viewer likes, is remembered for an hour, or until they follow
        somebody.
        """
        own = await self._remembered(viewer) if viewer.is_known else []
        return list(dict.fromkeys([*own, *await self.most_followed.ids()]))

    async def dismiss(self, viewer: Viewer, account_id: AccountId) -> None:
        """Never suggest somebody again. Safe to call twice. Raises NotFound if hidden, Forbidden beyond 10,000."""
        by_id = known(viewer)

        async def body(tx: Transaction) -> None:
            if not await reachable(tx, viewer, [account_id]):
                raise NotFound
            there = await edges.counts(tx, [by_id], [EdgeKind.DISMISS])
            if there[by_id, EdgeKind.DISMISS] >= DISMISSED_MAX:
                raise Forbidden(f"You can dismiss at most {DISMISSED_MAX:,} accounts.", code="dismiss_limit")
            await edges.add(tx, EdgeKind.DISMISS, [(by_id, account_id)])

        await self.records.transact(body)

    async def _remembered(self, viewer: Viewer) -> list[AccountId]:
        starts = await self.records.look(lambda reading: newest_follows(reading, viewer, STARTS))
        # Whom one has followed since leads elsewhere.
        key = f"graph.walk.{viewer.account_id}.{starts[0] if starts else 0}.{len(starts)}"
        cached = (await self.cache.get([key])).get(key)
        if cached is not None:
            return [AccountId(id) for id in array("q", cached)]
        walked = await self._walk(viewer, starts) if starts else []
        liked = await self.records.look(lambda reading: self.taste(reading, viewer, CANDIDATES))
        ids = joined(walked, liked)[:CANDIDATES] if liked else walked
        if ids:
            await self.cache.put({key: array("q", ids).tobytes()}, WALK_TTL_S)
        return ids

    async def _walk(self, viewer: Viewer, starts: Sequence[AccountId]) -> list[AccountId]:
        """At most 200 that the viewer does not know yet. The arithmetic is done beside the loop."""
        most = min(FOLLOWERS_OF_ONE, FOLLOWERS_READ // len(starts))
        followers = await self.records.look(
            lambda reading: _neighbours(reading, starts, EdgeKind.FOLLOWED_BY, most)
        )
        reached = await asyncio.to_thread(step, starting(starts), followers)
        passing = reached.without([viewer.account_id]).first(CO_FOLLOWERS)

        async def onwards(
            reading: Reading,
        ) -> tuple[Reached, list[AccountId], Mapping[int, Ids], list[int]]:
            back = await edges.sources_in(reading, viewer.account_id, EdgeKind.FOLLOW, starts)
            through = [AccountId(id) for id in {*passing.ids.tolist(), *back}]
            open_ones = await visible(reading, viewer, through)
            follows = await _neighbours(reading, sorted(open_ones), EdgeKind.FOLLOW, FOLLOWS_OF_ONE)
            friends = [id for id in starts if id in back and id in open_ones]
            met = await edges.all_of(reading, viewer.account_id, _KNOWN)
            return passing.among(open_ones), friends, follows, met

        here, friends, follows, met = await self.records.look(onwards)
        there = await asyncio.to_thread(_beyond, here, friends, follows)
        return [AccountId(id) for id in there.without([viewer.account_id, *met]).ids[:CANDIDATES].tolist()]


def _beyond(here: Reached, friends: Sequence[AccountId], follows: Mapping[int, Ids]) -> Reached:
    return together(step(here.sharpened(SHARPNESS), follows), mutual(friends, follows), FRIENDS)


def joined(*lists: Sequence[AccountId]) -> list[AccountId]:
    """One list of several, best first: who stands high in two comes before who is first in one."""
    worth: dict[AccountId, float] = {}
    for ids in lists:
        for rank, id in enumerate(ids):
            worth[id] = worth.get(id, 0.0) + 1 / (RANK_OFFSET + rank)
    return sorted(worth, key=lambda id: -worth[id])


async def suggestions(
    reading: Reading, viewer: Viewer, candidates: Sequence[AccountId], limit: int
) -> list[AccountId]:
    """Those of the candidates whom the viewer may see, without the viewer's own, known and dismissed ones."""
    seen = await visible(reading, viewer, candidates)
    tied = await edges.ties(reading, viewer.account_id, _KNOWN, candidates) if viewer.is_known else {}
    strangers = seen - tied.keys() - {viewer.account_id}
    return [account_id for account_id in candidates if account_id in strangers][:limit]


async def _neighbours(
    reading: Reading, ids: Sequence[AccountId], kind: EdgeKind, limit: int
) -> dict[int, Ids]:
    """At most `limit` of the nodes that each of many is tied to, those who joined first."""
    if not ids:
        return {}
    rows = await reading.fetch(store.sql.first_of_each, _packed, srcs=list(ids), kind=int(kind), limit=limit)
    found = {src: np.fromstring(dsts, np.int64, sep=" ") for src, dsts, level in rows if dsts and not level}
    for src in [src for src, _, level in rows if level]:
        found[src] = np.array(await stars.page_by_id(reading, src, kind, 0, limit), np.int64)
    return found


def _packed(src: int, dsts: str | None, level: int | None) -> tuple[int, str | None, int | None]:
    return src, dsts, level
