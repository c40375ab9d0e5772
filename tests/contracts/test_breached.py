"""The list of breached passwords, in every form: what is in it is found, and nothing else."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tintype.adapters.embedded.breached import BreachedFiles
from tintype.kernel.problems import Unavailable


def line_of(password: str) -> str:
    return hashlib.sha1(password.encode()).hexdigest().upper()


@given(
    listed=st.sets(st.text(min_size=1, max_size=12), max_size=40),
    asked=st.text(min_size=1, max_size=12),
    ending=st.sampled_from(["\n", "\r\n"]),
    counts=st.booleans(),
)
async def test_a_sorted_file_answers_as_a_set(
    tmp_path_factory: pytest.TempPathFactory, listed: set[str], asked: str, ending: str, *, counts: bool
) -> None:
    path = tmp_path_factory.getbasetemp() / "breached-sorted"
    lines = sorted(line_of(each) for each in listed)
    ends = [f":{n * 7}{ending}" if counts else ending for n in range(len(lines))]
    path.write_bytes("".join(map(str.__add__, lines, ends)).encode())
    breached = BreachedFiles(path)
    assert await breached.has(asked) is (asked in listed)
    for each in listed:
        assert await breached.has(each)


async def test_a_folder_without_a_range_says_no(tmp_path: Path) -> None:
    (tmp_path / line_of("one")[:5]).write_text(f"{line_of('one')[5:]}:3\n{'0' * 35}:0\n")
    breached = BreachedFiles(tmp_path)
    assert await breached.has("one")
    assert not await breached.has("two")


async def test_a_list_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="TINTYPE_BREACHED"):
        await BreachedFiles(tmp_path / "none").has("one")
