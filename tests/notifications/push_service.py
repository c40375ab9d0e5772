"""A push service on this machine, and browsers that listen at it: they check who sends and decrypt what was sent."""

from __future__ import annotations

import asyncio
import os
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

Headers = dict[str, str]


@dataclass
class Sent:
    """One message as the service took it."""

    path: str
    headers: Headers
    body: bytes


@dataclass
class PushService:
    """Takes messages; `answers` are given to the next requests before it says 201 to all."""

    port: int = 0
    sent: list[Sent] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {
            name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines) if name
        }
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.sent.append(Sent(request.split(" ")[1], headers, body))
        status = self.answers.pop(0) if self.answers else b"201 Created"
        writer.write(b"HTTP/1.1 " + status + b"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        await writer.drain()
        writer.close()


@asynccontextmanager
async def push_service() -> AsyncIterator[PushService]:
    service = PushService()
    server = await asyncio.start_server(service.serve, "127.0.0.1", 0)
    service.port = server.sockets[0].getsockname()[1]
    async with server:
        yield service


class Browser:
    """One subscription as a browser makes it."""

    def __init__(self, service: PushService, name: str) -> None:
        self.path = f"/push/{name}"
        self.endpoint = service.origin + self.path
        self._service = service
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._auth = os.urandom(16)

    def subscription(self) -> dict[str, Any]:
        """What PushSubscription.toJSON() gives."""
        keys = {"p256dh": encoded(self.point), "auth": encoded(self._auth)}
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys}

    @property
    def point(self) -> bytes:
        return self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def heard(self, site_key: str) -> list[dict[str, Any]]:
        """What was sent here, decrypted; each by the site with this key."""
        mine = [sent for sent in self._service.sent if sent.path == self.path]
        for sent in mine:
            check_sender(sent.headers["authorization"], self._service.origin, site_key)
        return [msgspec.json.decode(self.decrypted(sent.body)) for sent in mine]

    def decrypted(self, body: bytes) -> bytes:
        """Section 3.4 of RFC 8291 from the receiver's side."""
        salt, (size, id_length) = body[:16], struct.unpack(">IB", body[16:21])
        sender, sealed = body[21 : 21 + id_length], body[21 + id_length :]
        assert len(sealed) <= size
        shared = self._key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        )
        secret = derived(self._auth, shared, b"WebPush: info\0" + self.point + sender, 32)
        key = derived(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
        nonce = derived(salt, secret, b"Content-Encoding: nonce\0", 12)
        opened = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert opened[-1:] == b"\x02"
        return opened[:-1]


def check_sender(authorization: str, audience: str, site_key: str) -> dict[str, Any]:
    """The claims of a VAPID header (RFC 8292) whose signature holds."""
    scheme, _, rest = authorization.partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert (scheme, parts["k"]) == ("vapid", site_key)
    signed, _, signature = parts["t"].rpartition(".")
    raw = decoded(signature)
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(site_key))
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    public.verify(der, signed.encode(), ec.ECDSA(SHA256()))
    claims = msgspec.json.decode(decoded(signed.partition(".")[2]))
    assert claims["aud"] == audience
    assert claims["sub"].startswith(("mailto:", "https:"))
    return claims


def derived(salt: bytes, key: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(key)


def encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
