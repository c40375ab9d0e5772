"""Letters that leave: over SMTP to a real server, or into a folder. What they carry cannot steer them."""

from __future__ import annotations

import shutil
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.mail.post_office import LOGIN, PASSWORD, certificate, page_of, post_office, words_of
from tintype.adapters.embedded.mailer import FolderMailer
from tintype.adapters.smtp.mailer import SmtpMailer
from tintype.kernel.problems import Unavailable
from tintype.ports.mailer import Letter, Undeliverable
from tintype.settings import BadSetting, Settings, load
from tintype.wiring import open_mailer

FROM = "Harbour Club <noreply@club.example>"
LETTER = Letter("tintype-1", "ana@example.org", "Grüße, Ana", "Hello – Ana\n", "<p>Hello – Ana</p>")
needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl for a certificate")


async def test_a_letter_arrives_as_it_was_written() -> None:
    async with post_office() as office:
        await SmtpMailer("127.0.0.1", office.port, "off", FROM).send(LETTER)
    (letter,) = office.letters
    assert office.recipients == ["ana@example.org"]
    assert (letter["From"], letter["To"], letter["Subject"]) == (FROM, "ana@example.org", "Grüße, Ana")
    assert letter["Message-ID"] == "<tintype-1@club.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert words_of(letter).strip() == "Hello – Ana"
    assert page_of(letter).strip() == "<p>Hello – Ana</p>"


@pytest.mark.parametrize(
    "letter",
    [
        Letter("a", "ana@example.org\r\nBcc: all@example.org", "x", "x", "x"),
        Letter("a", "ana@example.org\nBcc: all@example.org", "x", "x", "x"),
        Letter("a\r\nBcc: all@example.org", "ana@example.org", "x", "x", "x"),
        Letter("a", "ana@example.org", "x", "x", "x", "https://a.example\r\nBcc: all@example.org"),
    ],
)
async def test_an_address_with_a_line_break_goes_nowhere(letter: Letter) -> None:  # AU-18
    async with post_office() as office:
        with pytest.raises(Undeliverable):
            await SmtpMailer("127.0.0.1", office.port, "off", FROM).send(letter)
        assert office.letters == []


async def test_no_text_becomes_a_header_or_an_end(tmp_path: Path) -> None:  # AU-18
    subject = "Hello\r\nBcc: all@example.org\r\n\r\nother body\u2028x\x00"
    text = "one\r\n.\r\nMAIL FROM:<x@example.org>\r\nBcc: all@example.org\r\n"
    async with post_office() as office:
        letter = Letter("a", "ana@example.org", subject, text, "<p>.</p>")
        await SmtpMailer("127.0.0.1", office.port, "off", FROM).send(letter)
    (arrived,) = office.letters
    assert office.recipients == ["ana@example.org"]
    assert arrived["Bcc"] is None
    assert arrived["Subject"] == "Hello Bcc: all@example.org other body x"
    assert "MAIL FROM:<x@example.org>" in words_of(arrived)


async def test_what_is_refused_for_good_is_told_from_what_may_work_later() -> None:
    async with post_office() as office:
        mailer = SmtpMailer("127.0.0.1", office.port, "off", FROM)
        office.refuse = lambda address: "550 no such mailbox"
        with pytest.raises(Undeliverable, match="550 'no such mailbox'"):
            await mailer.send(LETTER)
        office.refuse = lambda address: "451 greylisted"
        with pytest.raises(Unavailable, match="451"):
            await mailer.send(LETTER)
    with pytest.raises(Unavailable, match="TINTYPE_MAIL does not answer"):
        await mailer.send(LETTER)
    assert office.letters == []


