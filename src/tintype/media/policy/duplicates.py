"""Whether somebody posts what they have posted already: for a word to them, and to nobody else.

Only the owner's own media is looked at, so that nothing tells whether others have the same picture.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from tintype.kernel.ids import MediaId, PostId
from tintype.media import store
from tintype.media.model import Reach
from tintype.media.policy import policy_store
from tintype.media.policy.near_copies import NEAR_BITS_MAX
from tintype.media.rows import MediaRow
from tintype.ports.records import Reading

_LOOKED_BACK: Final = 20_000  # pictures; 10 ms


@dataclass(frozen=True, slots=True)
class Posted:
    """An earlier post of the same picture, and when people saw it first."""

    post_id: PostId
    at_us: int


PostedAs = Callable[[Reading, Sequence[MediaId]], Awaitable[Mapping[MediaId, Posted]]]
"""The published post that shows each of some media: asked of posts, which are above."""


async def nobody_posts(_reading: Reading, _media_ids: Sequence[MediaId]) -> Mapping[MediaId, Posted]:
    return {}


async def earlier_post(reading: Reading, row: MediaRow, posted_as: PostedAs) -> Posted | None:
    """The newest post of the same owner that shows the same picture; none once this one is posted itself."""
    if row.reach is not Reach.OWNER:
        return None
    copies = await _own_copies(reading, row)
    if not copies:
        return None
    posted = await posted_as(reading, copies)
    return max(posted.values(), key=lambda each: each.at_us, default=None)


async def _own_copies(reading: Reading, row: MediaRow) -> list[MediaId]:
    """Media of the same owner with the same bytes, or the same to the eye as it stands."""
    found = set(await store.ids_of_bytes(reading, row.owner_id, row.sha256))
    everything = await policy_store.looks_of_owner(reading, row.owner_id, _LOOKED_BACK)
    own = next((looks for looks in everything if looks.media_id == row.id and looks.turns), None)
    if own is not None:
        seen = [looks for looks in everything if looks.turns]
        bits = np.bitwise_count(
            np.array([looks.turns[0] for looks in seen], np.uint64) ^ np.uint64(own.turns[0])
        )
        found |= {seen[int(at)].media_id for at in np.flatnonzero(bits <= NEAR_BITS_MAX)}
    return sorted(found - {row.id})
