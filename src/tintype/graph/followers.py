"""All followers of an account, chunk by chunk, for a fan-out: from home, then bucket by bucket where it is a star."""

from array import array
from dataclasses import dataclass

import numpy as np

from tintype.graph import places, stars
from tintype.graph.model import EdgeKind
from tintype.graph.stars import sql
from tintype.kernel.ids import AccountId, shard_of
from tintype.ports.records import Reading

FOLLOWERS_CHUNK = 64_000  # One chunk is 512 KB of ids and 8 ms of reading: docs/decisions/0011.
_KIND = int(EdgeKind.FOLLOWED_BY)


@dataclass(frozen=True, slots=True)
class FollowersPlace:
    """Where a walk goes on: in a slot, after an id of it. `sizes` of all slots only spare asking for them again."""

    slot: int = 0
    after: int = 0
    sizes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Followers:
    """One chunk: signed 64-bit numbers that numpy reads in place, and where to go on; None at the end."""

    ids: "array[int]"
    next: FollowersPlace | None


START = FollowersPlace()


async def every_follower(
    reading: Reading, account_id: AccountId, place: FollowersPlace = START, limit: int = FOLLOWERS_CHUNK
) -> Followers:
    """About `limit` followers from a place on: each one is met once, ascending within a slot.

    Who follows while the walk goes on may be missed: the walk began before, and a follow has an event of its own.
    """
    if place.slot == 0:
        return await _at_home(reading, account_id, place, limit)
    # Buckets do not wander, so a walk that is taken up again finds the slots where it left them.
    sizes = place.sizes or await _sizes(reading, account_id, (await _levels(reading, account_id)))
    if place.slot >= len(sizes):
        return Followers(array("q"), None)
    if sizes[place.slot] > limit:
        shard = places.shard_at(account_id, place.slot)
        ids, _ = await _one_slot(reading, account_id, shard, place.after, limit)
        if len(ids) == limit:
            return Followers(ids, FollowersPlace(place.slot, ids[-1], sizes))
        return Followers(ids, _from(place.slot + 1, sizes))
    end = _end_of_group(sizes, place.slot, limit)
    shards = [places.shard_at(account_id, slot) for slot in range(place.slot, end) if sizes[slot]]
    texts = await reading.fetch(
        sql.packed_buckets, str, buckets=[(shard,) for shard in shards], src=account_id, kind=_KIND
    )
    return Followers(_unpacked(texts[0]), _from(end, sizes))


async def _at_home(reading: Reading, account_id: AccountId, place: FollowersPlace, limit: int) -> Followers:
    ids, level = await _one_slot(reading, account_id, shard_of(account_id), place.after, limit)
    if len(ids) == limit:
        return Followers(ids, FollowersPlace(0, ids[-1]))
    return Followers(ids, _from(1, await _sizes(reading, account_id, level)) if level else None)


async def _one_slot(
    reading: Reading, account_id: AccountId, shard: int, after: int, limit: int
) -> "tuple[array[int], int]":
    rows = await reading.fetch(
        sql.packed_edges,
        _packed,
        home=shard_of(account_id),
        shard=shard,
        src=account_id,
        kind=_KIND,
        after=after,
        limit=limit,
    )
    return _unpacked(rows[0][0]), rows[0][1]


async def _levels(reading: Reading, account_id: AccountId) -> int:
    return (await stars.levels(reading, [account_id], EdgeKind.FOLLOWED_BY)).get(account_id, 0)


async def _sizes(reading: Reading, account_id: AccountId, level: int) -> tuple[int, ...]:
    """How many followers are in each slot."""
    shards = places.shards_at(account_id, level)
    slots = [(shard, account_id, _KIND) for shard in shards]
    rows = await reading.fetch(sql.slots_of, _slot, slots=slots)
    found = dict(rows)
    return tuple(found.get(shard, 0) for shard in shards)


def _from(slot: int, sizes: tuple[int, ...]) -> FollowersPlace | None:
    """The next slot that holds anybody."""
    while slot < len(sizes) and not sizes[slot]:
        slot += 1
    return FollowersPlace(slot, 0, sizes) if slot < len(sizes) else None


def _end_of_group(sizes: tuple[int, ...], slot: int, limit: int) -> int:
    """Behind the last of as many whole slots, from one on, as make a chunk."""
    total, end = sizes[slot], slot + 1
    while end < len(sizes) and total + sizes[end] <= limit:
        total += sizes[end]
        end += 1
    return end


def _unpacked(text: str) -> "array[int]":
    # Rows as Python objects take 210 ms per million; one text per chunk read by numpy takes 115 ms.
    return array("q", np.fromstring(text, dtype=np.int64, sep=" ").tobytes())


def _packed(text: str, level: int) -> tuple[str, int]:
    return text, level


def _slot(shard: int, node: int, kind: int, n: int) -> tuple[int, int]:
    del node, kind
    return shard, n
