"""`tintype jobs`: what was given up, why, and once more, beside whatever else has the data folder open."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from tintype.cli.main import main
from tintype.ports.records import Job, Lane
from tintype.settings import Settings, StorageSettings
from tintype.wiring import Adapters, open_adapters

KINDS = {"letter": Lane.MAIL, "media.make": Lane.MEDIA}


async def bury(adapters: Adapters) -> None:
    for kind, lane in KINDS.items():
        job = Job(kind, lane, shard=1, args={"account_id": 7})
        await adapters.records.transact(lambda tx, job=job: tx.enqueue(job))
        (taken,) = await adapters.jobs.take_due(lane, 1, 60)
        await adapters.jobs.bury(taken, f"Traceback …\nRuntimeError: no {kind} today\n")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A site in which two jobs were given up."""

    async def make() -> None:
        adapters = await open_adapters(
            Settings(storage=StorageSettings(data=tmp_path / "data")), writes_feeds=False
        )
        await bury(adapters)
        await adapters.close()

    asyncio.run(make())
    return tmp_path / "data"


def says(capsys: pytest.CaptureFixture[str], data: Path, *arguments: str) -> tuple[int, str, str]:
    code = main(["jobs", *arguments, "--data", str(data)])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_graves_say_what_where_when_and_why(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = says(capsys, data, "graves")
    first, second = out.splitlines()[:2]
    assert code == 0
    assert "  mail  letter account_id=7" in first
    assert second == "    after 1 try: RuntimeError: no letter today"
    assert says(capsys, data, "graves", "--lane", "mail")[1] == f"{first}\n{second}\n"
    (line,) = says(capsys, data, "graves", "--kind", "media.make", "--json")[1].splitlines()
    assert json.loads(line)["error"].startswith("Traceback")
    code, _, err = says(capsys, data, "graves", "--lane", "male")
    assert (code, err.startswith("tintype: There is no lane male. There are ")) == (2, True)


def test_one_all_or_a_kind_are_tried_again(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = says(capsys, data, "graves", "--kind", "letter", "--json")[1]
    letter = json.loads(out)["id"]
    assert says(capsys, data, "retry", letter)[:2] == (0, "1 job is tried once more.\n")
    code, _, err = says(capsys, data, "retry", letter)
    assert (code, err) == (1, "tintype: 1 of these numbers name no job that was given up.\n")
    assert says(capsys, data, "retry", "--kind", "letter")[1] == "0 jobs are tried once more.\n"
    assert says(capsys, data, "retry", "--all")[1] == "1 job is tried once more.\n"
    assert says(capsys, data, "graves")[1] == "No job was given up.\n"


@pytest.mark.parametrize("chosen", [[], ["--all", "--kind", "letter"], ["5", "--all"]])
def test_what_to_retry_is_said_in_one_way(
    data: Path, capsys: pytest.CaptureFixture[str], chosen: list[str]
) -> None:
    code, _, err = says(capsys, data, "retry", *chosen)
    assert (code, err) == (2, "tintype: Say which: numbers of jobs, or --kind KIND, or --all.\n")


async def test_a_running_site_takes_them_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(storage=StorageSettings(data=tmp_path / "data"))
    running = await open_adapters(settings, writes_feeds=True)
    try:
        await bury(running)
        capsys.readouterr()
        code = await asyncio.to_thread(main, ["jobs", "retry", "--all", "--data", str(tmp_path / "data")])
        assert (code, capsys.readouterr().out) == (0, "2 jobs are tried once more.\n")
        for kind, lane in KINDS.items():
            (taken,) = await running.jobs.take_due(lane, 1, 60)
            assert (taken.kind, taken.args) == (kind, {"account_id": 7})
    finally:
        await running.close()
