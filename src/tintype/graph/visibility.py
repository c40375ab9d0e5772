"""Who may see whom, for sets: the one place that decides. Every read of every subject asks here.

What an account shares is visible to itself, and to others when it is active, no block stands between the two, and
it is public or followed. A viewer who is not signed in sees what a stranger sees.
"""

from collections.abc import Collection

from tintype.accounts import Standing, standing
from tintype.graph import edges
from tintype.graph.model import EdgeKind
from tintype.kernel.ids import AccountId
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading

BLOCKS = frozenset({EdgeKind.BLOCK, EdgeKind.BLOCKED_BY})
Pair = tuple[AccountId, AccountId]
_TIES = BLOCKS | {EdgeKind.FOLLOW}
_HIDING = BLOCKS | {EdgeKind.MUTE}
_HIDING_STORIES = BLOCKS | {EdgeKind.MUTE_STORIES}
_UNTIED: frozenset[EdgeKind] = frozenset()


async def visible(reading: Reading, viewer: Viewer, author_ids: Collection[AccountId]) -> set[AccountId]:
    """Those of many authors whose content the viewer may see."""
    found, ties = await _facts(reading, viewer, author_ids)
    return {
        one for one, its in found.items() if one == viewer.account_id or _shares(its, ties.get(one, _UNTIED))
    }


async def reachable(reading: Reading, viewer: Viewer, account_ids: Collection[AccountId]) -> set[AccountId]:
    """Those of many accounts whose profile the viewer may see: who they are, not what they share."""
    found, ties = await _facts(reading, viewer, account_ids)
    return {
        one for one, its in found.items() if one == viewer.account_id or _exists(its, ties.get(one, _UNTIED))
    }


async def visible_pairs(reading: Reading, pairs: Collection[Pair]) -> set[Pair]:
    """Those of many (viewer, author) where the viewer may see the author's content: for writes taken together."""
    if not pairs:
        return set()
    found = await standing(reading, list({author_id for _, author_id in pairs}))
    others = [(viewer_id, author_id) for viewer_id, author_id in pairs if viewer_id != author_id]
    ties = await edges.ties_of_pairs(reading, _TIES, others)
    return {
        (viewer_id, author_id)
        for viewer_id, author_id in pairs
        if author_id in found
        and (viewer_id == author_id or _shares(found[author_id], ties.get((viewer_id, author_id), _UNTIED)))
    }


async def tied_by_block(reading: Reading, pairs: Collection[Pair]) -> set[Pair]:
    """Those of many pairs of accounts between whom a block stands, whoever set it."""
    found = await edges.ties_of_pairs(reading, BLOCKS, pairs)
    return {pair for pair in pairs if pair in found}


async def close_to(reading: Reading, viewer: Viewer, author_ids: Collection[AccountId]) -> set[AccountId]:
    """Those of many authors to whom the viewer is a close friend, the viewer's own account included.

    A close friend is somebody whom the author has named and who follows the author: see `close_pairs`.
    """
    if not viewer.is_known:
        return set()
    pairs = {(viewer.account_id, author_id) for author_id in author_ids}
    return {author_id for _, author_id in await close_pairs(reading, pairs)}


async def close_pairs(reading: Reading, pairs: Collection[Pair]) -> set[Pair]:
    """Those of many (viewer, author) where the viewer is a close friend of the author, or the author.

    Who has stopped following is no close friend meanwhile, so that close friends are always some of the followers.
    """
    others = {pair for pair in pairs if pair[0] != pair[1]}
    named = await edges.ties_of_pairs(reading, [EdgeKind.CLOSE_FRIEND], {(b, a) for a, b in others})
    follow = await edges.ties_of_pairs(reading, [EdgeKind.FOLLOW], {(a, b) for b, a in named})
    return {pair for pair in pairs if pair[0] == pair[1] or pair in follow}


async def restricted_by(
    reading: Reading, owner_id: AccountId, author_ids: Collection[AccountId]
) -> set[AccountId]:
    """Those of many authors whom an account has restricted: what they say to it is first shown to it alone."""
    found = await edges.contains(reading, owner_id, EdgeKind.RESTRICT, author_ids)
    return {author_id for author_id in author_ids if author_id in found}


async def restricted_pairs(reading: Reading, pairs: Collection[Pair]) -> set[Pair]:
    """Those of many (owner, author) where the owner has restricted the author."""
    found = await edges.ties_of_pairs(reading, [EdgeKind.RESTRICT], pairs)
    return {pair for pair in pairs if pair in found}


async def hidden_from(reading: Reading, viewer: Viewer) -> frozenset[AccountId]:
    """Everybody a viewer is not shown: blocked by either side, or muted by the viewer."""
    if not viewer.is_known:
        return frozenset()
    return frozenset(map(AccountId, await edges.all_of(reading, viewer.account_id, _HIDING)))


async def hidden_pairs(reading: Reading, pairs: Collection[Pair]) -> set[Pair]:
    """Those of many (viewer, other) where the viewer is not shown the other: see `hidden_from`."""
    found = await edges.ties_of_pairs(reading, _HIDING, pairs)
    return {pair for pair in pairs if pair in found}


async def stories_hidden_from(reading: Reading, viewer: Viewer) -> frozenset[AccountId]:
    """Everybody whose stories a viewer is not shown: blocked by either side, or muted for stories."""
    if not viewer.is_known:
        return frozenset()
    return frozenset(map(AccountId, await edges.all_of(reading, viewer.account_id, _HIDING_STORIES)))


async def _facts(
    reading: Reading, viewer: Viewer, account_ids: Collection[AccountId]
) -> tuple[dict[AccountId, Standing], dict[int, frozenset[EdgeKind]]]:
    if not account_ids:
        return {}, {}
    found = await standing(reading, list(account_ids))
    return found, await edges.ties(reading, viewer.account_id, _TIES, account_ids) if viewer.is_known else {}


def _exists(its: Standing, ties: frozenset[EdgeKind]) -> bool:
    return its.is_active and not ties & BLOCKS


def _shares(its: Standing, ties: frozenset[EdgeKind]) -> bool:
    return _exists(its, ties) and (not its.is_private or EdgeKind.FOLLOW in ties)
