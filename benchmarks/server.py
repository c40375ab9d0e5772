"""A real `tintype serve` on a data folder and a free port, for measuring."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

import httpx

from benchmarks import process_tree

START_S_MAX = 60.0
STOP_S_MAX = 30.0


@dataclass(frozen=True, slots=True)
class Server:
    """A running site. `start_s`: from the command to the first answer that says ready."""

    url: str
    pid: int
    start_s: float

    def cpu_s(self) -> float:
        """CPU seconds of the whole tree so far."""
        return process_tree.cpu_s(self.pid)

    def pss_mb(self) -> float:
        """Memory of the whole tree."""
        return process_tree.pss_mb(self.pid)


@contextmanager
def serving(data: Path, environment: Mapping[str, str] | None = None) -> Iterator[Server]:
    """Start the site, wait until it is ready, stop it in order at the end."""
    port = free_port()
    command = [sys.executable, "-m", "tintype", "serve", "--data", str(data), "--port", str(port)]
    with TemporaryFile() as output:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=output, stderr=output, env={**os.environ, **(environment or {})}
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _until_ready(process, url)
            yield Server(url, process.pid, time.perf_counter() - began)
        except Exception:
            output.seek(0)
            print(output.read().decode(errors="replace")[-4000:], file=sys.stderr)
            raise
        finally:
            _stop(process)


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _until_ready(process: "subprocess.Popen[bytes]", url: str) -> None:
    until = time.monotonic() + START_S_MAX
    with httpx.Client(base_url=url, timeout=2) as client:
        while time.monotonic() < until:
            if process.poll() is not None:
                raise RuntimeError(f"the server ended with code {process.returncode}")
            try:
                if client.get("/readyz").status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.01)
    raise RuntimeError(f"the server was not ready within {START_S_MAX:.0f} s")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_S_MAX)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
