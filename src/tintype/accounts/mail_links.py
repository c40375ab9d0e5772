"""Links in letters: each proves one thing, once, for a while.

A link's token is base64url(id, 8 bytes ‖ MAC, 24 bytes). The MAC is of the id under the site's secret and is made when
the letter leaves, so neither rows nor jobs have what would let somebody in. On pages it stands behind a `#`: browsers
send that to nobody, and it is in no log.
"""

import binascii
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from enum import IntEnum
from hashlib import blake2b
from hmac import compare_digest
from typing import Final

from tintype.kernel.clock import DAY_US, HOUR_US
from tintype.kernel.ids import ID_MAX, AccountId, shard_of
from tintype.kernel.problems import NotFound
from tintype.kernel.sql import Queries
from tintype.ports.records import Reading, Transaction

TOKEN_CHARACTERS: Final = 43
KEPT_MAX: Final = 3  # Of each purpose: who asks again because a letter is slow may use whichever comes.
_MAC_BYTES: Final = 24
_ID: Final = struct.Struct(">Q")

sql = Queries(__package__ or "", "mail_links.sql")


class Purpose(IntEnum):
    """What a link proves."""

    CONFIRM = 0
    """That the account's address is read by its owner."""
    CHANGE = 1
    """That another address is, which becomes the account's."""
    RESET = 2
    """That somebody who reads the account's mail wants another password."""
    HANDED = 3
    """That whoever runs the site lets somebody take another password; about their mail it says nothing."""


LASTS_US = {
    Purpose.CONFIRM: 3 * DAY_US,
    Purpose.CHANGE: DAY_US,
    Purpose.RESET: HOUR_US,
    Purpose.HANDED: DAY_US,
}


class LinkGone(NotFound):
    """It was used, or has expired, or never was: which of these is not said."""

    code = "link_gone"
    title = "This link has been used or is too old. Ask for a new one."


@dataclass(frozen=True, slots=True)
class MailLink:
    """One link that is still worth something; `email` is the address it was sent to."""

    id: int
    account_id: AccountId
    purpose: Purpose
    email: str


class LinkSeals:
    """Makes and knows tokens; for links of letters, and whatever else is named by an id that must not be guessed."""

    def __init__(self, secret: bytes, use: bytes = b"mail link") -> None:
        self._key = blake2b(use, key=secret[:64], digest_size=32).digest()

    def token_of(self, id: int) -> str:
        """What stands in the letter."""
        return urlsafe_b64encode(_ID.pack(id) + self._mac(id)).decode().rstrip("=")

    def id_of(self, token: str) -> int | None:
        """The id that a token names, or None where the site never made it."""
        if len(token) != TOKEN_CHARACTERS or not token.isascii():
            return None
        try:
            raw = urlsafe_b64decode(token + "=")
        except (binascii.Error, ValueError):
            return None
        if len(raw) != _ID.size + _MAC_BYTES:
            return None
        (id,) = _ID.unpack_from(raw)
        return id if 0 < id <= ID_MAX and compare_digest(self.token_of(id), token) else None

    def _mac(self, id: int) -> bytes:
        return blake2b(_ID.pack(id), key=self._key, digest_size=_MAC_BYTES).digest()


async def add(tx: Transaction, account_id: AccountId, purpose: Purpose, email: str) -> int:
    """A new link of an account; the oldest beyond the third of its purpose are worth nothing from now on."""
    shard = shard_of(account_id)
    whose = {"shard": shard, "account_id": account_id, "purpose": int(purpose)}
    await tx.execute(sql.end_old_links, **whose, now_us=tx.now_us, most=KEPT_MAX - 1)
    id = tx.mint(shard)
    await tx.execute(sql.add_link, **whose, id=id, email=email, expires_us=tx.now_us + LASTS_US[purpose])
    return id


async def find(reading: Reading, link_id: int | None) -> MailLink:
    """A link that is still worth something. Raises LinkGone."""
    found: list[MailLink] = []
    if link_id is not None:
        found = await reading.fetch(
            sql.link, _link, shard=shard_of(link_id), id=link_id, now_us=reading.now_us
        )
    if not found:
        raise LinkGone
    return found[0]


async def spend(tx: Transaction, link: MailLink) -> None:
    """Use a link, and with it all others of its purpose. Raises LinkGone where somebody else was first."""
    shard = shard_of(link.account_id)
    if not await tx.execute(sql.spend_link, shard=shard, id=link.id, account_id=link.account_id):
        raise LinkGone
    await end_all(tx, link.account_id, link.purpose)


async def end_all(tx: Transaction, account_id: AccountId, purpose: Purpose) -> None:
    """Make every link of a purpose worth nothing."""
    await tx.execute(sql.end_links, shard=shard_of(account_id), account_id=account_id, purpose=int(purpose))


def _link(id: int, account_id: int, purpose: int, email: str) -> MailLink:
    return MailLink(id, AccountId(account_id), Purpose(purpose), email)
