"""Uploads in parts: begun, listed, joined and given up by us, the parts sent by browsers; and long copies.

Source: "Uploading and copying objects using multipart upload", Amazon S3 User Guide.
"""

import asyncio
from base64 import b64encode
from contextlib import suppress
from urllib.parse import quote
from xml.etree import ElementTree as ET

import httpx

from tintype.adapters.s3.requests import Requests
from tintype.kernel.problems import NotFound, Unavailable
from tintype.ports.part_store import Part

CHECKED = {"x-amz-checksum-algorithm": "SHA256"}
JOIN_S_MAX = 60.0  # Joining moves no bytes, but AWS may take its time over a thousand parts.
COPY_PART_BYTES = 64 << 20
COPIES_AT_ONCE = 4
COPY_S_MAX = 30.0  # Of 64 MiB, inside the store.


class Multipart:
    """The multipart uploads of a bucket. `name` is an object's, with the prefix."""

    def __init__(self, requests: Requests) -> None:
        self._requests = requests

    async def begin(self, name: str) -> str:
        """The id that the bucket gives to an upload."""
        async with self._requests.client() as client:
            return await self._begin(client, name, CHECKED)

    async def here(self, name: str, upload: str) -> dict[int, int]:
        """The sizes of its parts, by number. Raises NotFound when the upload is over."""
        async with self._requests.client() as client:
            return {number: size for number, size in await self._listed(client, name, upload)}  # noqa: C416 (keys)

    async def join(self, name: str, upload: str, parts: list[Part]) -> None:
        """Make an object of its parts. Raises NotFound where one is missing or has another size."""
        async with self._requests.client() as client:
            tags = await self._listed(client, name, upload)
            if not all((part.number, part.size) in tags for part in parts):
                raise NotFound
            rows = [
                (part.number, tags[part.number, part.size], b64encode(part.sha256).decode()) for part in parts
            ]
            await self._join(client, name, upload, rows)

    async def give_up(self, name: str, upload: str) -> None:
        """Abort it; an upload that is over is no error."""
        async with self._requests.client() as client:
            await self._give_up(client, name, upload)

    async def copy(self, source: str, target: str, size: int, tag: str) -> None:
        """A copy of an object that is too long for one request; of this version of it, or none."""
        async with self._requests.client() as client:
            upload = await self._begin(client, target, {})
            gate = asyncio.Semaphore(COPIES_AT_ONCE)

            async def part(number: int, start: int) -> tuple[int, str, str]:
                rest = f"/{target}?partNumber={number}&uploadId={quote(upload, safe='')}"
                headers = {
                    "x-amz-copy-source": quote(f"/{self._requests.bucket}/{source}"),
                    "x-amz-copy-source-range": f"bytes={start}-{min(start + COPY_PART_BYTES, size) - 1}",
                    **({"x-amz-copy-source-if-match": tag} if tag else {}),
                }
                async with gate:
                    return number, await self._copied(client, rest, headers), ""

            try:
                starts = range(0, size, COPY_PART_BYTES)
                rows = await asyncio.gather(*(part(number, start) for number, start in enumerate(starts, 1)))
                await self._join(client, target, upload, rows)
            except BaseException:
                with suppress(Unavailable):
                    await self._give_up(client, target, upload)
                raise

    async def _begin(self, client: httpx.AsyncClient, name: str, headers: dict[str, str]) -> str:
        answer = await self._requests.ask(client, "POST", f"/{name}?uploads=", headers=headers)
        return _text(_good(answer), "UploadId")

    async def _listed(self, client: httpx.AsyncClient, name: str, upload: str) -> dict[tuple[int, int], str]:
        """The tags of parts by number and size: some servers list a part beside the one that replaced it."""
        found: dict[tuple[int, int], str] = {}
        after = 0
        while True:
            query = f"?uploadId={quote(upload, safe='')}&part-number-marker={after}"
            answer = await self._requests.ask(client, "GET", f"/{name}{query}")
            if answer.status_code == 404:
                raise NotFound
            listing = _good(answer)
            for part in listing.iterfind("{*}Part"):
                found[int(_text(part, "PartNumber")), int(_text(part, "Size"))] = _text(part, "ETag")
            last = max((number for number, _ in found), default=0)
            if listing.findtext("{*}IsTruncated", "") != "true" or last == after:
                return found
            after = last

    async def _join(
        self, client: httpx.AsyncClient, name: str, upload: str, rows: list[tuple[int, str, str]]
    ) -> None:
        whole = ET.Element("CompleteMultipartUpload")
        for number, tag, checksum in rows:
            part = ET.SubElement(whole, "Part")
            ET.SubElement(part, "PartNumber").text = str(number)
            ET.SubElement(part, "ETag").text = tag
            if checksum:
                ET.SubElement(part, "ChecksumSHA256").text = checksum
        rest = f"/{name}?uploadId={quote(upload, safe='')}"
        answer = await self._requests.ask(client, "POST", rest, ET.tostring(whole), within_s=JOIN_S_MAX)
        if answer.status_code in {400, 404}:
            raise NotFound
        # A failure that comes late is told in a good answer's body.
        if _good(answer).tag.endswith("Error"):
            raise Unavailable("The store of photos could not join the parts.")

    async def _give_up(self, client: httpx.AsyncClient, name: str, upload: str) -> None:
        await self._requests.ask(client, "DELETE", f"/{name}?uploadId={quote(upload, safe='')}")

    async def _copied(self, client: httpx.AsyncClient, rest: str, headers: dict[str, str]) -> str:
        answer = await self._requests.ask(client, "PUT", rest, headers=headers, within_s=COPY_S_MAX)
        if answer.status_code == 404:
            raise NotFound
        return _text(_good(answer), "ETag")


def _good(answer: httpx.Response) -> ET.Element:
    if answer.status_code != 200:
        raise Unavailable(f"The store of photos answers {answer.status_code} to an upload in parts.")
    return ET.fromstring(answer.text)  # noqa: S314 (our own bucket's answer)


def _text(element: ET.Element, name: str) -> str:
    found = element.findtext(f"{{*}}{name}")
    if not found:
        raise Unavailable(f"The store of photos does not say {name}.")
    return found
