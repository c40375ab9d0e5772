"""What an operator reads while the demo is made."""

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from tintype.cli.demo import run
from tintype.cli.progress import Line
from tintype.settings import ServerSettings, Settings, StorageSettings


def test_progress_tells_what_and_how_much(capsys: pytest.CaptureFixture[str]) -> None:
    line = Line("Making the demo")
    line("pictures", 0, 200)
    line("pictures", 200, 200)
    line("likes", 50, 200)
    assert capsys.readouterr().err.splitlines() == [
        "Making the demo: pictures 0 %",
        "Making the demo: pictures 100 %",
        "Making the demo: likes 25 %",
    ]


def test_a_taken_port_is_told_before_anything_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        server = ServerSettings(port=taken.getsockname()[1])
        settings = replace(Settings(), server=server, storage=StorageSettings(data=tmp_path / "data"))
        assert run(settings) == 1
    assert "taken" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()


def test_a_site_of_ones_own_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "tintype.db").write_bytes(b"precious")
    settings = replace(Settings(), server=ServerSettings(port=0), storage=StorageSettings(data=tmp_path))
    assert run(settings) == 1
    assert "holds a site already" in capsys.readouterr().err
