"""What somebody has missed, by e-mail, once a day or a week: only for those who have asked for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from hmac import compare_digest
from typing import Final

from tintype.graph import EdgeKind, edges
from tintype.kernel.ids import ID_MAX, AccountId, SessionId, shard_of
from tintype.kernel.problems import NotFound
from tintype.kernel.viewer import Viewer
from tintype.mail import Draft, Item, letter
from tintype.notifications import store
from tintype.notifications.model import Line
from tintype.notifications.showing import shown_lines
from tintype.notifications.store import sql
from tintype.notifications.wishes import Channel, Digest, Wishes
from tintype.notifications.wording import path_of, sentence
from tintype.ports.records import Reading, Records, Transaction

DIGEST: Final = "digest"
LINES_MAX = 20  # Of a letter; the rest is behind its button.
LOOKED_AT_MAX = 100
DUE_AT_ONCE = 200
EVERY_S: Final = 300.0  # Whoever asked for a letter a day gets it a few minutes late.
_MAC_BYTES = 16


@dataclass(frozen=True, slots=True)
class Digests:
    """Asks for the letters that are due, and writes them when they leave."""

    records: Records
    secret: bytes

    async def ask(self) -> int:
        """Ask for every letter that is due; how many. Safe to run twice: what is asked for is not due any more."""
        asked = 0
        while True:
            due = await self.records.look(_due)
            for owner_id, digest in due:
                asked += await self._ask_one(owner_id, digest)
            if len(due) < DUE_AT_ONCE:
                return asked

    async def write(
        self, reading: Reading, owner_id: AccountId, values: Mapping[str, int | str]
    ) -> Draft | None:
        """The letter of what somebody has not read by now; None when that is nothing. See mail.Compose."""
        wishes = (await store.wishes_of(reading, [owner_id]))[owner_id]
        if wishes.digest is Digest.OFF:
            return None
        since_us = max(wishes.seen_us, int(values["since_us"]))
        lines = await store.lines_since(reading, owner_id, since_us, LOOKED_AT_MAX)
        lines = await _wanted(reading, owner_id, lines, wishes)
        shown = await shown_lines(reading, Viewer(owner_id, SessionId(0)), lines)
        if not shown:
            return None
        often = "day" if wishes.digest is Digest.DAILY else "week"
        return Draft(
            subject=f"{values['username']}, you have {len(shown)} new notification{'s' * (len(shown) > 1)}",
            lines=(f"Hello {values['username']},", "this is what you have not seen yet:"),
            items=tuple(Item(sentence(line), path_of(line)) for line in shown[:LINES_MAX]),
            action="See all of it",
            path="/notifications",
            small=f"You asked for this letter once a {often}. Change that in your settings under Notifications.",
            unsubscribe=f"/v1/unsubscribe/{self.ticket(owner_id)}",
        )

    def ticket(self, owner_id: AccountId) -> str:
        """What lets whoever holds a letter end the letters, and nothing else: RFC 8058."""
        return f"{owner_id:x}-{self._mac(owner_id)}"

    def owner_of(self, ticket: str) -> AccountId:
        """Whose letters a ticket ends. Raises NotFound for one that is not ours."""
        digits, _, mac = ticket.partition("-")
        try:
            owner_id = AccountId(int(digits, 16))
        except ValueError:
            raise NotFound from None
        if not 0 < owner_id <= ID_MAX or not compare_digest(mac.encode(), self._mac(owner_id).encode()):
            raise NotFound
        return owner_id

    async def _ask_one(self, owner_id: AccountId, digest: Digest) -> int:
        async def body(tx: Transaction) -> int:
            due_us = tx.now_us + digest.every_us
            shard = shard_of(owner_id)
            if not await tx.execute(
                sql.next_digest, shard=shard, owner_id=owner_id, due_us=due_us, now_us=tx.now_us
            ):
                return 0
            wishes = (await store.wishes_of(tx, [owner_id]))[owner_id]
            since_us = max(wishes.seen_us, wishes.told_us)
            lines = await store.lines_since(tx, owner_id, since_us, LOOKED_AT_MAX)
            if not await _wanted(tx, owner_id, lines, wishes):
                return 0
            await tx.enqueue(letter(DIGEST, owner_id, since_us=since_us))
            await tx.execute(sql.digest_told, shard=shard, owner_id=owner_id, told_us=tx.now_us)
            return 1

        return await self.records.transact(body)

    def _mac(self, owner_id: AccountId) -> str:
        key = blake2b(b"unsubscribe", key=self.secret[:64], digest_size=32).digest()
        return blake2b(owner_id.to_bytes(8), key=key, digest_size=_MAC_BYTES).hexdigest()


async def _due(reading: Reading) -> list[tuple[AccountId, Digest]]:
    return await reading.fetch(sql.due_digests, _due_row, now_us=reading.now_us, limit=DUE_AT_ONCE)


def _due_row(owner_id: AccountId, digest: int) -> tuple[AccountId, Digest]:
    return owner_id, Digest(digest)


async def _wanted(reading: Reading, owner_id: AccountId, lines: list[Line], wishes: Wishes) -> list[Line]:
    """Those of somebody's lines that they want in a letter: by the newest who is in each."""
    newest = await store.newest_notices(reading, owner_id, [line.group for line in lines], 1)
    actors = {some[0].actor_id for some in newest.values()}
    followed = await edges.contains(reading, owner_id, EdgeKind.FOLLOW, actors)
    return [
        line
        for line in lines
        if line.group in newest
        and wishes.wants(line.kind, Channel.EMAIL, is_followed=newest[line.group][0].actor_id in followed)
    ]
