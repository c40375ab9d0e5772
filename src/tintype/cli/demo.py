"""`tintype demo`: a site with a lively community, until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
from collections.abc import Generator

import structlog

from tintype.cli.progress import Line
from tintype.cli.serve import site_of
from tintype.processes.claims import Refusal, claim_folder, claim_port
from tintype.settings import Settings


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
                login = asyncio.run(seed(settings, Line("Making the demo")))
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
