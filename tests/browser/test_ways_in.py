"""Passkeys with Chromium's own authenticator, codes of an app, and leaving: as people do it, to the last click."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing

import pytest
from playwright.async_api import CDPSession, expect
from pyotp.totp import TOTP

from tests.browser.patience import PATIENCE_MS
from tests.browser.person import DESKTOP, PASSWORD, PHONE, Person, words
from tests.live_site import LiveSite

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOT_IN_THE_FIELD = "PublicKeyCredential.isConditionalMediationAvailable = async () => false"
Newcomer = Callable[..., Awaitable[Person]]


async def authenticator(person: Person) -> CDPSession:
    """A device with a finger that is always the right one."""
    line = await person.page.context.new_cdp_session(person.page)
    await line.send("WebAuthn.enable", {"enableUI": False})
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    await line.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return line


def proofs_grow_old(site: LiveSite, username: str) -> None:
    """As if nobody had shown for long that the sessions of an account are theirs."""
    with closing(sqlite3.connect(site.data / "tintype.db", timeout=PATIENCE_MS / 1000)) as records, records:
        whose = "SELECT id FROM accounts WHERE username = ?"
        aged = records.execute(f"UPDATE sessions SET proven_us = 0 WHERE account_id IN ({whose})", [username])
        assert aged.rowcount > 0


async def signs_out(person: Person) -> None:
    await person.goes_to("/settings")
    if person.page.viewport_size != PHONE["viewport"]:
        # Beside the list the first of its pages opens: who leaves before it has read is refused the answer.
        await expect(person.page.get_by_role("meter")).to_have_attribute("max", re.compile(r"\d{2}"))
    await person.button(words("settings.sign_out")).click()
    await person.page.wait_for_url("**/sign-in")


async def comes_with_a_passkey(person: Person) -> None:
    """Signs up, and stays at the settings where it was made."""
    await authenticator(person)
    await person.signs_up()
    await person.goes_to("/settings/security")
    await person.button(words("ways.passkey_add")).click()
    await expect(person.page.get_by_text(words("ways.passkey_added")).first).to_be_visible()


async def is_in(person: Person) -> None:
    await expect(person.page.get_by_role("navigation", name=words("nav.label")).first).to_be_visible()


async def test_a_passkey_is_made_and_signs_in(newcomer: Newcomer) -> None:
    ana = await newcomer("pana", **DESKTOP)
    await comes_with_a_passkey(ana)
    assert await ana.problems_for_everyone() == []
    await signs_out(ana)
    # The browser offers it in the field, and this device says yes by itself.
    await is_in(ana)
    await ana.page.add_init_script(NOT_IN_THE_FIELD)
    await signs_out(ana)
    await ana.button(words("ways.sign_in_passkey")).click()
    await is_in(ana)
    await ana.goes_to("/settings/security")
    removing = ana.page.get_by_role("button", name=words("ways.passkey_remove")).first
    await removing.click()
    await (
        ana.page.get_by_role("dialog")
        .get_by_role("button", name=words("ways.passkey_remove"), exact=True)
        .click()
    )
    await expect(ana.page.get_by_text(words("ways.passkeys_none"))).to_be_visible()
    assert ana.complaints == []


async def test_an_account_with_passkeys_alone_is_asked_for_no_password(
    newcomer: Newcomer, site: LiveSite
) -> None:
    dora = await newcomer("pdora", **PHONE)
    await comes_with_a_passkey(dora)
    without = words("ways.without_do")
    await dora.button(without).click()
    await dora.page.get_by_role("dialog").get_by_role("button", name=without, exact=True).click()
    await expect(dora.page.get_by_text(words("ways.without_done")).first).to_be_visible()
    await expect(dora.page.get_by_text(words("ways.password_none"))).to_be_visible()
    await expect(dora.field("settings.password_now")).to_have_count(0)
    assert await dora.problems_for_everyone() == []
    # Signing in is a proof for a quarter of an hour; afterwards one is asked for, and it is a passkey.
    proofs_grow_old(site, "pdora")
    await dora.goes_to("/settings/account")
    await dora.field("account.email_new").fill("pdora.other@example.org")
    await expect(dora.field("auth.password")).to_have_count(0)
    await dora.button(words("account.email_change")).click()
    dialog = dora.page.get_by_role("dialog", name=words("ways.prove"))
    await expect(dialog).to_be_visible()
    await expect(dialog.locator("input")).to_have_count(0)
    assert await dora.problems_for_everyone() == []
    await dialog.get_by_role("button", name=words("ways.prove_passkey")).click()
    await expect(dora.page.get_by_text("pdora.other@example.org")).to_be_visible()
    await dora.goes_to("/settings/security")
    await dora.field("settings.password_new").fill(PASSWORD)
    await dora.button(words("ways.password_set_do")).click()
    await expect(dora.page.get_by_text(words("ways.password_set")).first).to_be_visible()
    await expect(dora.field("settings.password_now")).to_be_visible()
    # The only complaint is the browser's own, of the answer that asked for a proof.
    assert [one.partition("/v1/")[2] for one in dora.complaints] == ["me/email"]


async def test_an_app_is_set_up_and_asked_for(newcomer: Newcomer) -> None:
    ben = await newcomer("tben", **PHONE)
    await ben.signs_up()
    await ben.goes_to("/settings/security")
    await ben.button(words("ways.app_set_up")).click()
    dialog = ben.page.get_by_role("dialog")
    secret = (await dialog.locator("code").inner_text()).replace(" ", "")
    assert await ben.problems_for_everyone() == []
    await ben.field("ways.app_code").fill(TOTP(secret).now())
    await ben.button(words("ways.app_confirm")).click()
    shown = dialog.locator("li code")
    await expect(shown).to_have_count(10)
    codes = await shown.all_inner_texts()
    await ben.button(words("ways.codes_kept")).click()
    await signs_out(ben)
    await ben.field("auth.login").fill("tben")
    await ben.field("auth.password").fill(PASSWORD)
    await ben.button(words("auth.sign_in")).click()
    await expect(ben.field("ways.code")).to_be_focused()
    await ben.page.keyboard.type(codes[0])
    await ben.page.keyboard.press("Enter")
    await is_in(ben)
    # The only complaint is the browser's own, of the answer that asked for the code.
    assert [one.partition("/v1/")[2] for one in ben.complaints] == ["session"]


async def test_an_account_rests_and_is_back(newcomer: Newcomer) -> None:
    cleo = await newcomer("rcleo", **DESKTOP)
    await cleo.signs_up()
    await cleo.goes_to("/settings/account")
    await expect(cleo.button(words("ways.leave_do"))).to_be_visible()
    assert await cleo.problems_for_everyone() == []
    await cleo.button(words("ways.rest_do")).click()
    await cleo.page.get_by_role("dialog").get_by_role("button", name=words("ways.rest_do")).click()
    await expect(cleo.field("auth.login")).to_be_visible()
    await cleo.field("auth.login").fill("rcleo")
    await cleo.field("auth.password").fill(PASSWORD)
    await cleo.button(words("auth.sign_in")).click()
    await is_in(cleo)
    assert cleo.complaints == []
