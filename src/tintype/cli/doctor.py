"""`tintype doctor`: is this machine, and this data folder, fit to serve? Changes nothing."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from dataclasses import dataclass
from importlib import metadata, resources
from pathlib import Path

from tintype.settings import Settings

FREE_BYTES_MIN = 1 << 30
# The WAL-reset bug is in 3.7.0 to 3.51.2: docs/decisions/0001-dependencies.md
SQLITE_MIN = (3, 51, 3)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, what was found, and what to do if it is not."""

    what: str
    is_well: bool
    found: str
    advice: str = ""


def run(settings: Settings) -> int:
    findings = [_python(), _sqlite(), _folder(settings.storage.data), _space(settings.storage.data)]
    findings += [_port(settings), _sandbox(), _web_app(), _open_files()]
    findings += [_classifier(settings), _likeness(settings)]
    for finding in findings:
        mark = "ok  " if finding.is_well else "BAD "
        advice = "" if finding.is_well or not finding.advice else f" — {finding.advice}"
        print(f"{mark} {finding.what:12} {finding.found}{advice}")
    return 0 if all(finding.is_well for finding in findings) else 1


def _python() -> Finding:
    return Finding("python", sys.version_info >= (3, 11), sys.version.split()[0], "3.11 or newer is needed")


def _sqlite() -> Finding:
    # The driver's wheel carries SQLite and is numbered after it.
    version = metadata.version("apsw")
    numbers = tuple(int(part) for part in version.split("."))
    return Finding("sqlite", numbers[:3] >= SQLITE_MIN, version, "older ones can lose writes; reinstall apsw")


def _folder(data: Path) -> Finding:
    nearest = next(parent for parent in (data.absolute(), *data.absolute().parents) if parent.exists())
    is_writable = nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)
    state = "exists" if nearest == data.absolute() else "will be created"
    return Finding("data folder", is_writable, f"{data} ({state})", "cannot be written")


def _space(data: Path) -> Finding:
    nearest = next(parent for parent in (data.absolute(), *data.absolute().parents) if parent.exists())
    free = shutil.disk_usage(nearest).free
    return Finding("free space", free >= FREE_BYTES_MIN, f"{free / 1e9:.1f} GB", "less than 1 GB is left")


def _port(settings: Settings) -> Finding:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.server.host, settings.server.port))
        except OSError as error:
            return Finding(
                "port", False, f"{settings.server.port}: {error.strerror}", "choose another with --port"
            )
    return Finding("port", True, f"{settings.server.port} is free")


def _sandbox() -> Finding:
    from tintype.media.sandbox.lock import Level, probe

    level = probe()
    advice = "this kernel cannot lock a decoder in: photos are refused unless --unsafe-media is given"
    return Finding("sandbox", level is not Level.LIMITS, f"level {level:d} of {Level.FULL:d}", advice)


def _web_app() -> Finding:
    is_built = resources.files("tintype").joinpath("ui", "index.html").is_file()
    return Finding("web app", is_built, "built in" if is_built else "missing", "run `make web`")


def _classifier(settings: Settings) -> Finding:
    if settings.media.classifier == "off":
        return Finding("classifier", True, "off: nothing but the list of blocked pictures judges photos")
    from tintype.wiring import has_classifier

    advice = "its model is missing: pip install 'tintype[moderation]', or TINTYPE_CLASSIFIER=off"
    return Finding("classifier", has_classifier(), settings.media.classifier, advice)


def _likeness(settings: Settings) -> Finding:
    from tintype.wiring import has_vision

    chosen, install = settings.media.likeness, "pip install 'tintype[vision]'"
    if chosen == "on" or has_vision():
        advice = f"its model is missing: {install}, or TINTYPE_LIKENESS=auto"
        return Finding("likeness", chosen == "off" or has_vision(), chosen, advice)
    return Finding("likeness", True, f"off: posts have no others like them ({install} would change that)")


def _open_files() -> Finding:
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return Finding("open files", soft >= 1024, str(soft), "raise it with ulimit -n")
