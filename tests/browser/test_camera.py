"""What a photo was taken with: switched on where it is uploaded or edited, read under the post, and gone again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.person import DESKTOP, PHONE, Person, words
from tests.media import canaries

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Newcomer = Callable[..., Awaitable[Person]]
CAPTION = "Taken on the pier"
LINE = "Canon EOS R5 · RF 35 mm · 1/250 s · f/1.8 · ISO 100 · 35 mm"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "pier.jpg"
    path.write_bytes(canaries.jpeg(900, 675))
    return path


async def test_the_camera_is_shown_where_its_owner_switches_it_on(newcomer: Newcomer, photo: Path) -> None:
    ana = await newcomer("camera_ana", **PHONE)
    await ana.signs_up()
    page = ana.page
    await ana.goes_to("/new")
    await page.get_by_label(words("compose.choose"), exact=True).first.set_input_files(photo)
    switch = page.get_by_role("switch", name=words("compose.camera"))
    await expect(switch).not_to_be_checked()
    await expect(page.get_by_text("Canon EOS R5 · 1/250 s")).to_be_visible()
    await switch.check()
    await expect(switch).to_be_enabled()
    await ana.pictured("camera-compose-phone")
    assert await ana.problems_for_everyone() == []
    await ana.field("compose.caption").fill(CAPTION)
    await ana.button(words("compose.share")).click()
    await expect(ana.card_with(CAPTION)).to_be_visible()
    address = await ana.card_with(CAPTION).get_attribute("data-post")

    zoe = await newcomer("camera_zoe", **DESKTOP, color_scheme="dark")
    await zoe.signs_up()
    await zoe.goes_to(f"/p/{address}")
    await expect(zoe.page.get_by_text(LINE)).to_be_visible()
    await zoe.pictured("camera-post-desktop-dark")
    assert await zoe.problems_for_everyone() == []

    await ana.goes_to(f"/p/{address}")
    await ana.pictured("camera-post-phone")
    await page.get_by_role("button", name=words("post.menu", name="camera_ana")).first.click()
    await page.get_by_role("menuitem", name=words("post.edit")).click()
    await expect(switch).to_be_checked()
    await ana.pictured("camera-edit-phone")
    await switch.uncheck()
    await expect(switch).to_be_enabled()
    await expect(page.get_by_text(LINE)).to_have_count(0)
    assert ana.complaints == []
