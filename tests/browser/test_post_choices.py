"""What is decided about one post: who may comment from the first moment on, its partner, whether one hears of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.person import DESKTOP, PHONE, Person, plain, words

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Newcomer = Callable[..., Awaitable[Person]]


async def chooses(person: Person, whose: str, choice: str) -> None:
    """One entry of the menu of a post."""
    await person.button(words("post.menu", name=whose)).first.click()
    await person.page.get_by_role("menuitem", name=words(choice), exact=True).click()


async def test_a_post_takes_no_comments_from_the_start(newcomer: Newcomer, tmp_path: Path) -> None:
    photo = plain(tmp_path / "photo.png", (120, 90, 60))
    wilma, xenia = [await newcomer(name, **PHONE, color_scheme="dark") for name in ("wilma_c", "xenia_c")]
    for person in (wilma, xenia):
        await person.signs_up()
    await xenia.follows("wilma_c")
    await wilma.goes_to("/new")
    await wilma.page.get_by_label(words("compose.choose"), exact=True).first.set_input_files(photo)
    await wilma.field("compose.caption").fill("Nothing to add")
    await wilma.page.get_by_text(words("options.title"), exact=True).click()
    await wilma.field("conversation.from").select_option("nobody")
    await wilma.pictured("choices-options")
    assert await wilma.problems_for_everyone() == []
    await wilma.button(words("compose.share")).click()
    await expect(wilma.page.get_by_text(words("compose.published")).first).to_be_visible()
    card = await xenia.finds("Nothing to add")
    await card.get_by_role("time").first.click()
    await expect(xenia.page.get_by_text(words("comment.off")).first).to_be_visible()
    assert wilma.complaints + xenia.complaints == []


async def test_a_partner_is_named_afterwards_and_a_post_is_muted(newcomer: Newcomer, tmp_path: Path) -> None:
    photo = plain(tmp_path / "photo.png", (60, 90, 120))
    yara, zeno = [await newcomer(name, **DESKTOP) for name in ("yara_c", "zeno_c")]
    for person in (yara, zeno):
        await person.signs_up()
    await yara.posts(photo, alt="a blue wall", caption="Walls by Zeno")
    await yara.finds("Walls by Zeno")
    await chooses(yara, "yara_c", "post.edit")
    dialog = yara.page.get_by_role("dialog", name=words("post.edit"))
    await dialog.get_by_text(words("options.title"), exact=True).click()
    partner = dialog.get_by_label(words("named.partner_field"), exact=True)
    await partner.fill("nobody_at_all")
    await dialog.get_by_role("button", name=words("action.save"), exact=True).click()
    await expect(dialog.get_by_text(words("field.partner.nobody"))).to_be_visible()
    await partner.fill("@zeno_c")
    await yara.pictured("choices-partner")
    assert await yara.problems_for_everyone() == []
    await dialog.get_by_role("button", name=words("action.save"), exact=True).click()
    await expect(yara.page.get_by_text(words("post.saved_changes")).first).to_be_visible()
    await chooses(yara, "yara_c", "post.edit")
    await dialog.get_by_text(words("options.title"), exact=True).click()
    await expect(partner).to_have_value("zeno_c")
    await expect(dialog.get_by_text(words("named.partner_waits"))).to_be_visible()
    await dialog.get_by_role("button", name=words("action.cancel"), exact=True).click()
    await chooses(yara, "yara_c", "post.mute")
    await expect(yara.page.get_by_text(words("notify.muted")).first).to_be_visible()
    await yara.goes_to("/")
    await yara.button(words("post.menu", name="yara_c")).first.click()
    hear = yara.page.get_by_role("menuitem", name=words("post.unmute"), exact=True)
    await expect(hear).to_be_visible()
    await yara.pictured("choices-menu")
    assert await yara.problems_for_everyone() == []
    await hear.click()
    await expect(yara.page.get_by_text(words("notify.unmuted")).first).to_be_visible()
    # The only complaint is the browser's own, of the name that nobody has.
    assert [one.rpartition("nobody_at_all")[2] for one in yara.complaints + zeno.complaints] == [""]
