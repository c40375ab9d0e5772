"""The settings: a list of their own on a phone, beside the page where there is room."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import expect

from tests.browser.person import DESKTOP, PHONE, Person, words

pytestmark = [pytest.mark.browser, pytest.mark.slow]

GROUPS = ("account", "privacy", "use", "data")
Newcomer = Callable[..., Awaitable[Person]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_phone_shows_one_thing_at_a_time(newcomer: Newcomer, scheme: str) -> None:
    sina = await newcomer(f"sina_{scheme}", **PHONE, color_scheme=scheme)
    await sina.signs_up()
    await sina.page.get_by_role("link", name=words("nav.settings"), exact=True).first.click()
    index = sina.page.get_by_role("navigation", name=words("nav.settings"))
    for group in GROUPS:
        title = words(f"settings_group.{group}")
        await expect(index.get_by_role("heading", name=title, exact=True)).to_be_visible()
    await expect(index.get_by_text(words("settings_hint.privacy"))).to_be_visible()
    await sina.pictured(f"settings-list-{scheme}", whole=True)
    assert await sina.problems_for_everyone() == []
    await index.get_by_role("link", name=words("settings.privacy")).click()
    await expect(sina.page.get_by_role("switch", name=words("settings.private"))).to_be_visible()
    await expect(index).to_be_hidden()
    await sina.pictured(f"settings-privacy-{scheme}", whole=True)
    assert await sina.problems_for_everyone() == []
    await sina.page.get_by_role("link", name=words("settings.close-friends")).click()
    await sina.page.wait_for_url("**/settings/people/close-friends")
    # The arrow leads up, whichever way one came.
    up = sina.page.get_by_role("link", name=words("action.back"), exact=True)
    await up.click()
    await sina.page.wait_for_url("**/settings/privacy")
    await up.click()
    await sina.page.wait_for_url("**/settings")
    await expect(index).to_be_visible()
    assert sina.complaints == []


async def test_a_desk_shows_the_list_beside_the_page(newcomer: Newcomer) -> None:
    tilo = await newcomer("tilo_set", **DESKTOP)
    await tilo.signs_up()
    await tilo.goes_to("/settings")
    await tilo.page.wait_for_url("**/settings/profile")
    await expect(tilo.field("settings.bio")).to_be_visible()
    side = tilo.page.get_by_role("navigation", name=words("nav.settings"))
    here = side.get_by_role("link", name=words("settings.profile"))
    await expect(here).to_have_attribute("aria-current", "page")
    await tilo.pictured("settings-desktop", whole=True)
    assert await tilo.problems_for_everyone() == []
    await side.get_by_role("link", name=words("settings.comments")).click()
    await expect(tilo.page.get_by_role("heading", name=words("settings.held"), exact=True)).to_be_visible()
    await expect(side).to_be_visible()
    assert tilo.complaints == []
