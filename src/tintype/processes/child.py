"""One child process: how it starts, when it is ready, how it ends, how long until the next try."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tintype.processes import readiness

PR_SET_PDEATHSIG = 1
WAIT_S_FIRST = 0.1
WAIT_S_MAX = 10.0
# A child that lived this long did work; its next failure counts as the first.
HEALTHY_S = 10.0

SIGNALS = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD}


@dataclass(frozen=True, slots=True)
class Command:
    """What to run. `stops` orders the end: lower numbers are drained first, equal ones together."""

    name: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    descriptors: tuple[int, ...]
    stops: int
    drain_s_max: float


def restart_wait_s(failures: int) -> float:
    """Waits 0.1, 0.2, 0.4 … 10 s before the next start, by failures in a row."""
    return min(WAIT_S_MAX, WAIT_S_FIRST * 2 ** min(failures - 1, 10))


class Child:
    """A command and the process that runs it now, if one does."""

    def __init__(self, command: Command) -> None:
        self.command = command
        self.process: subprocess.Popen[bytes] | None = None
        self.is_ready = False
        self.failed_starts = 0
        self.failures = 0
        self.start_at = 0.0
        self._began = 0.0
        self._ready_from: int | None = None

    @property
    def name(self) -> str:
        return self.command.name

    @property
    def pid(self) -> int:
        return self.process.pid if self.process else 0

    def start(self) -> None:
        ready_from, ready_to = os.pipe()
        os.set_blocking(ready_from, False)
        environment = {**self.command.environment, readiness.VARIABLE: str(ready_to)}
        try:
            self.process = subprocess.Popen(
                self.command.arguments,
                env=environment,
                stdin=subprocess.DEVNULL,
                pass_fds=(*self.command.descriptors, ready_to),
                # Its own group: Ctrl-C reaches the supervisor alone, which then ends its children in order.
                process_group=0,
                preexec_fn=_tied_to_parent(os.getpid()),  # noqa: PLW1509 (the supervisor has one thread)
            )
        finally:
            os.close(ready_to)
        self._ready_from = ready_from
        self.is_ready = False
        self._began = time.monotonic()

    def look_ready(self) -> bool:
        if not self.is_ready and self._ready_from is not None:
            try:
                answer = os.read(self._ready_from, 1)
            except BlockingIOError:
                return False
            self._close_pipe()
            self.is_ready = answer == b"1"
        return self.is_ready

    def send(self, number: signal.Signals) -> None:
        if self.process:
            self.process.send_signal(number)

    def kill(self) -> None:
        if self.process:
            _kill_group(self.process.pid)

    def reap(self) -> int | None:
        """The exit code if the process has ended, and with it whatever it had started; else None."""
        if self.process is None:
            return None
        # WNOWAIT leaves the process in the table: its number cannot name another group while we end this one.
        if os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            return None
        _kill_group(self.process.pid)
        code = self.process.wait()
        self._close_pipe()
        self.process = None
        return code

    def plan_restart(self, now: float, code: int) -> None:
        # Who is killed from outside has not failed to start; a site is not given up for that.
        if self.is_ready:
            self.failed_starts = 0
        elif code != -signal.SIGKILL:
            self.failed_starts += 1
        self.failures = 1 if now - self._began >= HEALTHY_S else self.failures + 1
        self.start_at = now + restart_wait_s(self.failures)

    def _close_pipe(self) -> None:
        if self._ready_from is not None:
            os.close(self._ready_from)
            self._ready_from = None


def ended(code: int) -> str:
    """`signal 9 (SIGKILL)` or `code 1`, as a person says it."""
    return f"signal {-code} ({signal.Signals(-code).name})" if code < 0 else f"code {code}"


def _tied_to_parent(parent: int) -> Callable[[], None]:
    libc = ctypes.CDLL(None, use_errno=True)

    def prepare() -> None:
        # Between fork and exec: only what is safe there. A supervisor killed with SIGKILL cannot stop its
        # children; the kernel does it. Between fork and prctl the parent may have died already.
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)

    return prepare


def _kill_group(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return
