"""Runs a command and shows that it runs: nothing over two seconds is silent, nothing under is noisy."""

from __future__ import annotations

import os
import selectors
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

QUIET_S = 2.0
TICK_S = 0.5
LINE_EVERY_S = 10.0  # where the output is a file, one line in ten seconds is enough
KEPT_LINES = 200


class Failed(Exception):
    """The command did not end well; `output` holds its last lines."""

    def __init__(self, label: str, code: int, output: str) -> None:
        super().__init__(f"{label}: ended with code {code}")
        self.output = output


def run(
    label: str,
    command: list[str],
    *,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    step: Callable[[str], str | None] = lambda line: None,
) -> None:
    """Runs to the end. `step` turns a line of output into what is being done now, or None.

    Raises Failed with the last lines of the output.
    """
    shown = _Shown(label)
    process = subprocess.Popen(
        command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout is not None
    lines: list[str] = []
    rest = b""
    with selectors.DefaultSelector() as ready, process.stdout as pipe:
        ready.register(pipe, selectors.EVENT_READ)
        while True:
            if ready.select(TICK_S):
                piece = os.read(pipe.fileno(), 65536)
                if not piece:
                    break
                *whole, rest = (rest + piece).split(b"\n")
                for line in whole:
                    text = line.decode(errors="replace").rstrip()
                    lines.append(text)
                    shown.doing = step(text) or shown.doing
                del lines[:-KEPT_LINES]
            shown.tick()
    code = process.wait()
    shown.close(ok=code == 0)
    if code:
        raise Failed(label, code, "\n".join([*lines, rest.decode(errors="replace")]).strip())


class _Shown:
    """One line that renews itself on a terminal; a line now and then elsewhere."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.doing = ""
        self._began = time.monotonic()
        self._last = self._began
        self._terminal = sys.stderr.isatty()
        self._spoke = False

    def tick(self) -> None:
        now = time.monotonic()
        wait = TICK_S if self._terminal else LINE_EVERY_S
        first = not self._spoke and now - self._began >= QUIET_S
        if first or (self._spoke and now - self._last >= wait):
            self._say(now)

    def close(self, *, ok: bool) -> None:
        if self._spoke:
            self.doing = "done" if ok else "failed"
            self._say(time.monotonic())
            if self._terminal:
                print(file=sys.stderr)

    def _say(self, now: float) -> None:
        text = f"  {self.label} … {now - self._began:.0f} s  {self.doing}"
        end = "" if self._terminal else "\n"
        start = "\r\033[K" if self._terminal else ""
        print(f"{start}{text[:110]}", end=end, file=sys.stderr, flush=True)
        self._last = now
        self._spoke = True
