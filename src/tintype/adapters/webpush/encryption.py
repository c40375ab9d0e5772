"""RFC 8291: a message that only one browser can read, and the push service between cannot."""

import struct
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

POINT_BYTES: Final = 65
AUTH_BYTES: Final = 16
SALT_BYTES: Final = 16
_RECORD_BYTES: Final = 4096
_LAST_RECORD: Final = b"\x02"  # RFC 8188 section 2: the delimiter of the last record, before its padding.


def point_of(key: EllipticCurvePublicKey) -> bytes:
    """A public key as 65 bytes, uncompressed."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def read_point(point: bytes) -> EllipticCurvePublicKey:
    """The public key of 65 bytes. Raises ValueError for what is no point of P-256."""
    if len(point) != POINT_BYTES:
        raise ValueError("a point of P-256 has 65 bytes")
    return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)


def encrypted(
    payload: bytes, browser: bytes, auth: bytes, *, own: EllipticCurvePrivateKey, salt: bytes
) -> bytes:
    """One record of aes128gcm (RFC 8188) for the browser with this point and secret.

    `own` and `salt` (16 bytes) are fresh for each message. Section 3.4 of RFC 8291.
    """
    sender = point_of(own.public_key())
    shared = own.exchange(ECDH(), read_point(browser))
    secret = _derived(auth, shared, b"WebPush: info\0" + browser + sender, 32)
    key = _derived(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(salt, secret, b"Content-Encoding: nonce\0", 12)
    head = salt + struct.pack(">IB", _RECORD_BYTES, POINT_BYTES) + sender
    return head + AESGCM(key).encrypt(nonce, payload + _LAST_RECORD, None)


def _derived(salt: bytes, key: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(key)
