"""Ids of 63 bits: 41 bits of milliseconds since 2010-01-01, 12 bits of shard, 10 bits of sequence.

The shard is the owner's, so any id alone says where its row lives.
"""

import random
from collections.abc import Callable
from typing import NewType
from zlib import crc32

from tintype.kernel.problems import NotFound

AccountId = NewType("AccountId", int)
SessionId = NewType("SessionId", int)
MediaId = NewType("MediaId", int)
UploadId = NewType("UploadId", int)
PostId = NewType("PostId", int)
OrderId = NewType("OrderId", int)
CommentId = NewType("CommentId", int)
JobId = NewType("JobId", int)
PasskeyId = NewType("PasskeyId", int)

EPOCH_MS = 1_262_304_000_000  # 2010-01-01: imports carry true dates; 41 bits reach 2079.
SHARD_BITS = 12
SEQUENCE_BITS = 10
SHARDS = 1 << SHARD_BITS
SEQUENCES = 1 << SEQUENCE_BITS
ID_MAX = (1 << 63) - 1
ID_DIGITS_MAX = 19


def shard_of(id: int) -> int:
    """The shard (0–4095) of the row an id names."""
    return (id >> SEQUENCE_BITS) & (SHARDS - 1)


def shard_of_text(text: str) -> int:
    """The shard of what is found by its text, a claimed name or a tag: the same for everybody who asks for it."""
    return crc32(text.encode(errors="surrogatepass")) % SHARDS


def time_us_of(id: int) -> int:
    """When an id was minted, in microseconds since 1970 (a multiple of 1,000)."""
    return ((id >> (SHARD_BITS + SEQUENCE_BITS)) + EPOCH_MS) * 1000


def first_id_at(at_us: int) -> int:
    """The smallest id that can be minted at or after a time: a bound for keyset pages."""
    return max(0, at_us // 1000 - EPOCH_MS) << (SHARD_BITS + SEQUENCE_BITS)


def compose(at_us: int, shard: int, sequence: int) -> int:
    """An id from its three parts; `at_us` in microseconds since 1970."""
    assert 0 <= shard < SHARDS
    return first_id_at(at_us) | (shard << SEQUENCE_BITS) | (sequence & (SEQUENCES - 1))


def parse_id(text: str) -> int:
    """An id from a path, 1 … 2⁶³−1 in plain ASCII digits. Raises NotFound: what cannot exist does not."""
    # isdecimal alone would let Arabic digits through, which int() then reads as another spelling of the id.
    if not (text.isascii() and text.isdecimal()) or len(text) > ID_DIGITS_MAX or text[0] == "0":
        raise NotFound
    value = int(text)
    if value > ID_MAX:
        raise NotFound
    return value


class IdMint:
    """Mints ids that never run backwards, whatever the wall clock does.

    The sequence starts at random in each millisecond, so that processes minting for one shard in the same
    millisecond rarely clash; a clash is a primary-key conflict and the transaction is run again.
    `now_ms` must be monotonic over restarts (adapters keep a persisted high-water mark).
    """

    def __init__(self, now_ms: Callable[[], int], rng: random.Random) -> None:
        self._now_ms = now_ms
        self._rng = rng
        self._last_ms = 0
        self._sequence = 0

    def mint(self, shard: int) -> int:
        """A fresh id for a shard; later calls for the same shard give larger ids."""
        now_ms = self._now_ms()
        if now_ms > self._last_ms:
            self._last_ms = now_ms
            self._sequence = self._rng.randrange(SEQUENCES)
        elif self._sequence + 1 < SEQUENCES:
            self._sequence += 1
        else:
            # Borrowed from the next millisecond: beginning again would make a later id the smaller one.
            self._last_ms += 1
            self._sequence = 0
        return compose(self._last_ms * 1000, shard, self._sequence)
