"""A mail server over SMTP: by TLS from the start (`smtps`), or with STARTTLS, which is asked for, not hoped for.

The standard library's client in a thread: a letter is a second's work in a lane of its own, two at a time.
"""

import asyncio
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Final, Literal

from tintype.adapters.mime import message_of
from tintype.kernel.problems import Unavailable
from tintype.ports.mailer import Letter, Undeliverable

ANSWER_S_MAX: Final = 20.0  # To each command; a busy server may think about a letter for a while.
_SAID_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """See ports/mailer.py. `sender` is what letters are from: an address, or `Name <address>`."""

    host: str
    port: int
    tls: Literal["always", "starttls", "off"]
    sender: str
    user: str = ""
    password: str = ""

    async def send(self, letter: Letter) -> None:
        message = message_of(letter, self.sender)
        await asyncio.to_thread(self._send, letter.to, message)

    def _send(self, to: str, message: EmailMessage) -> None:
        try:
            with self._connected() as server:
                if self.tls == "starttls":
                    server.starttls(context=ssl.create_default_context())
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(message, parseaddr(self.sender)[1], [to])
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise _refused(code, said) from None
        except smtplib.SMTPDataError as error:
            raise _refused(error.smtp_code, error.smtp_error) from None
        except smtplib.SMTPResponseException as error:
            # About the sender, the password or the connection: an operator can mend that, and the letter waits.
            raise Unavailable(f"TINTYPE_MAIL: {_said(error.smtp_code, error.smtp_error)}") from None
        except (smtplib.SMTPException, OSError) as error:
            raise Unavailable(f"TINTYPE_MAIL does not answer: {error!r}") from error

    def _connected(self) -> smtplib.SMTP:
        if self.tls == "always":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=ANSWER_S_MAX, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=ANSWER_S_MAX)


def _refused(code: int, said: bytes | str) -> Unavailable | Undeliverable:
    """4xx: not now. 5xx: never."""
    return Undeliverable(_said(code, said)) if code >= 500 else Unavailable(_said(code, said))


def _said(code: int, said: bytes | str) -> str:
    text = said if isinstance(said, str) else said.decode(errors="replace")
    return f"{code} {text[:_SAID_MAX]!a}"
