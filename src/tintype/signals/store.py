"""Signals as rows. What belongs to a person lies on that person's shard; figures on the shard of what they are of."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tintype.kernel.ids import AccountId, PostId, shard_of
from tintype.kernel.sql import Queries, Query
from tintype.ports.records import Reading, Transaction
from tintype.signals.model import ACTIONS, Shows, Surface, Wish
from tintype.signals.packing import COUNTED, ITEM, KINDS, NEAR, Floats, Ints, aged, figures, ints

sql = Queries(__package__ or "")
_NOTHING: Final = np.zeros(ACTIONS)


@dataclass(frozen=True, slots=True)
class Viewing:
    """What somebody has seen and what was counted of them today. `is_off`: nothing of this is to be kept."""

    is_off: bool
    frontier: int
    orders: Ints
    visits: Ints
    at_us: int
    day: int
    counted: NDArray[np.void]


@dataclass(frozen=True, slots=True)
class Liking:
    """To whom somebody is near, and what kinds they like, as of `at_us`."""

    is_off: bool
    at_us: int
    near: NDArray[np.void]
    kinds: Floats


@dataclass(frozen=True, slots=True)
class Noted:
    """One report of what a viewer was shown: rows of ITEM. A closed page reports once more, so several may be alike."""

    id: int
    viewer_id: AccountId
    at_us: int
    items: NDArray[np.void]


async def viewing_of(reading: Reading, viewer_id: AccountId) -> Viewing:
    (found,) = await reading.fetch(sql.viewing, _viewing, ids=[viewer_id])
    return found


async def put_viewing(tx: Transaction, viewer_id: AccountId, viewing: Viewing) -> None:
    await tx.execute(
        sql.put_viewing,
        shard=shard_of(viewer_id),
        viewer_id=viewer_id,
        frontier=viewing.frontier,
        orders=viewing.orders.tobytes(),
        visits=viewing.visits.tobytes(),
        now_us=viewing.at_us,
        day=viewing.day,
        counted=viewing.counted.tobytes(),
    )


async def add_impressions(
    tx: Transaction, viewer_id: AccountId, items: NDArray[np.void], surface: Surface
) -> int:
    """Keep a report; its id."""
    assert items.dtype == ITEM
    shard = shard_of(viewer_id)
    id = tx.mint(shard)
    await tx.execute(
        sql.add_impressions,
        shard=shard,
        id=id,
        viewer_id=viewer_id,
        now_us=tx.now_us,
        items=items.tobytes(),
        surface=int(surface),
    )
    return id


async def impressions_of(reading: Reading, ids: Sequence[int]) -> dict[int, NDArray[np.void]]:
    """Reports by id, as far as they are still kept."""
    return dict(await reading.fetch(sql.impressions_of, _report, ids=list(ids)) if ids else [])


async def impressions_by(reading: Reading, viewer_id: AccountId, after: int, limit: int) -> list[Noted]:
    """What one person was shown, oldest first, behind a report."""
    return await reading.fetch(
        sql.impressions_by, _noted, shard=shard_of(viewer_id), viewer_id=viewer_id, after=after, limit=limit
    )


async def impressions_between(
    reading: Reading, after: Noted | None, since_us: int, before_us: int, limit: int
) -> list[Noted]:
    """What everybody was shown at home in [since, before), oldest first, behind a report: of the whole site."""
    return await reading.fetch(
        sql.impressions_between,
        _noted,
        after_us=since_us if after is None else after.at_us,
        after_shard=-1 if after is None else shard_of(after.id),
        after_id=0 if after is None else after.id,
        before_us=before_us,
        limit=limit,
    )


async def sweep_impressions(tx: Transaction, before_us: int, limit: int) -> int:
    """Forget at most so many reports that are older than a time; how many."""
    ids = await tx.fetch(sql.old_impressions, int, before_us=before_us, limit=limit)
    if ids:
        await tx.execute(sql.forget_impressions, ids=ids)
    return len(ids)


async def likings_of(reading: Reading, viewer_ids: Collection[int]) -> dict[int, Liking]:
    """What is kept of each; those of whom nothing is are missing."""
    return dict(await reading.fetch(sql.tastes_of, _liking, ids=list(viewer_ids)) if len(viewer_ids) else [])


async def put_likings(
    tx: Transaction, viewers: Ints, sizes: Ints, near: NDArray[np.void], kinds: Floats
) -> None:
    """Keep what is known of each viewer, as of now: `sizes` rows of `near` for each, and (3, 2) of `kinds`."""
    ends = np.cumsum(sizes) * NEAR.itemsize
    starts = ends - sizes * NEAR.itemsize + 1
    row = int(np.prod(KINDS)) * 8
    people = [
        (shard_of(viewer), viewer, tx.now_us, start, size, at * row + 1, row)
        for at, (viewer, start, size) in enumerate(
            zip(viewers.tolist(), starts.tolist(), (sizes * NEAR.itemsize).tolist(), strict=True)
        )
    ]
    if people:
        # The last byte is nobody's: of nothing at all SQLite would cut NULL.
        packed = near.tobytes() + b"\0"
        await tx.execute(sql.put_tastes, people=people, authors=packed, kinds=kinds.tobytes())


async def figures_of_posts(reading: Reading, post_ids: Collection[PostId]) -> dict[PostId, Floats]:
    """(ACTIONS,) of each post as of now."""
    found = await _figures(reading, sql.posts_figures, post_ids)
    return {PostId(id): found.get(id, np.zeros(ACTIONS)) for id in post_ids}


async def figures_of_authors(reading: Reading, author_ids: Collection[AccountId]) -> dict[AccountId, Floats]:
    """(ACTIONS,) of all posts of each author together, as of now."""
    found = await _figures(reading, sql.authors_figures, author_ids)
    return {AccountId(id): found.get(id, np.zeros(ACTIONS)) for id in author_ids}


async def figures_of_site(reading: Reading) -> Floats:
    """(ACTIONS,) of the whole site as of now."""
    return (await site_figures(reading))[1]


async def site_figures(reading: Reading) -> tuple[int, Floats]:
    """Up to where the log has been counted, and what came of it, as of now."""
    rows = await reading.fetch(sql.site_figures, _row)
    if not rows:
        return 0, np.zeros(ACTIONS)
    seq, at_us, packed = rows[0]
    return seq, figures(packed) * float(aged(at_us, reading.now_us))


async def put_site_figures(tx: Transaction, seq: int, values: Floats) -> None:
    await tx.execute(sql.put_site_figures, seq=seq, now_us=tx.now_us, figures=values.tobytes())


async def hold_site_figures(tx: Transaction) -> None:
    """Let nobody else count until this body has ended."""
    nothing = np.zeros(ACTIONS).tobytes()
    await tx.execute(sql.begin_site_figures, now_us=tx.now_us, figures=nothing)
    await tx.hold(sql.hold_site_figures)


async def add_post_figures(tx: Transaction, ids: Ints, changes: Floats) -> None:
    """Add (ids, ACTIONS) to what posts have. `ids` are sorted."""
    if len(ids):
        rows, packed = await _added(tx, sql.posts_figures, ids, changes)
        if rows:
            await tx.execute(sql.put_post_figures, posts=rows, figures=packed)


async def add_author_figures(tx: Transaction, ids: Ints, changes: Floats) -> None:
    """Add (ids, ACTIONS) to what authors have. `ids` are sorted."""
    if len(ids):
        rows, packed = await _added(tx, sql.authors_figures, ids, changes)
        if rows:
            await tx.execute(sql.put_author_figures, authors=rows, figures=packed)


async def forget_post_figures(tx: Transaction, post_ids: Collection[PostId]) -> None:
    if post_ids:
        await tx.execute(sql.forget_post_figures, ids=sorted(post_ids))


async def wishes_of(reading: Reading, viewer_id: AccountId) -> list[Wish]:
    """Of whom somebody wants to see more or less, the latest first."""
    return await reading.fetch(sql.wishes_of, wish_row, shard=shard_of(viewer_id), viewer_id=viewer_id)


async def hidden_among(
    reading: Reading, viewer_id: AccountId, post_ids: Collection[PostId]
) -> frozenset[PostId]:
    """Those of some posts that a viewer does not want at home."""
    if not post_ids:
        return frozenset()
    ids, shard = sorted(post_ids), shard_of(viewer_id)
    found = await reading.fetch(sql.hidden_among, PostId, shard=shard, viewer_id=viewer_id, post_ids=ids)
    return frozenset(found)


def wish_row(author_id: AccountId, shows: int, at_us: int) -> Wish:
    return Wish(author_id, Shows(shows), at_us)


async def _figures(reading: Reading, query: Query, ids: Collection[int]) -> dict[int, Floats]:
    """What is there of some, as of now."""
    rows = await reading.fetch(query, _row, ids=list(ids)) if len(ids) else []
    if not rows:
        return {}
    found, times, packed = zip(*rows, strict=True)
    values = figures(b"".join(packed)).reshape(len(found), ACTIONS)
    return dict(zip(found, values * aged(np.array(times), reading.now_us)[:, None], strict=True))


async def _added(
    tx: Transaction, query: Query, ids: Ints, changes: Floats
) -> tuple[list[tuple[int, ...]], bytes]:
    """Rows to keep, and their figures packed. What only takes away makes no row: nothing is left to take it from."""
    asked: list[int] = ids.tolist()
    known = await _figures(tx, query, asked)
    values = np.maximum(np.array([known.get(id, _NOTHING) for id in asked]) + changes, 0)
    kept = values.any(axis=1) | np.array([id in known for id in asked])
    size = ACTIONS * 8
    rows = [(shard_of(id), id, tx.now_us, at * size + 1, size) for at, id in enumerate(ids[kept].tolist())]
    return rows, values[kept].tobytes()


def _row(id: int, at_us: int, packed: bytes) -> tuple[int, int, bytes]:
    return id, at_us, packed


def _report(id: int, items: bytes) -> tuple[int, NDArray[np.void]]:
    return id, np.frombuffer(items, ITEM)


def _noted(id: int, viewer_id: AccountId, at_us: int, items: bytes) -> Noted:
    return Noted(id, viewer_id, at_us, np.frombuffer(items, ITEM))


def _liking(viewer_id: int, is_off: int, at_us: int, authors: bytes, kinds: bytes) -> tuple[int, Liking]:
    return viewer_id, liking(is_off, at_us, authors, kinds)


def liking(is_off: int, at_us: int | None, authors: bytes | None, kinds: bytes | None) -> Liking:
    """What is kept of somebody, from its columns."""
    known = figures(kinds).reshape(KINDS) if kinds else np.zeros(KINDS)
    return Liking(bool(is_off), at_us or 0, np.frombuffer(authors or b"", NEAR), known)


def _viewing(  # noqa: PLR0917 — the columns of the row, in order
    is_off: int,
    frontier: int,
    orders: bytes | None,
    visits: bytes | None,
    at_us: int,
    day: int,
    counted: bytes | None,
) -> Viewing:
    return Viewing(
        bool(is_off),
        frontier,
        ints(orders),
        ints(visits),
        at_us,
        day,
        np.frombuffer(counted or b"", COUNTED),
    )
