"""The built web app in memory: each file with its headers and its precompressed forms."""

import base64
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

_INLINE_SCRIPT = re.compile(
    rb"<script(?![^>]*\b(?:src|type=\"application/json\"))[^>]*>(.*?)</script>", re.DOTALL
)
IMMUTABLE = b"public, max-age=31536000, immutable"
REVALIDATE = b"no-cache"
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))


@dataclass(frozen=True, slots=True)
class UiFile:
    """One file of the web app. `forms` maps a content encoding to the compressed bytes."""

    body: bytes
    forms: dict[str, bytes]
    media_type: str
    etag: str
    cache_control: bytes

    def answer(self, accept_encoding: str) -> tuple[bytes, list[tuple[bytes, bytes]]]:
        """The bytes and headers for a client that accepts these encodings."""
        headers = [
            (b"content-type", self.media_type.encode()),
            (b"cache-control", self.cache_control),
            (b"etag", self.etag.encode()),
            (b"vary", b"accept-encoding"),
            (b"x-content-type-options", b"nosniff"),
        ]
        body = self.body
        for encoding, form in self.forms.items():
            if encoding in accept_encoding:
                headers.append((b"content-encoding", encoding.encode()))
                body = form
                break
        headers.append((b"content-length", str(len(body)).encode()))
        return body, headers


def read_ui(folder: Path) -> dict[str, UiFile]:
    """Every file below a folder by its path (`/_app/…`); empty when the web app has not been built."""
    found: dict[str, UiFile] = {}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        if path.is_file() and path.suffix not in {".br", ".gz"}:
            found["/" + path.relative_to(folder).as_posix()] = _file(path)
    return found


def _file(path: Path) -> UiFile:
    body = path.read_bytes()
    forms: dict[str, bytes] = {}
    for encoding, suffix in ENCODINGS:
        compressed = path.with_name(path.name + suffix)
        if compressed.is_file():
            forms[encoding] = compressed.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if kind.startswith("text/") or kind in {"application/json", "application/javascript", "image/svg+xml"}:
        kind += "; charset=utf-8"
    is_immutable = "/immutable/" in path.as_posix()
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    return UiFile(body, forms, kind, etag, IMMUTABLE if is_immutable else REVALIDATE)


def script_hashes(html: bytes) -> list[str]:
    """The CSP sources of a page's inline scripts. JSON blocks are not run and need none."""
    digests = [hashlib.sha256(match).digest() for match in _INLINE_SCRIPT.findall(html)]
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def content_security_policy(html: bytes, upload_origin: str = "") -> bytes:
    """The policy of the web app's page: its own scripts, no frames, no plugins, no foreign forms; requests to this
    site and, where photos are uploaded to a store with an address of its own, to that.
    """
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {' '.join(script_hashes(html))}".strip(),
            "style-src 'self' 'unsafe-inline'",  # Style attributes only; no style can run.
            "img-src 'self' blob: data:",
            "media-src 'self' blob:",
            f"connect-src 'self' {upload_origin}".strip(),
            "worker-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
        )
    ).encode()
