"""Where Redis is: a URL read once, and clients made from it with their limits on time."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from redis.asyncio import BlockingConnectionPool, Redis, SSLConnection
from redis.asyncio.cluster import ClusterNode, RedisCluster
from redis.asyncio.connection import Connection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.crc import key_slot

SLOTS = 16_384
CONNECT_S_MAX = 1.0
ANSWER_S_MAX = 1.5
CONNECTIONS_MAX = 32  # Of one process to one server; commands share them in pipelines.
PORT = 6379
SCHEMES = {
    "redis": (False, False),
    "rediss": (True, False),
    "redis-cluster": (False, True),
    "rediss-cluster": (True, True),
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One server, or some servers of a cluster, which name the others."""

    servers: tuple[tuple[str, int], ...]
    is_cluster: bool
    is_tls: bool
    username: str | None
    password: str | None
    database: int

    @classmethod
    def parse(cls, url: str) -> Self:
        """Raises ValueError with one line that says what to write; it never repeats the password."""
        scheme, _, rest = url.partition("://")
        if scheme not in SCHEMES or not rest:
            raise ValueError(
                "write redis://host:port, rediss://host:port or redis-cluster://host:port,host:port"
            )
        is_tls, is_cluster = SCHEMES[scheme]
        rest, _, path = rest.partition("/")
        who, _, where = rest.rpartition("@")
        username, _, password = who.partition(":")
        servers = tuple(_server(place) for place in where.split(","))
        if len(servers) > 1 and not is_cluster:
            raise ValueError("several servers are a cluster: write redis-cluster://host:port,host:port")
        if path and (is_cluster or not path.isascii() or not path.isdecimal()):
            raise ValueError(f"/{path}: after a single server comes the number of its database, else nothing")
        return cls(
            servers, is_cluster, is_tls, unquote(username) or None, unquote(password) or None, int(path or 0)
        )

    def server(self, host: str = "", port: int = 0) -> Redis:
        """A client of one server: that of the URL, or one of the cluster."""
        host, port = (host, port) if host else self.servers[0]
        pool = BlockingConnectionPool(
            connection_class=SSLConnection if self.is_tls else Connection,
            host=host,
            port=port,
            db=self.database,
            max_connections=CONNECTIONS_MAX,
            timeout=CONNECT_S_MAX,
            **self._options(),
        )
        return Redis.from_pool(pool)

    def cluster(self) -> RedisCluster:
        """A client of the cluster."""
        nodes = [ClusterNode(host, port) for host, port in self.servers]
        # With a part of the slots uncovered, as during a failover, the other parts are served.
        return RedisCluster(
            startup_nodes=nodes,
            require_full_coverage=False,
            ssl=self.is_tls,
            max_connections=CONNECTIONS_MAX,
            **self._options(),
        )

    def _options(self) -> dict[str, Any]:
        return {
            "username": self.username,
            "password": self.password,
            "socket_connect_timeout": CONNECT_S_MAX,
            "socket_timeout": ANSWER_S_MAX,
            "socket_keepalive": True,
            "retry": Retry(NoBackoff(), 0),  # Attempts are counted by RedisConnection.
            "protocol": 2,  # Pushed notices of the third are not needed, and every proxy speaks the second.
        }


def _server(place: str) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{place}")
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError(f"{place}: write host:port") from error
    if not host or parts.query or parts.path:
        raise ValueError(f"{place}: write host:port")
    return host, port or PORT


@cache
def tags(count: int) -> list[str]:
    """Texts whose hash slots lie evenly over a cluster, so that equal shares of keys go to equal shares of slots."""
    width, number = SLOTS // count, 0
    found: dict[int, str] = {}
    while len(found) < count:
        tag = _base36(number)
        found.setdefault(key_slot(tag.encode()) // width, tag)
        number += 1
    return [found[place] for place in range(count)]


def _base36(number: int) -> str:
    digits = ""
    while True:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
        if not number:
            return digits
