"""What a site must have to itself before it starts: its data folder and its port."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import stat
import sys
import tempfile
import time
from pathlib import Path

from tintype.processes import registry

# Connections that wait while every API process is busy or being restarted; the kernel cuts it to somaxconn.
BACKLOG = 2048
# How long the children of a killed supervisor may take: the worker's drain, and a little.
ENDING_S_MAX = 25.0
SILENT_S = 2.0
LOOK_S = 0.05


class Refusal(Exception):
    """The site cannot start here; the message is one line a person can act on."""


def claim_folder(folder: Path) -> int:
    """Creates the data folder if need be and locks it; returns the file descriptor that holds the lock.

    The lock is on the folder itself and is shared by every process that inherits the descriptor: after a
    supervisor was killed the folder stays locked until its last child is gone. Raises Refusal.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / "run").mkdir(exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder / "run"):
            pass
        held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Refusal(f"The data folder {folder} cannot be written: {reason}.") from error
    if os.fstat(held).st_mode & stat.S_IWOTH:
        os.close(held)
        raise Refusal(f"Everybody on this machine can write to the data folder: chmod o-w {folder}")
    try:
        _lock(held, folder)
    except Refusal:
        os.close(held)
        raise
    return held


def claim_port(host: str, port: int) -> socket.socket:
    """A listening socket on that port; 0 takes a free one. Raises Refusal."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        listener.close()
        raise Refusal(_no_port(host, port, error)) from error
    return listener


def _lock(held: int, folder: Path) -> None:
    """Takes the lock, waiting only for what a killed supervisor has left behind to end. Raises Refusal."""
    began = time.monotonic()
    is_told = False
    while True:
        try:
            return fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            waited = time.monotonic() - began
            if waited >= ENDING_S_MAX or _is_supervised(folder, waited):
                raise Refusal(_in_use(folder)) from error
        if waited >= SILENT_S and not is_told:
            print(
                "tintype: waiting for the processes of a killed Tintype to end", file=sys.stderr, flush=True
            )
            is_told = True
        time.sleep(LOOK_S)


def _is_supervised(folder: Path, waited: float) -> bool:
    """Whether somebody runs this site. One that has just begun says so within moments."""
    running = registry.read(folder)
    return registry.is_alive(running.supervisor) if running else waited >= SILENT_S


def _in_use(folder: Path) -> str:
    running = registry.read(folder)
    who = f" (process {running.supervisor}, port {running.port})" if running else ""
    return f"The data folder {folder} is in use by another Tintype{who}."


def _no_port(host: str, port: int, error: Exception) -> str:
    code = error.errno if isinstance(error, OSError) else None
    if code == errno.EADDRINUSE:
        return f"Port {port} is taken. Choose another: make serve PORT={port + 1}"
    if code == errno.EACCES:
        return f"Port {port} is reserved for the system administrator. Choose one from 1024 upwards."
    if code == errno.EADDRNOTAVAIL:
        return f"This machine has no address {host}."
    return f"Port {port} cannot be opened: {error}."
