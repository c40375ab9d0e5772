"""Drafts, people in pictures, the archive and a deletion that is undone, at a browser."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import expect

from tests.browser.person import DESKTOP, PHONE, Person, words

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Newcomer = Callable[..., Awaitable[Person]]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    picture = Image.radial_gradient("L").resize((640, 480))
    Image.merge("RGB", (picture, picture.rotate(90), picture.rotate(180))).save(path)
    return path


async def begins(person: Person, photo: Path, caption: str) -> None:
    await person.goes_to("/new")
    await person.page.get_by_label(words("compose.choose"), exact=True).first.set_input_files(photo)
    await person.field("compose.caption").fill(caption)


async def tags_by_key(person: Person, username: str) -> None:
    """Puts a name into the first picture, without a mouse."""
    page = person.page
    await page.get_by_text(words("named.tag"), exact=True).press("Enter")
    first = page.get_by_role("button", name=words("named.photo", n=1))
    # Nobody is put into a photo that has not arrived.
    await expect(first).to_be_enabled()
    await first.press("Enter")
    await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("ArrowUp")
    await person.field("named.who").fill(username)
    await page.keyboard.press("Enter")
    await expect(page.get_by_text(words("named.point", name=username, n=1))).to_be_visible()


async def chooses(person: Person, key: str) -> None:
    """One choice of the menu of the first post on the page."""
    menu = person.page.get_by_role("button", name=words("post.menu", name=person.username)).first
    await menu.click()
    await person.page.get_by_role("menuitem", name=words(key), exact=True).click()


async def test_a_draft_with_somebody_in_it_is_published(newcomer: Newcomer, photo: Path) -> None:
    nora, olaf = await newcomer("nadia", **DESKTOP), await newcomer("olaf", **PHONE, color_scheme="dark")
    await nora.signs_up()
    await olaf.signs_up()
    await begins(nora, photo, "At the lake with olaf")
    await tags_by_key(nora, "olaf")
    await nora.page.get_by_text(words("options.title"), exact=True).click()
    await nora.pictured("shelves-compose")
    assert await nora.problems_for_everyone() == []
    await nora.button(words("options.save_draft")).click()
    await expect(nora.page).to_have_url(re.compile("/shelf/draft$"))
    await expect(nora.page.get_by_text("At the lake with olaf").first).to_be_visible()
    await nora.pictured("shelves-drafts")
    assert await nora.problems_for_everyone() == []
    publish = words("shelf.of", action=words("shelf.publish"), caption="At the lake with olaf")
    await nora.button(publish).click()
    await expect(nora.page.get_by_text(words("shelf_none.draft"))).to_be_visible()
    await nora.opens_home_until(lambda: nora.button(words("named.open")).is_visible())
    await nora.button(words("named.open")).click()
    dialog = nora.page.get_by_role("dialog", name=words("named.title"))
    await expect(dialog.get_by_role("link", name="olaf")).to_be_visible()
    await nora.pictured("shelves-people")
    assert await nora.problems_for_everyone() == []
    await olaf.goes_to("/@olaf?tab=tagged")
    await expect(olaf.page.get_by_role("link", name=words("tile.likes")).first).to_be_visible()
    await olaf.pictured("shelves-tagged-phone-dark")
    await olaf.goes_to("/settings/tags")
    await expect(olaf.page.get_by_text(words("tagging.asking_none"))).to_be_visible()
    await olaf.page.get_by_role("switch", name=words("tagging.by_hand")).check()
    await olaf.pictured("shelves-tagging-phone-dark")
    assert await olaf.problems_for_everyone() == []
    assert nora.complaints + olaf.complaints == []


async def test_a_post_is_pinned_archived_deleted_and_comes_back(newcomer: Newcomer, photo: Path) -> None:
    pia = await newcomer("petra", **DESKTOP, color_scheme="dark")
    await pia.signs_up()
    await pia.posts(photo, alt="Rings", caption="Here to stay")
    await pia.opens_home_until(pia.page.locator("article img").first.is_visible)
    await chooses(pia, "post.pin")
    await expect(pia.page.get_by_text(words("own.pinned")).first).to_be_visible()
    await pia.sees_the_picture_of(pia.card_with("Here to stay"))
    await chooses(pia, "post.archive")
    await expect(pia.page.get_by_text(words("own.archived")).first).to_be_visible()
    await expect(pia.card_with("Here to stay")).to_have_count(0)
    await pia.goes_to("/shelf/archived")
    await expect(pia.page.get_by_text("Here to stay").first).to_be_visible()
    await pia.pictured("shelves-archive-dark")
    assert await pia.problems_for_everyone() == []
    await pia.button(words("shelf.of", action=words("shelf.back"), caption="Here to stay")).click()
    await expect(pia.page.get_by_text(words("own.unarchived")).first).to_be_visible()
    await pia.goes_to("/")
    await pia.sees_the_picture_of(pia.card_with("Here to stay"))
    await chooses(pia, "post.delete")
    await expect(pia.card_with("Here to stay")).to_have_count(0)
    await pia.pictured("shelves-deleted-dark")
    await pia.button(words("own.undo")).click()
    await expect(pia.card_with("Here to stay")).to_be_visible()
    assert pia.complaints == []
