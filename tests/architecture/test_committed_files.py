"""What is committed works on every machine: no addresses in locks, no paths of one machine, nothing huge."""

from __future__ import annotations

import re

from tests.architecture.repository import ROOT, committed, named, text_files

BYTES_MAX = 2_000_000
# Written in two halves, so that this file passes its own test.
PLACES = re.compile("/(?:ro" + "ot|ho" + "me|wo" + "rk|Us" + r"ers)/[\w.-]+|/t" + r"mp/[\w.-]+/")
ADDRESS = re.compile(r"https?://|index-url|--find-links|\bresolved\b")
KEYS = re.compile("-----BEGIN [A-Z ]*PRIV" + "ATE KEY|AKIA" + r"[0-9A-Z]{16}|gh[pous]_\w{36}")


def test_locks_name_no_address() -> None:
    locks = [path for path in committed() if path.suffix == ".lock"]
    assert locks
    found = [
        f"{named(path)}:{number}"
        for path in locks
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if ADDRESS.search(line)
    ]
    assert not found


def test_web_lock_names_no_address() -> None:
    lock = (ROOT / "web" / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert not re.search(r"https?://", lock), "npm writes `funding` into every package: remove those entries"


def test_locks_pin_every_package_with_a_hash() -> None:
    for path in ROOT.glob("requirements*.lock"):
        entries = re.split(r"^(?=[a-zA-Z])", path.read_text(), flags=re.MULTILINE)[1:]
        assert entries, named(path)
        assert all("==" in entry and "--hash=sha256:" in entry for entry in entries), named(path)


def test_no_path_of_one_machine() -> None:
    found = [
        f"{named(path)}:{number} {match[0]}"
        for path, text in text_files()
        for number, line in enumerate(text.splitlines(), 1)
        for match in PLACES.finditer(line)
    ]
    assert not found


def test_no_secret() -> None:
    assert not [named(path) for path, text in text_files() if KEYS.search(text)]


def test_nothing_huge() -> None:
    huge = {named(path): path.stat().st_size for path in committed() if path.stat().st_size > BYTES_MAX}
    assert not huge
