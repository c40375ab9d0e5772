"""The way to Redis or Valkey, single or cluster: callers share pipelines; a server that is gone fails at once."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any, NamedTuple, Self

import structlog
from redis.asyncio import Redis
from redis.asyncio.cluster import RedisCluster
from redis.exceptions import (
    BusyLoadingError,
    ClusterDownError,
    ClusterError,
    MasterDownError,
    ReadOnlyError,
    RedisClusterException,
    RedisError,
)
from redis.exceptions import ConnectionError as Disconnected
from redis.exceptions import TimeoutError as TimedOut

from tintype.adapters.redis.endpoint import Endpoint
from tintype.kernel.coalesce import Coalescer
from tintype.kernel.problems import Unavailable

log = structlog.get_logger("tintype.redis")

TRY_AGAIN_S = 0.25  # One call in so many seconds finds out whether a server is back; the others fail at once.
ATTEMPTS = 2  # The second finds the new master, or opens a connection anew that the server has closed.
CALL_S_MAX = 3.0
SINGLE, ALL = "the server", "the cluster"
AWAY = (
    Disconnected,
    TimedOut,
    ClusterError,
    ClusterDownError,
    MasterDownError,
    RedisClusterException,
    OSError,
    TimeoutError,
)
MOVED_ON = (Disconnected, ClusterDownError, MasterDownError, ReadOnlyError, RedisClusterException)


class Gone(Unavailable):
    """Redis does not answer. What is kept there is derived: callers go on without it or try again."""


class Command(NamedTuple):
    """Words for a server; `key` says which one. May run twice when a connection breaks."""

    key: str
    words: tuple[str | bytes | int, ...]


class RedisConnection:
    """Shared by all adapters of a process. Nothing is connected before the first command."""

    def __init__(self, endpoint: Endpoint, prefix: str) -> None:
        self.endpoint = endpoint
        self.failures = 0
        self._prefix = prefix
        self._cluster: RedisCluster | None = endpoint.cluster() if endpoint.is_cluster else None
        self._single: Redis | None = None if endpoint.is_cluster else endpoint.server()
        self._gone: dict[str, _Outage] = {}
        self._looked_s = 0.0
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
            await self._look_around()
        return answers

    async def primaries(self, keys: Sequence[str]) -> list[str]:
        """One of these keys for each server that holds any: for what every server is asked. Raises Gone."""
        found: dict[str, str] = {}
        try:
            for key in keys:
                found.setdefault(await self._name(key), key)
        except AWAY as error:
            raise Gone(f"redis: {error!r}") from error
        return list(found.values())

    async def server_of(self, key: str) -> Redis:
        """A client of the one server that holds a key, to be closed by the caller. Raises Gone."""
        if self._cluster is None:
            return self.endpoint.server()
        await self._look_around()
        try:
            node = await self._node(key)
        except AWAY as error:
            raise Gone(f"redis: {error!r}") from error
        return self.endpoint.server(str(node.host), int(node.port))

    async def close(self) -> None:
        """Finish what has been asked and let go."""
        await self._callers.close()
        if self._cluster is not None:
            await self._cluster.aclose()
        if self._single is not None:
            await self._single.aclose()

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
                groups.setdefault(await self._name(commands[at].key), []).append(at)
        except AWAY as error:
            return self._failed(waiting, answers, ALL, error, last=last)
        asked: list[tuple[str, list[int]]] = []
        for name, places in groups.items():
            if self._may_try(name):
                asked.append((name, places))
            else:
                for at in places:
                    answers[at] = Gone(f"redis: {name} is gone")
        sent = (self._send([commands[at] for at in places]) for _, places in asked)
        found = await asyncio.gather(*sent)
        again: list[int] = []
        for (name, places), told in zip(asked, found, strict=True):
            again += self._taken(name, places, told, answers, last=last)
        return again

    def _taken(
        self, name: str, places: list[int], told: list[Any] | Exception, answers: list[Any], *, last: bool
    ) -> list[int]:
        if isinstance(told, Exception):
            return self._failed(places, answers, name, told, last=last)
        again: list[int] = []
        for at, answer in zip(places, told, strict=True):
            answers[at] = answer
            if isinstance(answer, (*AWAY, ReadOnlyError)):
                again += self._failed([at], answers, name, answer, last=last)
        if self._gone and not again:
            self._is_back(name)
        return again

    def _failed(
        self, places: list[int], answers: list[Any], name: str, error: BaseException, *, last: bool
    ) -> list[int]:
        if isinstance(error, MOVED_ON) and not isinstance(error, BusyLoadingError) and not last:
            return places
        self.failures += len(places)
        if name not in self._gone:
            log.warning("redis is gone", server=name, error=repr(error))
        outage = self._gone.setdefault(name, _Outage(time.monotonic()))
        outage.try_at_s = time.monotonic() + TRY_AGAIN_S
        for at in places:
            answers[at] = Gone(f"redis: {error!r}")
        return []

    def _is_back(self, name: str) -> None:
        for found in (name, ALL):
            outage = self._gone.pop(found, None)
            if outage is not None:
                log.info("redis is back", server=found, gone_s=round(time.monotonic() - outage.since_s, 2))

    def _may_try(self, name: str) -> bool:
        now_s = time.monotonic()
        for outage in (self._gone.get(name), self._gone.get(ALL)):
            if outage is not None and now_s < outage.try_at_s:
                return False
        return True

    async def _send(self, commands: Sequence[Command]) -> list[Any] | Exception:
        """The answers of one server, or why there are none."""
        pipeline: Any
        try:
            async with asyncio.timeout(CALL_S_MAX):
                if self._single is not None:
                    pipeline = self._single.pipeline(transaction=False)
                    for command in commands:
                        pipeline.execute_command(*command.words)
                else:
                    assert self._cluster is not None
                    pipeline = self._cluster.pipeline()
                    node = await self._node(commands[0].key)
                    for command in commands:
                        pipeline.execute_command(*command.words, target_nodes=node)
                return await pipeline.execute(raise_on_error=False)
        except AWAY as error:
            return error

    async def _name(self, key: str) -> str:
        return SINGLE if self._cluster is None else (await self._node(key)).name

    async def _node(self, key: str) -> Any:
        await self._connected()
        assert self._cluster is not None
        return self._cluster.get_node_from_key(key)

    async def _connected(self) -> None:
        if self._cluster is not None:
            await self._cluster.initialize()

    async def _look_around(self) -> None:
        """Ask the cluster who holds what now; at most once in a quarter of a second."""
        if self._cluster is None or time.monotonic() - self._looked_s < TRY_AGAIN_S:
            return
        self._looked_s = time.monotonic()
        try:
            async with asyncio.timeout(CALL_S_MAX):
                await self._cluster.nodes_manager.initialize()
        except (RedisError, OSError, TimeoutError) as error:
            log.debug("no server of the cluster says who is there", error=repr(error))


class _Outage:
    def __init__(self, since_s: float) -> None:
        self.since_s = since_s
        self.try_at_s = 0.0
