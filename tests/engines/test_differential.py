"""The same operations give the same answers, whatever the site keeps its things in."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.engines.plain import difference
from tests.engines.plan import SHARES, operations
from tests.engines.side import Side, side_in
from tests.profile import PROFILE
from tintype.feed import card_cache, page_cache
from tintype.media.making.pool import MediaPool

OPERATIONS = int(os.environ.get("TINTYPE_OPERATIONS", "10000"))
SEED = int(os.environ.get("TINTYPE_SEED", "1"))


@pytest.fixture(autouse=True)
def counts_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers on cards may be a second old by the machine's clock, who likes them half a minute; and the sites are not
    asked in one moment.
    """
    monkeypatch.setattr(card_cache, "COUNTS_AGE_S_MAX", 0.0)
    monkeypatch.setattr(page_cache, "LIKED_BY_S_MAX", 0.0)


@pytest.fixture(params=["one Redis", "a cluster"])
def middle(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From its call on, sites are made on PostgreSQL, Redis and S3."""
    monkeypatch.delenv(PROFILE, raising=False)
    if request.param == "a cluster":
        monkeypatch.delenv("TINTYPE_TEST_REDIS")
    return lambda: monkeypatch.setenv(PROFILE, "middle")


async def test_embedded_and_middle_give_equal_answers(
    tmp_path: Path, media_pool: MediaPool, middle: Callable[[], None], request: pytest.FixtureRequest
) -> None:
    is_whole = "one Redis" in request.node.name
    async with side_in("embedded", tmp_path / "embedded", media_pool) as embedded:
        middle()
        async with side_in("middle", tmp_path / "middle", media_pool) as other:
            told = await compared(embedded, other, count=OPERATIONS if is_whole else OPERATIONS // 5)
    # Every kind of operation went well at least once: what only ever fails shows no difference.
    assert {what for what in SHARES if not told[what]} <= {"sign_up"}
    assert told["followed by an answer"] > 0.9 * (OPERATIONS if is_whole else OPERATIONS // 5)


async def test_two_embedded_sites_give_equal_answers(
    tmp_path: Path, media_pool: MediaPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What holds the comparison itself: nothing of chance or of one site is left in the answers."""
    monkeypatch.delenv(PROFILE, raising=False)
    async with (
        side_in("one", tmp_path / "one", media_pool) as one,
        side_in("other", tmp_path / "other", media_pool) as other,
    ):
        told = await compared(one, other, count=500)
    assert told["followed by an answer"] > 450


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
    if isinstance(answer, list):
        status = answer[0][0] if isinstance(answer[0], list) else answer[0]
        return status in {200, 201, 204}
    return False
