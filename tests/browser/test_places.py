"""The map in the browser: by pointer, by keyboard and by its list; and a place that is offered while one writes."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.patience import until
from tests.browser.person import DESKTOP, PHONE, Person, plain, words

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Newcomer = Callable[..., Awaitable[Person]]
COLOURS = {"desktop": (40, 90, 130), "phone": (150, 60, 40)}
PIN_FOOT = 28  # Pixels from the middle of a pin to the spot that it stands on.
# What is typed, what it is called then, and where that is.
CITIES = {
    "desktop": ("reykja", "Reykjavík, Iceland", "64.135, -21.895"),
    "phone": ("bodo", "Bodø, Norway", "67.283, 14.375"),
}


async def middle_of(locator: Locator) -> tuple[float, float]:
    box = await locator.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


async def offers(person: Person, typed: str) -> Locator:
    field = person.page.get_by_role("combobox", name=words("place.name"))
    await field.fill("")
    await field.press_sequentially(typed)
    return person.page.get_by_role("listbox", name=words("places.offered")).get_by_role("option")


async def shares_from(person: Person, at: str, photo: Path, scheme: str) -> None:
    """A post from the city that is offered, chosen by the keyboard."""
    page, (typed, name, spot) = person.page, CITIES[at]
    await person.goes_to("/new")
    await page.get_by_label(words("compose.choose"), exact=True).first.set_input_files(photo)
    options = await offers(person, typed)
    await expect(options.filter(has_text=name)).to_be_visible()
    assert await person.problems_for_everyone() == []
    await person.pictured(f"place-offered-{at}-{scheme}")
    field = page.get_by_role("combobox", name=words("place.name"))
    await field.press("ArrowDown")
    await expect(options.first).to_have_attribute("aria-selected", "true")
    await field.press("Enter")
    await expect(field).to_have_value(name)
    await expect(page.get_by_text(spot)).to_be_visible()
    await person.button(words("compose.share")).click()
    await expect(page.get_by_text(words("compose.published")).first).to_be_visible()


async def looks_around(person: Person, pin: Locator, row: Locator) -> None:
    """Closer by twice with the wheel over the pin, which stays under the pointer; then away by the keys, and back."""
    page = person.page
    x, y = await middle_of(pin)
    await page.mouse.move(x, y + PIN_FOOT)
    zoom = await zoom_of(page)
    await page.mouse.wheel(0, -400)
    await until(lambda: _is_closer(page, zoom + 0.9), "the wheel brought the map closer")
    near_x, near_y = await middle_of(pin)
    assert abs(near_x - x) < 3
    assert abs(near_y - y) < 3
    await person.button(words("map.closer")).focus()
    for _ in range(30):
        await page.keyboard.press("ArrowRight")
    await expect(row).to_have_count(0)
    await expect(page.get_by_text(words("map.none"))).to_be_visible()
    for _ in range(30):
        await page.keyboard.press("ArrowLeft")
    await expect(row).to_be_visible()


@pytest.mark.parametrize(
    ("device", "at", "scheme"),
    [(DESKTOP, "desktop", "light"), (PHONE, "phone", "dark")],
    ids=["desktop", "phone"],
)
async def test_a_place_is_offered_shared_and_found_on_the_map(
    newcomer: Newcomer, tmp_path: Path, device: dict[str, Any], at: str, scheme: str
) -> None:
    ana = await newcomer(f"map_{at}", color_scheme=scheme, **device)
    await ana.signs_up()
    page, (typed, name, _) = ana.page, CITIES[at]
    await shares_from(ana, at, plain(tmp_path / "a.png", COLOURS[at]), scheme)
    row = page.get_by_role("link", name=name)
    await ana.opens_until("/places", row.is_visible, page.get_by_role("heading", name=words("map.here")))
    pin = page.locator(f"a.pin[title='{name}']")
    await expect(pin).to_have_count(1)
    assert await ana.problems_for_everyone() == []
    await ana.pictured(f"map-world-{at}-{scheme}")
    await looks_around(ana, pin, row)
    address = page.url
    # The page of the place has its map, and leads back to where one was.
    await row.click()
    await expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    await expect(page.get_by_role("region", name=words("places.on_map")).locator(".pin")).to_have_count(1)
    assert await ana.problems_for_everyone() == []
    await ana.pictured(f"place-{at}-{scheme}")
    await page.go_back()
    await expect(row).to_be_visible()
    assert page.url == address
    # Found by its name too, while one types and afterwards.
    await ana.goes_to("/search")
    await page.get_by_role("combobox", name=words("search.label")).press_sequentially(typed)
    await expect(page.get_by_role("option", name=name)).to_be_visible()
    await ana.goes_to(f"/search?q={typed}&kind=places")
    await expect(row).to_contain_text(words("places.count", form="one", count=1))
    assert await ana.problems_for_everyone() == []
    await ana.pictured(f"search-places-{at}-{scheme}")
    assert ana.complaints == []


async def test_another_name_is_another_place(newcomer: Newcomer, tmp_path: Path) -> None:
    ana = await newcomer("renamer", **DESKTOP)
    await ana.signs_up()
    page = ana.page
    await ana.goes_to("/new")
    photo = plain(tmp_path / "a.png", (9, 9, 90))
    await page.get_by_label(words("compose.choose"), exact=True).first.set_input_files(photo)
    await (await offers(ana, "lisbo")).filter(has_text="Lisbon, Portugal").click()
    spot = page.get_by_text("38.725, -9.15")
    await expect(spot).to_be_visible()
    field = page.get_by_role("combobox", name=words("place.name"))
    await field.press_sequentially(" on a Sunday")
    await expect(spot).to_have_count(0)
    await field.press("Escape")
    await expect(page.get_by_role("listbox", name=words("places.offered"))).to_be_hidden()
    assert ana.complaints == []


async def test_the_map_is_moved_by_a_finger_and_by_two(newcomer: Newcomer) -> None:
    ana = await newcomer("mover", **PHONE)
    await ana.signs_up()
    page = ana.page
    await ana.goes_to("/places")
    land = page.locator(".map svg g").nth(1)
    await expect(land).to_be_visible()
    before = await land.get_attribute("transform")
    x, y = await middle_of(page.locator(".map .surface"))
    devtools = await page.context.new_cdp_session(page)
    await devtools.send(
        "Input.synthesizeScrollGesture",
        {"x": x, "y": y, "xDistance": -120, "yDistance": 0, "gestureSourceType": "touch"},
    )
    await until(lambda: _changed(land, before), "the map went with the finger")
    zoom = await zoom_of(page)
    await devtools.send(
        "Input.synthesizePinchGesture",
        {"x": x, "y": y, "scaleFactor": 3, "relativeSpeed": 800, "gestureSourceType": "touch"},
    )
    await until(lambda: _is_closer(page, zoom + 1), "the map grew between two fingers")
    assert await page.evaluate("window.visualViewport.scale") == 1, "the map grows, not the page"
    assert ana.complaints == []


async def _changed(land: Locator, before: str | None) -> bool:
    return await land.get_attribute("transform") != before


async def _is_closer(page: Page, zoom: float) -> bool:
    return await zoom_of(page) > zoom


async def zoom_of(page: Page) -> float:
    """How close the map is, as its address says once it has come to rest."""
    await expect(page).to_have_url(re.compile("at="))
    return float(page.url.split(",")[-1])
