"""The secret of a new site: all of its processes start at one moment, and every one of them has the same."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from tintype.wiring.secret import SECRET_BYTES, read_secret

PROCESSES, SITES = 8, 100


def at_once(ask: Callable[[], bytes]) -> set[bytes]:
    """What several are told who ask at the same moment."""
    gate = Barrier(PROCESSES)

    def one(_: int) -> bytes:
        gate.wait()
        return ask()

    with ThreadPoolExecutor(PROCESSES) as pool:
        return set(pool.map(one, range(PROCESSES)))


def test_whoever_starts_first_makes_it_and_all_have_the_same(tmp_path: Path) -> None:
    for number in range(SITES):
        path = tmp_path / f"site{number}" / "secret"
        path.parent.mkdir()
        (secret,) = at_once(lambda path=path: read_secret(path))
        assert len(secret) == SECRET_BYTES
        assert path.read_bytes() == secret
        assert path.stat().st_mode & 0o777 == 0o600
        assert [each.name for each in path.parent.iterdir()] == ["secret"]


@pytest.mark.parametrize("left", [0, SECRET_BYTES - 1])
def test_a_damaged_one_is_not_made_anew(tmp_path: Path, left: int) -> None:
    (tmp_path / "secret").write_bytes(bytes(left))
    with pytest.raises(SystemExit, match="is damaged"):
        read_secret(tmp_path / "secret")
    assert (tmp_path / "secret").read_bytes() == bytes(left)
