"""A post that stands open: what others do with it is seen there without a reload."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.async_api import expect

from tests.browser.person import Person, words

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
LOOKS_MAX = 200
Newcomer = Callable[..., Awaitable[Person]]


async def test_comments_and_likes_come_by_themselves(newcomer: Newcomer, tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    Image.new("RGB", (640, 480), (90, 60, 120)).save(photo)
    uma, viggo = [await newcomer(name, **DESKTOP) for name in ("uma_o", "viggo_o")]
    for person in (uma, viggo):
        await person.signs_up()
    await viggo.follows("uma_o")
    await uma.posts(photo, alt="a violet wall", caption="An open door")
    card = viggo.card_with("An open door")

    async def is_there() -> bool:
        return await card.count() == 1

    await viggo.opens_home_until(is_there)
    address = await card.get_by_role("link").filter(has=viggo.page.get_by_role("time")).get_attribute("href")
    assert address
    sent: list[str] = []
    uma.page.on("websocket", lambda socket: socket.on("framesent", lambda text: sent.append(str(text))))
    await uma.goes_to(address)
    # The socket says which post is shown before anything happens to it.
    for _ in range(LOOKS_MAX):
        if any("look" in text for text in sent):
            break
        await uma.page.wait_for_timeout(100)
    assert any(address.rpartition("/")[2] in text for text in sent)
    await viggo.goes_to(address)
    await viggo.page.get_by_role("textbox").fill("Nobody has to reload")
    await viggo.page.keyboard.press("Enter")
    await expect(uma.page.get_by_text("Nobody has to reload")).to_be_visible()
    await viggo.button(words("post.like")).first.click()
    await expect(uma.page.get_by_text(words("post.liked_by", name="viggo_o"))).to_be_visible()
    assert uma.complaints + viggo.complaints == []
