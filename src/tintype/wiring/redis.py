"""What processes of all nodes share beside the records, in Redis or Valkey. Loaded only where the settings name one."""

import random
import secrets
from contextlib import AsyncExitStack

from tintype.adapters.redis.broadcast import RedisBroadcast
from tintype.adapters.redis.cache import RedisCache
from tintype.adapters.redis.connection import RedisConnection
from tintype.adapters.redis.feed_store import RedisFeedStore
from tintype.adapters.redis.limits import RedisLimits
from tintype.kernel.clock import Clock
from tintype.kernel.problems import CannotStart
from tintype.ports.limits import Limits
from tintype.settings import Settings
from tintype.wiring.parts import SharedPart

PREFIX = "tintype:"


async def open_shared(settings: Settings, clock: Clock, stack: AsyncExitStack) -> SharedPart:
    """Broadcast, cache, feeds and limits on one connection. A server that does not answer yet may do so later."""
    url, _, prefix = settings.storage.redis.partition("?prefix=")
    try:
        connection = RedisConnection.open(url, prefix=prefix or PREFIX)
    except ValueError as error:
        raise CannotStart(f"Redis (TINTYPE_REDIS) cannot be used: {error}") from error
    stack.push_async_callback(connection.close)
    rng = random.Random(secrets.randbits(128))
    broadcast = RedisBroadcast.open(connection, rng)
    stack.push_async_callback(broadcast.close)

    def limits(exact: Limits) -> Limits:
        processes = settings.server.api_processes * settings.server.nodes
        shared = RedisLimits.open(connection, exact, clock, processes=processes)
        stack.push_async_callback(shared.close)
        return shared

    cache = RedisCache(connection, rng)
    return SharedPart(broadcast, cache, RedisFeedStore(connection, clock), cache, limits)
