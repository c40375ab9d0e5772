"""Tests that start, kill and compare real engines. They need `make engines`; only `make test-engines` collects them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# The engines are a library of the scripts, which import each other by plain names.
sys.path.append(str(Path(__file__).parents[2] / "scripts"))

collect_ignore_glob = [] if os.environ.get("TINTYPE_TEST_ENGINES") == "1" else ["test_*.py"]


@pytest.fixture(scope="module", autouse=True)
def tireless() -> Iterator[None]:
    """A few accounts do here in minutes what people do in weeks."""
    with pytest.MonkeyPatch.context() as patch:
        for what in ("LIKES", "COMMENTS", "FOLLOWS", "UNFOLLOWS"):
            patch.setenv(f"TINTYPE_{what}_DAILY", "0")
        yield
