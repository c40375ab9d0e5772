"""Searching in the browser: suggestions by keyboard, kinds of results, what was searched for before."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.person import DESKTOP, PHONE, Person, plain, words

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Newcomer = Callable[..., Awaitable[Person]]


async def searches(person: Person, text: str) -> None:
    await person.page.get_by_role("combobox", name=words("search.label")).fill(text)
    await person.page.keyboard.press("Enter")


@pytest.mark.parametrize(
    ("device", "at", "scheme"),
    [(DESKTOP, "desktop", "light"), (PHONE, "phone", "dark")],
    ids=["desktop", "phone"],
)
async def test_what_is_typed_is_suggested_found_and_remembered(
    newcomer: Newcomer, tmp_path: Path, device: dict[str, Any], at: str, scheme: str
) -> None:
    author, seeker = f"lantern_{at}", f"seeker_{at}"
    one = await newcomer(author, **DESKTOP)
    await one.signs_up()
    photo = plain(tmp_path / "a.png", (40, 90, 130))
    caption = f"A lighthouse at dusk #lighthouses{at}"
    await one.posts(photo, alt="A white tower on a rock", caption=caption)
    other = await newcomer(seeker, color_scheme=scheme, **device)
    await other.signs_up()
    page = other.page
    shown = page.get_by_role("main").locator("a[href*='/p/']")
    results = page.get_by_role("navigation", name=words("search.kinds"))
    await other.opens_until(f"/search?q=lighthouses{at}", shown.first.is_visible, results)
    assert await other.problems_for_everyone() == []
    # By the navigation, with the keyboard alone from there.
    await other.goes_to("/")
    places = page.get_by_role("navigation", name=words("nav.label"))
    await places.get_by_role("link", name=words("nav.search"), exact=True).click()
    field = page.get_by_role("combobox", name=words("search.label"))
    await field.press_sequentially("lantern")
    option = page.get_by_role("option").filter(has_text=author)
    await expect(option).to_be_visible()
    assert await other.problems_for_everyone() == []
    await other.pictured(f"search-suggestions-{at}-{scheme}")
    while await option.get_attribute("aria-selected") != "true":
        await field.press("ArrowDown")
    await field.press("Enter")
    await expect(page.get_by_role("heading", name=author).first).to_be_visible()
    await other.goes_to("/search")
    await searches(other, f"lighthouse #lighthouses{at}")
    await expect(shown).to_have_count(1)
    await other.pictured(f"search-results-{at}-{scheme}")
    await results.get_by_role("link", name=words("search.tags"), exact=True).click()
    await searches(other, f"lighthouses{at}")
    await expect(page.get_by_role("link", name=f"#lighthouses{at}")).to_be_visible()
    await searches(other, "nothing like this anywhere")
    await expect(page.get_by_text(words("search.none", text="nothing like this anywhere"))).to_be_visible()
    await other.goes_to("/search")
    await expect(page.get_by_role("heading", name=words("search.recent"))).to_be_visible()
    assert await other.problems_for_everyone() == []
    await other.pictured(f"search-recent-{at}-{scheme}")
    await other.button(words("search.recent_remove", text="nothing like this anywhere")).click()
    await expect(page.get_by_role("link", name="nothing like this anywhere")).to_have_count(0)
    await other.button(words("search.recent_clear")).click()
    await other.goes_to("/search")
    await expect(page.get_by_text(words("search.tips"), exact=True)).to_be_visible()
    await expect(page.get_by_role("heading", name=words("search.recent"))).to_have_count(0)
    assert one.complaints + other.complaints == []
