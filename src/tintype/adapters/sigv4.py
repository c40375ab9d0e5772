"""AWS Signature Version 4 in a query: what S3 and our own blob store sign tickets with.

Source: "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)", Amazon S3 API Reference.
The payload is unsigned, as it always is in a query; what binds the bytes are signed headers: length, type,
checksum.
"""

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hmac import compare_digest, digest
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from tintype.kernel.clock import SECOND_US
from tintype.ports.blob_store import CHECKSUM, TICKET_S_MAX, SignedUpload

ALGORITHM = "AWS4-HMAC-SHA256"
SKEW_US = 60 * SECOND_US  # A clock that was set back a little must not refuse what was signed just before.
_FIELDS = ("Algorithm", "Credential", "Date", "Expires", "SignedHeaders")


class BadSignature(ValueError):
    """What was asked is not what was signed, or not now. The message is for logs, not for the caller."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Whose key signs, for which region and service."""

    access_key: str
    secret_key: str
    region: str
    service: str = "s3"


def presign(
    credentials: Credentials, method: str, url: str, headers: Mapping[str, str], *, at_us: int, expires_s: int
) -> str:
    """The URL with its signature. Whoever uses it must send exactly these headers (names in lower case)."""
    parts = urlsplit(url)
    signed = {**headers, "host": parts.netloc}
    stamp = f"{datetime.fromtimestamp(at_us // SECOND_US, tz=UTC):%Y%m%dT%H%M%SZ}"
    pairs = [
        *parse_qsl(parts.query, keep_blank_values=True),
        ("X-Amz-Algorithm", ALGORITHM),
        ("X-Amz-Credential", f"{credentials.access_key}/{_scope(credentials, stamp)}"),
        ("X-Amz-Date", stamp),
        ("X-Amz-Expires", str(expires_s)),
        ("X-Amz-SignedHeaders", ";".join(sorted(signed))),
    ]
    query = _canonical_query(pairs)
    signature = _signature(credentials, stamp, _canonical(method, parts.path, query, signed))
    return parts._replace(query=f"{query}&X-Amz-Signature={signature}").geturl()


def sign_put(
    credentials: Credentials,
    url: str,
    *,
    size: int,
    media_type: str,
    sha256: bytes,
    at_us: int,
    expires_us: int,
) -> SignedUpload:
    """A ticket for one PUT: length, type and checksum are signed, the time is cut to whole seconds."""
    expires_s = min((expires_us - at_us) // SECOND_US, TICKET_S_MAX)
    assert expires_s > 0, "a ticket that has run out already"
    headers = {"content-length": str(size), "content-type": media_type, CHECKSUM: b64encode(sha256).decode()}
    signed = presign(credentials, "PUT", url, headers, at_us=at_us, expires_s=expires_s)
    return SignedUpload("PUT", signed, headers, (at_us // SECOND_US + expires_s) * SECOND_US)


def verify(
    credentials: Credentials, method: str, url: str, headers: Mapping[str, str], *, now_us: int
) -> frozenset[str]:
    """The names of the headers that the signature covers. Raises BadSignature.

    `url` has the host that was signed; `headers` are those received, names in lower case.
    """
    parts = urlsplit(url)
    try:
        pairs = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=True, max_num_fields=32)
    except ValueError as error:
        raise BadSignature("the query cannot be read") from error
    fields = dict(pairs)
    if len(fields) != len(pairs) or not all(f"X-Amz-{name}" in fields for name in (*_FIELDS, "Signature")):
        raise BadSignature("a field is missing or given twice")
    stamp = fields["X-Amz-Date"]
    _check_time(stamp, fields["X-Amz-Expires"], now_us)
    if fields["X-Amz-Algorithm"] != ALGORITHM:
        raise BadSignature("another algorithm")
    if fields["X-Amz-Credential"] != f"{credentials.access_key}/{_scope(credentials, stamp)}":
        raise BadSignature("another key")
    names = fields["X-Amz-SignedHeaders"].split(";")
    received = {**headers, "host": parts.netloc}
    if not all(name in received for name in names):
        raise BadSignature("a signed header is missing")
    query = _canonical_query([pair for pair in pairs if pair[0] != "X-Amz-Signature"])
    canonical = _canonical(method, parts.path, query, {name: received[name] for name in names})
    if not compare_digest(_signature(credentials, stamp, canonical), fields["X-Amz-Signature"]):
        raise BadSignature("the signature differs")
    return frozenset(names)


def _check_time(stamp: str, expires_s: str, now_us: int) -> None:
    try:
        signed_us = int(datetime.strptime(stamp, "%Y%m%dT%H%M%S%z").timestamp()) * SECOND_US
        until_us = signed_us + int(expires_s) * SECOND_US
    except ValueError as error:
        raise BadSignature("the time cannot be read") from error
    if not signed_us - SKEW_US <= now_us < until_us:
        raise BadSignature("too early or too late")


def _scope(credentials: Credentials, stamp: str) -> str:
    return f"{stamp[:8]}/{credentials.region}/{credentials.service}/aws4_request"


def _canonical(method: str, path: str, query: str, headers: Mapping[str, str]) -> str:
    names = sorted(headers)
    lines = [f"{name}:{' '.join(headers[name].split())}\n" for name in names]
    # S3 encodes a path once where other services do it twice.
    return "\n".join(
        (
            method,
            quote(unquote(path), safe="/-_.~"),
            query,
            "".join(lines),
            ";".join(names),
            "UNSIGNED-PAYLOAD",
        )
    )


def _canonical_query(pairs: list[tuple[str, str]]) -> str:
    encoded = sorted((quote(name, safe="-_.~"), quote(value, safe="-_.~")) for name, value in pairs)
    return "&".join(f"{name}={value}" for name, value in encoded)


def _signature(credentials: Credentials, stamp: str, canonical: str) -> str:
    key = f"AWS4{credentials.secret_key}".encode()
    for part in (stamp[:8], credentials.region, credentials.service, "aws4_request"):
        key = digest(key, part.encode(), "sha256")
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    text = f"{ALGORITHM}\n{stamp}\n{_scope(credentials, stamp)}\n{hashed}"
    return digest(key, text.encode(), "sha256").hex()
