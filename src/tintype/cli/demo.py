"""`tintype demo`: a site with a lively community, until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
import time
from collections.abc import Generator

import structlog

from tintype.cli.serve import site_of
from tintype.processes.claims import Refusal, claim_folder, claim_port
from tintype.settings import Settings

EVERY_S = 0.5
PLAIN_EVERY_S = 10.0  # Where there is no terminal, every line stays.


def run(settings: Settings) -> int:
    from tintype.demo.lives import NotMade
    from tintype.demo.seed import NotEmpty, seed

    site = site_of(settings)
    try:
        # Looked at first: three minutes later would be late to hear that the port is taken.
        claim_port(site.host, site.port).close()
        lock = claim_folder(site.data)
        try:
            with quiet():
                login = asyncio.run(seed(settings, Line()))
        finally:
            os.close(lock)
    except (Refusal, NotMade) as reason:
        print(f"tintype: {reason}", file=sys.stderr)
        return 1
    except NotEmpty:
        print(
            f"tintype: {site.data} holds a site already; choose another folder with --data", file=sys.stderr
        )
        return 1
    print(f"\n  sign in as   {login.username}\n  password     {login.password}\n", flush=True)
    # A fresh process: the supervisor is small, and this one has drawn two months of pictures.
    os.execve(sys.executable, (sys.executable, "-m", "tintype", "serve"), dict(site.environment))  # noqa: S606


@contextlib.contextmanager
def quiet() -> Generator[None]:
    """Only warnings in the log: the line of progress tells the rest."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    try:
        yield
    finally:
        structlog.configure(**before)


class Line:
    """Progress on one line: what, how much, how long it will take. Restarts its clock with every new thing."""

    def __init__(self) -> None:
        self._what = ""
        self._began = self._told = time.monotonic()

    def __call__(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        if what != self._what:
            self._what, self._began, self._told = what, now, 0.0
        is_last = done >= total
        if now - self._told < (EVERY_S if sys.stderr.isatty() else PLAIN_EVERY_S) and not is_last:
            return
        self._told = now
        end = "\n" if is_last or not sys.stderr.isatty() else ""
        start = "\r\x1b[K" if sys.stderr.isatty() else ""
        print(
            f"{start}Making the demo: {what} {done * 100 // total} %{self._left(now, done, total)}",
            end=end,
            file=sys.stderr,
            flush=True,
        )

    def _left(self, now: float, done: int, total: int) -> str:
        if not done or done >= total or now - self._began < 2:
            return ""
        left = (now - self._began) / done * (total - done)
        return f", {left / 60:.0f} min left" if left > 90 else f", {left:.0f} s left"
