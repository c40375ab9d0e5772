"""Whether letters can leave by what is set, and how: one address says the server, the login and the encryption."""

from dataclasses import dataclass
from email.utils import parseaddr
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from tintype.settings.sections import LOOPBACK, BadSetting, MailSettings

_FORM = "TINTYPE_MAIL is smtp://USER:PASSWORD@host:587, smtps://USER:PASSWORD@host, or file: for a folder."


@dataclass(frozen=True, slots=True)
class MailServer:
    """What `TINTYPE_MAIL` names. `folder` where letters are only written into files, else empty."""

    host: str = ""
    port: int = 0
    tls: Literal["always", "starttls", "off"] = "off"
    user: str = ""
    password: str = ""
    folder: str = ""


def mail_server(url: str) -> MailServer:
    """The server of an address. Raises BadSetting, without the password in it."""
    if url.startswith("file:"):
        return MailServer(folder=url.removeprefix("file:").removeprefix("//") or "mail")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise BadSetting(_FORM) from None
    asked = parse_qs(parts.query)
    if parts.scheme not in {"smtp", "smtps"} or not host or parts.path.strip("/") or set(asked) - {"tls"}:
        raise BadSetting(_FORM)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if parts.scheme == "smtps":
        return MailServer(host, port or 465, "always", user, password)
    tls = asked.get("tls", ["off" if host in LOOPBACK else "starttls"])[-1]
    if tls not in {"starttls", "off"}:
        raise BadSetting(f"TINTYPE_MAIL: tls={tls} is not known; write starttls or off.")
    if tls == "off" and user and host not in LOOPBACK:
        raise BadSetting("TINTYPE_MAIL: without TLS others would read the password on its way.")
    if tls == "off":
        return MailServer(host, port or 25, "off", user, password)
    return MailServer(host, port or 587, "starttls", user, password)


def check_mail(mail: MailSettings) -> None:
    """Raises BadSetting where letters could not leave, or would be from nobody."""
    if not mail.url:
        return
    mail_server(mail.url)
    _, address = parseaddr(mail.sender)
    local, _, domain = address.rpartition("@")
    if not local or not domain or not mail.sender.isprintable() or not address.isascii():
        raise BadSetting(
            "TINTYPE_MAIL_FROM says who letters are from: noreply@example.org or Name <noreply@…>."
        )