@needs_openssl
@pytest.mark.parametrize("is_wrapped", [True, False])
async def test_a_password_goes_over_tls_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_wrapped: bool
) -> None:
    context, paper = certificate(tmp_path)
    async with post_office(tls=context, is_wrapped=is_wrapped) as office:
        tls = "always" if is_wrapped else "starttls"
        mailer = SmtpMailer("localhost", office.port, tls, FROM, LOGIN, PASSWORD)
        with pytest.raises(Unavailable, match=r"CERTIFICATE_VERIFY_FAILED|certificate"):
            await mailer.send(LETTER)
        assert (office.letters, office.logins) == ([], [])
        monkeypatch.setenv("SSL_CERT_FILE", str(paper))
        await mailer.send(LETTER)
        assert (len(office.letters), office.logins) == (1, [LOGIN])
        wrong = SmtpMailer("localhost", office.port, tls, FROM, LOGIN, "another")
        with pytest.raises(Unavailable, match="535"):
            await wrong.send(LETTER)


async def test_a_server_without_tls_gets_nothing_where_it_was_asked_for() -> None:
    async with post_office() as office:
        with pytest.raises(Unavailable, match="STARTTLS"):
            await SmtpMailer("127.0.0.1", office.port, "starttls", FROM).send(LETTER)
        assert office.letters == []


async def test_letters_lie_in_a_folder_while_developing(tmp_path: Path) -> None:
    mailer = FolderMailer(tmp_path / "mail", FROM)
    await mailer.send(LETTER)
    await mailer.send(LETTER)
    (path,) = (tmp_path / "mail").iterdir()
    letter = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert (path.name, letter["To"]) == ("tintype-1.eml", "ana@example.org")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.org", ("mail.example.org", 587, "starttls")),
        ("smtp://mail.example.org:25?tls=off", ("mail.example.org", 25, "off")),
        ("smtps://u:p%40ss@mail.example.org", ("mail.example.org", 465, "always")),
        ("smtp://127.0.0.1:1025", ("127.0.0.1", 1025, "off")),
    ],
)
def test_one_setting_says_how(url: str, expected: tuple[str, int, str]) -> None:
    mailer = open_mailer(load({"TINTYPE_MAIL": url, "TINTYPE_MAIL_FROM": FROM}))
    assert isinstance(mailer, SmtpMailer)
    assert (mailer.host, mailer.port, mailer.tls) == expected
    assert mailer.password in {"", "p@ss"}
    folder = open_mailer(load({"TINTYPE_MAIL": "file:", "TINTYPE_MAIL_FROM": FROM, "TINTYPE_DATA": "d"}))
    assert folder == FolderMailer(Path("d/mail"), FROM)
    assert open_mailer(Settings()) is None


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"TINTYPE_MAIL": "mail.example.org"}, "TINTYPE_MAIL is smtp://"),
        ({"TINTYPE_MAIL": "smtp://"}, "TINTYPE_MAIL is smtp://"),
        ({"TINTYPE_MAIL": "smtp://h:99999"}, "TINTYPE_MAIL is smtp://"),
        ({"TINTYPE_MAIL": "smtp://h?tls=maybe"}, "write starttls or off"),
        ({"TINTYPE_MAIL": "smtp://u:hidden@h?tls=off"}, "without TLS"),
        ({"TINTYPE_MAIL": "smtp://h"}, "TINTYPE_MAIL_FROM"),
        ({"TINTYPE_MAIL": "smtp://h", "TINTYPE_MAIL_FROM": "nobody"}, "TINTYPE_MAIL_FROM"),
        ({"TINTYPE_MAIL": "smtp://h", "TINTYPE_MAIL_FROM": "a@b\nBcc: c@d"}, "TINTYPE_MAIL_FROM"),
    ],
)
def test_what_cannot_work_is_refused_at_the_start(environment: dict[str, str], said: str) -> None:
    with pytest.raises(BadSetting) as refused:
        load({"TINTYPE_MAIL_FROM": FROM if "FROM" not in said else "", **environment})
    assert said in str(refused.value)
    assert "hidden" not in str(refused.value)
