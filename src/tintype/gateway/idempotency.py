"""Idempotency-Key: a write that is sent again has one effect and gets the first answer.

The key is claimed before the request is answered and the answer is kept for a day. A request that fails for our own
reasons lets its key go, so that the client may try again.
"""

import asyncio
from dataclasses import dataclass
from hashlib import blake2b

from tintype.gateway.bodies import whole
from tintype.kernel.access import Asgi, Message, Receive, Send
from tintype.kernel.clock import SECOND_US
from tintype.kernel.ids import AccountId, shard_of
from tintype.kernel.problems import Conflict, Invalid
from tintype.kernel.sql import Queries
from tintype.ports.records import Reading, Records, Transaction

sql = Queries(__package__ or "")

KEY_CHARACTERS_MAX = 255
ABANDONED_US = 60 * SECOND_US  # A claim this old belongs to a process that died: it can be taken over.
WAIT_S, WAITS_MAX = 0.05, 200  # Ten seconds for the first request to be answered.
ANSWER_BYTES_MAX = 256 * 1024


@dataclass(frozen=True, slots=True)
class Name:
    """Keys are an account's own: another's equal key is another key."""

    account_id: AccountId
    key: str

    def columns(self) -> dict[str, int | str]:
        """As the rows keep it."""
        return {"shard": shard_of(self.account_id), "account_id": self.account_id, "key": self.key}


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that was given before. `status` 0: it is still being made."""

    digest: bytes
    status: int
    body: bytes


class Idempotency:
    """Answers by account and key."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def serve(self, name: Name, app: Asgi, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request once; its repeats get what the first one got. Raises Invalid for another body."""
        key = name.key
        if not 1 <= len(key) <= KEY_CHARACTERS_MAX or not key.isascii() or not key.isprintable():
            raise Invalid("An Idempotency-Key is 1 to 255 printable ASCII characters.", code="bad_key")
        body = await whole(receive)
        digest = blake2b(f"{scope['method']} {scope['path']}\0".encode() + body, digest_size=20).digest()
        if not await self._claimed(name, digest):
            return await _replay(await self._settled(name, digest), send)
        capture = _Capture(send)
        try:
            await app(scope, _again(body, receive), capture.send)
        finally:
            await self._finish(name, capture)

    async def forget(self, before_us: int) -> int:
        """Let go of answers older than a time; how many."""

        async def body(tx: Transaction) -> int:
            return await tx.execute(sql.forget_answers, before_us=before_us)

        return await self._records.transact(body)

    async def _claimed(self, name: Name, digest: bytes) -> bool:
        async def body(tx: Transaction) -> bool:
            taken = await tx.fetch(
                sql.claim_key,
                int,
                **name.columns(),
                digest=digest,
                nothing=b"",
                now_us=tx.now_us,
                abandoned_us=tx.now_us - ABANDONED_US,
            )
            return bool(taken)

        return await self._records.transact(body)

    async def _settled(self, name: Name, digest: bytes) -> Kept:
        """The first answer, waited for if it is still being made."""

        async def look(reading: Reading) -> list[Kept]:
            return await reading.fetch(sql.answer_of_key, Kept, **name.columns())

        for _ in range(WAITS_MAX):
            found = await self._records.look(look)
            if not found:
                break
            if found[0].digest != digest:
                raise Invalid("This Idempotency-Key came with another request before.", code="key_reused")
            if found[0].status:
                return found[0]
            await asyncio.sleep(WAIT_S)
        raise Conflict("The first request with this key has no answer yet. Send it again.", code="key_busy")

    async def _finish(self, name: Name, capture: "_Capture") -> None:
        async def body(tx: Transaction) -> None:
            if capture.is_worth_keeping:
                await tx.execute(sql.keep_answer, status=capture.status, body=capture.body, **name.columns())
            else:
                await tx.execute(sql.release_key, **name.columns())

        await self._records.transact(body)


class _Capture:
    """Passes an answer on and remembers it."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 0
        self.body = b""

    @property
    def is_worth_keeping(self) -> bool:
        """Only what has happened is kept; after a refusal the same key may be tried with the mistake mended."""
        return 200 <= self.status < 300 and len(self.body) <= ANSWER_BYTES_MAX

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif len(self.body) <= ANSWER_BYTES_MAX:
            self.body += message.get("body", b"")
        await self._send(message)


def _again(body: bytes, receive: Receive) -> Receive:
    pending = [body]

    async def again() -> Message:
        if pending:
            return {"type": "http.request", "body": pending.pop(), "more_body": False}
        return await receive()

    return again


async def _replay(kept: Kept, send: Send) -> None:
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(kept.body)).encode()),
        (b"cache-control", b"no-store"),
        (b"idempotency-replayed", b"true"),
    ]
    await send({"type": "http.response.start", "status": kept.status, "headers": headers})
    await send({"type": "http.response.body", "body": kept.body})
