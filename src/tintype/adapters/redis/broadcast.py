"""Messages between the processes of all nodes: one channel, which is a sharded one on a cluster.

A frame is `sender 8 | number 8 | length of the topic 1 | topic | message`. By the numbers a receiver drops what comes
twice and counts what it missed. Own messages are delivered here, without the way over the server.
"""

import asyncio
import random
import secrets
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from typing import Any, Self

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from tintype.adapters.receivers import Receivers
from tintype.adapters.redis.connection import Gone, RedisConnection
from tintype.ports.broadcast import MESSAGE_BYTES_MAX

log = structlog.get_logger("tintype.redis")

WAITING_BYTES_MAX = 4 << 20  # Beyond it messages are lost, counted.
WAITING_S_MAX = 2.0  # What could not be sent for so long helps nobody any more.
SENT_AT_ONCE = 64
BEAT_S = 0.25  # When nobody has said anything for so long, somebody says that the line works.
SILENT_S_MAX = 1.0  # Then the line is taken for broken, and another is opened.
ASKED_AGAIN_S = 0.5
TRY_AGAIN_S = 0.2
SENDERS_MAX = 10_000
HEAD_BYTES = 17
OUTAGES = (RedisError, Gone, OSError, TimeoutError)


class RedisBroadcast:
    """One process's place. `lost` counts messages that were not sent, `missed` those of others that did not come."""

    def __init__(self, connection: RedisConnection, rng: random.Random) -> None:
        self.lost = 0
        self.missed = 0
        self._connection = connection
        self._rng = rng
        self._channel = connection.key("broadcast")
        self._publish, self._subscribe = (
            ("SPUBLISH", "ssubscribe") if connection.is_cluster else ("PUBLISH", "subscribe")
        )
        self._loop = asyncio.get_running_loop()
        self._receivers = Receivers()
        self._me = secrets.token_bytes(8)
        self._number = 0
        self._waiting: deque[tuple[float, bytes]] = deque()
        self._waiting_bytes = 0
        self._some, self._room = asyncio.Event(), asyncio.Event()
        self._room.set()
        self._heard_s = float("-inf")
        self._heard: dict[bytes, int] = {}
        self._tasks: list[asyncio.Task[None]] = []

    @classmethod
    def open(cls, connection: RedisConnection, rng: random.Random) -> Self:
        """Start to listen and to send, for as long as it takes to find a server, until `close`."""
        self = cls(connection, rng)
        for work in (self._send_all(), self._listen(), self._beat()):
            self._tasks.append(self._loop.create_task(work))
        return self

    async def publish(self, topic: str, message: bytes) -> None:
        """See the port. Waits while much is waiting, a second at most."""
        self.send_now(topic, message)
        with suppress(TimeoutError):
            async with asyncio.timeout(1):
                await self._room.wait()

    def send_now(self, topic: str, message: bytes) -> None:
        """See the port. What the server cannot take yet is kept for it, within limits."""
        assert len(message) <= MESSAGE_BYTES_MAX
        self._receivers.deliver(topic, message)
        self._enqueue(topic.encode(), message)

    def subscribe(self, topic: str, receive: Callable[[bytes], None]) -> Callable[[], None]:
        """See the port."""
        return self._receivers.add(topic, receive)

    def silent_s(self) -> float:
        """For how long nothing was heard: above a second, others may have spoken; infinite before the first word."""
        return time.monotonic() - self._heard_s

    async def close(self) -> None:
        """Leave, with what still waits counted as lost."""
        waiting = set(self._tasks)
        while waiting:
            # NOTE: the client may swallow a cancellation in the middle of a command, so it is asked until it has ended.
            for task in waiting:
                task.cancel()
            _, waiting = await asyncio.wait(waiting, timeout=ASKED_AGAIN_S)
        for ended in await asyncio.gather(*self._tasks, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended
        self.lost += len(self._waiting)
        self._waiting.clear()

    def _enqueue(self, topic: bytes, message: bytes) -> None:
        self._number += 1
        frame = b"".join((self._me, self._number.to_bytes(8), bytes((len(topic),)), topic, message))
        if self._waiting_bytes + len(frame) > WAITING_BYTES_MAX:
            self.lost += 1
            return
        self._waiting.append((time.monotonic(), frame))
        self._waiting_bytes += len(frame)
        self._some.set()
        if self._waiting_bytes > WAITING_BYTES_MAX // 2:
            self._room.clear()

    async def _send_all(self) -> None:
        server: Redis | None = None
        try:
            while True:
                await self._some.wait()
                try:
                    server = server or await self._connection.server_of(self._channel)
                    await self._send_some(server)
                except OUTAGES as error:
                    log.debug("broadcast could not be sent", error=repr(error))
                    server = await _closed(server)
                    self._drop_old()
                    await asyncio.sleep(TRY_AGAIN_S)
        finally:
            await _closed(server)

    async def _send_some(self, server: Redis) -> None:
        frames = [frame for _, frame in islice(self._waiting, SENT_AT_ONCE)]
        pipeline: Any = server.pipeline(transaction=False)
        for frame in frames:
            pipeline.execute_command(self._publish, self._channel, frame)
        await pipeline.execute()
        for _ in frames:
            self._forget_first()

    def _drop_old(self) -> None:
        while self._waiting and time.monotonic() - self._waiting[0][0] > WAITING_S_MAX:
            # A beat is no message.
            self.lost += self._waiting[0][1][HEAD_BYTES - 1] > 0
            self._forget_first()

    def _forget_first(self) -> None:
        self._waiting_bytes -= len(self._waiting.popleft()[1])
        if not self._waiting:
            self._some.clear()
        if self._waiting_bytes <= WAITING_BYTES_MAX // 2:
            self._room.set()

    async def _listen(self) -> None:
        while True:
            server: Redis | None = None
            try:
                server = await self._connection.server_of(self._channel)
                await self._hear(server)
                log.warning("broadcast is silent")
            except OUTAGES as error:
                log.debug("broadcast is not heard", error=repr(error))
            finally:
                await _closed(server)
            await asyncio.sleep(TRY_AGAIN_S * self._rng.uniform(0.5, 1.5))

    async def _hear(self, server: Any) -> None:
        """Until nothing came for a second, or the channel has moved to another server."""
        line = server.pubsub()
        try:
            await getattr(line, self._subscribe)(self._channel)
            last_s, count = time.monotonic(), 0
            while time.monotonic() - last_s < SILENT_S_MAX:
                told = await line.get_message(timeout=BEAT_S)
                if told is None:
                    continue
                last_s = time.monotonic()
                if told["type"] in {"message", "smessage"}:
                    self._receive(told["data"])
                elif told["type"] == "sunsubscribe":
                    return
                count += 1
                if count % SENT_AT_ONCE == 0:
                    await asyncio.sleep(0)
        finally:
            await line.aclose()

    def _receive(self, frame: bytes) -> None:
        sender, number = frame[:8], int.from_bytes(frame[8:16])
        self._heard_s = time.monotonic()
        before = self._heard.get(sender, number - 1)
        if number <= before:
            return
        if sender not in self._heard and len(self._heard) >= SENDERS_MAX:
            del self._heard[next(iter(self._heard))]
        self._heard[sender] = number
        if sender == self._me:
            return
        self.missed += number - before - 1
        stop = HEAD_BYTES + frame[HEAD_BYTES - 1]
        if stop > HEAD_BYTES:
            self._receivers.deliver(frame[HEAD_BYTES:stop].decode(errors="replace"), frame[stop:])

    async def _beat(self) -> None:
        while True:
            # Not all at once: the first to speak spares the others.
            await asyncio.sleep(BEAT_S * self._rng.uniform(0.8, 1.2))
            if self.silent_s() > BEAT_S * 0.8:
                self._enqueue(b"", b"")


async def _closed(server: Redis | None) -> None:
    if server is not None:
        with suppress(RedisError, OSError):
            await server.aclose()
