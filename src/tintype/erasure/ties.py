"""Every tie of a node, undone from both ends with its counts, whatever its kind."""

from tintype.graph import EdgeKind, edges, inverse
from tintype.ports.records import Records, Transaction

BATCH = 200


async def untie(records: Records, node: int) -> int:
    """Undo every tie of an account, a post or a comment; how many. Safe to run twice, and cut off anywhere."""
    untied = 0
    for kind in EdgeKind:
        while found := await records.transact(lambda tx, kind=kind: _untie_some(tx, node, kind)):
            untied += found
    return untied


async def _untie_some(tx: Transaction, node: int, kind: EdgeKind) -> int:
    others = await edges.page_by_id(tx, node, kind, 0, BATCH)
    # Odd kinds are what somebody did; the even one after each is the same tie from its other end.
    if kind % 2:
        await edges.remove(tx, kind, [(node, other) for other in others])
    else:
        await edges.remove(tx, inverse(kind), [(other, node) for other in others])
    return len(others)
