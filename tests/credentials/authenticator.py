"""An authenticator of our own: it makes passkeys and signs challenges as a phone would, by the letter of WebAuthn."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_bytes
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

USER_PRESENT, USER_VERIFIED, HAS_CREDENTIAL = 0x01, 0x04, 0x40


def text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Authenticator:
    """One device with at most one passkey. `knows_owner` False: it was touched, and asked for no finger."""

    origin: str = "http://localhost:8000"
    rp_id: str = "localhost"
    knows_owner: bool = True
    counts: bool = True
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential: bytes = field(default_factory=lambda: token_bytes(32))
    user_handle: bytes = b""
    count: int = 0

    def makes(self, offer: dict[str, Any], name: str = "Phone") -> dict[str, Any]:
        """What a browser sends after `navigator.credentials.create`."""
        self.user_handle = raw(offer["user_id"])
        attested = bytes(16) + len(self.credential).to_bytes(2) + self.credential + self._cose()
        data = self._data(HAS_CREDENTIAL) + attested
        return {
            "name": name,
            "id": text(self.credential),
            "client_data": text(self._client_data("webauthn.create", offer["challenge"])),
            "attestation": text(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})),
        }

    def answers(self, challenge: str, kind: str = "webauthn.get") -> dict[str, Any]:
        """What a browser sends after `navigator.credentials.get`."""
        if self.counts:
            self.count += 1
        client_data, data = self._client_data(kind, challenge), self._data()
        signed = data + sha256(client_data).digest()
        return {
            "id": text(self.credential),
            "client_data": text(client_data),
            "authenticator_data": text(data),
            "signature": text(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
            "user_handle": text(self.user_handle),
        }

    def _client_data(self, kind: str, challenge: str) -> bytes:
        told = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _data(self, flags: int = 0) -> bytes:
        flags |= USER_PRESENT | (USER_VERIFIED if self.knows_owner else 0)
        return sha256(self.rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _cose(self) -> bytes:
        point = self.key.public_key().public_numbers()
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)})
