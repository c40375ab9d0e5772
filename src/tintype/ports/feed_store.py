"""What a feed is: per reader, the newest 500 order ids pushed to them. Derived data, rebuilt at will."""

from collections.abc import Sequence
from typing import Protocol

from tintype.kernel.ids import AccountId, OrderId

FEED_ENTRIES_MAX = 500  # 25 pages of 20; older pages continue from the records: docs/decisions/0009.


class FeedStore(Protocol):
    """One writing process (the worker), any number of reading ones.

    A row is *stale* when it has never been built or was built before an unclean stop: its entries say nothing.
    """

    async def newest(self, reader_id: AccountId, limit: int, before: int) -> list[int] | None:
        """Order ids below `before`, newest first, at most `limit`; None when the row is stale."""
        ...

    async def version(self, reader_id: AccountId) -> int:
        """A number that changes whenever the row does; -1 when the row is stale. Embedded: one memory read."""
        ...

    async def begin(self, reader_id: AccountId) -> None:
        """Before a row is built from what is read next: entries pushed from now on are in it after `rewrite`.

        Embedded this asks nothing, for one process writes and keeps pushes and rewrites apart.
        """
        ...

    async def push(self, reader_ids: Sequence[AccountId], order_id: OrderId) -> int:
        """Add one entry to many rows; returns how many rows took it. Stale rows and repeats are passed over.

        Safe to run twice for one entry. Rows keep order even when entries arrive late.
        """
        ...

    async def rewrite(self, reader_id: AccountId, order_ids: Sequence[OrderId]) -> None:
        """Replace a whole row (any order given; the newest 500 stay), which makes it fresh."""
        ...

    async def lost_since_us(self) -> int | None:
        """Since when pushes may be lost with a server that failed, until `replayed`; None when none are."""
        ...

    def replayed(self) -> None:
        """Everything published since the last `lost_since_us` has been pushed again."""
        ...

    async def forget(self, reader_ids: Sequence[AccountId]) -> None:
        """Make rows stale and give their space back."""
        ...
