"""Gets the test engines: wheels by the hashes of requirements-engines.lock; Debian's packages where we are root."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import progress
from engine import ROOT, WHEELS

LOCK = ROOT / "requirements-engines.lock"
# Debian's package → how one sees that it is there. The wheels bring PostgreSQL 18 and Valkey; these are others.
PACKAGES = {
    "postgresql-15": "/usr/lib/postgresql/15/bin/postgres",
    "redis-server": "/usr/bin/redis-server",
    "nginx-light": "/usr/sbin/nginx",
}
# Asked by Debian before a package starts its server; ours are started by nobody but us.
POLICY = Path("/usr/sbin/policy-rc.d")


def get() -> None:
    """Brings what is missing. Raises progress.Failed."""
    get_wheels()
    missing = [name for name, sign in PACKAGES.items() if not Path(sign).exists()]
    if missing and os.getuid() == 0 and shutil.which("apt-get"):
        get_packages(missing)
    elif missing:
        print(
            f"engines: not here and not ours to install: {', '.join(missing)}. PostgreSQL 18 and Valkey do instead.",
            file=sys.stderr,
        )


def get_wheels() -> None:
    python, stamp = WHEELS / "bin" / "python", WHEELS / "stamp"
    state = hashlib.sha256(f"{sys.version_info[:2]} {WHEELS}".encode() + LOCK.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == state:
        return
    if WHEELS.exists():
        shutil.rmtree(WHEELS)
    progress.run("python -m venv", [sys.executable, "-m", "venv", str(WHEELS)], cwd=ROOT)
    command = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--progress-bar=off"]
    wanted = ["--require-hashes", "--no-deps", "--only-binary=:all:", "-r", str(LOCK)]
    progress.run(f"pip: {LOCK.name}", [*command, *wanted], cwd=ROOT)
    stamp.write_text(state)


def get_packages(names: list[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with no_daemons():
        progress.run("apt-get update", ["apt-get", "update", "-qq"], cwd=ROOT, env=environment)
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *names]
        progress.run(f"apt-get install {' '.join(names)}", install, cwd=ROOT, env=environment)


@contextlib.contextmanager
def no_daemons() -> Iterator[None]:
    """Packages installed inside do not start their servers."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink()
