"""Classes of people: how lately readers were here, and which authors are famous. Kept by the worker from the log.

Who has the site open is known to the processes that hold the connections, and is no class that is kept
(docs/decisions/0039, 0066).
"""

from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from tintype.accounts import AccountCreated, AccountSeen
from tintype.flow import Consumer
from tintype.graph import edges
from tintype.graph.events import FameChanged, Followed, ReadersAged, Unfollowed
from tintype.graph.model import FAMOUS_FOLLOWERS, EdgeKind
from tintype.kernel.clock import DAY_US
from tintype.kernel.events import Recorded
from tintype.kernel.ids import AccountId, shard_of
from tintype.kernel.sql import Queries
from tintype.ports.cache import Cache
from tintype.ports.records import Reading, Records, Transaction

ACTIVE_US = 30 * DAY_US
PASSIVE_US = 180 * DAY_US
BATCH = 1_000
# Counting a million accounts takes 60 ms; whoever watches a dashboard asks every few seconds.
COUNTS_TTL_S = 60.0
_COUNTS_KEY = "graph.classes"

sql = Queries(__package__ or "", "classes.sql")


class Reader(IntEnum):
    """How lately somebody was here: within 30 days, within 180, or longer ago. As the records keep it."""

    ACTIVE = 0
    PASSIVE = 1
    INACTIVE = 2


class Fame(IntEnum):
    """How posts of an author come to their followers, as the records keep it."""

    ORDINARY = 0
    """Pushed."""
    FAMOUS = 1
    """Pulled by the followers."""
    LEAVING = 2
    """Pushed again, and pulled until every follower has what was not pushed."""


@dataclass(frozen=True, slots=True)
class UserClass:
    """One account's. `seen_us` is exact to the day, 0 when it was never noted."""

    account_id: AccountId
    reader: Reader
    fame: Fame
    seen_us: int


@dataclass(frozen=True, slots=True)
class ClassCounts:
    """How many accounts are of each class. Famous ones are readers too."""

    active: int
    passive: int
    inactive: int
    famous: int


@dataclass(frozen=True, slots=True)
class Classes:
    """Keeps the classes. Everything may run twice, and late. Above `famous_followers` an author is famous."""

    records: Records
    cache: Cache
    famous_followers: int = FAMOUS_FOLLOWERS

    def consumer(self) -> Consumer:
        """The place of classes in the log."""
        kinds = (AccountCreated, AccountSeen, Followed, Unfollowed)
        return Consumer(
            "classes", frozenset(each.kind for each in kinds), self.on_event, handle_many=self.on_events
        )

    async def on_event(self, recorded: Recorded) -> None:
        """One fact by itself."""
        await self.on_events([recorded])

    async def on_events(self, batch: Sequence[Recorded]) -> None:
        """Note who was here, and who has become famous, or is so no longer."""
        seen: dict[AccountId, int] = {}
        followed: set[AccountId] = set()
        for recorded in batch:
            match recorded.event:
                case AccountCreated(is_planted=True):
                    pass
                case (
                    AccountCreated(account_id=account_id, at_us=at_us)
                    | AccountSeen(account_id=account_id, at_us=at_us)
                ):
                    seen[account_id] = max(at_us, seen.get(account_id, 0))
                case Followed(followed_id=followed_id) | Unfollowed(followed_id=followed_id):
                    followed.add(followed_id)
                case _:
                    pass
        if seen:
            await self.records.transact(lambda tx: _note_seen(tx, seen))
        if followed:
            await self._settle_fame(followed)

    async def age(self) -> int:
        """Move on everybody who has not been here for long enough; how many that were."""
        return await self._age(Reader.PASSIVE, PASSIVE_US) + await self._age(Reader.ACTIVE, ACTIVE_US)

    async def counts(self) -> ClassCounts:
        """How many of each there are on the whole site, at most a minute old."""
        cached = (await self.cache.get([_COUNTS_KEY])).get(_COUNTS_KEY)
        if cached is None:
            found = await self.records.look(_counts)
            cached = array("q", found).tobytes()
            await self.cache.put({_COUNTS_KEY: cached}, COUNTS_TTL_S)
        return ClassCounts(*array("q", cached))

    async def _settle_fame(self, ids: Collection[AccountId]) -> None:
        changes = await self.records.look(lambda reading: _fame(reading, ids, self.famous_followers))
        if changes:
            await self.records.transact(lambda tx: _note_fame(tx, changes))

    async def _age(self, reader: Reader, after_us: int) -> int:
        moved = 0
        while True:
            done = await self.records.transact(lambda tx: _age_some(tx, reader, tx.now_us - after_us))
            moved += done
            if done < BATCH:
                return moved


