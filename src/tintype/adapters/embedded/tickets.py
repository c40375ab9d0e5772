"""Tickets of the embedded blob store: signed as S3 signs them, and held to what was signed when they come back."""

import re
from base64 import b64decode
from collections.abc import Mapping
from hashlib import blake2b
from urllib.parse import parse_qsl, urlsplit

from tintype.adapters import sigv4
from tintype.adapters.embedded.blob_files import file_name
from tintype.kernel.clock import Clock
from tintype.kernel.problems import Forbidden
from tintype.ports.blob_store import CHECKSUM, ExpectedUpload, SignedUpload
from tintype.ports.part_store import Part

SIGNED = frozenset({"content-length", "content-type", "host", CHECKSUM})
PART_TYPE = "application/octet-stream"
UPLOAD = re.compile(r"[0-9a-f]{32}")


class SiteTickets:
    """Signs and verifies; `upload_url` is where the site takes PUTs (`http://localhost:8000/blobs`)."""

    def __init__(self, upload_url: str, secret: bytes, clock: Clock) -> None:
        self._upload_url = upload_url.rstrip("/")
        self._clock = clock
        key = blake2b(b"blob tickets", key=secret[:64], digest_size=32).hexdigest()
        self._credentials = sigv4.Credentials("tintype", key, "local")

    def sign(
        self, key: str, *, size: int, media_type: str, sha256: bytes, expires_us: int, query: str = ""
    ) -> SignedUpload:
        """A ticket for one PUT. Raises BadKey."""
        file_name(key)
        return sigv4.sign_put(
            self._credentials,
            f"{self._upload_url}/{key}{query}",
            size=size,
            media_type=media_type,
            sha256=sha256,
            at_us=self._clock.now_us(),
            expires_us=expires_us,
        )

    def sign_part(self, key: str, upload: str, part: Part, *, expires_us: int) -> SignedUpload:
        """A ticket for one part. Raises BadKey."""
        return self.sign(
            key,
            size=part.size,
            media_type=PART_TYPE,
            sha256=part.sha256,
            expires_us=expires_us,
            query=f"?partNumber={part.number}&uploadId={upload}",
        )

    def verify(
        self, method: str, path: str, query: str, headers: Mapping[str, str], now_us: int
    ) -> ExpectedUpload:
        """What the ticket of a PUT allows. `path` is decoded, `query` raw, header names in lower case.

        Raises Forbidden for whatever differs from what was signed, and for further `x-amz-` headers.
        """
        base = urlsplit(self._upload_url)
        try:
            key = path.removeprefix(f"{base.path}/")
            # First of all: what is left cannot be taken for the beginning of a query.
            file_name(key)
            url = base._replace(path=f"{base.path}/{key}", query=query).geturl()
            signed = sigv4.verify(self._credentials, method, url, headers, now_us=now_us)
            foreign = {name for name in headers if name.startswith("x-amz-")} - signed
            if signed != SIGNED or foreign:
                raise sigv4.BadSignature("other headers than we sign")
            size, checksum = int(headers["content-length"]), b64decode(headers[CHECKSUM])
            # These two are signed as well: they are ours, or neither is there.
            fields = dict(parse_qsl(query))
            upload, part = fields.get("uploadId", ""), int(fields.get("partNumber", "0"))
        except ValueError as error:
            raise Forbidden("This upload is not what was agreed.", code="bad_ticket") from error
        return ExpectedUpload(key, size, headers["content-type"], checksum, upload, part)
