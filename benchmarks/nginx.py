"""A real nginx, where this machine has one: beside ours, or before it."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

PROGRAM = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin")
START_S_MAX = 10.0
# What it is at its best at: a file, two workers, lines that stay, nothing written down.
_STATIC = """
worker_processes 2;
pid {folder}/pid;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 100000000;
  open_file_cache max=10;
  server {{ listen 127.0.0.1:{port}; root {folder}; }}
}}
"""


def static_text(folder: Path, port: int) -> str:
    """Settings of an nginx that hands out the files of a folder."""
    return _STATIC.format(folder=folder, port=port)


@contextmanager
def running(folder: Path, text: str, url: str, path: str) -> Iterator[None]:
    """An nginx with these settings, from when it answers there until the block ends."""
    assert PROGRAM is not None
    file = folder / "nginx.conf"
    file.write_text(("user root;\n" if os.getuid() == 0 else "") + text)
    command = [PROGRAM, "-c", str(file), "-e", f"{folder}/errors", "-g", "daemon off;"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        _until_ready(url + path)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(START_S_MAX)


def _until_ready(address: str) -> None:
    until = time.monotonic() + START_S_MAX
    while time.monotonic() < until:
        try:
            if httpx.get(address).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.02)
    raise RuntimeError("nginx was not ready")
