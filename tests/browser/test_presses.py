"""What is pressed is what was aimed at: nothing moves away between the finger's coming down and its going up."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.patience import held_up
from tests.browser.person import DESKTOP, PHONE, Person, plain, words
from tests.media import canaries

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Newcomer = Callable[..., Awaitable[Person]]
DEVICES = pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """One of a camera, so that the composer has all there is to say about it."""
    path = tmp_path / "harbour.jpg"
    path.write_bytes(canaries.jpeg(900, 675))
    return path


async def finger_on(page: Page, button: Locator) -> None:
    """Comes down in the middle of it and stays."""
    await button.scroll_into_view_if_needed()
    box = await button.bounding_box()
    assert box
    await page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    await page.mouse.down()


@DEVICES
async def test_share_is_pressed_while_the_photo_arrives(
    newcomer: Newcomer, photo: Path, device: dict[str, object], request: pytest.FixtureRequest
) -> None:
    hana = await newcomer(f"hana_{request.node.callspec.id}", **device)
    await hana.signs_up()
    await hana.posts(photo, alt="A harbour", caption="The first time")
    await hana.finds("The first time")
    await hana.goes_to("/new")
    has_arrived = await held_up(hana.page, "**/v1/uploads")
    await hana.page.get_by_label(words("compose.choose"), exact=True).first.set_input_files(photo)
    await hana.field("compose.caption").fill("Under the finger")
    await finger_on(hana.page, hana.button(words("compose.share")))
    has_arrived.set()
    await expect(hana.page.get_by_text(words("duplicate.fine"))).to_be_attached()
    await expect(hana.page.get_by_role("switch", name=words("compose.camera"))).to_be_attached()
    await hana.page.mouse.up()
    await expect(hana.card_with("Under the finger")).to_be_visible()
    assert hana.complaints == []


async def test_a_note_does_not_lie_on_share(newcomer: Newcomer, tmp_path: Path) -> None:
    hedi = await newcomer("hedi_presses", **PHONE)
    await hedi.signs_up()
    await hedi.goes_to("/new")
    photos = [plain(tmp_path / f"{number}.png", (number, 90, 90)) for number in range(22)]
    await hedi.page.get_by_label(words("compose.choose"), exact=True).first.set_input_files(photos)
    note = hedi.page.get_by_role("region", name=words("toast.label"))
    await expect(note).to_contain_text(words("compose.too_many", count=2))
    lower = await note.bounding_box()
    share = await hedi.button(words("compose.share")).bounding_box()
    assert lower
    assert share
    assert lower["y"] + lower["height"] <= share["y"]
