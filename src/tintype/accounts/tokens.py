"""What the holder of a session keeps, and what the row keeps of it.

A token is base64url(session id, 8 bytes ‖ secret, 24 bytes): 43 characters. The id names the shard, so a token is
looked up by key; the row has a keyed hash of the secret, so a copy of the database lets nobody in.
"""

import binascii
import secrets
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import blake2b
from hmac import compare_digest
from typing import TYPE_CHECKING

from tintype.kernel.ids import ID_MAX, AccountId, SessionId

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

TOKEN_CHARACTERS = 43
SECRET_BYTES = 24
HASH_BYTES = 32
CSRF_BYTES = 18
_DEVICE_MAC_BYTES = 17
_NONCE_BYTES = 12
_ID = struct.Struct(">Q")
_DEVICE_CHARACTERS = 44


@dataclass(frozen=True, slots=True)
class Token:
    """A session's token in its two parts."""

    session_id: SessionId
    secret: bytes

    def __str__(self) -> str:
        return urlsafe_b64encode(_ID.pack(self.session_id) + self.secret).decode().rstrip("=")


def fresh(session_id: SessionId) -> Token:
    """A new token for a session."""
    return Token(session_id, secrets.token_bytes(SECRET_BYTES))


def parse(text: str) -> Token | None:
    """The token a text spells, or None; each token has one spelling."""
    if len(text) != TOKEN_CHARACTERS:
        return None
    try:
        raw = urlsafe_b64decode(text + "=")
    except (binascii.Error, ValueError):
        return None
    if len(raw) != _ID.size + SECRET_BYTES:
        return None
    (number,) = _ID.unpack_from(raw)
    token = Token(SessionId(number), raw[_ID.size :])
    return token if 0 < number <= ID_MAX and compare_digest(str(token), text) else None


class Seals:
    """Everything of a session that is derived from the site's secret."""

    def __init__(self, secret: bytes) -> None:
        self._secret_key = _key(secret, b"session")
        self._csrf_key = _key(secret, b"csrf")
        self._device_key = _key(secret, b"device")
        self._recovery_key = _key(secret, b"recovery")
        self._challenge_key = _key(secret, b"challenge")
        self._erased_key = _key(secret, b"erased")
        self._factor_key = _key(secret, b"factor")

    def of_secret(self, token: Token) -> bytes:
        """What the row keeps: 32 bytes. Bound to the id, so that rows cannot be exchanged."""
        body = _ID.pack(token.session_id) + token.secret
        return blake2b(body, key=self._secret_key, digest_size=HASH_BYTES).digest()

    def csrf_of(self, session_id: SessionId) -> str:
        """What a page of ours sends beside the cookie: 24 characters, the same through the whole session."""
        mac = blake2b(_ID.pack(session_id), key=self._csrf_key, digest_size=CSRF_BYTES).digest()
        return urlsafe_b64encode(mac).decode()

    def device_of(self, account_id: AccountId) -> str:
        """A mark that a browser keeps after signing in, by which its owner is told from a guesser."""
        body = _ID.pack(account_id) + secrets.token_bytes(8)
        return urlsafe_b64encode(body + self._device_mac(body)).decode()

    def is_device_of(self, device: str, account_id: AccountId) -> bool:
        """Whether a browser has signed in to this account before."""
        try:
            raw = urlsafe_b64decode(device) if len(device) == _DEVICE_CHARACTERS else b""
        except (binascii.Error, ValueError):
            return False
        body, mac = raw[:16], raw[16:]
        return body[:8] == _ID.pack(account_id) and compare_digest(mac, self._device_mac(body))

    def of_recovery_code(self, code: str, account_id: AccountId) -> bytes:
        """What the row keeps of a recovery code: 32 bytes, bound to the account."""
        body = _ID.pack(account_id) + code.encode()
        return blake2b(body, key=self._recovery_key, digest_size=HASH_BYTES).digest()

    def of_challenge(self, body: bytes) -> bytes:
        """What shows that a challenge is one of ours: 16 bytes."""
        return blake2b(body, key=self._challenge_key, digest_size=16).digest()

    def of_erased(self, account_id: AccountId) -> bytes:
        """What is remembered of an account that is erased: 32 bytes, by which its id is known again."""
        return blake2b(_ID.pack(account_id), key=self._erased_key, digest_size=HASH_BYTES).digest()

    def sealed(self, secret: bytes, account_id: AccountId) -> bytes:
        """What an authenticator app shares with the site, as the row keeps it: AES-256-GCM, bound to the account."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + _cipher(self._factor_key).encrypt(nonce, secret, _ID.pack(account_id))

    def opened(self, sealed: bytes, account_id: AccountId) -> bytes:
        """What was sealed for an account. Raises InvalidTag where the site's secret is another one."""
        nonce, body = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        return _cipher(self._factor_key).decrypt(nonce, body, _ID.pack(account_id))

    def _device_mac(self, body: bytes) -> bytes:
        return blake2b(body, key=self._device_key, digest_size=_DEVICE_MAC_BYTES).digest()


def _cipher(key: bytes) -> "AESGCM":
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # 6 MB that few processes ever need.

    return AESGCM(key)


def _key(secret: bytes, purpose: bytes) -> bytes:
    return blake2b(purpose, key=secret[:64], digest_size=32).digest()
