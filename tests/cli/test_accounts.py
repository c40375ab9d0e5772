"""`tintype users`: what whoever sits at the machine can do about one account."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path

import pytest

from tintype.accounts import NewAccount, Passwords
from tintype.cli.main import main
from tintype.settings import Settings, StorageSettings
from tintype.subjects import build_subjects
from tintype.wiring import open_adapters


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A site with Ana, who came first, and Ben."""
    folder = tmp_path / "data"

    async def make() -> None:
        adapters = await open_adapters(Settings(storage=StorageSettings(data=folder)), writes_feeds=False)
        subjects = build_subjects(adapters, None, Passwords(time_cost=1, memory_kib=64))
        await subjects.accounts.signing_up.plant(
            [NewAccount(name, f"{name}@example.org", "hashed already") for name in ("ana", "ben")]
        )
        await subjects.close()
        await adapters.close()

    asyncio.run(make())
    return folder


def says(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["users", *arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_an_account_is_shown(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = says(capsys, "show", "ben@example.org", "--data", str(data))
    shown = dict(line.split(None, 1) for line in out.splitlines())
    assert code == 0
    assert (shown["username"], shown["state"], shown["role"]) == ("ben", "active", "member")


def test_an_account_is_shut_out_and_let_in_again(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ("--data", str(data))
    assert says(capsys, "suspend", "ben", *at)[:2] == (
        0,
        "ben is suspended: its sessions and tokens are worth nothing, and nobody sees what it shared\n",
    )
    assert "suspended" in says(capsys, "show", "ben", *at)[1]
    assert says(capsys, "restore", "ben", *at)[0] == 0
    code, _, err = says(capsys, "restore", "ben", *at)
    assert (code, err) == (1, "tintype: This account is not suspended.\n")


def test_an_account_is_sent_on_its_way(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ("--data", str(data))
    assert "erased in 30 days" in says(capsys, "delete", "ben", *at)[1]
    assert "leaving, erased at 20" in says(capsys, "show", "ben", *at)[1]
    assert "is being erased" in says(capsys, "delete", "ben", "--now", *at)[1]


@pytest.mark.parametrize("act", ["show", "suspend", "restore", "delete"])
def test_nobody_is_nobody(data: Path, capsys: pytest.CaptureFixture[str], act: str) -> None:
    code, _, err = says(capsys, act, "nobody", "--data", str(data))
    assert (code, err) == (1, "tintype: There is no account nobody.\n")


def test_whoever_lost_every_way_in_gets_a_link_and_who_made_it_is_noted(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TINTYPE_PUBLIC_URL", "https://photos.example.org")
    at = ("--data", str(data))
    code, out, _ = says(capsys, "reset-link", "ben", *at)
    link = out.splitlines()[0]
    assert code == 0
    assert re.fullmatch(r"https://photos\.example\.org/reset#[\w-]{43}", link)
    code, _, err = says(capsys, "end-second-factor", "ben", *at)
    assert (code, err) == (1, "tintype: This account has no second factor.\n")
    assert says(capsys, "reset-link", "nobody", *at)[0] == 1
    says(capsys, "suspend", "ben", *at)
    shown = dict(line.split(None, 1) for line in says(capsys, "show", "ben", *at)[1].splitlines())
    log = data / "operators.log"
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [line["act"] for line in lines] == ["reset-link", "suspend"]
    assert {line["account_id"] for line in lines} == {shown["id"]}
    assert all(line["by"] and line["at"] for line in lines)
    assert link.partition("#")[2] not in log.read_text()
    assert log.stat().st_mode & 0o077 == 0


def test_a_log_that_takes_no_line_is_said(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "operators.log").mkdir()
    code, out, err = says(capsys, "reset-link", "ben", "--data", str(data))
    assert (code, out) == (1, "")
    assert "operators.log" in err
