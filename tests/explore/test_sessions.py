"""Sessions of exploring where all processes find them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tintype.adapters.embedded.slots import SharedSlots
from tintype.explore.sessions import Session, Sessions
from tintype.kernel.clock import ManualClock
from tintype.kernel.ids import AccountId, compose

NOW_US = 1_800_000_000_000_000
VIEWERS = [AccountId(id) for id in range(1, 9)]


async def test_everybody_who_comes_back_finds_their_own_session(tmp_path: Path) -> None:
    slots = SharedSlots(tmp_path / "sessions", ManualClock(NOW_US))
    sessions = Sessions(slots)
    nothing = np.zeros(0, np.int64)
    begun = {
        viewer: Session(compose(NOW_US, 0, viewer), np.arange(3) + viewer, nothing) for viewer in VIEWERS
    }
    for viewer, session in begun.items():
        await sessions.keep(viewer, session)
    found = {viewer: await sessions.going_on(viewer, NOW_US) for viewer in VIEWERS}
    slots.close()
    assert {viewer: one and one.id for viewer, one in found.items()} == {
        viewer: session.id for viewer, session in begun.items()
    }
