"""The bucket itself: there, open to uploads from our pages, tried for what it can, swept of unfinished uploads.

obstore speaks of objects only, so these few requests go out by `requests.py`.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from urllib.parse import quote
from uuid import uuid4
from xml.etree import ElementTree as ET

import httpx
import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, PreconditionError
from obstore.store import S3Store

from tintype.adapters.s3.asking import asking, bucket_at
from tintype.adapters.s3.cors import allows, with_rule
from tintype.adapters.s3.location import BadLocation, Location
from tintype.adapters.s3.requests import Requests
from tintype.kernel.clock import SECOND_US
from tintype.kernel.problems import Unavailable

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
    """A bucket and what concerns it as a whole."""

    def __init__(self, location: Location) -> None:
        self._location = location
        self.requests = Requests(location)

    async def prepare(self, origin: str) -> Abilities:
        """Make the bucket if it is missing, let pages of `origin` upload, try it out.

        Raises BadLocation where the key may not, Unavailable where nobody answers.
        """
        async with self.requests.client() as client:
            await self._make(client)
            create, swap = await _probe(
                bucket_at(self._location), self._location.name_of(f"probe/{uuid4().hex}")
            )
            return Abilities(create, swap, await self._allow_uploads(client, origin))

    async def sweep(self, before_us: int) -> int:
        """Abort uploads in parts that began before a time; how many."""
        query = f"?uploads=&max-uploads={UPLOADS_MAX}&prefix={self._location.prefix}"
        async with self.requests.client() as client:
            answer = await self.requests.ask(client, "GET", query)
            if answer.status_code != 200:
                raise Unavailable(f"The bucket does not list its uploads: {answer.status_code}.")
            begun = _begun_before(answer.text, self._location.prefix, before_us)
            for name, number in begun:
                await self.requests.ask(client, "DELETE", f"/{name}?uploadId={quote(number, safe='')}")
        return len(begun)

    async def _make(self, client: httpx.AsyncClient) -> None:
        found = await self.requests.ask(client, "HEAD")
        if found.status_code == 404:
            found = await self.requests.ask(client, "PUT")
        if found.status_code in {401, 403}:
            raise BadLocation(f"The S3 key may not use the bucket {self._location.bucket}.")
        if found.status_code not in {200, 204, 409}:
            raise BadLocation(f"The S3 bucket {self._location.bucket} answers {found.status_code}.")

    async def _allow_uploads(self, client: httpx.AsyncClient, origin: str) -> bool:
        """Add a rule where none allows it. A bucket whose rules we may not see or change is its operator's care."""
        rules = await self.requests.ask(client, "GET", "?cors=")
        if rules.status_code == 200 and allows(rules.text, origin):
            return True
        if rules.status_code not in {200, 404}:
            return False
        body = with_rule(rules.text if rules.status_code == 200 else "", origin)
        return (await self.requests.ask(client, "PUT", "?cors=", body)).status_code in {200, 204}


def _begun_before(listing: str, prefix: str, before_us: int) -> list[tuple[str, str]]:
    """Names and numbers of the uploads in a listing that began before a time."""
    found: list[tuple[str, str]] = []
    for upload in ET.fromstring(listing).iterfind("{*}Upload"):  # noqa: S314 (our own bucket's answer)
        name, number = upload.findtext("{*}Key", ""), upload.findtext("{*}UploadId", "")
        began_us = datetime.fromisoformat(upload.findtext("{*}Initiated", "")).timestamp() * SECOND_US
        if name.startswith(prefix) and began_us < before_us:
            found.append((name, number))
    return found


async def _probe(store: S3Store, name: str) -> tuple[bool, bool]:
    """Whether a put can be made to depend on there being nothing yet, and on what is there."""
    with asking():
        made = await obstore.put_async(store, name, b"1", use_multipart=False)
        swap = await _is_refused(store, name, {"e_tag": '"0"'}) and await _is_taken(
            store, name, made["e_tag"]
        )
        create = await _is_refused(store, name, "create")
        await obstore.delete_async(store, [name])
    return create, swap


async def _is_refused(store: S3Store, name: str, mode: "obstore.PutMode") -> bool:
    """Whether the condition is what stops this put: some servers know none, some ignore it."""
    try:
        await obstore.put_async(store, name, b"0", mode=mode)
    except (AlreadyExistsError, PreconditionError):
        return True
    except BaseError:
        return False
    return False


async def _is_taken(store: S3Store, name: str, e_tag: str | None) -> bool:
    """Whether a put passes whose condition holds: some servers refuse this one too."""
    try:
        await obstore.put_async(store, name, b"2", mode={"e_tag": e_tag})
    except BaseError:
        return False
    return True
