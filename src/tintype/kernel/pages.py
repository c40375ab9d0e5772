"""Keyset pages: one opaque, signed, fixed-size cursor, and one function that cuts pages.

A cursor names the last item of a page by two numbers, (at, id). It is signed for one kind of list, so that a
forged or foreign cursor is refused instead of read; and covered, for that item may be somebody hidden from the reader.
"""

import binascii
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from hmac import compare_digest
from typing import Generic, TypeVar

from tintype.kernel.problems import Invalid, Malformed

Item = TypeVar("Item")

VERSION = 1
LIMIT_DEFAULT = 20
LIMIT_MAX = 100
_BODY = struct.Struct(">Bqq")  # Signed on purpose: an unsigned number would overflow SQLite's integer.
_MAC_BYTES = 10
CURSOR_CHARACTERS = 36


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a newest-first list: a primary number (a time or an order id) and an id that breaks ties."""

    at: int
    id: int = 0


#: Before everything: the first page of a newest-first list starts here.
TOP = Place((1 << 63) - 1, (1 << 63) - 1)


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list; `next` is where the following one starts, or None at the end."""

    items: list[Item]
    next: Place | None


def page_of(rows: Sequence[Item], limit: int, place: Callable[[Item], Place]) -> Page[Item]:
    """Cut a page from `limit + 1` rows: the extra row only proves that there is a next page."""
    items = list(rows[:limit])
    return Page(items, place(items[-1]) if len(rows) > limit else None)


def limit_of(limit: int) -> int:
    """How many items a page may have, as asked. Raises Invalid outside 1 … 100."""
    if not 1 <= limit <= LIMIT_MAX:
        raise Invalid(f"limit is a whole number from 1 to {LIMIT_MAX}.", fields={"limit": ["out_of_range"]})
    return limit


class Cursors:
    """Writes and reads cursors under the site's secret."""

    def __init__(self, secret: bytes) -> None:
        self._key = blake2b(b"cursor", key=secret[:64], digest_size=32).digest()
        self._cover_key = blake2b(b"cursor cover", key=secret[:64], digest_size=32).digest()

    def encode(self, kind: str, place: Place) -> str:
        """36 characters of base64url for a place in one kind of list (`posts_by_author:42`)."""
        body = _BODY.pack(VERSION, place.at, place.id)
        mac = self._mac(kind, body)
        return urlsafe_b64encode(mac + self._covered(mac, body)).decode()

    def decode(self, kind: str, text: str | None) -> Place:
        """The place a cursor names; no cursor means the top. Raises Malformed."""
        if text is None:
            return TOP
        try:
            raw = urlsafe_b64decode(text) if len(text) == CURSOR_CHARACTERS else b""
            mac, body = raw[:_MAC_BYTES], self._covered(raw[:_MAC_BYTES], raw[_MAC_BYTES:])
            version, at, id = _BODY.unpack(body)
        except (binascii.Error, ValueError, struct.error):
            raise Malformed("This cursor is not one of ours.", code="bad_cursor") from None
        # The decoder takes / for _ and + for -; a cursor is written in one way only.
        written = urlsafe_b64encode(raw).decode() == text
        if not written or version != VERSION or not compare_digest(mac, self._mac(kind, body)):
            raise Malformed("This cursor is not one of this list.", code="bad_cursor")
        return Place(at, id)

    def _mac(self, kind: str, body: bytes) -> bytes:
        return blake2b(kind.encode() + b"\0" + body, key=self._key, digest_size=_MAC_BYTES).digest()

    def _covered(self, mac: bytes, body: bytes) -> bytes:
        """The body under a pad that its own signature gives, or from under it (SIV: RFC 5297 in small)."""
        pad = blake2b(mac, key=self._cover_key, digest_size=_BODY.size).digest()
        return (int.from_bytes(pad) ^ int.from_bytes(body)).to_bytes(_BODY.size)
