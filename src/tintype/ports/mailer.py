"""Somebody who carries letters to mailboxes."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail to one address: the same said as plain text and as HTML.

    `id` names it for ever, letters, digits and `-` only: a letter that is sent twice arrives as one where mailboxes
    look at that. `unsubscribe` is an https address by which its kind is ended in one click, or empty.
    """

    id: str
    to: str
    subject: str
    text: str
    html: str
    unsubscribe: str = ""


class Undeliverable(Exception):
    """The letter itself, or who it is for, is refused: another try would not help."""


class Mailer(Protocol):
    """A mail server, which may be slow or away."""

    async def send(self, letter: Letter) -> None:
        """Hand a letter over; when this returns it is the server's to deliver.

        Raises Unavailable when it may work later, Undeliverable when it will not. Safe to run twice.
        """
        ...