def reader_of(seen_us: int, now_us: int) -> Reader:
    """The class of somebody who was last here at a time."""
    away_us = now_us - seen_us
    if away_us <= ACTIVE_US:
        return Reader.ACTIVE
    return Reader.PASSIVE if away_us <= PASSIVE_US else Reader.INACTIVE


async def classes_of(reading: Reading, ids: Collection[AccountId]) -> dict[AccountId, UserClass]:
    """The classes of many accounts; those that were never noted are missing."""
    rows = await reading.fetch(sql.classes_of, _class, ids=list(ids))
    return {row.account_id: row for row in rows}


async def away(reading: Reading, ids: Collection[AccountId]) -> list[AccountId]:
    """Those of some who are not active: not here for 30 days, or never."""
    found = await classes_of(reading, ids)
    return [id for id in ids if id not in found or found[id].reader is not Reader.ACTIVE]


async def active_in(reading: Reading, shard: int, after: int, limit: int) -> list[AccountId]:
    """At most `limit` active accounts of one shard above an id, oldest first."""
    return await reading.fetch(sql.active_in_shard, AccountId, shard=shard, after=after, limit=limit)


async def pulled(reading: Reading) -> frozenset[AccountId]:
    """Everybody whose posts their followers pull."""
    return frozenset(await reading.fetch(sql.pulled, AccountId))


async def settle_fame(tx: Transaction, account_id: AccountId) -> None:
    """Every follower has what was not pushed to them: it is pulled no more."""
    await tx.execute(sql.settle_fame, shard=shard_of(account_id), account_id=account_id)


def until(famous_followers: int) -> int:
    """How many followers an author who is famous has at least.

    Fewer than made them so, so that one follower more or less does not change how posts come to people.
    """
    return max(1, famous_followers * 9 // 10)


async def _fame(reading: Reading, ids: Collection[AccountId], famous_followers: int) -> dict[AccountId, Fame]:
    """What is different by now."""
    found = await classes_of(reading, ids)
    was = {id: found[id].fame if id in found else Fame.ORDINARY for id in ids}
    low, high = until(famous_followers) - 1, famous_followers
    bounds: dict[int, int] = {id: low if fame is Fame.FAMOUS else high for id, fame in was.items()}
    above = await edges.outnumbering(reading, EdgeKind.FOLLOWED_BY, bounds)
    return {
        id: Fame.FAMOUS if id in above else Fame.LEAVING
        for id, fame in was.items()
        if (id in above) is not (fame is Fame.FAMOUS)
    }


async def _note_fame(tx: Transaction, changes: Mapping[AccountId, Fame]) -> None:
    for account_id, fame in sorted(changes.items()):
        shard = shard_of(account_id)
        await tx.execute(sql.note_fame, shard=shard, account_id=account_id, famous=int(fame))
        await tx.publish(FameChanged(account_id, tx.now_us, fame is Fame.FAMOUS), shard=shard)


async def _note_seen(tx: Transaction, seen: Mapping[AccountId, int]) -> None:
    rows = [(shard_of(id), id, int(reader_of(at_us, tx.now_us)), at_us) for id, at_us in sorted(seen.items())]
    await tx.execute(sql.note_seen, people=rows)


async def _age_some(tx: Transaction, reader: Reader, before: int) -> int:
    ids = await tx.fetch(sql.unseen_since, AccountId, reader=int(reader), before=before, limit=BATCH)
    if ids:
        await tx.execute(sql.set_reader, ids=ids, reader=int(reader) + 1, before=before)
        await tx.publish(ReadersAged(tuple(ids), tx.now_us), shard=shard_of(ids[0]))
    return len(ids)


async def _counts(reading: Reading) -> list[int]:
    found = dict(await reading.fetch(sql.count_readers, _count))
    famous = await reading.fetch(sql.count_famous, int)
    return [*(found.get(reader, 0) for reader in Reader), famous[0]]


def _count(reader: int, n: int) -> tuple[int, int]:
    return reader, n


def _class(account_id: int, reader: int, famous: int, seen_us: int) -> UserClass:
    return UserClass(AccountId(account_id), Reader(reader), Fame(famous), seen_us)
