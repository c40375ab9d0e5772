"""`tintype ranker`: what an operator is told, beside whatever else has the data folder open."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from tests.ranker.test_serving import ID, put_model
from tintype.cli.main import main
from tintype.settings import Settings, StorageSettings
from tintype.wiring import open_adapters


def says(capsys: pytest.CaptureFixture[str], data: Path, *arguments: str) -> tuple[int, str, str]:
    code = main(["ranker", *arguments, "--data", str(data)])
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A site with one model that nothing is known of."""

    async def make() -> None:
        settings = Settings(storage=StorageSettings(data=tmp_path / "data"))
        adapters = await open_adapters(settings, writes_feeds=False)
        await put_model(adapters)
        await adapters.close()

    asyncio.run(make())
    return tmp_path / "data"


def test_a_site_without_looks_hears_how_many_are_needed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = says(capsys, tmp_path / "data", "train")
    assert code == 1
    assert err.endswith("There are 0 looks at posts of others, over 0.0 days; 5,000 over 7 are needed.\n")
    assert says(capsys, tmp_path / "data", "list")[1] == "There is no model; the formula orders feeds.\n"
    code, _, err = says(capsys, tmp_path / "data", "evaluate")
    assert (code, err) == (1, "tintype: There is no model. Make one: tintype ranker train\n")


def test_without_the_extra_it_says_which_one_is_missing(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "lightgbm", None)  # As Python has it where it is not installed.
    code, _, err = says(capsys, data, "train")
    assert (code, err) == (1, "tintype: Training needs LightGBM: pip install 'tintype[ranker]'\n")
    # What is there already can be looked at and promoted without it.
    assert says(capsys, data, "promote", str(ID), "--force")[0] == 0


def test_the_gate_is_closed_to_a_model_that_was_never_tested(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = says(capsys, data, "promote", str(ID))
    assert code == 1
    assert err == (f"tintype: Model {ID} may not order feeds: 0 of 2 test windows in a row are passed.\n")
    assert "candidate" in says(capsys, data, "list")[1]


def test_who_insists_is_told_so_and_it_is_noted(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = says(capsys, data, "promote", str(ID), "--force")
    assert code == 0
    assert err.startswith("OVERRULED: 0 of 2 test windows")
    assert "NOT shown to be better" in err
    assert out.endswith("Back again: tintype ranker promote formula\n")
    listed = says(capsys, data, "list")[1]
    assert "promoted" in listed
    assert "OVERRULED: 0 of 2" in listed
    assert says(capsys, data, "promote", "formula")[1] == "The formula orders feeds again.\n"
    assert says(capsys, data, "promote", "formula")[1] == "The formula orders feeds already.\n"
    assert "retired" in says(capsys, data, "list")[1]


@pytest.mark.parametrize(("which", "code"), [("12", 1), ("best", 2), ("-1", 2), ("٣", 1)])
def test_a_model_that_is_not_there_is_no_traceback(
    data: Path, capsys: pytest.CaptureFixture[str], which: str, code: int
) -> None:
    try:
        got = says(capsys, data, "promote", which)[0]
    except SystemExit as stopped:  # What looks like an option is argparse's to refuse.
        got = stopped.code
    assert got == code


def test_a_model_whose_file_is_damaged_is_not_promoted(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (file,) = (data / "blobs").rglob(f"*{ID}.json*")
    file.write_bytes(b"{}")
    code, _, err = says(capsys, data, "promote", str(ID), "--force")
    assert code == 1
    assert err == f"tintype: The file of model {ID} is not what it was when it was made.\n"
