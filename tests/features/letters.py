"""A site that sends mail: letters lie in its data folder, and people open them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

from tests.world import World, world_in
from tintype.media.making.pool import MediaPool
from tintype.settings import AccountSettings, MailSettings

_LINK = re.compile(r"^http\S+#(\S+)$", re.MULTILINE)


@dataclass(frozen=True)
class Mailed:
    """A letter that has left."""

    to: str
    subject: str
    text: str

    @property
    def token(self) -> str:
        """What stands behind the `#` of its link."""
        found = _LINK.search(self.text)
        assert found, self.text
        return found[1]


@dataclass
class Mailboxes:
    """What has arrived, by address."""

    world: World
    folder: Path

    async def of(self, address: str) -> list[Mailed]:
        """The letters to an address that have not been looked at, after everything has left."""
        await self.world.settle()
        found = {path: _mailed(path) for path in sorted(self.folder.glob("*.eml"))}
        mine = {path: letter for path, letter in found.items() if letter.to == address}
        for path in mine:
            path.unlink()
        return list(mine.values())

    async def one(self, address: str) -> Mailed:
        """The only one."""
        found = await self.of(address)
        assert len(found) == 1, [letter.subject for letter in found]
        return found[0]


@asynccontextmanager
async def mailing_world(
    folder: Path, pool: MediaPool, accounts: AccountSettings | None = None, **options: Any
) -> AsyncIterator[tuple[World, Mailboxes]]:
    """A site with mail."""
    mail = MailSettings(f"file:{folder / 'mail'}", "Tintype <noreply@tintype.example>")
    chosen = accounts or AccountSettings()
    async with world_in(folder / "data", pool, mail=mail, accounts=chosen, **options) as world:
        yield world, Mailboxes(world, folder / "mail")


def _mailed(path: Path) -> Mailed:
    message = cast("EmailMessage", message_from_bytes(path.read_bytes(), policy=policy.default))
    body = message.get_body(("plain",))
    assert body is not None
    text = cast("str", body.get_content()).replace("\r\n", "\n")
    return Mailed(str(message["To"]), str(message["Subject"]), text)
