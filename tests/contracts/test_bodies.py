"""Bodies on their way into a store, in blocks."""

from collections.abc import AsyncIterator

from hypothesis import given
from hypothesis import strategies as st

from tintype.adapters.bodies import BLOCK_BYTES, blocks

SIZES = st.one_of(st.integers(0, 3 * BLOCK_BYTES), st.integers(BLOCK_BYTES - 2, BLOCK_BYTES + 2))


async def in_chunks(sizes: list[int]) -> AsyncIterator[bytes]:
    for number, size in enumerate(sizes):
        yield bytes([number + 1]) * size


@given(st.lists(SIZES, max_size=6))
async def test_blocks_joined_are_the_body(sizes: list[int]) -> None:
    found = [bytes(block) async for block in blocks(in_chunks(sizes))]
    assert b"".join(found) == b"".join([chunk async for chunk in in_chunks(sizes)])
    assert {len(block) for block in found[:-1]} <= {BLOCK_BYTES}
    assert len(found[-1]) < BLOCK_BYTES


@given(SIZES)
async def test_bytes_come_in_blocks_as_well(size: int) -> None:
    body = bytes(size)
    found = [bytes(block) async for block in blocks(body)]
    assert b"".join(found) == body
    assert {len(block) for block in found[:-1]} <= {BLOCK_BYTES}
