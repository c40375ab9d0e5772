"""A body on its way into the bucket, in parts when it is long, and nothing left of it when it breaks off."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import aclosing
from typing import Self

import obstore
from obstore.store import S3Store

from tintype.adapters.bodies import Tally
from tintype.adapters.s3.asking import asking
from tintype.adapters.s3.parts import PART_BYTES, parts
from tintype.ports.blob_store import Received

PARTS_AT_ONCE = 2  # Per body: one part travels while the next one comes in.


class BrokenOff(Exception):
    """The caller has gone; seen by nobody but the client that aborts its upload for it."""


class Body:
    """Parts that can be ended from outside.

    The client aborts an upload in parts when its body fails, but leaves the parts behind when it is cancelled: so a
    cancelled `put` makes its body fail.
    """

    def __init__(self, first: list[bytes], rest: AsyncIterator[bytes]) -> None:
        self.error: Exception | None = None
        self._first = first[::-1]
        self._rest = rest
        self._next: asyncio.Future[bytes] | None = None
        self._is_broken_off = False

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        if self._is_broken_off:
            raise BrokenOff
        if self._first:
            return self._first.pop()
        self._next = asyncio.ensure_future(_next(self._rest))
        try:
            return await self._next
        except StopAsyncIteration:
            raise
        except asyncio.CancelledError:
            raise BrokenOff from None
        except Exception as error:
            self.error = error
            raise

    def break_off(self) -> None:
        """Fail at the next block, or at the one that is waited for."""
        self._is_broken_off = True
        if self._next is not None:
            self._next.cancel()


async def send(store: S3Store, name: str, body: AsyncIterator[bytes] | bytes, *, bytes_max: int) -> Received:
    """Store a body under a name: in one request up to 5 MiB, in parts beyond. Raises TooLarge and what the body
    raises.
    """
    tally = Tally()
    async with aclosing(parts(body, tally, bytes_max)) as rest:
        first = await anext(rest)
        second = await anext(rest, None)
        sent = Body([first] if second is None else [first, second], rest)
        if second is None:
            upload = obstore.put_async(store, name, first, use_multipart=False)
        else:
            upload = obstore.put_async(
                store, name, sent, chunk_size=PART_BYTES, max_concurrency=PARTS_AT_ONCE
            )
        try:
            with asking():
                await _to_its_end(upload, sent)
        finally:
            # What the body raises is its own, in whatever wrapping it comes back from the client.
            if sent.error is not None:
                raise sent.error from None
    return tally.received()


async def _next(rest: AsyncIterator[bytes]) -> bytes:
    return await anext(rest)


async def _to_its_end(upload: Awaitable[object], body: Body) -> None:
    """Wait; when cancelled, end the upload first: what is stored after its caller has cleared up stays for ever."""
    future = asyncio.ensure_future(upload)
    try:
        await asyncio.shield(future)
    except asyncio.CancelledError:
        body.break_off()
        await asyncio.wait([future])
        if not future.cancelled():
            future.exception()
        raise
