"""The web app's files, and its one page with what it needs to start without asking again."""

import gzip
import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping

import msgspec

from tintype.gateway.ui_files import UiFile, content_security_policy
from tintype.kernel.access import Message, Receive, Send
from tintype.kernel.problems import NotFound
from tintype.kernel.viewer import Viewer

BOOT = b"<!--boot-->"
HEAD = b"<!--head-->"
FALLBACK = ("/index.html", "/200.html", "/fallback.html")
SHELL = "/shell"
_FILE = re.compile(r"\.[a-z0-9]{2,12}$")
_UNBUILT = (
    b"<!doctype html><meta charset=utf-8><title>Tintype</title>"
    b"<p>The API is running; the web app has not been built. Run <code>make web</code> and start again."
)

Boot = Callable[[Viewer, str], Awaitable[Mapping[str, object]]]
"""What the page of a viewer at a path starts with: viewer, csrf, first_page and the first photos' preloads."""


class Pages:
    """Answers everything that is not an API route: files by their path, the app's page for all else."""

    def __init__(self, files: Mapping[str, UiFile], boot: Boot, *, upload_origin: str = "") -> None:
        self._files = files
        self._boot = boot
        page = next((files[name].body for name in FALLBACK if name in files), _UNBUILT)
        self._page = page
        self.build_id = hashlib.sha256(page).hexdigest()[:12]
        self._policy = (b"content-security-policy", content_security_policy(page, upload_origin))
        self._headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            self._policy,
            (b"x-content-type-options", b"nosniff"),
            (b"x-frame-options", b"DENY"),
            (b"referrer-policy", b"same-origin"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"permissions-policy", b"camera=(), microphone=(), geolocation=(self)"),
        ]

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """A plain ASGI function; the gateway has checked the method and named the viewer."""
        path: str = scope["path"]
        headers = dict(scope["headers"])
        file = self._files.get(path)
        if file is not None and path not in FALLBACK:
            await self._send_file(scope, send, file, headers)
        elif _FILE.search(path) and not path.startswith("/@"):
            raise NotFound
        else:
            await self._send_page(scope, send, headers)

    async def _send_file(
        self, scope: Message, send: Send, file: UiFile, headers: Mapping[bytes, bytes]
    ) -> None:
        if headers.get(b"if-none-match") == file.etag.encode():
            await _answer(
                scope, send, 304, [(b"etag", file.etag.encode()), (b"cache-control", file.cache_control)], b""
            )
            return
        body, answer_headers = file.answer(headers.get(b"accept-encoding", b"").decode("latin-1"))
        answer_headers.append(self._policy)  # An SVG opened by itself is a page, a worker runs under its own.
        if scope["path"].startswith("/service-worker"):
            answer_headers.append((b"service-worker-allowed", b"/"))
        await _answer(scope, send, 200, answer_headers, body)

    async def _send_page(self, scope: Message, send: Send, headers: Mapping[bytes, bytes]) -> None:
        if scope["path"] == SHELL:
            body, cache = self._page.replace(BOOT, b"").replace(HEAD, b""), b"public, max-age=300"
        else:
            boot = dict(await self._boot(scope["state"]["viewer"], scope["path"]))
            preloads = str(boot.pop("preloads", "")).encode()
            boot["build"] = self.build_id
            block = b'<script type="application/json" id="boot">' + _inert(boot) + b"</script>"
            body, cache = self._page.replace(BOOT, block).replace(HEAD, preloads), b"private, no-store"
        answer_headers = [*self._headers, (b"cache-control", cache), (b"vary", b"accept-encoding, cookie")]
        if b"gzip" in headers.get(b"accept-encoding", b""):
            body = gzip.compress(body, compresslevel=4)
            answer_headers.append((b"content-encoding", b"gzip"))
        answer_headers.append((b"content-length", str(len(body)).encode()))
        await _answer(scope, send, 200, answer_headers, body)


def _inert(value: object) -> bytes:
    """JSON that cannot end the script block it stands in, whatever people have written."""
    text = msgspec.json.encode(value)
    return text.replace(b"<", b"\\u003c").replace(b">", b"\\u003e").replace(b"&", b"\\u0026")


async def _answer(
    scope: Message, send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes
) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
