"""Addresses of renditions, signed where the owner is private."""

from base64 import urlsafe_b64encode
from hashlib import blake2b
from hmac import compare_digest
from typing import Final

from tintype.kernel.clock import HOUR_US, SECOND_US, Clock

# Cards live an hour in caches and a page stays open for long: a signature lasts for 12 to 18 hours. It does
# not replace the question whether the viewer may see the owner, which is asked at every fetch.
_BUCKET_US: Final = 6 * HOUR_US
_SIGNATURE_BYTES: Final = 12


class MediaUrls:
    """Makes and checks `/m/{key}/{variant}.{ext}`. Signatures are per time bucket, not per viewer."""

    def __init__(self, secret: bytes, clock: Clock) -> None:
        self._key = blake2b(b"media urls", key=secret[:64], digest_size=32).digest()
        self._clock = clock

    def template(self, key: str, *, is_private: bool) -> str:
        """The address of every rendition of one photo; `{variant}` and `{ext}` are to be replaced."""
        return f"/m/{key}/{{variant}}.{{ext}}{self.query(key, is_private=is_private)}"

    def query(self, key: str, *, is_private: bool) -> str:
        """What goes behind the address of every file of one key: its signature, or nothing."""
        if not is_private:
            return ""
        until_s = (self._clock.now_us() // _BUCKET_US + 3) * (_BUCKET_US // SECOND_US)
        return f"?e={until_s}&s={self._signature(key, until_s)}"

    def allows(self, key: str, expires: str, signature: str) -> bool:
        """Whether this signature is ours and still good."""
        if not (expires.isascii() and expires.isdecimal()) or len(expires) > 12:
            return False
        until_s = int(expires)
        is_ours = compare_digest(signature.encode(), self._signature(key, until_s).encode())
        return is_ours and self._clock.now_us() < until_s * SECOND_US

    def _signature(self, key: str, until_s: int) -> str:
        mac = blake2b(f"{key}\0{until_s}".encode(), key=self._key, digest_size=_SIGNATURE_BYTES).digest()
        return urlsafe_b64encode(mac).decode()
