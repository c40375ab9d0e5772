"""Signals as packed arrays, and how they age and add up: pure.

Everything kept is as of a moment and worth half of it 15 days later, so adding is: age what is there, then add.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from tintype.signals.model import (
    ACTIONS,
    AUTHORS_MAX,
    HALF_LIFE_US,
    SEEN_MAX,
    STRENGTH_MIN,
    VISIT_GAP_US,
    VISITS_KEPT,
    WEIGHTS,
    Action,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ITEM: Final = np.dtype([("post", "<i8"), ("author", "<i8"), ("ms", "<u4"), ("action", "u1"), ("kind", "u1")])
"""One thing of a report, as the records keep it. `kind` is the post's: PostKind."""
COUNTED: Final = np.dtype([("post", "<i8"), ("actions", "<u2"), ("ms", "<u4")])
"""What has been counted of one post on one day: a bit for each Action, and how long it was looked at."""
DELTA: Final = np.dtype(
    [
        ("seq", "<i8"),
        ("at_us", "<i8"),
        ("viewer", "<i8"),
        ("author", "<i8"),
        ("post", "<i8"),
        ("action", "u1"),
        ("kind", "u1"),
        ("amount", "<f8"),
    ]
)
"""One change of figures. `viewer` and `post` are 0 where there is none, `kind` NO_KIND where it is not known."""
NO_KIND: Final = 255
PARTS: Final = tuple(WEIGHTS)
NEAR: Final = np.dtype([("author", "<i8"), ("parts", "<f4", (len(PARTS),))])
"""How near a viewer is to an author: what each action of PARTS has contributed."""
KINDS: Final = (3, 2)

_PART_OF = np.full(ACTIONS, -1, np.int8)
_PART_OF[list(PARTS)] = range(len(PARTS))
_WEIGHT_OF = np.zeros(ACTIONS)
_WEIGHT_OF[list(PARTS)] = list(WEIGHTS.values())
_REASONS = np.array(PARTS, np.uint8)


def aged(from_us: Ints | int, to_us: int) -> Floats:
    """What is left at `to_us` of 1 at `from_us`: 1 after no time, 0.5 after 15 days; never more than 1."""
    return np.exp2(-np.maximum(to_us - np.asarray(from_us, np.float64), 0) / HALF_LIFE_US)


def summed(keys: Ints, deltas: NDArray[np.void], now_us: int) -> tuple[Ints, Floats]:
    """What changes of each key, one for each delta in order: the keys, sorted, and (keys, ACTIONS) as of now."""
    found, at = np.unique(keys, return_inverse=True)
    amounts = deltas["amount"] * aged(deltas["at_us"], now_us)
    flat = np.bincount(at * ACTIONS + deltas["action"], amounts, len(found) * ACTIONS)
    return found, flat.reshape(len(found), ACTIONS).astype(np.float64)


def nearer(
    viewers: Ints,
    known: NDArray[np.void],
    of: Ints,
    deltas: NDArray[np.void],
    now_us: int,
) -> tuple[NDArray[np.void], Ints]:
    """How near many viewers are to authors after some deltas: rows of NEAR, and whose each is, sorted by both.

    `known`: what is there, as of now, and `of` whose. What is less than STRENGTH_MIN is left out, and all but the
    strongest AUTHORS_MAX of a viewer.
    """
    counted = deltas[_PART_OF[deltas["action"]] >= 0]
    news = np.zeros(len(counted), NEAR)
    news["author"] = counted["author"]
    actions = counted["action"]
    amounts = counted["amount"] * _WEIGHT_OF[actions] * aged(counted["at_us"], now_us)
    news["parts"][np.arange(len(news)), _PART_OF[actions]] = amounts
    rows, whose = np.concatenate([known, news]), np.concatenate([of, counted["viewer"]])
    order = np.lexsort((rows["author"], whose))
    rows, whose = rows[order], whose[order]
    starts = _starts(whose, rows["author"])
    merged = np.zeros(len(starts), NEAR)
    merged["author"] = rows["author"][starts]
    if len(starts):
        # Unliking takes off a whole like, of which less may be left: never below nothing.
        merged["parts"] = np.maximum(np.add.reduceat(rows["parts"], starts), 0)
    return _strongest(merged, whose[starts], viewers)


