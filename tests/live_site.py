"""A real site for tests: `tintype serve` in a process tree of its own, on a free port, with a folder of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from scripts.engine import free_ports

ROOT = Path(__file__).parents[1]
# Limits on what is waited for: a machine with much else to do starts a process tree in a minute.
START_S_MAX = 180.0
STOP_S_MAX = 90.0


class LiveSite:
    """Starts when made, is ready after `wait_ready`, and leaves no process after `stop`."""

    def __init__(self, folder: Path, *, settings: Mapping[str, str] | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.data = folder / "data"
        self.log = folder / "site.log"
        (self.port,) = free_ports(1)
        # localhost by name: that is what people open, and what passkeys need.
        self.url = f"http://localhost:{self.port}"
        self._settings = dict(settings or {})
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
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
        environment = {**os.environ, **self._settings, "PYTHONPATH": str(ROOT / "src")}
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )

    def wait_ready(self) -> None:
        limit = time.monotonic() + START_S_MAX
        while " is ready " not in self.said():
            if self.process.poll() is not None or time.monotonic() > limit:
                raise AssertionError(f"the site did not start:\n{self.said()[-4000:]}")
            time.sleep(0.02)

    def said(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def stop(self) -> int:
        """Asks it to end, and kills it if it will not; the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(STOP_S_MAX)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()
