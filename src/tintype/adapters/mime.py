"""A letter as RFC 5322 bytes. No text of anybody becomes a header line of its own."""

from email import policy
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from typing import Final

from tintype.ports.mailer import Letter, Undeliverable

SUBJECT_CHARACTERS_MAX: Final = 150  # What mailboxes show of one, twice.
_LINES: Final = policy.SMTP.clone(max_line_length=78)


def message_of(letter: Letter, sender: str) -> EmailMessage:
    """The letter with its headers. Raises Undeliverable where an address or an id has a line break in it."""
    message = EmailMessage(policy=_LINES)
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    try:
        message["From"] = sender
        message["To"] = letter.to
        message["Subject"] = _one_line(letter.subject)
        message["Date"] = formatdate(usegmt=True)
        message["Message-ID"] = f"<{letter.id}@{domain}>"
        # So that nobody's absence is answered to a machine (RFC 3834).
        message["Auto-Submitted"] = "auto-generated"
        if letter.unsubscribe:
            message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    except (ValueError, IndexError) as error:
        raise Undeliverable(f"letter {letter.id}: {error}") from error
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


def _one_line(text: str) -> str:
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())[
        :SUBJECT_CHARACTERS_MAX
    ]
