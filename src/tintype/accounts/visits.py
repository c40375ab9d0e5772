"""That somebody was here: written down behind their request, which waits for no commit."""

import asyncio

from tintype.accounts import session_store
from tintype.accounts.events import AccountSeen
from tintype.accounts.model import SessionKind
from tintype.accounts.session_store import KnownSession
from tintype.kernel.clock import DAY_US, HOUR_US, Clock
from tintype.kernel.ids import SessionId, shard_of
from tintype.kernel.problems import Unavailable
from tintype.ports.records import Records, Transaction

BROWSER_LASTS_US = 60 * DAY_US  # From its last use.
TOUCH_AFTER_US = HOUR_US  # When somebody was last here is told by the hour, so most reads write nothing.


class Visits:
    """The visits that a process is writing down."""

    def __init__(self, records: Records, clock: Clock) -> None:
        self._records = records
        self._clock = clock
        self._noting: dict[SessionId, asyncio.Task[None]] = {}

    def note(self, session_id: SessionId, row: KnownSession) -> None:
        """Begin to note a visit, at most once an hour, and let a browser's session last from now on."""
        if self._clock.now_us() - row.seen_us < TOUCH_AFTER_US or session_id in self._noting:
            return
        self._noting[session_id] = asyncio.get_running_loop().create_task(self._note(session_id, row))

    async def noted(self) -> None:
        """Wait for what is being written."""
        while self._noting:
            await asyncio.wait(self._noting.values())

    async def _note(self, session_id: SessionId, row: KnownSession) -> None:
        async def body(tx: Transaction) -> None:
            lasts = tx.now_us + BROWSER_LASTS_US if row.kind is SessionKind.BROWSER else row.expires_us
            await session_store.touch(tx, session_id, lasts)
            if tx.now_us // DAY_US != row.seen_us // DAY_US:
                await tx.publish(AccountSeen(row.account_id, tx.now_us), shard=shard_of(row.account_id))

        try:
            await self._records.transact(body)
        except Unavailable:
            pass  # Who reads is not turned away because nothing can be written; the next visit is noted.
        finally:
            del self._noting[session_id]
