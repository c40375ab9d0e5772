"""Comments that wait, who may comment, and collections, as people meet them."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Locator, expect

from tests.browser.person import DESKTOP, PHONE, Person, words

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Newcomer = Callable[..., Awaitable[Person]]


async def looked_at(person: Person, name: str) -> None:
    """The page as it stands has no barriers; a picture of it, where somebody wants one."""
    await person.pictured(f"conversations-{name}")
    assert await person.problems_for_everyone() == []


async def chooses(person: Person, menu: Locator, key: str) -> None:
    await menu.first.click()
    await person.page.get_by_role("menuitem", name=words(key), exact=True).click()


def photo(path: Path) -> Path:
    Image.linear_gradient("L").resize((640, 480)).convert("RGB").save(path)
    return path


async def comments(person: Person, text: str) -> None:
    await person.field("comment.add").fill(text)
    await person.button(words("comment.send")).click()
    await expect(person.page.get_by_text(text).first).to_be_visible()


async def test_a_comment_waits_is_approved_pinned_and_mended(newcomer: Newcomer, tmp_path: Path) -> None:
    nora, otto = await newcomer("nora", **DESKTOP), await newcomer("otto", **PHONE)
    for person in (nora, otto):
        await person.signs_up()
    await nora.posts(photo(tmp_path / "photo.png"), alt="Grey", caption="Slow water")
    await otto.follows("nora")
    address = (
        await (await otto.finds("Slow water")).locator("a[href^='/p/']").first.get_attribute("href") or ""
    )
    await nora.goes_to(address)
    await chooses(nora, nora.button(words("post.menu", name="nora")), "post.conversation")
    async with nora.page.expect_response(lambda answer: answer.request.method == "PATCH"):
        await nora.page.get_by_label(words("conversation.approves"), exact=True).click()
    await expect(nora.page.get_by_label(words("conversation.approves"), exact=True)).to_be_checked()
    await looked_at(nora, "conversation")
    await otto.goes_to(address)
    await comments(otto, "What a lihgt")
    await expect(otto.page.get_by_text(words("comment.waiting"))).to_be_visible()
    await looked_at(otto, "waiting-phone")
    await nora.goes_to("/settings/comments")
    await expect(nora.page.get_by_text("What a lihgt")).to_be_visible()
    await looked_at(nora, "held")
    await nora.button(words("settings.approve_name", name="otto")).click()
    await expect(nora.page.get_by_text(words("settings.approved")).first).to_be_visible()
    await nora.goes_to(address)
    await chooses(nora, nora.button(words("comment.menu", name="otto")), "comment.pin")
    await expect(nora.page.get_by_text(words("comment.pinned"), exact=True)).to_be_visible()
    await looked_at(nora, "pinned")
    await otto.goes_to(address)
    await chooses(otto, otto.button(words("comment.menu", name="otto")), "comment.edit")
    await otto.field("talk.edit_label").fill("What a light")
    await looked_at(otto, "edit-phone")
    await otto.page.locator("form").get_by_role("button", name=words("action.save")).click()
    await expect(otto.page.get_by_text("What a light")).to_be_visible()
    await chooses(otto, otto.button(words("comment.menu", name="otto")), "comment.delete")
    await otto.page.get_by_role("dialog").get_by_role("button", name=words("comment.delete")).click()
    await expect(otto.page.get_by_text("What a light")).to_have_count(0)
    assert nora.complaints + otto.complaints == []


async def test_a_collection_is_made_from_a_post_and_arranged(newcomer: Newcomer, tmp_path: Path) -> None:
    pia, quin = await newcomer("pia", **DESKTOP), await newcomer("quin", **PHONE, color_scheme="dark")
    for person in (pia, quin):
        await person.signs_up()
    await quin.follows("pia")
    for caption in ("First boat", "Second boat"):
        await pia.posts(photo(tmp_path / f"{caption}.png"), alt=caption, caption=caption)
        await pia.finds(caption)
    await fills_a_collection(pia)
    await pia.goes_to("/saved")
    tile = pia.page.get_by_role("link", name="Boats")
    await expect(tile).to_be_visible()
    await looked_at(pia, "saved")
    await tile.click()
    await expect(pia.page.get_by_role("heading", name="Boats")).to_be_visible()
    await chooses(pia, pia.button(words("collections.menu")), "collections.arrange")
    await expect(pia.button(words("collections.later", n=1))).to_be_visible()
    await pia.button(words("collections.later", n=1)).click()
    await looked_at(pia, "arrange")
    await chooses(pia, pia.button(words("collections.menu")), "collections.people")
    await pia.button(words("collections.add_person", name="quin")).click()
    await expect(pia.button(words("collections.remove_person", name="quin")).first).to_be_visible()
    await looked_at(pia, "members")
    await quin.goes_to("/saved")
    shared = quin.page.get_by_role("link", name="Boats")
    await expect(shared).to_be_visible()
    await looked_at(quin, "saved-phone-dark")
    await shared.click()
    await expect(quin.page.get_by_text(words("collections.of", name="pia"))).to_be_visible()
    await looked_at(quin, "collection-phone-dark")
    async with quin.page.expect_response(re.compile(r"/v1/collections(\?|$)")):
        await chooses(quin, quin.button(words("collections.menu")), "collections.leave")
    await expect(quin.page.get_by_role("heading", name=words("nav.saved"), exact=True)).to_be_visible()
    await expect(quin.page.get_by_role("link", name="Boats")).to_have_count(0)
    assert pia.complaints + quin.complaints == []


async def fills_a_collection(pia: Person) -> None:
    """Both posts, from their menus: the first makes the collection."""
    for caption in ("First boat", "Second boat"):
        await chooses(
            pia,
            pia.card_with(caption).get_by_role("button", name=words("post.menu", name="pia")),
            "post.save_to",
        )
        dialog = pia.page.get_by_role("dialog")
        if caption == "First boat":
            await dialog.get_by_label(words("collections.new"), exact=True).fill("Boats")
            await dialog.get_by_role("button", name=words("collections.create")).click()
        else:
            await dialog.get_by_role("button", name=words("collections.not_in", name="Boats")).click()
        await expect(dialog.get_by_role("button", name=words("collections.in", name="Boats"))).to_be_visible()
        if caption == "Second boat":
            await looked_at(pia, "save-to")
        await pia.page.keyboard.press("Escape")
