"""People to follow: why they are suggested, and how they are sent away."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import expect

from tests.browser.person import DESKTOP, PHONE, Person, words

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Newcomer = Callable[..., Awaitable[Person]]


async def test_a_suggestion_names_whom_one_knows_and_can_be_sent_away(newcomer: Newcomer) -> None:
    rosa, sven, tara = [await newcomer(name, **DESKTOP) for name in ("rosa", "sven", "tara")]
    for person in (rosa, sven, tara):
        await person.signs_up()
    await sven.follows("rosa")
    await tara.follows("sven")
    row = tara.page.get_by_role("main").get_by_role("listitem").filter(has_text="rosa")
    heading = tara.page.get_by_role("heading").first
    await tara.opens_until("/suggestions", row.is_visible, heading)
    await expect(row).to_contain_text(words("person.known_one", name="sven"))
    assert await tara.problems_for_everyone() == []
    await tara.pictured("suggestions")
    dismiss = row.get_by_role("button", name=words("suggestions.dismiss", name="rosa"))
    await dismiss.press("Enter")
    await expect(row).to_have_count(0)
    await tara.goes_to("/suggestions")
    # The list has been read: nobody else is left to suggest.
    await expect(tara.page.get_by_text(words("suggestions.empty"))).to_be_visible()
    await expect(row).to_have_count(0)
    assert rosa.complaints + sven.complaints + tara.complaints == []


async def test_on_a_phone_a_long_reason_is_cut_off_and_the_button_stays(newcomer: Newcomer) -> None:
    long = "somebody_whose_name_is_so_long"
    rosa, middle, tara = [await newcomer(name, **PHONE) for name in ("rosanna", long, "tarana")]
    for person in (rosa, middle, tara):
        await person.signs_up()
    await middle.follows("rosanna")
    await tara.follows(long)
    row = tara.page.get_by_role("main").get_by_role("listitem").filter(has_text="rosanna")
    await tara.opens_until("/suggestions", row.is_visible, tara.page.get_by_role("heading").first)
    assert await tara.page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
    await expect(row.get_by_role("button").first).to_be_in_viewport(ratio=1)
    assert tara.complaints == []
