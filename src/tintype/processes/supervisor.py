"""Starts the children, starts them again when they fall, and ends them in order.

Standard library only and one thread: it holds the listening socket and the lock on the data folder, and must
outlive everything that can go wrong in a child.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence

from tintype.processes.child import SIGNALS, Child, ended

POLL_S = 0.03  # while children start; afterwards the supervisor sleeps until a signal or a planned restart
SILENT_S = 2.0
IDLE_S = 3600.0
START_TRIES = 3


class Supervisor:
    """Runs until it is told to stop. `on_change` is called whenever a process id changes."""

    def __init__(self, children: Sequence[Child], *, on_change: Callable[[], None]) -> None:
        self._children = list(children)
        self._on_change = on_change
        self._stopping = False

    def run(self, *, on_ready: Callable[[], None], on_stop: Callable[[], None]) -> int:
        """The exit code: 0 after an ordered stop, 1 if the site never became ready.

        `on_ready` is called once every child serves, `on_stop` before the first is told to end.
        """
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        try:
            for child in self._children:
                child.start()
            self._on_change()
            started = self._until_ready()
            if started and not self._stopping:
                on_ready()
                self._watch()
            on_stop()
            self._drain()
        finally:
            self._end_all()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        return 0 if started else 1

    def _until_ready(self) -> bool:
        """False if a child cannot start. A stop that is asked for meanwhile ends the wait as well."""
        began = last = time.monotonic()
        while not self._stopping:
            # The order matters: a child that became ready and fell afterwards is a fall, not a failed start.
            waiting = [child.name for child in self._children if not child.look_ready()]
            if not waiting:
                return True
            self._wait(POLL_S)
            self._restart_due()
            hopeless = next((child for child in self._children if child.failed_starts >= START_TRIES), None)
            if hopeless:
                say(f"{hopeless.name} does not start; the reason is above")
                return False
            now = time.monotonic()
            if now - last >= SILENT_S:
                say(f"starting … {now - began:.0f} s, waiting for {', '.join(waiting)}")
                last = now
        return True

    def _watch(self) -> None:
        while not self._stopping:
            for child in self._children:
                child.look_ready()
            self._wait(self._next_wait_s())
            self._restart_due()

    def _next_wait_s(self) -> float:
        now = time.monotonic()
        due = [child.start_at - now for child in self._children if child.process is None]
        return max(0.0, min(due, default=IDLE_S))

    def _restart_due(self) -> None:
        now = time.monotonic()
        due = [child for child in self._children if child.process is None and child.start_at <= now]
        for child in due if not self._stopping else []:
            child.start()
            say(f"{child.name} started again as process {child.pid}")
            self._on_change()

    def _drain(self) -> None:
        """Ends the API processes, then the worker: what was accepted is finished before its finisher goes."""
        self._stopping = True
        for turn in sorted({child.command.stops for child in self._children}):
            group = [child for child in self._children if child.command.stops == turn]
            for child in group:
                child.send(signal.SIGTERM)
            self._until_gone(group)

    def _until_gone(self, group: Sequence[Child]) -> None:
        began = time.monotonic()
        limit_s = max(child.command.drain_s_max for child in group)
        told = False
        while alive := [child for child in group if child.process]:
            waited = time.monotonic() - began
            if waited > SILENT_S and not told:
                names = ", ".join(child.name for child in alive)
                say(f"stopping: waiting for {names}, at most {limit_s:.0f} s")
                told = True
            # A second signal means now.
            hurried = self._wait(min(SILENT_S, max(0.0, limit_s - waited)))
            if hurried or waited >= limit_s:
                for child in alive:
                    say(f"{child.name} did not end in time and is killed")
                    child.kill()
                limit_s = waited + 5.0

    def _wait(self, limit_s: float) -> bool:
        """Sleeps until a signal, at most that long, and buries the dead. True if a stop was asked for."""
        came = signal.sigtimedwait(SIGNALS, limit_s)
        asked = came is not None and came.si_signo != signal.SIGCHLD
        self._stopping = self._stopping or asked
        self._bury()
        return asked

    def _bury(self) -> None:
        for child in self._children:
            was_ready = child.look_ready()
            code = child.reap()
            if code is None or self._stopping:
                continue
            say(f"{child.name} ended with {ended(code)}" + ("" if was_ready else " before it was ready"))
            child.plan_restart(time.monotonic(), code)
        _reap_strangers([child.pid for child in self._children])

    def _end_all(self) -> None:
        for child in self._children:
            child.kill()
            if child.process:
                child.process.wait()


def say(line: str) -> None:
    print(f"tintype: {line}", file=sys.stderr, flush=True)


def _reap_strangers(ours: Sequence[int]) -> None:
    """As process 1 of a container the supervisor inherits orphans, and must not keep their remains."""
    if os.getpid() != 1:
        return
    with contextlib.suppress(ChildProcessError):
        while found := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            if found.si_pid in ours:
                return
            os.waitpid(found.si_pid, 0)
