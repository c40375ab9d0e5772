"""Load: prepared requests over many connections, every answer checked. wrk where it is installed, else Python."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 64
SCRIPT = Path(__file__).parent / "wrk" / "requests.lua"


class BadAnswers(Exception):
    """A measurement whose answers are not all what they must be is none."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request of a list that is cycled through."""

    path: str
    token: str = "-"
    method: str = "GET"
    body: str = ""

    @property
    def line(self) -> str:
        return f"{self.method}\t{self.path}\t{self.token}\t{self.body}"


@dataclass(frozen=True, slots=True)
class Expected:
    """What every answer must be."""

    status: int = 200
    start: str = "-"
    length_min: int = 0


@dataclass(frozen=True, slots=True)
class Load:
    """What one run gave. Times in seconds, sizes in bytes of bodies."""

    requests: int
    seconds: float
    body_bytes: float
    p50_ms: float
    p99_ms: float

    @property
    def per_s(self) -> float:
        return self.requests / self.seconds


def run(
    url: str,
    requests: Sequence[Request],
    expected: Expected,
    *,
    seconds: float,
    connections: int = CONNECTIONS,
    pause_ms: float = 0,
) -> Load:
    """Send requests for some seconds. Raises BadAnswers if a single answer is not as expected.

    With wrk each connection may pause before it asks again.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".requests") as file:
        file.writelines(request.line + "\n" for request in requests)
        file.flush()
        result = _run_tool(url, file.name, expected, seconds, connections, pause_ms)
    if result["bad"] or result["errors"] or not result["requests"]:
        raise BadAnswers(f"{url}: {result}")
    return Load(
        requests=int(result["requests"]),
        seconds=result["us"] / 1e6,
        body_bytes=result["bytes"] / max(1, result["checked"]),
        p50_ms=result["p50_us"] / 1000,
        p99_ms=result["p99_us"] / 1000,
    )


def tool() -> str:
    """What sends the requests on this machine."""
    return "wrk" if shutil.which("wrk") else "benchmarks.client"


def _run_tool(  # noqa: PLR0917 — what either tool is told
    url: str, file: str, expected: Expected, seconds: float, connections: int, pause_ms: float
) -> dict[str, float]:
    arguments = [file, str(expected.status), expected.start, str(expected.length_min)]
    duration = f"{max(1, round(seconds))}"
    if tool() == "wrk":
        command = [
            "wrk",
            "-t1",
            f"-c{connections}",
            f"-d{duration}s",
            "--timeout",
            "10s",
            "-s",
            str(SCRIPT),
            url,
            "--",
        ]
        arguments.append(f"{pause_ms:.3f}")
    else:
        command = [sys.executable, "-m", "benchmarks.client", url, duration, str(connections)]
    ended = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)
    found = [line for line in ended.stdout.splitlines() if line.startswith("RESULT ")]
    if ended.returncode or not found:
        raise BadAnswers(f"{command[0]} failed:\n{ended.stdout}\n{ended.stderr}")
    return json.loads(found[0].removeprefix("RESULT "))
