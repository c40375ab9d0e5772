"""Blobs as objects of an S3 bucket: durable when the bucket says so, uploaded to it by browsers with our tickets."""

from collections.abc import AsyncIterator
from typing import Self
from urllib.parse import quote

import obstore
import structlog

from tintype.adapters import sigv4
from tintype.adapters.s3.asking import asking, bucket_at
from tintype.adapters.s3.bucket import Abilities, Bucket
from tintype.adapters.s3.listing import listed
from tintype.adapters.s3.location import Location, parse_location
from tintype.adapters.s3.multipart import COPY_PART_BYTES, Multipart
from tintype.adapters.s3.pieces import Pieces
from tintype.adapters.s3.sending import send
from tintype.kernel.clock import Clock
from tintype.kernel.problems import NotFound, TooLarge, Unavailable
from tintype.ports.blob_listing import StoredBlob
from tintype.ports.blob_store import BadKey, Received, SignedUpload, check_key
from tintype.ports.part_store import Part

READ_BYTES_MAX = 64 << 20  # `read` holds a blob in memory; larger ones are streamed.
READ_PIECE_BYTES = 8 << 20
CAUSE_CHARACTERS_MAX = 300
PART_TYPE = "application/octet-stream"

log = structlog.get_logger("tintype.s3")


class S3BlobStore:
    """A bucket, or a prefix of one, that nobody else writes to."""

    def __init__(self, location: Location, *, clock: Clock) -> None:
        self.abilities = Abilities()
        self.bucket = Bucket(location)
        self._multipart = Multipart(self.bucket.requests)
        self._location = location
        self._clock = clock
        self._store = bucket_at(location)

    @classmethod
    async def connect(cls, url: str, *, clock: Clock, origin: str) -> Self:
        """The bucket at a URL, made ready for uploads from pages of `origin`. Raises BadLocation where the URL, the
        key or the bucket is wrong; a bucket that does not answer yet may do so later.
        """
        store = cls(parse_location(url), clock=clock)
        try:
            store.abilities = await store.bucket.prepare(origin)
        except Unavailable as problem:
            # The client's message goes on for pages.
            cause = repr(problem.__cause__ or problem).partition("\\n")[0][:CAUSE_CHARACTERS_MAX]
            log.warning("s3_not_ready", endpoint=store._location.endpoint, error=cause)
        else:
            log.info("s3_ready", bucket=store._location.bucket, **store.abilities.as_dict())
        return store

    @property
    def upload_origin(self) -> str:
        """See the port."""
        return self._location.upload_origin

    async def put(self, key: str, body: AsyncIterator[bytes] | bytes, *, bytes_max: int) -> Received:
        """See the port."""
        return await send(self._store, self._name(key), body, bytes_max=bytes_max)

    async def open(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """See the port. A blob that is replaced meanwhile ends the reading with Unavailable."""
        return await Pieces.begin(self._store, self._asked(key), max(0, start), end)

    async def read(self, key: str) -> bytes:
        """See the port. Raises TooLarge beyond 64 MiB."""
        pieces = await Pieces.begin(self._store, self._asked(key), 0, None, piece_bytes=READ_PIECE_BYTES)
        if pieces.size > READ_BYTES_MAX:
            raise TooLarge
        return b"".join([piece async for piece in pieces])

    async def size(self, key: str) -> int | None:
        """See the port."""
        try:
            with asking():
                return (await obstore.head_async(self._store, self._asked(key)))["size"]
        except NotFound:
            return None

    async def copy(self, source: str, target: str) -> None:
        """See the port. The bytes stay inside the store; many of them are copied in parts."""
        old, new = self._name(source), self._name(target)
        with asking():
            found = await obstore.head_async(self._store, old)
            if found["size"] <= COPY_PART_BYTES:
                await obstore.copy_async(self._store, old, new)
                return
        await self._multipart.copy(old, new, found["size"], found["e_tag"] or "")

    async def delete(self, keys: list[str]) -> None:
        """See the port."""
        with asking():
            await obstore.delete_async(self._store, [self._name(key) for key in keys])

    async def sweep(self, before_us: int) -> int:
        """See the port: uploads in parts that a killed process has left."""
        return await self.bucket.sweep(before_us)

    def sign_upload(
        self, key: str, *, size: int, media_type: str, sha256: bytes, expires_us: int
    ) -> SignedUpload:
        """See the port."""
        return sigv4.sign_put(
            self._location.credentials,
            self._location.upload_url(check_key(key)),
            size=size,
            media_type=media_type,
            sha256=sha256,
            at_us=self._clock.now_us(),
            expires_us=expires_us,
        )

    async def begin_parts(self, key: str) -> str:
        """See the port."""
        return await self._multipart.begin(self._name(key))

    def sign_part(self, key: str, upload: str, part: Part, *, expires_us: int) -> SignedUpload:
        """See the port."""
        url = self._location.upload_url(check_key(key))
        return sigv4.sign_put(
            self._location.credentials,
            f"{url}?partNumber={part.number}&uploadId={quote(upload, safe='')}",
            size=part.size,
            media_type=PART_TYPE,
            sha256=part.sha256,
            at_us=self._clock.now_us(),
            expires_us=expires_us,
        )

    async def parts_here(self, key: str, upload: str) -> dict[int, int]:
        """See the port."""
        return await self._multipart.here(self._name(key), upload)

    async def join_parts(self, key: str, upload: str, parts: list[Part]) -> None:
        """See the port."""
        try:
            await self._multipart.join(self._name(key), upload, parts)
        except NotFound:
            # Somebody else may have joined them a moment ago.
            if await self.size(key) != sum(part.size for part in parts):
                raise

    async def give_up_parts(self, key: str, upload: str) -> None:
        """See the port."""
        await self._multipart.give_up(self._name(key), upload)

    async def blobs(self, prefix: str = "") -> AsyncIterator[list[StoredBlob]]:
        """See ports/blob_listing.py."""
        async for some in listed(self._store, self._location.prefix, prefix):
            yield some

    def local_path(self, key: str) -> str | None:
        """See the port: there is none."""
        return None

    def close(self) -> None:
        """Nothing is held open between calls but idle connections, which go with the client."""

    def _name(self, key: str) -> str:
        return self._location.name_of(check_key(key))

    def _asked(self, key: str) -> str:
        """The object of a key that comes from an address: one that cannot be is one that is not there."""
        try:
            return self._name(key)
        except BadKey as error:
            raise NotFound from error
