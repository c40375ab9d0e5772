"""The scripts behind the Makefile: what is installed, which node is taken, what counts as a change."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.architecture.repository import ROOT

SCRIPTS = ROOT / "scripts"


def script(code: str) -> str:
    """Runs code beside the scripts, as the Makefile does, and gives what it prints."""
    command = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(command, cwd=SCRIPTS, capture_output=True, text=True, check=True).stdout.strip()


def test_lock_without_a_package_keeps_the_others() -> None:
    code = (
        "import environment as e;"
        "lock = e.ROOT / 'requirements-build.lock';"
        "print(e.without(lock, e.NOT_AT_ONCE))"
    )
    kept = script(code)
    assert "nodejs" not in kept
    whole = (ROOT / "requirements-build.lock").read_text()
    assert kept.count("==") == whole.count("==") - 1
    assert kept.count("--hash") < whole.count("--hash")


def test_quick_command_is_silent_and_slow_one_is_not(capfd: pytest.CaptureFixture[str]) -> None:
    code = (
        "import sys, progress, pathlib;"
        "progress.QUIET_S = 0.2; progress.TICK_S = 0.05;"
        "wait = lambda s: [sys.executable, '-c', f'import time; time.sleep({s})'];"
        "progress.run('quick', wait(0), cwd=pathlib.Path('.'));"
        "progress.run('slow', wait(0.6), cwd=pathlib.Path('.'))"
    )
    subprocess.run([sys.executable, "-c", code], cwd=SCRIPTS, check=True)
    said = capfd.readouterr().err
    assert "quick" not in said
    assert "slow … 0 s" in said
    assert said.rstrip().endswith("done")


def test_failed_command_shows_its_last_lines() -> None:
    code = (
        "import sys, progress, pathlib\n"
        "try: progress.run('it', [sys.executable, '-c', 'print(42); raise SystemExit(3)'], cwd=pathlib.Path('.'))\n"
        "except progress.Failed as failed: print(failed, '|', failed.output)"
    )
    assert script(code) == "it: ended with code 3 | 42"


def test_old_node_is_not_taken(tmp_path: Path) -> None:
    old = tmp_path / "node"
    old.write_text("#!/bin/sh\necho v20.20.2\n")
    old.chmod(0o755)
    assert script(f"import node; print(node.version({str(old)!r}), node.OLDEST)") == "(20, 20) (22, 17)"


def test_second_start_runs_neither_pip_nor_npm() -> None:
    """`make serve` on a tree that is up to date goes straight to the server."""
    if not shutil.which("make"):
        pytest.skip("no make on this machine")
    began = time.monotonic()
    planned = subprocess.run(
        ["make", "--no-print-directory", "--dry-run", "--old-file=.venv/run.stamp", "serve"],
        cwd=ROOT,
        # The tests themselves are run by a make that would pass its flags on.
        env={name: value for name, value in os.environ.items() if not name.startswith("MAKE")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert time.monotonic() - began < 2
    steps = planned.stdout.splitlines()
    assert "environment.py" not in planned.stdout
    # The web app is looked at, and built only when a source is newer than its stamp.
    assert steps[0].startswith("[ -e .make/ui.stamp ]")
    assert steps[-1].startswith("exec .venv/bin/tintype serve")
