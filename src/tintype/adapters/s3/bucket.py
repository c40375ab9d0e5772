"""The bucket itself: there, open to uploads from our pages, tried for what it can, swept of unfinished uploads.

obstore speaks of objects only, so these few requests are signed and sent by ourselves.
"""

from base64 import b64encode
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import md5
from uuid import uuid4
from xml.etree import ElementTree as ET

import httpx
import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, PreconditionError
from obstore.store import S3Store

from tintype.adapters.s3.asking import CONNECT_S_MAX, REQUEST_S_MAX, asking, bucket_at
from tintype.adapters.s3.cors import allows, with_rule
from tintype.adapters.s3.location import BadLocation, Location
from tintype.adapters.sigv4 import presign
from tintype.kernel.clock import SECOND_US, SystemClock
from tintype.kernel.problems import Unavailable

SIGNED_S = 60
UPLOADS_MAX = 1000  # In one answer of the bucket; what is left over is found by the next sweep.


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the bucket was seen to do. Nothing here depends on them: keys are fresh or name their content.

    `create_if_absent` is `If-None-Match: *`, `compare_and_swap` is `If-Match`, `cors` that browsers may upload.
    """

    create_if_absent: bool = False
    compare_and_swap: bool = False
    cors: bool = False

    def as_dict(self) -> dict[str, bool]:
        return asdict(self)


class Bucket:
    """A bucket and what concerns it as a whole. Signs by the clock of this machine, as the client does."""

    def __init__(self, location: Location) -> None:
        self._location = location
        self._clock = SystemClock()

    async def prepare(self, origin: str) -> Abilities:
        """Make the bucket if it is missing, let pages of `origin` upload, try it out.

        Raises BadLocation where the key may not, Unavailable where nobody answers.
        """
        await self._make()
        store = bucket_at(self._location)
        create, swap = await self._probe(store, self._location.name_of(f"probe/{uuid4().hex}"))
        return Abilities(create, swap, await self._allow_uploads(origin))

    async def sweep(self, before_us: int) -> int:
        """Abort uploads in parts that began before a time; how many."""
        query = f"?uploads=&max-uploads={UPLOADS_MAX}&prefix={self._location.prefix}"
        answer = await self._ask("GET", query)
        if answer.status_code != 200:
            raise Unavailable(f"The bucket does not list its uploads: {answer.status_code}.")
        swept = 0
        for upload in ET.fromstring(answer.text).iter(  # noqa: S314 (our own bucket's answer)
            "{*}Upload"
        ):
            name, number = upload.findtext("{*}Key", ""), upload.findtext("{*}UploadId", "")
            began = datetime.fromisoformat(upload.findtext("{*}Initiated", "")).astimezone(UTC)
            if name.startswith(self._location.prefix) and began.timestamp() * SECOND_US < before_us:
                await self._ask("DELETE", f"/{name}?uploadId={number}")
                swept += 1
        return swept

    async def _make(self) -> None:
        found = await self._ask("HEAD")
        if found.status_code == 404:
            found = await self._ask("PUT")
        if found.status_code in {401, 403}:
            raise BadLocation(f"The S3 key may not use the bucket {self._location.bucket}.")
        if found.status_code not in {200, 204, 409}:
            raise BadLocation(f"The S3 bucket {self._location.bucket} answers {found.status_code}.")

    async def _probe(self, store: S3Store, name: str) -> tuple[bool, bool]:
        with asking():
            made = await obstore.put_async(store, name, b"1", use_multipart=False)
            try:
                create = await _is_refused(store, name, "create")
                swap = await _is_refused(store, name, {"e_tag": '"0"'})
                if swap:
                    # Some refuse this one too: then the ability is none.
                    now = await obstore.put_async(store, name, b"2", mode={"e_tag": made["e_tag"]})
                    swap = now["e_tag"] != made["e_tag"]
            except BaseError:
                create, swap = False, False
            await obstore.delete_async(store, [name])
        return create, swap

    async def _allow_uploads(self, origin: str) -> bool:
        """Add a rule where none allows it. A bucket whose rules we may not see or change is its operator's care."""
        rules = await self._ask("GET", "?cors=")
        if rules.status_code == 200 and allows(rules.text, origin):
            return True
        if rules.status_code not in {200, 404}:
            return False
        body = with_rule(rules.text if rules.status_code == 200 else "", origin)
        return (await self._ask("PUT", "?cors=", body)).status_code in {200, 204}

    async def _ask(self, method: str, rest: str = "", body: bytes = b"") -> httpx.Response:
        location = self._location
        base = location.bucket_url.rstrip("/") if rest.startswith("/") else location.bucket_url
        headers: dict[str, str] = {}
        if body:
            digest = md5(body, usedforsecurity=False).digest()
            headers = {"content-md5": b64encode(digest).decode(), "content-type": "application/xml"}
        now_us = self._clock.now_us()
        url = presign(location.credentials, method, base + rest, headers, at_us=now_us, expires_s=SIGNED_S)
        limits = httpx.Timeout(REQUEST_S_MAX, connect=CONNECT_S_MAX)
        try:
            async with httpx.AsyncClient(timeout=limits) as client:
                answer = await client.request(method, url, headers=headers, content=body or None)
        except httpx.HTTPError as error:
            raise Unavailable("The store of photos does not answer at the moment.") from error
        if answer.status_code >= 500 and answer.status_code != 501:
            raise Unavailable(f"The store of photos answers {answer.status_code}.")
        return answer


async def _is_refused(store: S3Store, name: str, mode: "obstore.PutMode") -> bool:
    try:
        await obstore.put_async(store, name, b"0", mode=mode)
    except (AlreadyExistsError, PreconditionError):
        return True
    return False