def _starts(*columns: NDArray[np.generic]) -> Ints:
    """Where runs of equal rows begin."""
    if not len(columns[0]):
        return np.zeros(0, np.int64)
    changes = np.zeros(len(columns[0]), np.bool_)
    changes[0] = True
    for column in columns:
        changes[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(changes)


def _strongest(rows: NDArray[np.void], whose: Ints, viewers: Ints) -> tuple[NDArray[np.void], Ints]:
    strengths = rows["parts"].sum(axis=1)
    kept = (strengths >= STRENGTH_MIN) & np.isin(whose, viewers)
    rows, whose, strengths = rows[kept], whose[kept], strengths[kept]
    starts = _starts(whose)
    sizes = np.diff(np.append(starts, len(whose)))
    if len(sizes) and sizes.max() > AUTHORS_MAX:
        order = np.lexsort((-strengths, whose))
        ranks = np.empty(len(rows), np.int64)
        ranks[order] = np.arange(len(rows)) - np.repeat(starts, sizes)
        rows, whose = rows[ranks < AUTHORS_MAX], whose[ranks < AUTHORS_MAX]
    return rows, whose


def strengths_of(rows: NDArray[np.void], left: float) -> tuple[Ints, Floats, NDArray[np.uint8]]:
    """Authors, how near each is when `left` is left of what was kept, and the Action that contributed most."""
    if not len(rows):
        return np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.uint8)
    parts = rows["parts"]
    authors = np.ascontiguousarray(rows["author"], np.int64)
    return authors, parts.sum(axis=1, dtype=np.float64) * left, _REASONS[parts.argmax(axis=1)]


def liked_kinds(viewers: Ints, deltas: NDArray[np.void], now_us: int) -> Floats:
    """(viewers, 3, 2): how many photos, carousels and videos more each has seen and liked. `viewers` are sorted."""
    told = deltas[(deltas["action"] <= Action.LIKE) & (deltas["kind"] < KINDS[0])]
    told = told[np.isin(told["viewer"], viewers)]
    at = np.searchsorted(viewers, told["viewer"])
    places = (at * KINDS[0] + told["kind"]) * KINDS[1] + told["action"]
    amounts = told["amount"] * aged(told["at_us"], now_us)
    flat = np.bincount(places, amounts, len(viewers) * KINDS[0] * KINDS[1])
    return flat.reshape(len(viewers), *KINDS).astype(np.float64)


def seen_with(frontier: int, seen: Ints, orders: Ints) -> tuple[int, Ints]:
    """Frontier and order ids above it once some more have been seen. Beyond SEEN_MAX the frontier moves up."""
    together = np.unique(np.concatenate([seen, orders[orders > frontier]]))
    over = len(together) - SEEN_MAX
    if over <= 0:
        return frontier, together
    return int(together[over - 1]), together[over:]


def visits_with(visits: Ints, last_us: int, now_us: int) -> Ints:
    """When the last visits began, now included where it is a new one."""
    if len(visits) and now_us - last_us <= VISIT_GAP_US:
        return visits
    return np.append(visits, now_us)[-VISITS_KEPT:].astype(np.int64)


def visit_gap(visits: Ints) -> int:
    """The median time between visits in microseconds; 0 while there were fewer than two."""
    return int(np.median(np.diff(visits))) if len(visits) > 1 else 0


def ints(packed: bytes | None) -> Ints:
    """Ids or times as the records keep them."""
    return np.frombuffer(packed or b"", np.int64)


def figures(packed: bytes) -> Floats:
    """One row of figures as the records keep it."""
    return np.frombuffer(packed, np.float64)
