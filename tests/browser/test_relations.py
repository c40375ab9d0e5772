"""Close friends, muting for a time, restricting, removing: by menus, dialogs and the lists in the settings."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.person import DESKTOP, PHONE, Person, plain, words

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Newcomer = Callable[..., Awaitable[Person]]


async def chooses(person: Person, name: str, choice: str) -> None:
    """A choice of somebody's menu, by keyboard."""
    menu = person.button(words("person.menu", name=name)).first
    await menu.press("Enter")
    # A menu that opens takes the focus, once.
    await expect(person.page.get_by_role("menuitem").first).to_be_focused()
    await person.page.get_by_role("menuitem", name=words(choice), exact=True).press("Enter")


async def is_told(person: Person, key: str, name: str) -> None:
    await expect(person.page.get_by_text(words(key, name=name)).first).to_be_visible()


@pytest.mark.parametrize(
    ("names", "options"),
    [
        (("lena", "marc"), {**DESKTOP}),
        (("nora", "otto"), {**PHONE, "color_scheme": "dark"}),
    ],
)
async def test_what_one_does_about_somebody_else(
    newcomer: Newcomer, tmp_path: Path, names: tuple[str, str], options: dict[str, object]
) -> None:
    photo = plain(tmp_path / "photo.png", (90, 120, 90))
    lena, marc = [await newcomer(name, **options) for name in names]
    me, other = names
    for person in (lena, marc):
        await person.signs_up()
    await marc.follows(me)
    await lena.goes_to(f"/@{other}")
    await chooses(lena, other, "close.add")
    await is_told(lena, "close.added", other)
    await chooses(lena, other, "restrict.do")
    await lena.pictured(f"relations-restrict-{me}")
    await lena.button(words("restrict.do")).click()
    await is_told(lena, "restrict.done", other)
    await chooses(lena, other, "person.mute_choose")
    dialog = lena.page.get_by_role("dialog", name=words("mute.title", name=other))
    await dialog.get_by_label(words("mute.week")).check()
    await lena.pictured(f"relations-mute-{me}")
    assert await lena.problems_for_everyone() == []
    await dialog.get_by_role("button", name=words("person.mute")).click()
    await is_told(lena, "person.muted", other)
    menu = lena.button(words("person.menu", name=other)).first
    await menu.press("Enter")
    await expect(lena.page.get_by_role("menuitem", name=words("restrict.lift"))).to_be_visible()
    await lena.pictured(f"relations-menu-{me}")
    await lena.page.keyboard.press("Escape")
    await the_lists_say_so(lena, other)
    await lena.goes_to(f"/@{me}?show=followers")
    await lena.page.get_by_role("searchbox").fill(other[:2])
    found = lena.page.get_by_role("dialog").get_by_role("link", name=other).first
    await expect(found).to_be_visible()
    await lena.pictured(f"relations-followers-{me}")
    assert await lena.problems_for_everyone() == []
    await lena.page.get_by_role("searchbox").fill("zz")
    await expect(lena.page.get_by_text(words("people.search_none", text="zz"))).to_be_visible()
    await shares_with_close_friends(lena, photo)
    await marc.opens_home_until(lambda: has_mark(marc))
    await marc.pictured(f"relations-mark-{me}")
    assert await marc.problems_for_everyone() == []
    assert lena.complaints + marc.complaints == []


async def the_lists_say_so(person: Person, other: str) -> None:
    await person.goes_to("/settings/privacy")
    await expect(person.page.get_by_role("link", name=words("settings.close-friends")).first).to_be_visible()
    await person.pictured(f"relations-privacy-{person.username}")
    assert await person.problems_for_everyone() == []
    for kind in ("close-friends", "muted", "restricted"):
        await person.goes_to(f"/settings/people/{kind}")
        await expect(person.page.get_by_role("link", name=other).first).to_be_visible()
        await person.pictured(f"relations-{kind}-{person.username}")
        assert await person.problems_for_everyone() == []
    act = words("people.act_on", act=words("restrict.lift"), name=other)
    await person.button(act).click()
    await is_told(person, "restrict.lifted", other)


async def shares_with_close_friends(person: Person, photo: Path) -> None:
    await person.goes_to("/new")
    await person.page.get_by_label(words("compose.choose"), exact=True).first.set_input_files(photo)
    await person.field("compose.caption").fill("Just us")
    await person.page.get_by_label(words("audience.close_friends")).check()
    await person.pictured(f"relations-compose-{person.username}")
    await person.button(words("compose.share")).click()
    await expect(person.page.get_by_text(words("compose.published")).first).to_be_visible()


async def has_mark(person: Person) -> bool:
    card = person.card_with("Just us")
    return await card.get_by_title(words("audience.close_friends")).count() == 1
