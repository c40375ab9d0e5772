"""Coming to a site and coming back to it: letters are opened, links followed, somebody is let in."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.patience import PATIENCE_MS
from tests.browser.person import DESKTOP, PASSWORD, PHONE, Person, words
from tests.live_site import ROOT, LiveSite

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NEW = "lilies on the table"
LETTER_S_MAX = PATIENCE_MS / 1000
LINK = re.compile(r"^(http\S+#\S+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def mailing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """A site with mail, where moderators let people in."""
    if not (ROOT / "src" / "tintype" / "ui" / "index.html").exists():
        pytest.skip("the web app is not built: make web")
    settings = {
        "TINTYPE_MAIL": "file:",
        "TINTYPE_MAIL_FROM": "Tintype <noreply@tintype.example>",
        "TINTYPE_SIGN_UP": "approval",
        "TINTYPE_API_PROCESSES": "1",
    }
    started = LiveSite(tmp_path_factory.mktemp("mailing"), settings=settings)
    try:
        started.wait_ready()
        yield started
    finally:
        started.stop()


@pytest.fixture(scope="module")
async def pages(browser: Browser, mailing: LiveSite) -> AsyncIterator[list[Page]]:
    """The founder on a desktop, and two phones: one light, one dark."""
    looks = [DESKTOP, PHONE, {**PHONE, "color_scheme": "dark"}]
    contexts = [await browser.new_context(base_url=mailing.url, locale="en-GB", **look) for look in looks]  # type: ignore[arg-type]
    for context in contexts:
        context.set_default_timeout(PATIENCE_MS)
    yield [await context.new_page() for context in contexts]
    for context in contexts:
        await context.close()


def letters_of(site: LiveSite) -> list[EmailMessage]:
    """Every letter that has left, the newest first."""
    files = sorted(site.data.joinpath("mail").glob("*.eml"), reverse=True)
    return [
        cast("EmailMessage", message_from_bytes(file.read_bytes(), policy=policy.default)) for file in files
    ]


async def link_in(site: LiveSite, to: str, subject: str) -> str:
    """The link of the newest letter to an address, once it has left."""
    limit = time.monotonic() + LETTER_S_MAX
    while time.monotonic() < limit:
        for letter in letters_of(site):
            body = letter.get_body(("plain",))
            if (letter["To"], letter["Subject"]) == (to, subject) and body is not None:
                found = LINK.search(body.get_content().replace("\r\n", "\n"))
                assert found
                return found[1]
        await asyncio.sleep(0.05)
    raise AssertionError(f"no letter to {to}: {subject}")


async def well(person: Person, name: str) -> None:
    """Nothing is wrong with the page for anybody."""
    await person.pictured(f"arriving-{name}", whole=True)
    assert await person.problems_for_everyone() == []


async def confirms_and_resets(mailing: LiveSite, pages: list[Page]) -> None:
    founder = Person(pages[0], "founder")
    await founder.signs_up()
    banner = founder.page.get_by_role("region", name=words("banner.label"))
    await expect(banner).to_contain_text("founder@example.org")
    await well(founder, "banner")
    confirm = await link_in(mailing, "founder@example.org", "Confirm your e-mail address")
    await founder.goes_to(confirm)
    await expect(founder.page.get_by_role("heading", name=words("confirm.done_title"))).to_be_visible()
    # The token is gone from the address, and so from the history.
    assert "#" not in founder.page.url
    await well(founder, "confirmed")
    await founder.page.get_by_role("link", name=words("confirm.on")).click()
    await expect(founder.page.get_by_role("heading", name=words("nav.home"), exact=True)).to_be_visible()
    await expect(banner).to_have_count(0)
    await founder.goes_to(confirm)
    await expect(founder.page.get_by_role("heading", name=words("link.gone_title"))).to_be_visible()

    forgetful = Person(pages[2], "founder")
    await forgetful.goes_to("/sign-in")
    await forgetful.page.get_by_role("link", name=words("auth.forgot")).click()
    await expect(forgetful.field("auth.login")).to_be_focused()
    await well(forgetful, "forgot-dark")
    await forgetful.page.keyboard.type("founder@example.org")
    await forgetful.page.keyboard.press("Enter")
    await expect(forgetful.page.get_by_role("heading", name=words("forgot.sent_title"))).to_be_focused()
    await forgetful.goes_to(await link_in(mailing, "founder@example.org", "A new password for founder"))
    await expect(forgetful.field("auth.password")).to_be_focused()
    assert "#" not in forgetful.page.url
    await forgetful.page.keyboard.type("password1")
    await forgetful.page.keyboard.press("Enter")
    await expect(forgetful.page.get_by_text(words("field.password.common"))).to_be_visible()
    await well(forgetful, "reset-dark")
    await forgetful.field("auth.password").fill(NEW)
    await forgetful.page.keyboard.press("Enter")
    await expect(forgetful.page.get_by_role("heading", name=words("reset.done_title"))).to_be_focused()
    await forgetful.page.get_by_role("link", name=words("auth.sign_in")).click()
    await forgetful.field("auth.login").fill("founder")
    await forgetful.field("auth.password").fill(NEW)
    await forgetful.page.keyboard.press("Enter")
    await expect(forgetful.page.get_by_role("navigation", name=words("nav.label")).first).to_be_visible()


async def joins_and_moves(mailing: LiveSite, pages: list[Page]) -> None:
    founder, ana = Person(pages[2], "founder"), Person(pages[1], "ana_a")
    await ana.goes_to("/sign-up")
    await ana.field("join.words").fill("From the harbour club.")
    await ana.field("auth.username").fill("ana_a")
    await ana.field("auth.email").fill("ana@example.org")
    await ana.field("auth.password").fill(PASSWORD)
    await well(ana, "sign-up-approval")
    await ana.button(words("auth.sign_up")).click()
    await expect(ana.page.get_by_role("heading", name=words("join.waits_title"))).to_be_focused()
    await well(ana, "waits")

    await founder.goes_to("/settings")
    await founder.page.get_by_role("link", name=words("settings.arrivals")).click()
    row = founder.page.get_by_role("listitem").filter(has_text="From the harbour club.")
    await expect(row).to_be_visible()
    await well(founder, "arrivals-dark")
    await row.get_by_role("button", name=words("arrivals.let_in")).press("Enter")
    await expect(founder.page.get_by_text(words("arrivals.none"))).to_be_visible()
    await founder.goes_to("/settings/invites")
    await founder.field("invites.note").fill("For Ben")
    await founder.button(words("invites.make")).press("Enter")
    await expect(founder.page.get_by_role("listitem").filter(has_text="For Ben")).to_be_visible()
    await well(founder, "invites-dark")

    await ana.signs_in_by_keyboard()
    await ana.goes_to("/settings/account")
    await expect(ana.page.get_by_text(words("account.unconfirmed"))).to_be_visible()
    await ana.field("account.email_new").fill("ana@new.example.org")
    await ana.field("auth.password").fill(PASSWORD)
    await well(ana, "account")
    await ana.button(words("account.email_change")).click()
    asked = words("account.email_asked", email="ana@new.example.org")
    await expect(ana.page.get_by_text(asked)).to_be_visible()
    await ana.goes_to(await link_in(mailing, "ana@new.example.org", "Confirm your e-mail address"))
    await expect(ana.page.get_by_role("heading", name=words("confirm.done_title"))).to_be_visible()
    await ana.goes_to("/settings/account")
    await expect(ana.page.get_by_text("ana@new.example.org")).to_be_visible()
    await expect(ana.page.get_by_text(words("account.confirmed"), exact=True)).to_be_visible()


async def test_addresses_resets_and_arrivals(mailing: LiveSite, pages: list[Page]) -> None:
    await confirms_and_resets(mailing, pages)
    await joins_and_moves(mailing, pages)
    told = {(letter["To"], letter["Subject"]) for letter in letters_of(mailing)}
    assert told >= {
        ("founder@example.org", "Confirm your e-mail address"),
        ("founder@example.org", "A new password for founder"),
        ("ana@new.example.org", "Confirm your e-mail address"),
    }
