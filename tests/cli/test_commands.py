"""What an operator types, and the one line they get when it cannot work."""

from __future__ import annotations

from pathlib import Path

import pytest

from tintype import __version__
from tintype.cli.main import main
from tintype.settings import VARIABLES


def test_config_shows_every_setting(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "show", "--port", "8123"]) == 0
    shown = dict(line.split(None, 1) for line in capsys.readouterr().out.splitlines())
    assert set(shown) == set(VARIABLES)
    assert shown["TINTYPE_PORT"] == "8123"


def test_option_wins_over_the_environment(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TINTYPE_PORT", "9001")
    main(["config", "show", "--port", "9002"])
    assert "TINTYPE_PORT                  9002" in capsys.readouterr().out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["version"]) == 0
    assert capsys.readouterr().out.startswith(f"tintype {__version__}, Python 3.")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--port", "70000"], "TINTYPE_PORT=70000: a port is a number from 1 to 65535."),
        (["--api-processes", "0"], "TINTYPE_API_PROCESSES and TINTYPE_MEDIA_PROCESSES are from 1 to 64."),
        (["--public-url", "pictures.example"], "TINTYPE_PUBLIC_URL=pictures.example: begin with https://"),
        (
            ["--host", "192.0.2.1"],
            "TINTYPE_HOST=192.0.2.1 with plain http lets others read passwords on the way.",
        ),
    ],
)
def test_setting_that_cannot_be_used_is_one_line(
    options: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", *options]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"tintype: {says}")
    assert said.count("\n") == 1


def test_folder_that_cannot_be_written_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert main(["serve", "--data", str(tmp_path / "file")]) == 1
    said = capsys.readouterr().err
    assert said == f"tintype: The data folder {tmp_path / 'file'} cannot be written: File exists.\n"


def test_the_schema_may_be_applied_twice(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert [main(["schema", "apply", "--data", str(data)]) for _ in range(2)] == [0, 0]
    assert (data / "tintype.db").exists()
    assert (data / "secret").stat().st_mode & 0o777 == 0o600


def test_doctor_names_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    assert main(["doctor", "--data", str(tmp_path / "file")]) == 1
    said = capsys.readouterr().out
    assert "BAD  data folder" in said
    assert "ok   sqlite" in said
    assert "sandbox" in said


@pytest.mark.parametrize(
    "command", ["users classes", "rebuild counters", "rebuild search", "jobs graves", "operator ana"]
)
def test_a_database_that_does_not_answer_is_one_line(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TINTYPE_RECORDS", "postgresql://nobody@127.0.0.1:9/none")
    assert main([*command.split(), "--data", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert said.startswith("tintype: PostgreSQL (TINTYPE_RECORDS) cannot be used")
    assert said.count("\n") == 1
