"""The way to Redis or Valkey, single or cluster: callers share pipelines; a server that is gone fails at once."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any, NamedTuple, Self

import structlog
from redis.asyncio import Redis
from redis.exceptions import (
    AskError,
    BusyLoadingError,
    ClusterError,
    MovedError,
    NoScriptError,
    ReadOnlyError,
    RedisClusterException,
    ResponseError,
    TryAgainError,
)
from redis.exceptions import ConnectionError as Disconnected
from redis.exceptions import TimeoutError as TimedOut

from tintype.adapters.redis.endpoint import Endpoint
from tintype.adapters.redis.servers import Servers
from tintype.kernel.coalesce import Coalescer
from tintype.kernel.problems import Unavailable

log = structlog.get_logger("tintype.redis")

TRY_AGAIN_S = 0.25  # So often somebody looks whether a server is back; callers fail at once meanwhile.
ATTEMPTS = 2  # The second finds the new master, or opens a connection anew that the server has closed.
CALL_S_MAX = 3.0
ALL = "the cluster"
AWAY = (Disconnected, TimedOut, ClusterError, RedisClusterException, OSError, TimeoutError)
ONCE_MORE = (Disconnected, ClusterError, RedisClusterException)
ELSEWHERE = (MovedError, TryAgainError, ReadOnlyError)


class Gone(Unavailable):
    """Redis does not answer. What is kept there is derived: callers go on without it or try again."""


Words = tuple[str | bytes | int, ...]


class Command(NamedTuple):
    """Words for the server that holds `key`. May run twice when a connection breaks.

    `loads` come first on a server that says it lacks the function or script of the words.
    """

    key: str
    words: Words
    loads: tuple[Words, ...] = ()


class RedisConnection:
    """Shared by all adapters of a process. Nothing is connected before the first command."""

    def __init__(self, endpoint: Endpoint, prefix: str) -> None:
        self.endpoint = endpoint
        self.failures = 0
        self._prefix = prefix
        self._servers = Servers(endpoint)
        self._gone: dict[str, _Outage] = {}
        self._keys: dict[str, str] = {}
        self._callers: Coalescer[Sequence[Command], list[Any]] = Coalescer(self._run_all)

    @classmethod
    def open(cls, url: str, *, prefix: str = "tintype:") -> Self:
        """From `redis://`, `rediss://` or `redis-cluster://host:port,…`. Raises ValueError with one clear line.

        `prefix` begins every key and channel, so that several sites may share a server. No braces in it.
        """
        if "{" in prefix or "}" in prefix:
            raise ValueError(f"{prefix}: a prefix of keys must not contain braces.")
        return cls(Endpoint.parse(url), prefix)

    @property
    def is_cluster(self) -> bool:
        return self.endpoint.is_cluster

    def key(self, name: str) -> str:
        """The name as it stands on the server."""
        return self._prefix + name

    def gone_s(self) -> float:
        """For how long a server has not answered; 0 when all do."""
        if not self._gone:
            return 0.0
        return time.monotonic() - min(outage.since_s for outage in self._gone.values())

    async def ask(self, commands: Sequence[Command]) -> list[Any]:
        """Answers in order, in one pipeline with those of other callers; Gone or RedisError stand as answers."""
        return await self._callers.ask(commands)

    async def run(self, commands: Sequence[Command]) -> list[Any]:
        """`ask` in a pipeline of its own: for large batches, which nobody should wait behind."""
        answers: list[Any] = [None] * len(commands)
        waiting = list(range(len(commands)))
        for attempt in range(ATTEMPTS):
            last = attempt + 1 == ATTEMPTS
            waiting = await self._attempt(commands, waiting, answers, last=last)
            if not waiting:
                break
            await self._servers.look_around()
        return answers

    async def server_name(self, key: str) -> str:
        """Which server holds a key, as far as is known. Raises Gone."""
        try:
            return await self._servers.name_of(key)
        except AWAY as error:
            raise Gone(f"redis: {error!r}") from error

    async def primaries(self, keys: Sequence[str]) -> list[str]:
        """One of these keys for each server that holds any: for what every server is asked. Raises Gone."""
        found: dict[str, str] = {}
        for key in keys:
            found.setdefault(await self.server_name(key), key)
        return list(found.values())

    async def server_of(self, key: str) -> Redis:
        """A client of the one server that holds a key, to be closed by the caller. Raises Gone."""
        await self._servers.look_around()
        return self._servers.new_client(await self.server_name(key))

    async def close(self) -> None:
        """Finish what has been asked and let go."""
        await self._callers.close()
        probes = [outage.probe for outage in self._gone.values()]
        for probe in probes:
            probe.cancel()
        for ended in await asyncio.gather(*probes, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended
        await self._servers.close()

    async def _run_all(self, callers: Sequence[Sequence[Command]]) -> list[list[Any]]:
        answers = await self.run([command for commands in callers for command in commands])
        split: list[list[Any]] = []
        for commands in callers:
            split.append(answers[: len(commands)])
            del answers[: len(commands)]
        return split

    async def _attempt(
        self, commands: Sequence[Command], waiting: list[int], answers: list[Any], *, last: bool
    ) -> list[int]:
        """Send those that wait to servers that are there; returns the places worth another attempt."""
        groups: dict[str, list[int]] = {}
        try:
            for at in waiting:
                groups.setdefault(await self._servers.name_of(commands[at].key), []).append(at)
        except AWAY as error:
            self._keys[ALL] = commands[waiting[0]].key
            return self._failed(ALL, waiting, answers, error, last=last)
        asked: list[tuple[str, list[int]]] = []
        for name, places in groups.items():
            self._keys[name] = self._keys[ALL] = commands[places[0]].key
            if name not in self._gone and ALL not in self._gone:
                asked.append((name, places))
            else:
                _put_gone(places, answers, f"{name} is gone")
        found = await asyncio.gather(
            *(self._send(name, [commands[at] for at in places]) for name, places in asked)
        )
        again: list[int] = []
        for (name, places), told in zip(asked, found, strict=True):
            if isinstance(told, Exception):
                again += self._failed(name, places, answers, told, last=last)
            else:
                again += self._taken(name, places, answers, told, last=last)
        return again

    def _taken(
        self, name: str, places: list[int], answers: list[Any], told: list[Any], *, last: bool
    ) -> list[int]:
        again: list[int] = []
        for at, answer in zip(places, told, strict=True):
            answers[at] = answer
            if isinstance(answer, ELSEWHERE):
                again.append(at)
            elif isinstance(answer, AWAY):
                again += self._failed(name, [at], answers, answer, last=last)
        if last:
            _put_gone(again, answers, f"{name} says that others hold these keys")
        return again

    def _failed(
        self, name: str, places: list[int], answers: list[Any], error: Exception, *, last: bool
    ) -> list[int]:
        if isinstance(error, ONCE_MORE) and not isinstance(error, BusyLoadingError) and not last:
            return places
        self.failures += len(places)
        if name not in self._gone:
            log.warning("redis is gone", server=name, error=repr(error))
            probe = asyncio.get_running_loop().create_task(self._look_for(name))
            self._gone[name] = _Outage(time.monotonic(), probe)
        _put_gone(places, answers, repr(error))
        return []

    async def _look_for(self, name: str) -> None:
        """Until a server is back or another has its place, so that no caller has to wait for one that hangs."""
        while True:
            await asyncio.sleep(TRY_AGAIN_S)
            await self._servers.look_around()
            if await self._answers(name):
                gone_s = round(time.monotonic() - self._gone.pop(name).since_s, 2)
                log.info("redis is back", server=name, gone_s=gone_s)
                return

    async def _answers(self, name: str) -> bool:
        try:
            async with asyncio.timeout(CALL_S_MAX):
                holder = await self._servers.name_of(self._keys[name])
                if name == ALL:
                    return True
                if name == holder:
                    # Not a PING: to that a node answers also while its cluster is down.
                    (answer,) = await self._pipeline(holder, [("EXISTS", self._keys[name])])
                    return not isinstance(answer, AWAY)
        except AWAY as error:
            log.debug("redis is still gone", server=name, error=repr(error))
            return False
        # Others hold what it held.
        return not self._servers.holds_keys(name)

    async def _send(self, name: str, commands: Sequence[Command]) -> list[Any] | Exception:
        """The answers of one server, or why there are none."""
        try:
            async with asyncio.timeout(CALL_S_MAX):
                answers = await self._told(name, commands)
                elsewhere: dict[tuple[str, bool], list[int]] = {}
                for at, answer in enumerate(answers):
                    if isinstance(answer, AskError):
                        # Moved for good, or only this key of a slot that is on its way.
                        there = f"{answer.host}:{answer.port}"  # pyright: ignore[reportUnknownMemberType]
                        asking = not isinstance(answer, MovedError)
                        elsewhere.setdefault((there, asking), []).append(at)
                for (there, asking), places in elsewhere.items():
                    again = await self._told(there, [commands[at] for at in places], asking=asking)
                    for at, answer in zip(places, again, strict=True):
                        answers[at] = answer
                    if not asking:
                        await self._servers.look_around()
                return answers
        except AWAY as error:
            return error

    async def _told(self, name: str, commands: Sequence[Command], *, asking: bool = False) -> list[Any]:
        """What a server answers; what it lacks it is given."""
        answers = await self._pipeline(name, [command.words for command in commands], asking=asking)
        lacking = [at for at, answer in enumerate(answers) if commands[at].loads and _is_lack(answer)]
        if not lacking:
            return answers
        loads = dict.fromkeys(words for at in lacking for words in commands[at].loads)
        for load in await self._pipeline(name, list(loads)):
            if isinstance(load, Exception):
                raise load
        again = await self._pipeline(name, [commands[at].words for at in lacking], asking=asking)
        for at, answer in zip(lacking, again, strict=True):
            answers[at] = answer
        return answers

    async def _pipeline(self, name: str, commands: Sequence[Words], *, asking: bool = False) -> list[Any]:
        pipeline: Any = self._servers.client(name).pipeline(transaction=False)
        for words in commands:
            if asking:
                pipeline.execute_command("ASKING")
            pipeline.execute_command(*words)
        answers = await pipeline.execute(raise_on_error=False)
        return answers[1::2] if asking else answers


class _Outage(NamedTuple):
    since_s: float
    probe: asyncio.Task[None]


def _put_gone(places: Sequence[int], answers: list[Any], why: str) -> None:
    for at in places:
        answers[at] = Gone(f"redis: {why}")


def _is_lack(answer: object) -> bool:
    return isinstance(answer, NoScriptError) or (
        isinstance(answer, ResponseError) and "Function not found" in str(answer)
    )
