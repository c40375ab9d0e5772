"""A site that is killed without warning, by the numbers of its own processes, and started again."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx

from benchmarks.process_tree import tree
from scripts.engine import free_ports
from tests.live_site import ROOT, STOP_S_MAX
from tintype.processes import registry

READY_S_MAX = 120.0
WHOLE = "whole"
#: An actor likes as many posts an hour as a person in a week.
TIRELESS = {f"TINTYPE_{what}_DAILY": "0" for what in ("LIKES", "COMMENTS", "FOLLOWS", "UNFOLLOWS")}


class Rig:
    """`tintype serve` on one folder and one port, through all of its deaths."""

    def __init__(self, folder: Path, seed: int, *, with_path: Path | None = None) -> None:
        self.data = folder / "data"
        self.log = folder / "site.log"
        (self.port,) = free_ports(1)
        self.url = f"http://127.0.0.1:{self.port}"
        self.killed: list[str] = []
        self._rng = random.Random(seed)
        self._with_path = with_path
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it answers as ready."""
        command = [
            sys.executable,
            "-m",
            "tintype",
            "serve",
            "--port",
            str(self.port),
            "--data",
            str(self.data),
        ]
        paths = [str(path) for path in (self._with_path, ROOT / "src") if path]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), **TIRELESS}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        self.wait_ready()

    def kill(self) -> str:
        """Kill something with SIGKILL and see that the site is up again; what was killed."""
        assert self._process is not None
        running = registry.read(self.data)
        assert running is not None
        what = self._rng.choice([WHOLE, WHOLE, "worker", "api 1", "api 2", "children"])
        if what == WHOLE:
            _kill(tree(self._process.pid))
            self._process.wait()
            self.start()
        else:
            chosen = list(running.children) if what == "children" else [what]
            _kill([pid for name in chosen for pid in tree(running.children[name])])
            self._until_replaced({name: running.children[name] for name in chosen})
        self.killed.append(what)
        return what

    def wait_ready(self) -> None:
        """Return when the site says that it is ready."""
        until = time.monotonic() + READY_S_MAX
        with httpx.Client(base_url=self.url, timeout=2) as client:
            while time.monotonic() < until:
                assert self._process is not None
                assert self._process.poll() is None, self.said()
                with contextlib.suppress(httpx.TransportError):
                    if client.get("/readyz").status_code == 200:
                        return
                time.sleep(0.02)
        raise AssertionError(f"not ready within {READY_S_MAX:.0f} s:\n{self.said()}")

    def stop(self) -> int:
        """End in order; the exit code."""
        if self._process is None or self._process.poll() is not None:
            return 0
        self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(STOP_S_MAX)
        except subprocess.TimeoutExpired:
            _kill(tree(self._process.pid))
            return self._process.wait()

    def said(self) -> str:
        return self.log.read_text(errors="replace")[-6000:]

    def _until_replaced(self, dead: dict[str, int]) -> None:
        until = time.monotonic() + READY_S_MAX
        while time.monotonic() < until:
            running = registry.read(self.data)
            if running and all(running.children.get(name, pid) != pid for name, pid in dead.items()):
                return self.wait_ready()
            time.sleep(0.02)
        raise AssertionError(f"{', '.join(dead)} did not come back:\n{self.said()}")


def _kill(pids: list[int]) -> None:
    """The parents first: none of them is to put a child's death in order."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
