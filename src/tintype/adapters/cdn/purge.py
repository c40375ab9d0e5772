"""A content network that takes purges over HTTP: `PURGE` of each address, or one `POST` with a list of them.

`PURGE` is what Varnish, nginx with its purge module and Fastly understand; the list is what Cloudflare takes
(`{"files": [...]}`, at most 30), and easily turned into what others want by a few lines of one's own.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import httpx

from tintype.kernel.problems import Unavailable

ANSWER_S_MAX: Final = 10.0
LIST_MAX: Final = 30
_AT_ONCE: Final = 4
_GONE: Final = frozenset({404, 410})  # it had no such file: what we want
_SAID_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class HttpCdn:
    """See ports/cdn.py. `origin` is the site's public address, under which copies are kept.

    The token is read at every request: it can be changed while the site runs, and is nowhere else.
    """

    url: str
    origin: str
    is_list: bool = False
    token_file: Path | None = None

    async def forget(self, paths: Sequence[str]) -> None:
        headers = {"user-agent": "tintype", **await asyncio.to_thread(self._authorization)}
        # A redirect is not followed: it would carry the token to an address that nobody has named.
        async with httpx.AsyncClient(headers=headers, timeout=ANSWER_S_MAX, follow_redirects=False) as client:
            if self.is_list:
                for at in range(0, len(paths), LIST_MAX):
                    await self._post(client, paths[at : at + LIST_MAX])
            else:
                gate = asyncio.Semaphore(_AT_ONCE)
                found = await asyncio.gather(
                    *(self._purge(client, gate, path) for path in paths), return_exceptions=True
                )
                for problem in found:
                    if problem is not None:
                        raise problem

    async def _purge(self, client: httpx.AsyncClient, gate: asyncio.Semaphore, path: str) -> None:
        # Copies lie under the name of the site, whatever the machine that is told is called.
        headers = {"host": urlsplit(self.origin).netloc}
        async with gate:
            answer = await _sent(client, "PURGE", self.url.rstrip("/") + path, headers=headers)
        if not answer.is_success and answer.status_code not in _GONE:
            raise _refused(answer)

    async def _post(self, client: httpx.AsyncClient, paths: Sequence[str]) -> None:
        answer = await _sent(client, "POST", self.url, json={"files": [self.origin + path for path in paths]})
        if not answer.is_success:
            raise _refused(answer)

    def _authorization(self) -> dict[str, str]:
        if self.token_file is None:
            return {}
        try:
            token = self.token_file.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            name = type(error).__name__
            raise Unavailable(f"The token of TINTYPE_PURGE_TOKEN_FILE cannot be read: {name}.") from None
        return {"authorization": f"Bearer {token}"}


async def _sent(
    client: httpx.AsyncClient,
    method: str,
    url: str,
    *,
    headers: dict[str, str] | None = None,
    json: object = None,
) -> httpx.Response:
    try:
        async with asyncio.timeout(ANSWER_S_MAX):
            return await client.request(method, url, headers=headers, json=json)
    except (httpx.HTTPError, TimeoutError) as error:
        raise Unavailable(f"TINTYPE_PURGE does not answer: {type(error).__name__}.") from error


def _refused(answer: httpx.Response) -> Unavailable:
    said = ascii(answer.content[:_SAID_MAX].decode(errors="replace"))
    return Unavailable(f"TINTYPE_PURGE answered {answer.status_code} {said}")
