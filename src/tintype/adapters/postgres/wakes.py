"""Wake-ups by LISTEN and NOTIFY, on a connection of their own (a pooler would lose them).

They are hints: each says that it is worth looking now, and polling finds what a lost one would have told. So sending
never fails and never waits, and a process sends at most once in 20 ms, what came meanwhile together.
"""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# asyncpg carries no types.

import asyncio
import contextlib
import random
from collections.abc import Callable
from typing import Any

import asyncpg
import structlog

from tintype.adapters.postgres.connections import connect

log = structlog.get_logger("tintype.wakes")

CHANNEL = "tintype"
EVERY_S = 0.02
SEND_S_MAX = 2.0
RETRY_S_MIN, RETRY_S_MAX = 0.1, 2.0
# The last: an operation on a connection whose end has not been read yet.
_LOST = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)

Heard = Callable[[str], None]


class Wakes:
    """Topics with a word each: `send("log 0", "17")` is heard as "17" by who listens to "log 0", here and elsewhere.

    Of one topic only the newest word is kept. After the connection was lost every listener hears an empty word.
    """

    def __init__(self, url: str, *, every_s: float = EVERY_S) -> None:
        self._url = url
        self._every_s = every_s
        self._words: dict[str, str] = {}
        self._listeners: dict[str, list[Heard]] = {}
        self._said = asyncio.Event()
        self._lost = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Start listening. Raises OSError or an error of asyncpg when the server cannot be reached now."""
        connection = await self._connect()
        self._task = asyncio.get_running_loop().create_task(self._run(connection), name="wakes")

    async def close(self) -> None:
        """Stop; what has not been sent is lost."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def listen(self, topic: str, heard: Heard) -> None:
        """Call `heard` with each word of a topic, on this process's event loop."""
        self._listeners.setdefault(topic, []).append(heard)

    def send(self, topic: str, word: str = "") -> None:
        """Say a word to every process, this one included, within 20 ms."""
        self._words[topic] = word
        self._said.set()

    async def _run(self, connection: Any) -> None:
        while True:
            try:
                await self._serve(connection)
            finally:
                connection.terminate()
            log.warning("wakes_lost")
            connection = await self._connect_again()
            log.info("wakes_again")
            for topic in list(self._listeners):
                self._tell(topic, "")

    async def _serve(self, connection: Any) -> None:
        """Send what is said until the connection is lost."""
        loop = asyncio.get_running_loop()
        lost = loop.create_task(self._lost.wait())
        said = lost
        try:
            while not self._lost.is_set():
                said = loop.create_task(self._said.wait())
                await asyncio.wait({said, lost}, return_when=asyncio.FIRST_COMPLETED)
                said.cancel()
                if self._words and not self._lost.is_set():
                    await self._flush(connection)
                    await asyncio.wait({lost}, timeout=self._every_s)
        except _LOST as error:
            log.warning("wake_not_sent", error=repr(error))
        finally:
            lost.cancel()
            said.cancel()

    async def _flush(self, connection: Any) -> None:
        words, self._words = self._words, {}
        self._said.clear()
        payload = ",".join(f"{topic}={word}" for topic, word in words.items())
        await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, payload, timeout=SEND_S_MAX)

    async def _connect(self) -> Any:
        connection = await connect(self._url)
        self._lost.clear()
        connection.add_termination_listener(self._on_end)
        await connection.add_listener(CHANNEL, self._on_notice)
        return connection

    async def _connect_again(self) -> Any:
        wait_s = RETRY_S_MIN
        while True:
            with contextlib.suppress(*_LOST):
                return await self._connect()
            await asyncio.sleep(wait_s * random.uniform(0.5, 1))
            wait_s = min(RETRY_S_MAX, wait_s * 2)

    def _on_end(self, _connection: Any) -> None:
        self._lost.set()

    def _on_notice(self, _connection: Any, _pid: int, _channel: str, payload: str) -> None:
        for said in payload.split(","):
            topic, _, word = said.partition("=")
            self._tell(topic, word)

    def _tell(self, topic: str, word: str) -> None:
        for heard in self._listeners.get(topic, ()):
            heard(word)
