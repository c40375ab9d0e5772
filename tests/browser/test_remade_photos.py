"""A photo that is made anew while others have a page open that shows the former one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Route, expect

from tests.browser.patience import until
from tests.browser.person import DESKTOP, Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Newcomer = Callable[..., Awaitable[Person]]
TURN = """async id => {
    const { csrf } = await (await fetch('/v1/session')).json();
    const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf };
    const body = JSON.stringify({ edit: { turns: 1 } });
    return (await fetch(`/v1/media/${id}`, { method: 'PATCH', headers, body })).status;
}"""


async def test_a_page_that_knows_the_former_address_finds_the_new_picture(
    newcomer: Newcomer, tmp_path: Path
) -> None:
    photo = tmp_path / "hues.png"
    Image.linear_gradient("L").resize((1200, 900)).save(photo)
    ana = await newcomer("latecomer", **DESKTOP)
    await ana.signs_up()
    page, request = ana.page, ana.page.request
    await ana.posts(photo, alt="All hues", caption="Turned later")
    picture = ana.card_with("Turned later").locator("picture img").first
    await expect(picture).to_be_visible()
    address = await ana.card_with("Turned later").get_attribute("data-post")

    async def media() -> dict[str, str]:
        return (await (await request.get(f"/v1/posts/{address}")).json())["media"][0]

    before, is_made = await media(), asyncio.Event()

    async def late(route: Route) -> None:
        await is_made.wait()
        await route.continue_()

    await page.route_web_socket("**/v1/live", lambda _socket: None)  # Nobody tells the page.
    await page.route(f"**/m/{before['key']}/**", late)
    await page.goto("/", wait_until="commit")
    await expect(picture).to_be_attached()
    assert await page.evaluate(TURN, before["id"]) == 200

    async def is_another() -> bool:
        return (await media())["key"] != before["key"]

    await until(is_another, "the photo is made anew")
    is_made.set()
    await page.wait_for_function(
        """() => {
            const image = document.querySelector('article picture img');
            return image?.complete && image.naturalHeight > image.naturalWidth;
        }"""
    )
    assert [each for each in ana.complaints if before["key"] not in each] == []
