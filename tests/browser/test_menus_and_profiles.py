"""Menus by keyboard, and what a profile says of the people one knows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import expect

from tests.browser.person import DESKTOP, Person, words

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Newcomer = Callable[..., Awaitable[Person]]


async def test_menu_that_opens_has_the_focus(newcomer: Newcomer, tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    Image.new("RGB", (320, 240), (60, 110, 160)).save(path)
    eva = await newcomer("eva", **DESKTOP)
    await eva.signs_up()
    await eva.posts(path, alt="Blue", caption="A menu")
    menu = eva.card_with("A menu").get_by_role("button", name=words("post.menu", name="eva"))
    await menu.press("Enter")
    await expect(eva.page.get_by_role("menuitem", name=words("post.edit"))).to_be_focused()
    await eva.page.keyboard.press("ArrowDown")
    await expect(eva.page.get_by_role("menuitem", name=words("post.copy_link"))).to_be_focused()
    await eva.page.keyboard.press("Escape")
    await expect(menu).to_be_focused()
    assert eva.complaints == []


async def test_profile_says_who_of_those_one_follows_follows_it(newcomer: Newcomer) -> None:
    gina, hugo, ida = [await newcomer(name, **DESKTOP) for name in ("gina", "hugo", "ida")]
    for person in (gina, hugo, ida):
        await person.signs_up()
    await ida.follows("hugo")
    known = ida.page.get_by_role("link", name=words("person.known_one", name="hugo"))
    await ida.goes_to("/@gina")
    await expect(ida.page.get_by_role("heading", name="gina")).to_be_visible()
    await expect(known).to_have_count(0)
    await hugo.follows("gina")
    await ida.opens_until("/@gina", known.is_visible, ida.page.get_by_role("heading", name="gina"))
    await known.click()
    dialog = ida.page.get_by_role("dialog", name=words("person.mutuals_title"))
    await expect(dialog.get_by_role("link", name="hugo").first).to_be_visible()
    assert gina.complaints + hugo.complaints + ida.complaints == []
