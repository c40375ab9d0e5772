"""`tintype bench recommend`: any table, and one line for what cannot be read."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from tintype.cli.main import main

METHODS = ["random", "popularity", "neighbours", "walk", "least squares", "low-pass", "autoencoder", "blend"]


def circles() -> str:
    """Two circles of people, each with things of its own; nearly everybody has nearly all of them."""
    return "".join(
        f"person{user},thing{item}\n"
        for user in range(40)
        for item in range(60)
        if (user < 20) == (item < 30) and (user * 7 + item) % 5
    )


def says(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main(["bench", "recommend", *map(str, arguments)])
    told = capsys.readouterr()
    return code, told.out, told.err


def figures(out: str) -> dict[str, float]:
    """Recall@20 of each method."""
    rows = [line for line in out.splitlines() if "%" in line]
    return {row[:18].strip(): float(row[18:].split()[0]) for row in rows}


def test_every_method_beats_chance_where_there_is_something_to_know(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "likes.csv").write_text("user,item\n" + circles())
    code, out, err = says(capsys, tmp_path / "likes.csv", "--hidden", "0.2")
    assert code == 0
    assert out.startswith("likes.csv: 40 users, 60 items; ")
    recall = figures(out)
    assert list(recall) == METHODS
    assert all(recall[name] > recall["random"] + 0.2 for name in METHODS[2:])
    assert "blend = " in out
    assert "settling the blend 100 %" in err


def test_what_it_is_packed_in_does_not_matter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain, packed, zipped = tmp_path / "plain", tmp_path / "named-wrongly.txt", tmp_path / "table.zip"
    plain.write_text(circles(), encoding="utf-8-sig")
    packed.write_bytes(gzip.compress(circles().encode()))
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("folder/table.csv", circles())
    told = [says(capsys, file) for file in (plain, packed, zipped)]
    assert [code for code, _, _ in told] == [0, 0, 0]
    assert figures(told[0][1]) == figures(told[1][1]) == figures(told[2][1])
    assert [out.split(": ", 1)[1].split("\n")[0] for _, out, _ in told] == [
        told[0][1].split(": ", 1)[1].split("\n")[0]
    ] * 3


def test_a_table_that_is_parted_already(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = circles().splitlines()
    (tmp_path / "train").write_text("\n".join(lines[::2]))
    (tmp_path / "test").write_text("\n".join(lines[1::2]))
    code, out, _ = says(capsys, tmp_path / "train", "--test", tmp_path / "test")
    assert code == 0
    assert f"{len(lines[::2])} pairs known, {len(lines[1::2])} hidden; 40 users asked" in out


def test_a_graph_has_friends_and_nobody_finds_themselves(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    follows = [
        f"{one} {other}"
        for one in range(80)
        for other in range(one)
        if (one % 2 == other % 2) and (one + other) % 7
    ]
    (tmp_path / "follows").write_text("\n".join(follows))
    code, out, _ = says(capsys, tmp_path / "follows", "--mutual", "--hidden", "0.2", "--quick")
    assert code == 0
    recall = figures(out)
    assert recall["friends of friends"] > recall["random"]
    assert "blend" not in recall


def test_bad_lines_are_named_and_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text(circles() + "alone\n,nameless\n")
    lines = circles().count("\n")
    code, out, err = says(capsys, bad)
    assert code == 0
    assert f"tintype: {bad} line {lines + 1} is left out: 1 of 2 columns. Write user and item with ," in err
    assert f"tintype: {bad} line {lines + 2} is left out: a name is empty." in err
    assert "40 users" in out


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "There is nothing in it. A line is: user, item."),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "lines cannot be read"),
        (gzip.compress(circles().encode())[:60], "cannot be read: Compressed file ended before"),
        (gzip.compress(circles().encode())[:20] + bytes(99), "cannot be read: "),
        (b"PK\x03\x04 and nothing after it", "cannot be read: File is not a zip file."),
        (b"x" * 50_000, "lines cannot be read"),
    ],
)
def test_what_is_no_table_is_one_line(
    content: bytes, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    code, out, err = says(capsys, file)
    assert (code, out) == (1, "")
    assert err.startswith(f"tintype: {file}")
    assert reason in err
    assert err.count("\n") == 1


def test_a_file_that_is_not_there_and_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for file in (tmp_path / "nowhere", tmp_path):
        code, _, err = says(capsys, file)
        assert code == 1
        assert err.startswith(f"tintype: {file} cannot be read: ")


def test_too_little_to_part_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "one").write_text("ana,harbour\n")
    code, _, err = says(capsys, tmp_path / "one")
    assert code == 1
    assert "Nobody has both something known and something hidden." in err


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--hidden", "1"], "--hidden 1: a share between 0 and 1."),
        (["--hidden", "nan"], "--hidden nan: a share between 0 and 1."),
        (["--users", "0"], "--users 0: at least 1."),
        (["--seed", "-1"], "--seed -1: 0 or more."),
    ],
)
def test_what_cannot_be_asked_is_one_line(
    options: list[str], reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = says(capsys, tmp_path / "any", *options)
    assert (code, err) == (2, f"tintype: {reason}\n")
