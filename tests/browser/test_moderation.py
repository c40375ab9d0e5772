"""A moderator decides about a held photo without a mouse; others see it then, behind a cover they lift themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.patience import until
from tests.browser.person import DESKTOP, PHONE, Person, words
from tests.live_site import LiveSite
from tests.media.test_policy import drawing
from tintype.cli.main import main

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Newcomer = Callable[..., Awaitable[Person]]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "shapes.jpg"
    drawing(77).save(path, "JPEG", quality=90)
    return path


async def test_a_held_photo_is_let_through_covered(newcomer: Newcomer, site: LiveSite, photo: Path) -> None:
    mona, ella = await newcomer("mona_m", **DESKTOP), await newcomer("ella_m", **DESKTOP)
    await mona.signs_up()
    await ella.signs_up()
    await ella.posts(photo, alt="Shapes", caption="Held for a while")
    command = ["operator", "mona_m", "--role", "moderator", "--data", str(site.data)]
    assert await asyncio.to_thread(main, command) == 0
    card = ella.card_with("Held for a while")
    await expect(card).to_be_visible()
    post, media = await newest(ella)
    await ella.sees_published(post)
    address = await card.locator("img[srcset]").first.get_attribute("src")
    held = await mona.page.evaluate(
        """async id => {
          const { csrf } = await (await fetch('/v1/session')).json()
          const headers = { 'x-csrf-token': csrf }
          return (await fetch(`/v1/moderation/media/${id}/clearance`, { method: 'DELETE', headers })).ok
        }""",
        media,
    )
    assert held
    await mona.goes_to("/settings")
    await mona.page.get_by_role("link", name=words("settings.moderation")).click()
    await expect(mona.page.get_by_role("listitem").filter(has_text="ella_m")).to_be_visible()
    picture = mona.page.get_by_role("img", name=words("moderation.alt"))
    # What is held gets another address, and the page that is open may know the old one.
    is_dead = f"fetch({address!r}, {{ cache: 'no-store' }}).then(got => !got.ok)"
    await until(lambda: mona.page.evaluate(is_dead), "the old address is dead")
    await mona.button(words("moderation.look")).press("Enter")
    await expect(picture).to_be_visible()
    await mona.page.keyboard.press("l")
    await expect(picture).to_have_count(0)
    await mona.pictured("moderation-held")
    assert await mona.problems_for_everyone() == []
    await mona.button(words("moderation.clear_covered")).press("Enter")
    await expect(mona.page.get_by_text(words("moderation.empty"))).to_be_visible()
    title = mona.page.get_by_role("banner").get_by_text(words("moderation.title"), exact=True)
    await expect(title).to_be_hidden()
    await mona.page.set_viewport_size({"width": 390, "height": 844})
    await expect(title).to_be_visible()

    guest = await newcomer("guest", **PHONE)
    await guest.goes_to(f"/p/{post}")
    show = guest.button(words("veil.show"))
    await expect(show).to_be_visible()
    await expect(guest.page.get_by_role("img", name="Shapes")).to_have_count(0)
    assert await guest.problems_for_everyone() == []
    await show.click()
    await expect(guest.page.get_by_role("img", name="Shapes")).to_be_visible()


async def test_to_others_the_page_does_not_exist(newcomer: Newcomer) -> None:
    ben = await newcomer("ben_m", **DESKTOP)
    await ben.signs_up()
    await ben.goes_to("/moderation/media")
    await expect(ben.page.get_by_role("heading", name=words("missing.title"))).to_be_visible()


async def test_who_has_posted_it_before_hears_so(newcomer: Newcomer, photo: Path) -> None:
    dora = await newcomer("dora_m", **PHONE)
    await dora.signs_up()
    await dora.posts(photo, alt="Shapes", caption="The first time")
    await dora.finds("The first time")
    await dora.goes_to("/new")
    await dora.page.locator("input[type=file]").set_input_files(photo)
    notice = dora.page.get_by_role("status").filter(has_text=words("duplicate.fine"))
    await expect(notice).to_be_visible()
    await expect(notice.get_by_role("link")).to_have_attribute("href", f"/p/{(await newest(dora))[0]}")


async def newest(person: Person) -> tuple[str, str]:
    """The newest post of somebody, and the first photo in it."""
    found = await person.page.evaluate(
        "name => fetch(`/v1/users/@${name}/posts`).then(a => a.json()).then(page => page.items[0])",
        person.username,
    )
    return found["id"], found["media"][0]["id"]
