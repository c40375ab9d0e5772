"""Pools as rows: a person's on that person's shard, what all processes share in shard 0."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tintype.explore.model import ENTRY, LEANING, Pool
from tintype.kernel.ids import AccountId, OrderId, PostId, shard_of
from tintype.kernel.sql import Queries
from tintype.ports.records import Reading, Transaction

sql = Queries(__package__ or "")


@dataclass(frozen=True, slots=True)
class Build:
    """How far a making has come: shards before `next_shard` are done. `ended_us` 0 while it goes on."""

    id: int
    next_shard: int
    moved_us: int
    ended_us: int


async def pool_of(reading: Reading, owner_id: AccountId) -> Pool | None:
    """Somebody's own pool, if there is one."""
    found = await reading.fetch(sql.pool, _pool, shard=shard_of(owner_id), owner_id=owner_id)
    return found[0] if found else None


async def groups(reading: Reading) -> list[Pool]:
    """Everybody's pool, then those of groups of one taste; nothing before the first making."""
    return [pool for _, pool in await reading.fetch(sql.groups, _group)]


async def put_pools(tx: Transaction, build_id: int, pools: Mapping[AccountId, Pool]) -> None:
    """Keep people's pools, each instead of the last one."""
    for owner_id, pool in pools.items():
        await tx.execute(
            sql.put_pool,
            shard=shard_of(owner_id),
            owner_id=owner_id,
            build_id=build_id,
            entries=pool.entries.tobytes(),
            leanings=pool.leanings.tobytes(),
        )


async def put_groups(tx: Transaction, build_id: int, pools: Sequence[Pool]) -> None:
    """Everybody's pool and those of groups, all at once instead of the last ones."""
    for id, pool in enumerate(pools):
        await tx.execute(
            sql.put_group,
            id=id,
            build_id=build_id,
            entries=pool.entries.tobytes(),
            leanings=pool.leanings.tobytes(),
        )
    await tx.execute(sql.forget_groups, build_id=build_id)


async def build(reading: Reading) -> Build | None:
    """The making that goes on, or the last one."""
    found = await reading.fetch(sql.build, Build)
    return found[0] if found else None


async def put_build(tx: Transaction, id: int, next_shard: int, ended_us: int = 0) -> None:
    await tx.execute(sql.put_build, build_id=id, next_shard=next_shard, now_us=tx.now_us, ended_us=ended_us)


async def fresh(reading: Reading, limit: int, *, is_marked: bool) -> list[OrderId]:
    """The newest posts since the last making, of those that are marked sensitive or of the others."""
    return await reading.fetch(sql.fresh, OrderId, limit=limit, is_marked=int(is_marked))


async def add_fresh(tx: Transaction, orders: Mapping[OrderId, bool]) -> None:
    """Of each post whether it is marked sensitive."""
    if orders:
        await tx.execute(sql.add_fresh, posts=[(0, order, int(orders[order])) for order in sorted(orders)])


async def figures(reading: Reading, post_ids: Sequence[PostId]) -> dict[PostId, tuple[int, int]]:
    """How often each post was shown while exploring, and opened; those that never were are missing."""
    return dict(await reading.fetch(sql.figures, _figure, ids=list(post_ids)) if post_ids else [])


async def add_figures(tx: Transaction, counts: Mapping[int, tuple[int, int]]) -> None:
    if counts:
        rows = [(shard_of(post), post, *counts[post]) for post in sorted(counts)]
        await tx.execute(sql.add_figures, posts=rows)


def _pool(entries: bytes, leanings: bytes) -> Pool:
    return Pool(np.frombuffer(entries, ENTRY), np.frombuffer(leanings, LEANING))


def _group(id: int, entries: bytes, leanings: bytes) -> tuple[int, Pool]:
    return id, _pool(entries, leanings)


def _figure(post_id: PostId, shown: int, opened: int) -> tuple[PostId, tuple[int, int]]:
    return post_id, (shown, opened)
