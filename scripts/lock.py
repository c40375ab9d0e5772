"""Writes the nine lock files: exact versions with hashes, and no address.

    python scripts/lock.py              keeps the versions that still satisfy pyproject.toml
    python scripts/lock.py --upgrade    takes the newest ones

requirements.lock        what the server needs
requirements-build.lock  what turns the sources into a wheel (node among it)
requirements-dev.lock    all of it, and what the checks need
requirements-moderation.lock  what the extra tintype[moderation] needs, beside the server
requirements-vision.lock  what the extra tintype[vision] needs, beside the server
requirements-ranker.lock  what the extra tintype[ranker] needs, beside the server
requirements-engines.lock  the servers of `make test-engines`, in an environment of their own
requirements-bench.lock  what `make bench` judges pictures with, in a folder of its own
requirements-gazetteer.lock  what the cities were taken from that places are suggested from, in a folder of its own
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = (
    "--quiet",
    "--generate-hashes",
    "--allow-unsafe",
    "--strip-extras",
    "--no-header",
    "--no-emit-index-url",
    "--no-emit-trusted-host",
    "--no-emit-find-links",
    "--no-emit-options",
    "--resolver=backtracking",
)


def main() -> None:
    compile_lock("requirements.lock", ["pyproject.toml"])
    compile_lock("requirements-dev.lock", ["--extra=dev", "--extra=build", "pyproject.toml"])
    for name in ("build", "moderation", "vision", "ranker"):
        with tempfile.NamedTemporaryFile("w", suffix=".in") as wanted:
            wanted.write("\n".join(extra(name)))
            wanted.flush()
            compile_lock(f"requirements-{name}.lock", ["--no-annotate", wanted.name])
    for name in ("engines", "bench", "gazetteer"):
        compile_lock(f"requirements-{name}.lock", ["--no-annotate", f"requirements-{name}.in"])


def compile_lock(lock: str, source: list[str]) -> None:
    # The other locks are constrained by the first, so that all name the same versions.
    pinned = ROOT / "requirements.lock"
    constraint = [f"--constraint={pinned.name}"] if lock != pinned.name and pinned.exists() else []
    command = [sys.executable, "-m", "piptools", "compile", *OPTIONS, *sys.argv[1:], *constraint]
    print(lock, flush=True)
    subprocess.run([*command, f"--output-file={lock}", *source], cwd=ROOT, check=True)


def extra(name: str) -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return project["optional-dependencies"][name]


if __name__ == "__main__":
    main()
