"""A post that stands open: what others do with it is seen there without a reload."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.patience import until
from tests.browser.person import DESKTOP, Person, plain, words

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Newcomer = Callable[..., Awaitable[Person]]


class Looks:
    """What the page of somebody says on its socket about the post that they read."""

    def __init__(self, person: Person) -> None:
        self._sent: list[str | None] = []
        person.page.on("websocket", lambda socket: socket.on("framesent", self._heard))

    def _heard(self, text: str | bytes) -> None:
        said = json.loads(text)
        if said["type"] == "look":
            self._sent.append(said["post_id"])

    async def reach(self, post_id: str) -> None:
        """The last that was said is this post: the server tells of it from now on."""

        async def is_said() -> bool:
            return self._sent[-1:] == [post_id]

        await until(is_said, f"{post_id} is looked at")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return plain(tmp_path / "photo.png", (90, 60, 120))


async def address_of(person: Person, caption: str) -> str:
    """Where a post is, once it is there for others as well."""
    card = await person.finds(caption)
    link = card.get_by_role("link").filter(has=person.page.get_by_role("time"))
    address = await link.get_attribute("href") or ""
    await person.sees_published(address.rpartition("/")[2])
    return address


async def says(person: Person, text: str) -> None:
    await person.page.get_by_role("textbox").fill(text)
    await person.page.keyboard.press("Enter")


async def test_comments_and_likes_come_by_themselves(newcomer: Newcomer, photo: Path) -> None:
    uma, viggo = [await newcomer(name, **DESKTOP) for name in ("uma_o", "viggo_o")]
    for person in (uma, viggo):
        await person.signs_up()
    await viggo.follows("uma_o")
    await uma.posts(photo, alt="a violet wall", caption="An open door")
    address = await address_of(viggo, "An open door")
    looks = Looks(uma)
    await uma.goes_to(address)
    # The socket says which post is shown before anything happens to it.
    await looks.reach(address.rpartition("/")[2])
    await viggo.goes_to(address)
    await says(viggo, "Nobody has to reload")
    await expect(uma.page.get_by_text("Nobody has to reload")).to_be_visible()
    await viggo.button(words("post.like")).first.click()
    await expect(uma.page.get_by_text(words("post.liked_by", name="viggo_o"))).to_be_visible()
    assert uma.complaints + viggo.complaints == []


async def test_a_post_that_another_lay_over_is_told_of_again(newcomer: Newcomer, photo: Path) -> None:
    wanda, yago = [await newcomer(name, **DESKTOP) for name in ("wanda_o", "yago_o")]
    for person in (wanda, yago):
        await person.signs_up()
    await wanda.posts(photo, alt="a violet wall", caption="The one below")
    await wanda.posts(photo, alt="a violet wall", caption="The one over it")
    below, over = [await address_of(wanda, caption) for caption in ("The one below", "The one over it")]
    looks = Looks(wanda)
    await wanda.goes_to(below)
    await looks.reach(below.rpartition("/")[2])
    await wanda.page.locator(f"a[href='{over}']").first.click()
    dialog = wanda.page.get_by_role("dialog")
    await expect(dialog.get_by_text("The one over it").first).to_be_visible()
    await looks.reach(over.rpartition("/")[2])
    await dialog.get_by_role("button", name=words("action.close"), exact=True).click()
    await expect(dialog).to_have_count(0)
    await looks.reach(below.rpartition("/")[2])
    await yago.goes_to(below)
    await says(yago, "Heard below")
    await expect(wanda.page.get_by_text("Heard below")).to_be_visible()
    assert wanda.complaints + yago.complaints == []


async def test_what_a_dialog_shows_is_asked_for_once_while_the_post_changes(
    newcomer: Newcomer, photo: Path
) -> None:
    abel, zita = [await newcomer(name, **DESKTOP) for name in ("abel_o", "zita_o")]
    for person in (abel, zita):
        await person.signs_up()
    await abel.posts(photo, alt="a violet wall", caption="As it was")
    address = await address_of(abel, "As it was")
    post_id = address.rpartition("/")[2]
    looks, asked = Looks(abel), list[str]()
    abel.page.on("request", lambda request: asked.append(request.url))
    await abel.goes_to(address)
    await looks.reach(post_id)
    menu = abel.button(words("post.menu", name="abel_o"))
    await menu.click()
    await abel.page.get_by_role("menuitem", name=words("post.edit"), exact=True).click()
    dialog = abel.page.get_by_role("dialog")
    await dialog.get_by_label(words("compose.caption"), exact=True).fill("As it is")
    await dialog.get_by_role("button", name=words("action.save"), exact=True).click()
    await expect(dialog).to_have_count(0)
    await menu.click()
    await abel.page.get_by_role("menuitem", name=words("post.history"), exact=True).click()
    await expect(dialog.get_by_text("As it was")).to_be_visible()
    await zita.goes_to(address)
    await zita.button(words("post.like")).first.click()
    await expect(abel.page.get_by_text(words("post.liked_by", name="zita_o"))).to_be_visible()
    assert sum(url.endswith(f"/v1/posts/{post_id}/history") for url in asked) == 1
    await expect(dialog.get_by_text("As it was")).to_be_visible()
    assert abel.complaints + zita.complaints == []
