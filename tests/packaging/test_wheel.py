"""What `pip install` gives: the command, the web app, the SQL, the licence."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.repository import ROOT, committed, named

pytestmark = pytest.mark.slow

PACKAGE = ROOT / "src" / "tintype"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    # The web app as it is now: building it is the business of `make web`.
    environment = {**os.environ, "TINTYPE_SKIP_UI": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as opened:
        yield opened


def test_everything_of_the_package_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    wanted = {named(path).removeprefix("src/") for path in committed() if path.is_relative_to(PACKAGE)}
    assert wanted <= set(wheel.namelist())


def test_web_app_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    if not (PACKAGE / "ui" / "index.html").exists():
        pytest.skip("the web app is not built: make web")
    built = {
        path.relative_to(PACKAGE.parent).as_posix() for path in (PACKAGE / "ui").rglob("*") if path.is_file()
    }
    assert built <= set(wheel.namelist())


def test_nothing_else_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    tops = {Path(name).parts[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"tintype"}
    assert not [name for name in wheel.namelist() if name.endswith((".pyc", ".map"))]


def test_command_and_licence_are_declared(wheel: zipfile.ZipFile) -> None:
    inside = {Path(name).name: name for name in wheel.namelist() if ".dist-info" in name}
    assert "tintype = tintype.cli.main:main" in wheel.read(inside["entry_points.txt"]).decode()
    assert "License-Expression: AGPL-3.0-or-later" in wheel.read(inside["METADATA"]).decode()
    assert {"LICENSE", "THIRD_PARTY.md"} <= set(inside)
