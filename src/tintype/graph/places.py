"""Where the inverse ties of a star lie: of a node that has more of them than one shard should hold.

A node's first ties are at home, in its own shard. When they are too many, its level rises, and from then on ties are
written to buckets in other shards; when one of these is full, the level rises again and there are more. Nothing is ever
moved: a tie stays in the bucket of the level at which it was written, so it is at one of few places.

The places of a node are its slots: 0 is home, 1–8 are the buckets of level 1, 9–72 those of level 2, 73–584 those of
level 3. All slots of a node are in different shards.
"""

from tintype.kernel.ids import SHARDS, shard_of

BUCKET_TIES_MAX = 100_000  # What home and each bucket take before the level rises: docs/decisions/0037.
# 512 buckets: 100 million followers are 200,000 in each, a twelfth of what such a site has in a shard.
LEVEL_MAX = 3
_FAN_BITS = 3  # Eight times as many buckets at each level.
# 2⁶⁴ divided by the golden ratio: Knuth, The Art of Computer Programming 3, 6.4.
_GOLDEN = 0x9E37_79B9_7F4A_7C15
_WORD = (1 << 64) - 1
# Odd, so that slots are in different shards; 4,096 by the golden ratio, so that they are apart.
_STRIDE = 2_531


def slots_below(level: int) -> int:
    """How many slots the levels below this one have; the number of the first slot of this one."""
    return ((1 << _FAN_BITS * level) - 1) // ((1 << _FAN_BITS) - 1)


def slot_of(dst: int, level: int) -> int:
    """The slot of a tie to a node that is written at a level."""
    return slots_below(level) + ((dst * _GOLDEN & _WORD) >> (64 - _FAN_BITS * level))


def shard_at(node: int, slot: int) -> int:
    """The shard of one of a node's slots."""
    return (shard_of(node) + slot * _STRIDE) % SHARDS


def shard_to(node: int, dst: int, level: int) -> int:
    """The shard that a tie from a node to another is written to at a level."""
    return shard_at(node, slot_of(dst, level))


def shards_to(node: int, dst: int, level: int) -> list[int]:
    """The shards where a tie from a node to another may be, the node being at a level now."""
    return [shard_to(node, dst, earlier) for earlier in range(level + 1)]


def shards_at(node: int, level: int) -> list[int]:
    """The shards of all slots of a node at a level, home first."""
    return [shard_at(node, slot) for slot in range(slots_below(level + 1))]
