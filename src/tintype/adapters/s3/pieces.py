"""Reading in pieces: each a request of its own with its own time limit and tries, so that a slow reader holds no
connection to the store and a store that moves over to another node breaks no download.
"""

from collections.abc import AsyncIterator
from typing import Self

import obstore
from obstore.exceptions import GenericError
from obstore.store import S3Store

from tintype.adapters.s3.asking import asking

PIECE_BYTES = 1 << 20  # Holds nearly every rendition in one request; what one reader holds in memory.


class Pieces(AsyncIterator[bytes]):
    """The bytes [start, end) of one object as it was when the first piece came."""

    def __init__(self, store: S3Store, name: str, start: int, end: int | None, piece_bytes: int) -> None:
        self.size = 0
        self._store, self._name, self._piece_bytes = store, name, piece_bytes
        self._at = start
        self._end = end
        self._etag: str | None = None
        self._first: bytes | None = None

    @classmethod
    async def begin(
        cls, store: S3Store, name: str, start: int, end: int | None, *, piece_bytes: int = PIECE_BYTES
    ) -> Self:
        """Ask for the first piece. Raises NotFound and Unavailable."""
        pieces = cls(store, name, start, end, piece_bytes)
        with asking():
            await pieces._begin()
        return pieces

    async def __anext__(self) -> bytes:
        assert self._end is not None
        piece, self._first = self._first, None
        if piece is None and self._at < self._end:
            with asking():
                piece = await self._ask(min(self._at + self._piece_bytes, self._end))
        if not piece:
            raise StopAsyncIteration
        self._at += len(piece)
        return piece

    async def _begin(self) -> None:
        until = self._at + self._piece_bytes
        if self._end is None or self._at < self._end:
            try:
                self._first = await self._ask(until if self._end is None else min(until, self._end))
            except GenericError:
                # 416 as well comes as this: there are no bytes in the range, of an empty object for example.
                if await self._size() > self._at:
                    raise
                self._end = self._at
        else:
            await self._size()
        self._end = self.size if self._end is None else min(self._end, self.size)

    async def _ask(self, until: int) -> bytes:
        options: obstore.GetOptions = {"range": (self._at, until)}
        if self._etag is not None:
            options["if_match"] = self._etag
        answer = await obstore.get_async(self._store, self._name, options=options)
        self.size, self._etag = answer.meta["size"], answer.meta["e_tag"]
        return bytes(await answer.bytes_async())

    async def _size(self) -> int:
        self.size = (await obstore.head_async(self._store, self._name))["size"]
        return self.size
