"""What is deleted is written down beside the records, so that a backup that is put back can be told of it.

One line of JSON each in a file that outlives the loss of the database. It names posts and comments by their numbers and
accounts by a mark that only this site's secret can make, so that it tells nobody who was here.
"""

import asyncio
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import msgspec

from tintype.accounts import AccountErased, AccountHidden, AccountShown, SessionSeals, gone_us
from tintype.engagement import CommentDeleted
from tintype.flow import Consumer
from tintype.kernel.events import Recorded
from tintype.kernel.ids import AccountId
from tintype.kernel.problems import Unavailable
from tintype.ports.records import Records
from tintype.posts import PostDeleted, PostForgotten, PostRestored

FILE: Final = "deletions.log"
What = Literal["post", "post_forgotten", "post_back", "comment", "account", "account_back"]


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line: what was deleted or has come back, its number or mark, and when. `gone_us`: when an account is erased."""

    what: What
    id: str
    at_us: int
    gone_us: int = 0


_decode = msgspec.json.Decoder(Entry).decode
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Ledger:
    """Keeps the file. A line may be there twice; the last one about something holds."""

    records: Records
    seals: SessionSeals
    path: Path

    def consumer(self) -> Consumer:
        """Its place in the log."""
        kinds = (PostDeleted, PostForgotten, PostRestored, CommentDeleted)
        accounts = (AccountHidden, AccountShown, AccountErased)
        known = frozenset(each.kind for each in (*kinds, *accounts))
        return Consumer("deletions", known, self._one, self._many)

    async def _one(self, recorded: Recorded) -> None:
        await self._many([recorded])

    async def _many(self, some: Sequence[Recorded]) -> None:
        entries = [entry for one in some if (entry := await self._entry(one)) is not None]
        if not entries:
            return
        try:
            await asyncio.to_thread(_append, self.path, entries)
        except OSError as error:
            # Waited for, and not given up: what is not in the ledger comes back with a backup.
            raise Unavailable("The ledger of deletions cannot be written.") from error

    async def _entry(self, recorded: Recorded) -> Entry | None:
        at_us = recorded.at_us
        match recorded.event:
            case PostDeleted(post_id=post_id):
                return Entry("post", str(post_id), at_us)
            case PostForgotten(post_id=post_id):
                return Entry("post_forgotten", str(post_id), at_us)
            case PostRestored(post_id=post_id):
                return Entry("post_back", str(post_id), at_us)
            case CommentDeleted(comment_id=comment_id):
                return Entry("comment", str(comment_id), at_us)
            case AccountErased(account_id=account_id):
                return Entry("account", self.mark(account_id), at_us)
            case AccountShown(account_id=account_id):
                return Entry("account_back", self.mark(account_id), at_us)
            case AccountHidden(account_id=account_id):
                # Who rests or is suspended is not leaving, or not any more.
                when = await self.records.look(lambda reading: gone_us(reading, account_id))
                mark = self.mark(account_id)
                return Entry("account", mark, at_us, when) if when else Entry("account_back", mark, at_us)
            case _:
                return None

    def mark(self, account_id: AccountId) -> str:
        return self.seals.of_erased(account_id).hex()


def read(path: Path) -> Iterator[Entry]:
    """The lines of a ledger, oldest first; one that was cut off by a crash is passed over. Raises OSError."""
    with path.open("rb") as file:
        for line in file:
            try:
                yield _decode(line)
            except msgspec.MsgspecError:
                continue


def _append(path: Path, entries: Sequence[Entry]) -> None:
    # One write, behind a line break: what a crash cut off spoils nothing that follows.
    data = b"\n" + b"\n".join(map(_encode, entries)) + b"\n"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
