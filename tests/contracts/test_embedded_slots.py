"""What two processes write over each other in the slots they share is read as nothing, never as something else."""

from __future__ import annotations

import os
from pathlib import Path

from tintype.adapters.embedded.slots import SLOT_BYTES, VALUE_BYTES_MAX, SharedSlots
from tintype.kernel.clock import ManualClock


async def test_processes_read_what_others_have_put(tmp_path: Path) -> None:
    clock = ManualClock(0)
    one, other = SharedSlots(tmp_path / "slots", clock), SharedSlots(tmp_path / "slots", clock)
    await one.put({"a": b"1"}, 60)
    assert await other.get(["a"]) == {"a": b"1"}
    await other.put({"a": b"2"}, 60)
    assert await one.get(["a"]) == {"a": b"2"}
    one.close()
    other.close()


async def test_a_slot_that_is_half_of_another_is_nothing(tmp_path: Path) -> None:
    slots = SharedSlots(tmp_path / "slots", ManualClock(0), slots=1)
    await slots.put({"a": b"1" * VALUE_BYTES_MAX}, 60)
    assert (tmp_path / "slots").stat().st_size == SLOT_BYTES
    file = os.open(tmp_path / "slots", os.O_RDWR)
    os.pwrite(file, b"2" * 100, SLOT_BYTES - 100)
    os.close(file)
    assert await slots.get(["a"]) == {}
    slots.close()


async def test_what_is_too_large_is_not_kept_and_does_not_harm_its_neighbours(tmp_path: Path) -> None:
    slots = SharedSlots(tmp_path / "slots", ManualClock(0), slots=4)
    await slots.put({"a": b"1", "b": b"2" * (VALUE_BYTES_MAX + 1)}, 60)
    assert await slots.get(["a", "b"]) == {"a": b"1"}
    slots.close()


async def test_what_expires_first_makes_room(tmp_path: Path) -> None:
    clock = ManualClock(0)
    slots = SharedSlots(tmp_path / "slots", clock, slots=1)
    await slots.put({"a": b"1"}, 60)
    await slots.put({"b": b"2"}, 60)
    assert await slots.get(["a", "b"]) == {"b": b"2"}, "the newest is what somebody is reading"
    slots.close()
