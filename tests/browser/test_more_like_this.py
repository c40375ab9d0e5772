"""Below a post stand posts whose pictures look like it, once somebody has come so far."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Locator, Request, expect

from tests.browser.patience import until
from tests.browser.person import DESKTOP, PHONE, Person, words
from tests.likeness.pictures import GARDEN, HOUSES, WATERFALL, needs_model, piece

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Newcomer = Callable[..., Awaitable[Person]]


async def shows(person: Person, folder: Path, kind: tuple[str, str], at: int) -> str:
    """A post of one piece of a real photo; its address."""
    name = f"{kind[1].partition('.')[0]} {at}"
    path = folder / f"{name}.jpg"
    path.write_bytes(piece(kind, at))
    await person.posts(path, alt=name, caption=name)
    card = await person.finds(name)
    link = card.get_by_role("link").filter(has=person.page.get_by_role("time"))
    address = await link.get_attribute("href") or ""
    await person.sees_published(address.rpartition("/")[2])
    return address


def more_like(person: Person) -> Locator:
    heading = person.page.get_by_role("heading", name=words("post.more_like"))
    return person.page.locator("section").filter(has=heading)


async def goes_down(person: Person) -> None:
    await person.page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")


async def is_asked_late(person: Person, address: str, others: int) -> None:
    """Opens a post; nothing is asked for until its end comes near, and then once."""
    asked: list[bool] = []
    has_scrolled = False

    def hear(request: Request) -> None:
        if "/similar?" in request.url:
            asked.append(has_scrolled)

    person.page.on("request", hear)
    await person.goes_to(address)
    heading = person.page.get_by_role("heading", name=words("post.more_from", name=person.username))
    tiles = person.page.locator("section").filter(has=heading).get_by_role("listitem")
    await expect(tiles).to_have_count(others)
    await expect(tiles.last.get_by_role("img")).to_be_visible()
    has_scrolled = True
    await goes_down(person)

    async def has_asked() -> bool:
        return asked == [True]

    await until(has_asked, "posts like this one are asked for, once")


@pytest.mark.parametrize("name", ["wide", "tall", "dark"])
async def test_posts_that_look_like_it_come_when_the_end_is_near(
    newcomer: Newcomer, tmp_path: Path, name: str
) -> None:
    needs_model()
    device = {"wide": DESKTOP, "tall": PHONE, "dark": {**DESKTOP, "color_scheme": "dark"}}[name]
    ana, ben = await newcomer(f"ana_{name}", **device), await newcomer(f"ben_{name}", **device)
    for person in (ana, ben):
        await person.signs_up()
    address = await shows(ana, tmp_path, WATERFALL, 4)
    # So that the end of the page is far from its beginning.
    others = [await shows(ana, tmp_path, GARDEN, at) for at in (0, 2, 4, 6)]
    near = {await shows(ben, tmp_path, WATERFALL, at) for at in (0, 8)}
    far = await shows(ben, tmp_path, HOUSES, 4)
    links = more_like(ana).get_by_role("link")

    async def is_found() -> bool:
        await goes_down(ana)
        return near <= {await link.get_attribute("href") for link in await links.all()}

    # The model sees them in the background.
    await ana.opens_until(address, is_found, ana.page.get_by_role("article").first)
    found = [await link.get_attribute("href") for link in await links.all()]
    assert far not in found
    assert address not in found
    await ana.pictured(f"more-like-this-{name}", whole=True)
    assert await ana.problems_for_everyone() == []
    await is_asked_late(ana, address, len(others))
    await links.first.press("Enter")
    await expect(ana.page).to_have_url(re.compile(f"{found[0]}$"))
    assert ana.complaints + ben.complaints == []
