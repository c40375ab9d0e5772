"""What is known of one viewer, put together for those that order posts."""

from tintype.kernel.ids import AccountId, OrderId, PostId, shard_of
from tintype.ports.records import Reading
from tintype.signals.model import Taste
from tintype.signals.packing import aged, ints, strengths_of, visit_gap
from tintype.signals.store import Liking, liking, sql

_Row = tuple[Liking, int, bytes | None, bytes | None]


async def taste_of(reading: Reading, viewer_id: AccountId, now_us: int) -> Taste:
    """What is known of a viewer, aged to `now_us`: two statements.

    Of somebody who does not want this kept, only what they have said themselves: more, less, hidden.
    """
    ((known, frontier, orders, visits),) = await reading.fetch(sql.taste, _row, ids=[viewer_id])
    left = float(aged(known.at_us, now_us))
    authors, strengths, reasons = strengths_of(known.near, left)
    less: dict[AccountId, int] = {}
    more: set[AccountId] = set()
    hidden: set[PostId] = set()
    for id, shows, at_us in await reading.fetch(
        sql.wished, _wished, shard=shard_of(viewer_id), viewer_id=viewer_id
    ):
        if shows < 0:
            less[AccountId(id)] = at_us
        elif shows > 0:
            more.add(AccountId(id))
        else:
            hidden.add(PostId(id))
    return Taste(
        at_us=now_us,
        authors=authors,
        strengths=strengths,
        reasons=reasons,
        kinds=known.kinds * left,
        less=less,
        more=frozenset(more),
        hidden=frozenset(hidden),
        seen=ints(orders),
        frontier=OrderId(frontier),
        visit_gap_us=visit_gap(ints(visits)),
    )


def _row(  # noqa: PLR0917 — the columns of the row, in order
    is_off: int,
    at_us: int | None,
    authors: bytes | None,
    kinds: bytes | None,
    frontier: int,
    orders: bytes | None,
    visits: bytes | None,
) -> _Row:
    return liking(is_off, at_us, authors, kinds), frontier, orders, visits


def _wished(id: int, shows: int, at_us: int) -> tuple[int, int, int]:
    return id, shows, at_us
