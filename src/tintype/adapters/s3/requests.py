"""Requests to the bucket that obstore has no word for: signed and sent by ourselves."""

import ssl
from base64 import b64encode
from collections.abc import Mapping
from functools import cached_property
from hashlib import md5

import httpx

from tintype.adapters.s3.asking import CONNECT_S_MAX, REQUEST_S_MAX
from tintype.adapters.s3.location import Location
from tintype.adapters.sigv4 import presign
from tintype.kernel.clock import SystemClock
from tintype.kernel.problems import Unavailable

SIGNED_S = 60
NO_HEADERS: Mapping[str, str] = {}


class Requests:
    """Signs by the clock of this machine, as the client of the objects does."""

    def __init__(self, location: Location) -> None:
        self._location = location
        self._clock = SystemClock()

    @property
    def bucket(self) -> str:
        return self._location.bucket

    def client(self) -> httpx.AsyncClient:
        """For a few requests one after another; to be closed."""
        timeout = httpx.Timeout(REQUEST_S_MAX, connect=CONNECT_S_MAX)
        return httpx.AsyncClient(timeout=timeout, verify=self._trust)

    async def ask(
        self,
        client: httpx.AsyncClient,
        method: str,
        rest: str = "",
        body: bytes = b"",
        *,
        headers: Mapping[str, str] = NO_HEADERS,
        within_s: float = REQUEST_S_MAX,
    ) -> httpx.Response:
        """The answer to a request; `rest` is a query about the bucket, or the path and query of an object.

        Raises Unavailable where nobody answers or the server has failed.
        """
        location = self._location
        base = location.bucket_url.rstrip("/") if rest.startswith("/") else location.bucket_url
        sent = dict(headers)
        if body:
            digest = md5(body, usedforsecurity=False).digest()
            sent |= {"content-md5": b64encode(digest).decode(), "content-type": "application/xml"}
        url = presign(
            location.credentials, method, base + rest, sent, at_us=self._clock.now_us(), expires_s=SIGNED_S
        )
        try:
            answer = await client.request(
                method,
                url,
                headers=sent,
                content=body or None,
                timeout=httpx.Timeout(within_s, connect=CONNECT_S_MAX),
            )
        except httpx.HTTPError as error:
            raise Unavailable("The store of photos does not answer at the moment.") from error
        if answer.status_code >= 500 and answer.status_code != 501:
            raise Unavailable(f"The store of photos answers {answer.status_code}.")
        return answer

    @cached_property
    def _trust(self) -> ssl.SSLContext | bool:
        # Reading the certificates of this machine takes longer than the requests; plain http needs none.
        return httpx.create_ssl_context() if self._location.base.startswith("https://") else False
