"""Challenges that a passkey signs: random, ours, for one purpose, answered once, within five minutes.

Asking for one writes nothing, so a page that many people open costs no rows; answering one does.
"""

from binascii import hexlify
from dataclasses import dataclass
from enum import IntEnum
from hmac import compare_digest
from secrets import token_bytes
from typing import Final

from tintype.accounts.tokens import Seals
from tintype.kernel.clock import MINUTE_US, SECOND_US
from tintype.kernel.ids import SHARDS, AccountId
from tintype.kernel.sql import Queries
from tintype.ports.records import Records, Transaction

sql = Queries(__package__ or "", "passkeys.sql")
LASTS_US: Final = 5 * MINUTE_US  # What browsers give a person to find their key.
_RANDOM_BYTES: Final = 16
_TIME_BYTES: Final = 8
_BODY_BYTES: Final = _TIME_BYTES + _RANDOM_BYTES


class Purpose(IntEnum):
    """What an answer is good for. NOTE: kept in no row, but a challenge may be under way."""

    SIGN_IN = 1  # Of whoever answers it.
    REGISTER = 2  # Of one account alone, as is the next.
    PROVE = 3


@dataclass(frozen=True, slots=True)
class Challenges:
    """Makes and knows them."""

    seals: Seals

    def fresh(self, purpose: Purpose, account_id: AccountId, now_us: int) -> bytes:
        """A new challenge, 40 bytes; `account_id` 0 where anybody may answer."""
        until_s = (now_us + LASTS_US) // SECOND_US
        body = until_s.to_bytes(_TIME_BYTES) + token_bytes(_RANDOM_BYTES)
        return body + self._mac(body, purpose, account_id)

    def is_good(self, challenge: bytes, purpose: Purpose, account_id: AccountId, now_us: int) -> bool:
        """Whether it was made here, for this, not long ago."""
        body, mac = challenge[:_BODY_BYTES], challenge[_BODY_BYTES:]
        is_ours = compare_digest(mac, self._mac(body, purpose, account_id))
        return is_ours and int.from_bytes(body[:_TIME_BYTES]) * SECOND_US > now_us

    def _mac(self, body: bytes, purpose: Purpose, account_id: AccountId) -> bytes:
        return self.seals.of_challenge(bytes([purpose]) + account_id.to_bytes(8) + body)


async def spend(tx: Transaction, challenge: bytes) -> bool:
    """Note that a challenge was answered; False when it was before."""
    # By its random bytes, so that answers spread over the shards.
    shard = int.from_bytes(challenge[_TIME_BYTES : _TIME_BYTES + 2]) % SHARDS
    mark = hexlify(challenge[:_BODY_BYTES]).decode()
    return await tx.execute(sql.spend, shard=shard, mark=mark, until_us=tx.now_us + LASTS_US) == 1


async def forget_spent(records: Records, before_us: int) -> int:
    """Let go of those that could not be answered again anyway; how many."""
    return await records.transact(lambda tx: tx.execute(sql.forget_spent, before_us=before_us))
