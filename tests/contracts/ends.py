"""What the suites of shared state ask of an adapter's maker: its ends in two processes, and ways to let time pass."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tintype.kernel.clock import ManualClock
from tintype.ports.broadcast import Broadcast
from tintype.ports.cache import Cache
from tintype.ports.feed_store import FeedStore
from tintype.ports.limits import Limits


@dataclass(frozen=True, slots=True)
class Feeds:
    """One store as the process that writes it and as another that reads it."""

    writer: FeedStore
    reader: FeedStore


@dataclass(frozen=True, slots=True)
class Wires:
    """The ends of two processes; `lost` says how many messages the first could not deliver."""

    one: Broadcast
    other: Broadcast
    lost: Callable[[], int]


@dataclass(frozen=True, slots=True)
class Caches:
    """A cache and a way to let seconds pass."""

    cache: Cache
    wait: Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Counters:
    """Limits as two processes of two see them, their clock, and a way to let them learn of each other."""

    one: Limits
    other: Limits
    clock: ManualClock
    meet: Callable[[], Awaitable[None]]
