"""Which server holds a key, and a client of each server: one, or the masters of a cluster as they are now."""

import asyncio
import time

import structlog
from redis.asyncio import Redis
from redis.crc import key_slot
from redis.exceptions import RedisError, SlotNotCoveredError

from tintype.adapters.redis.endpoint import Endpoint

log = structlog.get_logger("tintype.redis")

LOOK_EVERY_S = 0.25
LOOK_S_MAX = 3.0
SINGLE = "the server"


class Servers:
    """The library's own cluster client wants every master there before its first command; this one does not."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._map = endpoint.cluster().nodes_manager if endpoint.is_cluster else None
        self._clients: dict[str, Redis] = {}
        self._masters: set[str] = set()
        self._looking = asyncio.Lock()
        self._looked_s = float("-inf")

    async def name_of(self, key: str) -> str:
        """The server that holds a key. Raises what the library does when nobody knows."""
        if self._map is None:
            return SINGLE
        if not self._map.slots_cache:
            await self.look_around()
        nodes = self._map.slots_cache.get(key_slot(key.encode()))
        if not nodes:
            raise SlotNotCoveredError(f"no server of the cluster holds {key}")
        return str(nodes[0].name)

    def client(self, name: str) -> Redis:
        """The client of a server."""
        found = self._clients.get(name)
        if found is None:
            found = self._clients[name] = self.new_client(name)
        return found

    def new_client(self, name: str) -> Redis:
        """Another client of a server, for the caller to close."""
        if name == SINGLE:
            return self._endpoint.server()
        host, _, port = name.rpartition(":")
        return self._endpoint.server(host, int(port))

    def holds_keys(self, name: str) -> bool:
        """Whether a server is one that is asked."""
        if self._map is None:
            return True
        return name in self._masters

    async def look_around(self) -> None:
        """Ask the cluster who holds what now; at most once in a quarter of a second. Others wait for the answer."""
        if self._map is None:
            return
        async with self._looking:
            if time.monotonic() - self._looked_s < LOOK_EVERY_S:
                return
            try:
                async with asyncio.timeout(LOOK_S_MAX):
                    await self._map.initialize()
                self._masters = {str(nodes[0].name) for nodes in self._map.slots_cache.values()}
            except (RedisError, OSError, TimeoutError) as error:
                log.debug("no server of the cluster says who holds what", error=repr(error))
            self._looked_s = time.monotonic()

    async def close(self) -> None:
        """Let go of all connections."""
        for client in self._clients.values():
            await client.aclose()
        if self._map is not None:
            await self._map.aclose()
            await self._map.aclose("startup_nodes")
