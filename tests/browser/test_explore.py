"""Exploring in the browser: a grid that keys move through, that hides what is unwanted, and that opens posts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.patience import SOON_S, held_up
from tests.browser.person import DESKTOP, PHONE, Person, plain, words

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Newcomer = Callable[..., Awaitable[Person]]
COLOURS = [(40, 90, 130), (170, 80, 60), (60, 120, 70), (200, 160, 60), (120, 70, 140)]


@pytest.mark.parametrize(
    ("device", "at", "scheme"),
    [(DESKTOP, "desktop", "light"), (PHONE, "phone", "dark")],
    ids=["desktop", "phone"],
)
async def test_who_looks_around_finds_others_and_turns_away_what_they_do_not_want(
    newcomer: Newcomer, tmp_path: Path, device: dict[str, Any], at: str, scheme: str
) -> None:
    author = await newcomer(f"painter_{at}", **DESKTOP)
    await author.signs_up()
    for number, colour in enumerate(COLOURS):
        photo = plain(tmp_path / f"{number}.png", colour)
        await author.posts(photo, alt=f"Colour {number}", caption=f"Colour {number} #colours{at}")
    other = await newcomer(f"wanderer_{at}", color_scheme=scheme, **device)
    await other.signs_up()
    page = other.page
    grid = page.get_by_role("list", name=words("explore.grid"))
    tiles = grid.locator("li > a")
    title = page.get_by_role("heading", name=words("explore.title"), exact=True)
    await other.opens_until("/explore", tiles.nth(len(COLOURS) - 1).is_visible, title)
    assert page.url.endswith("/search")
    assert await other.problems_for_everyone() == []
    await other.pictured(f"explore-{at}-{scheme}")
    first, second = tiles.first, tiles.nth(1)
    box, beside = await first.bounding_box(), await second.bounding_box()
    assert box is not None
    assert beside is not None
    assert box["width"] > 1.9 * beside["width"]
    await first.focus()
    await page.keyboard.press("ArrowRight")
    await expect(second).to_be_focused()
    await page.keyboard.press("ArrowLeft")
    await expect(first).to_be_focused()
    before, address = await tiles.count(), await first.get_attribute("href")
    await first.hover()
    await page.get_by_role("button", name=words("explore.choices")).first.click()
    await page.get_by_role("menuitem", name=words("explore.unwanted")).click()
    await expect(tiles).to_have_count(before - 1)
    said = page.get_by_role("region").get_by_text(words("explore.unwanted_done"))
    await expect(said).to_be_visible()
    await expect(grid.locator(f"a[href='{address}']")).to_have_count(0)
    await other.button(words("explore.undo")).click()
    await expect(tiles).to_have_count(before)
    await tiles.first.click()
    await expect(page.get_by_role("article").first).to_be_visible()
    assert author.complaints + other.complaints == []


@pytest.mark.parametrize(
    ("device", "at", "scheme"),
    [(DESKTOP, "wide", "dark"), (PHONE, "small", "light")],
    ids=["desktop", "phone"],
)
async def test_who_follows_nobody_is_shown_where_to_begin(
    newcomer: Newcomer, tmp_path: Path, device: dict[str, Any], at: str, scheme: str
) -> None:
    author = await newcomer(f"host_{at}", **DESKTOP)
    await author.signs_up()
    caption = f"A first colour #begin{at}"
    await author.posts(plain(tmp_path / "one.png", COLOURS[2]), alt="Green", caption=caption)
    fan = await newcomer(f"fan_{at}", **DESKTOP)
    await fan.signs_up()
    await fan.follows(author.username)
    other = await newcomer(f"guest_{at}", color_scheme=scheme, **device)
    await other.signs_up()
    page = other.page
    posts = page.get_by_role("region", name=words("welcome.posts"))
    nothing = page.get_by_text(words("home.empty_title"))
    tag = page.get_by_role("link", name=f"#begin{at}", exact=True)
    await other.opens_until("/", tag.is_visible, nothing)
    await expect(posts.get_by_role("link").first).to_be_visible()
    assert await other.problems_for_everyone() == []
    await other.pictured(f"welcome-{at}-{scheme}", whole=True)
    label = words("person.follow_label", label=words("person.follow"), name=author.username)
    is_followed = await held_up(page, "**/follow")
    await other.button(label).first.click()
    # Shown before the server has answered, so that whoever is quick presses it while that is so.
    await other.button(words("welcome.see")).click()
    await asyncio.sleep(SOON_S)
    is_followed.set()
    await expect(other.card_with(caption)).to_be_visible()
    await expect(posts).to_have_count(0)
    assert author.complaints + other.complaints == []
