"""What pictures are compared with, each at the version of its lock, in .make: never a dependency of the program."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PLACE = ROOT / ".make" / "bench"
SHARP = Path(__file__).parent / "sharp"
LOCK = ROOT / "requirements-bench.lock"
FETCH_S_MAX = 300


class Missing(Exception):
    """A tool that is not here and could not be fetched: which one, and why."""


def sharp_command() -> list[str]:
    """The command of the same pyramid in sharp. Raises Missing."""
    sys.path.append(str(ROOT / "scripts"))
    import node

    import web

    try:
        found = web.found_or_installed()
    except web.Missing as missing:
        raise Missing(f"sharp needs node: {missing}") from missing
    folder = PLACE / "sharp"
    sources = ("package.json", "package-lock.json", ".npmrc", "pyramid.mjs")
    state = _state(*(SHARP / name for name in sources))
    if not _is_there(folder, state):
        for name in sources:
            shutil.copy(SHARP / name, folder / name)
        assert isinstance(found, node.Node)
        _fetched("npm ci: sharp", found.npm("ci", "--ignore-scripts"), folder, found.environment())
        (folder / "stamp").write_text(state)
    return found.command(folder / "pyramid.mjs")


def judge() -> Path:
    """The folder to import ssimulacra2 from. Raises Missing."""
    folder = PLACE / "python"
    state = _state(LOCK) + f" {sys.version_info[:2]}"
    if not _is_there(folder, state):
        command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        wanted = [
            "--require-hashes",
            "--no-deps",
            "--only-binary=:all:",
            "--target",
            str(folder),
            "-r",
            str(LOCK),
        ]
        _fetched(f"pip: {LOCK.name}", [*command, *wanted], folder, None)
        (folder / "stamp").write_text(state)
    return folder


def _is_there(folder: Path, state: str) -> bool:
    stamp = folder / "stamp"
    if stamp.exists() and stamp.read_text() == state:
        return True
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return False


def _state(*files: Path) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _fetched(what: str, command: list[str], folder: Path, environment: dict[str, str] | None) -> None:
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=FETCH_S_MAX, check=False
    )
    if done.returncode:
        raise Missing(f"{what} failed: {(done.stderr or done.stdout).strip()[-300:]}")
