"""What the first pictures of posts look like: how alike two are to the eye, and whether they are one picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tintype.explore.alike import directions
from tintype.kernel.clock import MINUTE_US
from tintype.kernel.ids import AccountId, MediaId, PostId
from tintype.media import VECTOR_SIZE, turns_of, vectors_of
from tintype.ports.records import Reading
from tintype.posts import first_media
from tintype.recommending import Indexes

STRANGE: Final = 0.5  # Nineteen of twenty strangers have a lower cosine: docs/decisions/0111-likeness.md.
SAME_BITS, LIKELY_BITS = (
    4,
    8,
)  # Of 64: the same picture; perhaps the same, if a model says so too: ranking.md.
SAME_COSINE: Final = 0.95
TURNS: Final = 8
KEPT_MAX: Final = 20_000  # Posts, of one process: 7 MB.
KEPT_US: Final = 10 * MINUTE_US
Cosines = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Pictures:
    """The first pictures of n posts. `looks` (n, 256) signed bytes, zeros where no model has seen it; `turns`
    (8, n) pHashes of its eight orientations, where it `has_turns` (n,).
    """

    looks: NDArray[np.int8]
    turns: NDArray[np.uint64]
    has_turns: NDArray[np.bool_]

    def some(self, kept: Indexes) -> "Pictures":
        """Those of some posts."""
        return Pictures(self.looks[kept], self.turns[:, kept], self.has_turns[kept])

    def directions(self) -> Cosines:
        """(n, k) of length 1, whose products are cosines; zeros where nobody has looked."""
        if not self.looks.any():
            return np.zeros((len(self.looks), 1), np.float32)
        return directions(self.looks)

    def is_copy(self, at: int, others: Indexes, cosines: Cosines) -> bool:
        """Whether one shows the picture of one of some others, turned or mirrored as well. `cosines` (n,) to it."""
        if not self.has_turns[at]:
            return False
        bits = np.bitwise_count(self.turns[0, others] ^ self.turns[:, at, None]).min(axis=0, initial=64)
        near = np.flatnonzero(bits <= LIKELY_BITS)
        if not len(near):
            return False
        is_same = (bits[near] <= SAME_BITS) | (cosines[others[near]] > SAME_COSINE)
        return bool((is_same & self.has_turns[others[near]]).any())


def unknown(n: int) -> Pictures:
    """Of n posts of whose pictures nothing is known."""
    return Pictures(
        np.zeros((n, VECTOR_SIZE), np.int8), np.zeros((TURNS, n), np.uint64), np.zeros(n, np.bool_)
    )


class Album:
    """Pictures of posts as one process keeps them, ten minutes old at most: they only say how a session is mixed."""

    def __init__(self) -> None:
        self._forget()

    async def of(
        self, reading: Reading, posts: Sequence[PostId], authors: Sequence[AccountId], now_us: int
    ) -> Pictures:
        """The pictures of some posts, each with its author, in their order. Three statements for what is not kept."""
        known = self._places
        asked = {
            post: author
            for post, author in zip(posts, authors, strict=True)
            if post not in known or self._stale_us[known[post]] < now_us
        }
        if asked:
            await self._read(reading, asked, now_us)
        # What another opening has made room for meanwhile counts as unknown; the last place is kept for that.
        return self._kept.some(np.asarray([self._places.get(post, KEPT_MAX) for post in posts], np.int64))

    async def _read(self, reading: Reading, asked: Mapping[PostId, AccountId], now_us: int) -> None:
        media = await first_media(reading, list(asked))
        vectors = await vectors_of(reading, set(media.values()))
        turns = await turns_of(reading, {media_id: asked[post] for post, media_id in media.items()})
        if len(self._places) + len(asked) > KEPT_MAX:
            self._forget()
        places = [self._places.setdefault(post, len(self._places)) for post in asked]
        self._stale_us[places] = now_us + KEPT_US
        seen = [media.get(post, MediaId(0)) for post in asked]
        looks = b"".join(vectors.get(one, bytes(VECTOR_SIZE)) for one in seen)
        hashes = b"".join(turns.get(one, bytes(TURNS * 8)) for one in seen)
        self._kept.looks[places] = np.frombuffer(looks, np.int8).reshape(len(seen), VECTOR_SIZE)
        self._kept.turns[:, places] = np.frombuffer(hashes, ">u8").reshape(len(seen), TURNS).T
        self._kept.has_turns[places] = [one in turns for one in seen]

    def _forget(self) -> None:
        self._places: dict[PostId, int] = {}
        self._kept = unknown(KEPT_MAX + 1)
        self._stale_us = np.zeros(KEPT_MAX, np.int64)
