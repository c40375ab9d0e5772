"""One server of the test engines: started, watched until it answers, killed and started again, stopped by its id.

Every engine is the head of a session of its own, so that Ctrl-C reaches the tests and not the servers, and it dies with
whoever started it, however that one ended.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import os
import random
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

READY_S_MAX = 60.0
STOP_S_MAX = 3.0  # SeaweedFS can hang for minutes in an orderly stop
DEAD_S_MAX = 60.0  # a killed process ends when the disk lets go of it
LOOK_EVERY_S = 0.05
STANDING_EVERY_S = 0.001
# Below what Linux hands out to outgoing connections: an engine gets its port back.
PORTS = range(20_000, 32_000)
SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
LOG_LINES_SHOWN = 30

ROOT = Path(__file__).resolve().parent.parent
WHEELS = ROOT / ".make" / "engines"
"""The environment that `make engines` fills."""

_libc = ctypes.CDLL(None, use_errno=True)


class EngineFailed(Exception):
    """An engine that is missing, did not start or did not answer; says which and shows its last words."""


@dataclass
class Engine:
    """One process. `start` comes back when it answers; after `kill` or `stop` it can be started again on its data.

    NOTE: the kernel ties the engine to the thread that started it, so start engines in the main thread.
    """

    name: str
    command: Sequence[str]
    port: int
    log: Path
    is_ready: Callable[[], bool]
    user: str | None = None
    """Whom it runs as; only root can choose."""
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGKILL
    """What the kernel sends when the starter is gone."""
    folder: Path = Path("/")
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def pid(self) -> int:
        assert self._process is not None, f"{self.name} was not started"
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start and wait until it answers. Raises EngineFailed."""
        self.spawn()
        self.wait_ready()

    def spawn(self) -> None:
        """Start without waiting, so that several engines can come up together."""
        assert not self.is_running, f"{self.name} runs already"
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
                user=self.user,
                group=self.user,
                extra_groups=[] if self.user else None,
                preexec_fn=self._dies_with(os.getpid()),  # noqa: PLW1509 (calls nothing but prctl and getppid)
            )

    def wait_ready(self) -> None:
        wait_until(self.is_ready, self.name, self)

    def kill(self) -> None:
        """As by power loss: no process of it gets to do anything more."""
        if self._process is None:
            return
        family = self._family()
        _signal_all(family, signal.SIGKILL)
        # A postmaster that comes back refuses the data folder while a child of the dead one holds its memory.
        psutil.wait_procs(family, DEAD_S_MAX)
        self._process.wait()

    def stop(self) -> None:
        """Ask, wait three seconds, kill."""
        if self._process is None:
            return
        if self.is_running:
            self._process.send_signal(self.stop_signal)
        try:
            self._process.wait(STOP_S_MAX)
        except subprocess.TimeoutExpired:
            self.kill()

    def last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(lines[-LOG_LINES_SHOWN:])

    def _family(self) -> list[psutil.Process]:
        """The process and its children; it stands still from here on, so no child is born that is not seen."""
        try:
            head = psutil.Process(self.pid)
            head.suspend()
            while head.status() not in {psutil.STATUS_STOPPED, psutil.STATUS_ZOMBIE}:
                time.sleep(STANDING_EVERY_S)
            return [head, *head.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def _dies_with(self, starter: int) -> Callable[[], None]:
        def arrange() -> None:
            _libc.prctl(SET_DEATH_SIGNAL, int(self.orphan_signal))
            if os.getppid() != starter:  # gone between the fork and the line above
                os._exit(1)

        return arrange


@dataclass
class Service:
    """What one variable names: an engine, or the nodes of a cluster together."""

    name: str
    variable: str
    url: str
    version: str
    engines: list[Engine]
    prepare: Callable[[], None] = field(default=lambda: None)
    """Runs once, when every engine of it has answered for the first time."""

    def spawn(self) -> None:
        for engine in self.engines:
            engine.spawn()

    def finish(self) -> None:
        for engine in self.engines:
            engine.wait_ready()
        self.prepare()

    def start(self) -> None:
        """Start all of it, for the first time or again."""
        self.spawn()
        for engine in self.engines:
            engine.wait_ready()

    def kill(self) -> None:
        for engine in self.engines:
            engine.kill()

    def stop(self) -> None:
        for engine in self.engines:
            engine.stop()


@dataclass(frozen=True, slots=True)
class Place:
    """Where data and logs go. Every part of the way to the data is open to the user PostgreSQL runs as."""

    data: Path
    logs: Path

    def folder(self, name: str, owner: str | None = None) -> Path:
        made = self.data / name
        made.mkdir(mode=0o755)
        if owner:
            shutil.chown(made, owner)
        return made


def wait_until(
    holds: Callable[[], bool], what: str, engine: Engine | None = None, *, within_s: float = READY_S_MAX
) -> None:
    """Look until it holds. Raises EngineFailed after the limit, or at once when the engine has ended."""
    limit = time.monotonic() + within_s
    while True:
        # Being refused, cut off or answered half is what an engine that is coming up looks like.
        with contextlib.suppress(OSError, ValueError):
            if holds():
                return
        if engine is not None and not engine.is_running:
            raise EngineFailed(f"{what} ended while it started:\n{engine.last_words()}")
        if time.monotonic() > limit:
            said = f":\n{engine.last_words()}" if engine is not None else ""
            raise EngineFailed(f"{what} is not ready after {within_s:.0f} s{said}")
        time.sleep(LOOK_EVERY_S)


def free_ports(count: int) -> list[int]:
    """Ports of 127.0.0.1 that nobody has, kept until this process ends, also while what listens there is dead.

    They are bound and not listened on: a server that asks for one by its number gets it (SO_REUSEADDR), whoever looks
    for a free one passes it by, and who calls there is refused.
    """
    found: list[int] = []
    while len(found) < count:
        port, kept = random.choice(PORTS), socket.socket()
        try:
            kept.bind(("127.0.0.1", port))
        except OSError:
            kept.close()
            continue
        # Only now: with it one would come by what another keeps.
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        atexit.register(kept.close)
        found.append(port)
    return found


def _signal_all(family: list[psutil.Process], number: signal.Signals) -> None:
    for process in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(number)


def said(command: list[str]) -> str:
    """The first line a program says, for its version."""
    shown = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return shown.splitlines()[0] if shown else ""
