"""Pushes once more what a feed store may have lost with a server that failed: rows it kept look whole but are not."""

import asyncio

import structlog

from tintype.feed.fanout import Fanout
from tintype.kernel.problems import Unavailable
from tintype.ports.event_log import LogReading

log = structlog.get_logger("tintype.feed")

EVERY_S = 1.0
BATCH = 1_000


class Replay:
    """An errand of every worker. That two do it for one loss is harmless: what is there is passed over."""

    def __init__(self, fanout: Fanout, events: LogReading) -> None:
        self._fanout = fanout
        self._events = events

    async def step(self) -> bool:
        """Replay the log since a loss; False when nothing was lost."""
        since_us = await self._fanout.feeds.lost_since_us()
        if since_us is None:
            return False
        head = self._events.head()
        seq = await self._before(since_us, head)
        log.info("feed_replay", events=head - seq)
        while seq < head:
            batch = await self._events.after(seq, BATCH)
            if not batch:
                break
            for recorded in batch:
                await self._fanout.again(recorded)
            seq = batch[-1].seq
        self._fanout.feeds.replayed()
        return True

    async def run(self) -> None:
        """Look every second until cancelled; without its store or the log, later."""
        while True:
            try:
                await self.step()
            except Unavailable as error:
                log.info("feed_replay_waits", error=str(error))
            await asyncio.sleep(EVERY_S)

    async def _before(self, since_us: int, head: int) -> int:
        """A place in the log before a time, found by doubling the way back."""
        back = BATCH
        while head - back > 0:
            (first, *_) = await self._events.after(head - back, 1) or [None]
            if first is None or first.at_us < since_us:
                return head - back
            back *= 2
        return 0
