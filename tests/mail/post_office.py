"""A real SMTP server on this machine, which keeps what it is given and can be told to refuse."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult

LOGIN, PASSWORD = "site", "a pass@word/with signs"


@dataclass(eq=False)
class PostOffice:
    """Everything that arrived, oldest first. `refuse` is asked about each address and may answer instead."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list[EmailMessage])
    recipients: list[str] = field(default_factory=list[str])
    logins: list[str] = field(default_factory=list[str])
    refuse: Callable[[str], str] = lambda address: ""

    async def handle_RCPT(  # noqa: N802 — as aiosmtpd calls it
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        said = self.refuse(address)
        if not said:
            envelope.rcpt_tos.append(address)
        return said or "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.letters.append(cast("EmailMessage", message))
        self.recipients.extend(envelope.rcpt_tos)
        return "250 Kept"

    def to(self, address: str) -> list[EmailMessage]:
        """The letters that went to an address."""
        return [letter for letter, to in zip(self.letters, self.recipients, strict=True) if to == address]

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        is_right = (data.login, data.password) == (LOGIN.encode(), PASSWORD.encode())
        self.logins.append(data.login.decode())
        return AuthResult(success=is_right, handled=False)


@asynccontextmanager
async def post_office(
    *, tls: ssl.SSLContext | None = None, is_wrapped: bool = False, **options: Any
) -> AsyncIterator[PostOffice]:
    """A server on a free port of this machine, until the end of the block."""
    office = PostOffice()

    def protocol() -> SMTP:
        return SMTP(
            office,
            hostname="localhost",
            tls_context=None if is_wrapped else tls,
            authenticator=office.authenticate,
            auth_require_tls=not is_wrapped,
            **options,
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(protocol, "127.0.0.1", 0, ssl=tls if is_wrapped else None)
    try:
        office.port = server.sockets[0].getsockname()[1]
        yield office
    finally:
        server.close()
        await server.wait_closed()


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's context with a new certificate for `localhost`, and the file by which it is trusted."""
    key, paper = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", str(key), "-out", str(paper)],
        check=True,
        capture_output=True,
    )  # fmt: skip
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(paper, key)
    return context, paper


def words_of(letter: EmailMessage) -> str:
    """The plain text of a letter."""
    part = letter.get_body(("plain",))
    assert part is not None
    return cast("str", part.get_content())


def page_of(letter: EmailMessage) -> str:
    """The HTML of a letter."""
    part = letter.get_body(("html",))
    assert part is not None
    return cast("str", part.get_content())
