"""The command on published data, beside what is reached on it: by the rows that an operator reads."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.architecture.repository import ROOT
from tests.cli.test_bench import figures
from tintype.cli.main import main

DATA = Path(os.environ.get("TINTYPE_BENCH_DATA", ROOT.parent / "shared" / "data"))
LASTFM = DATA / "lastfm2k" / "lightgcn_train_data1.txt.gz"
LASTFM_TEST = DATA / "lastfm2k" / "lightgcn_test_test1.txt.gz"
PAGES = DATA / "graph-musae" / "facebook_edges.csv.gz"
VOTES = DATA / "graph-wiki-vote" / "wiki-Vote.txt.gz"


def there(*files: Path) -> pytest.MarkDecorator:
    missing = [str(file) for file in files if not file.exists()]
    return pytest.mark.skipif(
        bool(missing), reason=f"missing: {', '.join(missing)}; see benchmarks/README.md"
    )


def out_of(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert main(["bench", "recommend", *map(str, arguments)]) == 0
    return capsys.readouterr().out


@pytest.mark.slow
@there(LASTFM, LASTFM_TEST)
def test_artists_that_people_listen_to(capsys: pytest.CaptureFixture[str]) -> None:
    out = out_of(capsys, LASTFM, "--test", LASTFM_TEST)
    # Whole numbers of the data set: whoever changes how it is read changes these.
    assert "42,135 pairs known, 10,533 hidden; 1,856 users asked" in out
    recall = figures(out)
    assert recall["blend"] >= 0.28
    assert recall["blend"] > max(found for name, found in recall.items() if name != "blend")
    assert recall["popularity"] == pytest.approx(0.0365, abs=0.001)  # what others measured on this split


@pytest.mark.slow
@there(PAGES)
def test_pages_that_like_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    recall = figures(out_of(capsys, PAGES, "--mutual", "--quick"))
    assert recall["walk"] >= 0.57
    assert recall["walk"] > recall["friends of friends"] > recall["popularity"]


@pytest.mark.slow
@there(VOTES)
def test_candidates_whom_people_vote_for(capsys: pytest.CaptureFixture[str]) -> None:
    recall = figures(out_of(capsys, VOTES, "--graph", "--quick"))
    assert recall["walk"] >= 0.24
    assert recall["neighbours"] >= 0.24
