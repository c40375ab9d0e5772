"""RFC 8292: who sends, signed with a key that hangs on the site's secret.

So the key is made with the first start, is the same on every node, and is nowhere else.
"""

import json
from base64 import urlsafe_b64encode
from functools import cached_property
from hashlib import blake2b
from typing import Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from tintype.adapters.webpush.encryption import point_of

_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # Of P-256: FIPS 186-5.
_LASTS_S: Final = 12 * 3600  # A day at most: section 2.
_COORDINATE_BYTES: Final = 32


class Vapid:
    """The site as push services know it. `contact` is a mailto: or https: address of who runs it."""

    def __init__(self, secret: bytes, contact: str) -> None:
        self._secret = secret
        self._contact = contact

    @cached_property
    def key(self) -> EllipticCurvePrivateKey:
        """The site's key."""
        # 64 bytes, so that what is lost by the remainder is nothing.
        digest = blake2b(b"vapid", key=self._secret[:64], digest_size=64).digest()
        return derive_private_key(int.from_bytes(digest) % (_ORDER - 1) + 1, SECP256R1())

    @cached_property
    def public_key(self) -> str:
        """The `applicationServerKey` of subscriptions."""
        return _encoded(point_of(self.key.public_key()))

    def authorization(self, endpoint: str, now_s: int) -> str:
        """The header of one request to a push service."""
        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": now_s + _LASTS_S,
            "sub": self._contact,
        }
        signed = ".".join(
            _encoded(json.dumps(one).encode()) for one in ({"typ": "JWT", "alg": "ES256"}, claims)
        )
        r, s = decode_dss_signature(self.key.sign(signed.encode(), ECDSA(SHA256())))
        signature = r.to_bytes(_COORDINATE_BYTES) + s.to_bytes(_COORDINATE_BYTES)
        return f"vapid t={signed}.{_encoded(signature)}, k={self.public_key}"


def _encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
