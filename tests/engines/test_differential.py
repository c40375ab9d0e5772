"""The same operations give the same answers, whatever the site keeps its things in."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.engines.plain import difference
from tests.engines.plan import operations
from tests.engines.side import Side, embedded_side
from tintype.feed import card_cache
from tintype.media.pool import MediaPool

OPERATIONS = int(os.environ.get("TINTYPE_OPERATIONS", "10000"))
SEED = int(os.environ.get("TINTYPE_SEED", "1"))


@pytest.fixture(autouse=True)
def counts_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers on cards may be a second old by the machine's clock, and the sites are not asked in one moment."""
    monkeypatch.setattr(card_cache, "COUNTS_AGE_S_MAX", 0.0)


async def test_two_embedded_sites_give_equal_answers(tmp_path: Path, media_pool: MediaPool) -> None:
    """What holds the comparison itself: nothing of chance or of one site is left in the answers."""
    async with (
        embedded_side("one", tmp_path / "one", media_pool) as one,
        embedded_side("other", tmp_path / "other", media_pool) as other,
    ):
        told = await compared(one, other, count=1000)
    assert told["followed by an answer"] > 900


async def compared(one: Side, other: Side, *, count: int) -> Counter[str]:
    """Both do everything; how many answers there were. Fails at the first that differ."""
    told: Counter[str] = Counter()
    for operation in operations(SEED, count):
        first, second = await one.does(operation), await other.does(operation)
        parted = difference(first, second)
        assert parted is None, f"{operation}, {one.name} ≠ {other.name}, seed {SEED}: {parted}"
        told["followed by an answer"] += first is not None
        told[operation.what] += _went_well(first)
    return told


def _went_well(answer: Any) -> bool:
    """An answer is a status with its content, or the pages of a list."""
    first = answer[0] if answer else None
    return first in {200, 201, 204} or (isinstance(first, list) and first[0] == 200)
