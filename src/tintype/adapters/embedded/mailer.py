"""A folder in which letters lie as files: to look at them while developing. Nothing leaves the machine."""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path

from tintype.adapters.mime import message_of
from tintype.kernel.problems import Unavailable
from tintype.ports.mailer import Letter


@dataclass(frozen=True, slots=True)
class FolderMailer:
    """See ports/mailer.py. Each letter is `ID.eml`, which every mail program opens."""

    folder: Path
    sender: str

    async def send(self, letter: Letter) -> None:
        await asyncio.to_thread(self._write, letter.id, message_of(letter, self.sender).as_bytes())

    def _write(self, id: str, data: bytes) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            part = self.folder / f".{id}.part"
            part.write_bytes(data)
            os.replace(part, self.folder / f"{id}.eml")  # noqa: PTH105 — in one step, so that no half letter is seen
        except OSError as error:
            raise Unavailable(f"TINTYPE_MAIL: a letter cannot be written: {error!r}") from error
