"""Records: the truth. Rows are read in one snapshot and changed by transactions that are functions of the rows."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol, TypeVar

from tintype.kernel.events import Event
from tintype.kernel.sql import Query

Value = int | float | str | bytes | None
Argument = Value | Sequence[int] | Sequence[str] | Sequence[tuple[int, ...]]
RowType = TypeVar("RowType")
Result = TypeVar("Result")


class BodyAwaited(RuntimeError):
    """A body awaited something other than its transaction; it is rolled back and fails."""


class Lane(Enum):
    """Queues that cannot starve each other; each has workers of its own."""

    MEDIA = "media"
    FEED = "feed"
    UPKEEP = "upkeep"
    REFINE = "refine"  # Of what is there already, better files.
    VIDEO = "video"  # Until a video can be seen.
    LADDER = "ladder"  # The rest of its rungs, which take minutes.
    OUTWARD = "outward"  # To services of others, which may be slow or away.
    PUSH = "push"  # To people's devices, through services of others.
    MAIL = "mail"  # Letters, whose server may be away for days.
    BAGGAGE = "baggage"  # Everything somebody has, on its way in or out.


@dataclass(frozen=True, slots=True)
class Job:
    """Work that takes long or talks to the outside: enqueued in the transaction that makes it necessary.

    `args` are small JSON values. `due_us` 0 means at once.
    """

    kind: str
    lane: Lane
    shard: int
    args: dict[str, int | str] = field(default_factory=dict[str, "int | str"])
    due_us: int = 0


class Reading(Protocol):
    """The right to look: every fetch of one body sees one snapshot."""

    async def fetch(
        self, query: Query, row: Callable[..., RowType], /, **arguments: Argument
    ) -> list[RowType]:
        """The rows of a query, each made by calling `row` with the columns in order."""
        ...

    @property
    def now_us(self) -> int:
        """The time of this body, microseconds since 1970; the same through the whole body."""
        ...


class Transaction(Reading, Protocol):
    """The right to change: rows, events and jobs, all or nothing."""

    @property
    def shards_apart(self) -> bool:
        """Whether shards may be on different servers, so that what weighs on one of them is worth spreading."""
        ...

    async def execute(self, query: Query, /, **arguments: Argument) -> int:
        """Run a statement; how many rows it changed."""
        ...

    async def hold(self, query: Query, /, **arguments: Argument) -> None:
        """Keep the rows of a query from being held or changed by other bodies until this one has ended.

        For rows that a rule depends on, before they are read: what is fetched afterwards is what the last holder left.
        The query asks one shard. Bodies that hold several rows hold them in the order of their ids. Where bodies run
        one after another there is nothing to do.
        """
        ...

    async def publish(self, event: Event, *, shard: int) -> None:
        """Append a fact to the log, in this transaction."""
        ...

    async def enqueue(self, job: Job) -> None:
        """Ask for work, in this transaction."""
        ...

    def mint(self, shard: int) -> int:
        """A fresh id for a shard; a clash runs the whole body again."""
        ...


class Records(Protocol):
    """Bodies await nothing but what they are given, never catch SQL errors, and may be run again.

    `looks` counts the snapshots taken so far, for those who bound what an answer may ask.
    """

    looks: int

    async def look(self, body: Callable[[Reading], Awaitable[Result]]) -> Result:
        """Run a reading body in one snapshot, never on the writer's connection."""
        ...

    async def glance(self, body: Callable[[Reading], Awaitable[Result]]) -> Result:
        """A look that reads a few rows by their keys, or a page whose cards are at hand: a millisecond at most.

        Done on the spot where handing it to a thread would cost more.
        """
        ...

    async def transact(self, body: Callable[[Transaction], Awaitable[Result]]) -> Result:
        """Run a changing body; returns only when its changes are durable (or raises, and nothing changed)."""
        ...
