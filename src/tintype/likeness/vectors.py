"""Many vectors in memory, and which of them are nearest to some: exactly while there are few, by a short list beyond.

A vector is 256 signed bytes of which the direction counts. With more than `EXACT_MAX` of them, those whose signs agree
with the wanted one in most places are looked at alone: 32 bytes of a picture are read instead of 256. Measured:
docs/decisions/0111-likeness.md.
"""

from collections.abc import Collection, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tintype.kernel.ids import MediaId, PostId
from tintype.media import VECTOR_SIZE

EXACT_MAX: Final = 10_000
SHORT: Final = 5_000
_BLOCK: Final = 4_096  # Vectors that are floats at a time: 4 MB, which stay in the processor's cache.
_ROOM_MIN: Final = 1_024
_WORDS: Final = VECTOR_SIZE // 64

Bytes = NDArray[np.int8]
Floats = NDArray[np.float32]
Places = NDArray[np.intp]
Entry = tuple[MediaId, PostId, bytes]
"""A picture, the post that shows it, its vector."""


class Vectors:
    """What published pictures look like, each with the post that shows it. One thread at a time."""

    def __init__(self, *, exact_max: int = EXACT_MAX) -> None:
        self._exact_max = exact_max
        self._n = 0
        self._media = np.zeros(0, np.int64)
        self._posts = np.zeros(0, np.int64)
        self._vectors = np.zeros((0, VECTOR_SIZE), np.int8)
        self._signs = np.zeros((0, _WORDS), np.uint64)
        self._scales = np.zeros(0, np.float32)

    def __len__(self) -> int:
        return self._n

    def put(self, entries: Sequence[Entry]) -> None:
        """Keep some pictures, in place of what was kept of them. Each once."""
        self.drop([media_id for media_id, _, _ in entries])
        if not entries:
            return
        low, high = self._n, self._n + len(entries)
        self._make_room(high)
        vectors = np.frombuffer(b"".join(vector for _, _, vector in entries), np.int8)
        self._media[low:high] = [media_id for media_id, _, _ in entries]
        self._posts[low:high] = [post_id for _, post_id, _ in entries]
        self._vectors[low:high] = vectors.reshape(len(entries), VECTOR_SIZE)
        self._signs[low:high] = signs(self._vectors[low:high])
        self._scales[low:high] = 1 / np.linalg.norm(self._vectors[low:high].astype(np.float32), axis=1)
        self._n = high

    def drop(self, media_ids: Collection[MediaId]) -> None:
        """Forget some pictures. The last ones move to their places."""
        gone = np.flatnonzero(np.isin(self._media[: self._n], np.array(list(media_ids), np.int64)))
        for place in gone[::-1]:
            self._n -= 1
            for column in (self._media, self._posts, self._vectors, self._signs, self._scales):
                column[place] = column[self._n]

    def of_posts(self, post_ids: Collection[PostId]) -> Floats:
        """(n, 256) float32 of length one: the pictures of some posts."""
        found = np.flatnonzero(np.isin(self._posts[: self._n], np.array(list(post_ids), np.int64)))
        return self._directions(found)

    def media_of(self, post_ids: Collection[PostId]) -> list[MediaId]:
        """Which pictures are kept of some posts."""
        found = np.isin(self._posts[: self._n], np.array(list(post_ids), np.int64))
        return [MediaId(int(id)) for id in self._media[: self._n][found]]

    def nearest(self, wanted: Floats, limit: int) -> list[tuple[PostId, float]]:
        """The posts with the pictures nearest to any of (n, 256) float32 of length one, with cosines, nearest first."""
        if not len(wanted) or not self._n or limit <= 0:
            return []
        places = self._worth_looking_at(wanted)
        cosines = np.empty(len(places), np.float32)
        for at in range(0, len(places), _BLOCK):
            block = places[at : at + _BLOCK]
            cosines[at : at + _BLOCK] = (self._directions(block) @ wanted.T).max(axis=1)
        found: dict[PostId, float] = {}
        for place in np.argsort(-cosines, kind="stable"):
            found.setdefault(PostId(int(self._posts[places[place]])), float(cosines[place]))
            if len(found) == limit:
                break
        return list(found.items())

    def _worth_looking_at(self, wanted: Floats) -> Places:
        if self._n <= max(self._exact_max, SHORT):
            return np.arange(self._n)
        listed: list[Places] = []
        for each in signs(wanted):
            apart = np.zeros(self._n, np.uint16)
            for word in range(_WORDS):
                apart += np.bitwise_count(self._signs[: self._n, word] ^ each[word])
            listed.append(np.argpartition(apart, SHORT)[:SHORT])
        return np.unique(np.concatenate(listed))

    def _directions(self, places: Places) -> Floats:
        return self._vectors[places].astype(np.float32) * self._scales[places, None]

    def _make_room(self, wanted: int) -> None:
        room = len(self._media)
        if wanted <= room:
            return
        more = max(wanted, room * 5 // 4, _ROOM_MIN) - room
        self._media = np.concatenate([self._media, np.zeros(more, np.int64)])
        self._posts = np.concatenate([self._posts, np.zeros(more, np.int64)])
        self._vectors = np.concatenate([self._vectors, np.zeros((more, VECTOR_SIZE), np.int8)])
        self._signs = np.concatenate([self._signs, np.zeros((more, _WORDS), np.uint64)])
        self._scales = np.concatenate([self._scales, np.zeros(more, np.float32)])


def signs(vectors: Bytes | Floats) -> NDArray[np.uint64]:
    """(n, 4) uint64: a bit for each number that is above zero."""
    return np.packbits(vectors > 0, axis=1).view(np.uint64)
