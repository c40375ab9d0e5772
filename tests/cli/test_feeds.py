"""`tintype rebuild feeds` and `tintype check feeds`, where no site runs and beside one that does."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.live_site import LiveSite
from tintype.accounts import NewAccount, Passwords, id_by_login
from tintype.cli.main import main
from tintype.kernel.ids import AccountId, OrderId
from tintype.kernel.pages import TOP
from tintype.settings import Settings, StorageSettings
from tintype.subjects import build_subjects
from tintype.wiring import open_adapters

NAMES = ("ana", "ben")


def settings(data: Path) -> Settings:
    return Settings(storage=StorageSettings(data=data))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A site with Ana and Ben, whose feeds hold an entry that no post has."""
    folder = tmp_path / "site" / "data"

    async def make() -> None:
        adapters = await open_adapters(settings(folder), writes_feeds=True)
        subjects = build_subjects(adapters, None, Passwords(time_cost=1, memory_kib=64))
        wanted = [NewAccount(name, f"{name}@example.org", "hashed already") for name in NAMES]
        for id in await subjects.accounts.signing_up.plant(wanted):
            await adapters.feeds.rewrite(id, [OrderId(7)])
        await subjects.close()
        await adapters.close()

    folder.parent.mkdir()
    asyncio.run(make())
    return folder


def rows(data: Path) -> list[list[int] | None]:
    """Ana's feed and Ben's."""

    async def look() -> list[list[int] | None]:
        adapters = await open_adapters(settings(data), writes_feeds=False)
        try:
            ids = [
                await adapters.records.look(lambda reading, name=name: id_by_login(reading, name))
                for name in NAMES
            ]
            return [await adapters.feeds.newest(AccountId(id or 0), 9, TOP.at) for id in ids]
        finally:
            await adapters.close()

    return asyncio.run(look())


def says(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    told = capsys.readouterr()
    return code, told.out, told.err


def test_one_feed_and_all_of_them(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ("--data", str(data))
    assert rows(data) == [[7], [7]]
    code, out, _ = says(capsys, "rebuild", "feeds", "--reader", "ana", *at)
    assert (code, out, rows(data)) == (0, "The feed of ana is built anew.\n", [[], [7]])
    code, out, err = says(capsys, "rebuild", "feeds", *at)
    # Nobody of them has ever been here.
    assert (code, out) == (
        0,
        "0 feeds are built anew; 2 readers are away and have none until they come.\n",
    )
    assert "Rebuilding: feeds 100 %" in err
    assert rows(data) == [None, None]
    code, _, err = says(capsys, "rebuild", "feeds", "--reader", "nobody", *at)
    assert (code, err) == (1, "tintype: There is no account nobody.\n")


def test_what_is_compared(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ("--data", str(data))
    assert says(capsys, "check", "feeds", *at)[:2] == (0, "0 feeds are what they should be.\n")
    code, _, err = says(capsys, "check", "feeds", "--sample", "0", *at)
    assert (code, err) == (2, "tintype: --sample is a number of readers, 1 or more.\n")


@pytest.mark.slow
def test_the_worker_of_a_running_site_does_it(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ("--data", str(data))
    site = LiveSite(data.parent)
    try:
        site.wait_ready()
        code, out, _ = says(capsys, "rebuild", "feeds", "--reader", "ben", *at)
        assert (code, out, rows(data)) == (0, "The feed of ben is built anew.\n", [[7], []])
        code, out, _ = says(capsys, "rebuild", "feeds", *at)
        assert (code, rows(data)) == (0, [None, None])
        assert out.startswith("0 feeds are built anew; 2 readers are away")
    finally:
        assert site.stop() == 0
