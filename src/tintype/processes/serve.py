"""`tintype serve`: claim the folder and the port, then run the processes until told to stop."""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tintype import __version__
from tintype.processes import registry
from tintype.processes.child import Child, Command
from tintype.processes.claims import Refusal, claim_folder, claim_port
from tintype.processes.supervisor import Supervisor, say

# An API process finishes the requests it has; the worker finishes the batch and the photo it is at.
API_DRAIN_S_MAX = 10.0
WORKER_DRAIN_S_MAX = 20.0


@dataclass(frozen=True, slots=True)
class Site:
    """What to serve where. `environment` is what the children read their settings from."""

    data: Path
    host: str
    port: int
    api_processes: int
    """0 where this node answers nobody."""
    environment: Mapping[str, str]
    public_url: str | None = None
    api_module: str = "tintype.processes.api"
    worker_module: str = "tintype.processes.worker"
    has_worker: bool = True

    def __post_init__(self) -> None:
        assert self.api_processes >= 1 or self.has_worker


def serve(site: Site) -> int:
    """Blocks until the site was told to stop; returns the exit code."""
    began = time.monotonic()
    try:
        lock = claim_folder(site.data)
        listener = claim_port(site.host, site.port) if site.api_processes else None
    except Refusal as refusal:
        print(f"tintype: {refusal}", file=sys.stderr)
        return 1
    port = int(listener.getsockname()[1]) if listener else 0
    children = _children(site, port, listener, lock)

    def note() -> None:
        running = {child.name: child.pid for child in children if child.pid}
        registry.write(site.data, registry.Running(os.getpid(), port, running))

    def greet() -> None:
        took = time.monotonic() - began
        address = site.public_url or (f"http://localhost:{port}" if port else "another node")
        print(f"Tintype {__version__} is ready ({took:.1f} s)", flush=True)
        print(f"  open   {address}\n  data   {site.data}\n  stop   Ctrl-C", flush=True)

    def part() -> None:
        # From here on a new connection is refused at once and not left waiting for nobody.
        if listener:
            listener.close()
        say("stopping")

    try:
        return Supervisor(children, on_change=note).run(on_ready=greet, on_stop=part)
    finally:
        registry.forget(site.data)


def _children(site: Site, port: int, listener: socket.socket | None, lock: int) -> list[Child]:
    environment = {**site.environment, **({"TINTYPE_PORT": str(port)} if port else {})}
    taken = listener.fileno() if listener else -1
    # Every child inherits the lock: the folder is free again only when the last one is gone.
    worker = Command(
        name="worker",
        arguments=(sys.executable, "-m", site.worker_module),
        environment=environment,
        descriptors=(lock,),
        stops=2,
        drain_s_max=WORKER_DRAIN_S_MAX,
    )
    apis = [
        Command(
            name=f"api {number}",
            arguments=(sys.executable, "-m", site.api_module),
            environment={**environment, "TINTYPE_FD": str(taken), "TINTYPE_PROCESS": str(number)},
            descriptors=(lock, taken),
            stops=1,
            drain_s_max=API_DRAIN_S_MAX,
        )
        for number in range(1, site.api_processes + 1)
    ]
    return [Child(command) for command in ((worker, *apis) if site.has_worker else apis)]
