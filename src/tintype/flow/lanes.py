"""What each lane of jobs gets of a site: how much at once, which nodes, how many tries."""

from typing import Final

from tintype.flow.retry import ATTEMPTS_MAX
from tintype.ports.records import Lane

LANES_AT_ONCE: Final = {
    Lane.MEDIA: 2,
    Lane.REFINE: 1,
    Lane.VIDEO: 2,  # a short film passes a long one that has to be made anew before it plays
    Lane.LADDER: 1,
    Lane.FEED: 1,
    Lane.UPKEEP: 1,
    Lane.OUTWARD: 2,
    Lane.MAIL: 2,
    Lane.BAGGAGE: 2,
    Lane.PUSH: 8,  # Each waits for a service of others, for a second or ten.
}
_OF_MEDIA: Final = {Lane.MEDIA, Lane.REFINE, Lane.VIDEO, Lane.LADDER}
_ATTEMPTS: Final = {Lane.MAIL: 84}  # Three days: the last seventy are an hour apart.


def role_of(lane: Lane) -> str:
    """Which nodes work on a lane."""
    return "media" if lane in _OF_MEDIA else "worker"


def attempts_of(lane: Lane) -> int:
    """How often a job of a lane is tried before it is buried."""
    return _ATTEMPTS.get(lane, ATTEMPTS_MAX)
