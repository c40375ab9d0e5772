"""Two people, two browsers: a photo is posted in one and arrives in the other without reload."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import BrowserContext, Locator, expect

from tests.browser.person import Person, words

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OpenContext = Callable[..., BrowserContext]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
ROTATED_90 = 6  # EXIF: shown upright only when turned a quarter to the right
CAPTION = "Harbour in the morning #boats"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """As a phone held upright writes it: sideways, with an orientation and a place in its metadata."""
    upright = Image.new("RGB", (900, 1200), (60, 110, 160))
    draw = ImageDraw.Draw(upright)
    for step in range(24):
        draw.rectangle((0, step * 50, 900, step * 50 + 25), fill=(60 + step * 6, 110 + step * 3, 160))
    draw.ellipse((300, 150, 600, 450), fill=(250, 220, 120))
    exif = Image.Exif()
    exif[0x0112] = ROTATED_90
    exif.get_ifd(0x8825).update({1: "N", 2: (53.0, 32.0, 46.0), 3: "E", 4: (9.0, 58.0, 42.0)})
    path = tmp_path / "IMG_2041.jpg"
    upright.transpose(Image.Transpose.ROTATE_90).save(path, "JPEG", quality=92, exif=exif)
    return path


def shape_of(image: Locator) -> tuple[int, int]:
    return tuple(
        image.evaluate(
            "async image => { await image.decode(); return [image.naturalWidth, image.naturalHeight] }"
        )
    )


def test_post_arrives_live_and_is_liked_and_answered(open_context: OpenContext, photo: Path) -> None:
    ana, ben = Person(open_context(**DESKTOP), "ana"), Person(open_context(**PHONE), "ben")
    ana.signs_up()
    ben.signs_up()
    ben.follows("ana")
    ben.goes_to("/")

    ana.posts(photo, alt="Boats in a row, the sun behind them", caption=CAPTION)

    ben.sees_new_posts(1)
    card = ben.card_with(CAPTION)
    image = card.get_by_role("img", name="Boats in a row, the sun behind them")
    width, height = shape_of(image)
    assert height > width, "the photo is upright"

    card.get_by_role("button", name=words("post.like"), exact=True).click()
    expect(card.get_by_role("button", name=words("post.like"), exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    card.get_by_role("link", name=words("post.comments_open", count=0)).click()
    ben.page.get_by_label(words("comment.add")).fill("What a light!")
    ben.button(words("comment.send")).click()
    expect(ben.page.get_by_text("What a light!").first).to_be_visible()

    liked = ana.card_with(CAPTION).get_by_role("button", name=words("post.likes_open", "one", count=1))
    ana.opens_home_until(liked.is_visible)
    expect(ana.card_with(CAPTION).get_by_text("What a light!")).to_be_visible()
    assert ana.complaints + ben.complaints == []


def test_feed_by_keyboard_alone(open_context: OpenContext, photo: Path) -> None:
    context = open_context(**DESKTOP)
    cleo = Person(context, "cleo")
    cleo.signs_up()
    for caption in ("First light", "Second light"):
        cleo.posts(photo, alt="A sun", caption=caption)
    context.clear_cookies()
    cleo.signs_in_by_keyboard()

    cleo.opens_home_until(lambda: cleo.cards().count() == 2)

    keys = cleo.page.keyboard
    keys.press("j")
    expect(cleo.cards().nth(0)).to_be_focused()
    keys.press("j")
    expect(cleo.cards().nth(1)).to_be_focused()
    keys.press("l")
    like = cleo.cards().nth(1).get_by_role("button", name=words("post.like"), exact=True)
    expect(like).to_have_attribute("aria-pressed", "true")
    keys.press("?")
    expect(cleo.page.get_by_role("dialog", name=words("nav.shortcuts"))).to_be_visible()
    keys.press("Escape")
    expect(cleo.page.get_by_role("dialog", name=words("nav.shortcuts"))).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_page_is_for_everyone(
    open_context: OpenContext, photo: Path, scheme: str, device: dict[str, object]
) -> None:
    username = f"dora_{scheme}_{'phone' if device is PHONE else 'desk'}"
    dora = Person(open_context(color_scheme=scheme, **device), username)
    found: dict[str, list[str]] = {}
    for path in ("/sign-in", "/sign-up"):
        dora.goes_to(path)
        expect(dora.page.get_by_role("heading").first).to_be_visible()
        found[path] = dora.problems_for_everyone()
    dora.signs_up()
    dora.posts(photo, alt="A sun", caption="For everyone")
    found["home"] = dora.problems_for_everyone()
    for path in (f"/@{username}", "/new", "/settings", "/settings/security", "/requests", "/saved"):
        dora.goes_to(path)
        expect(dora.page.get_by_role("heading").first).to_be_visible()
        found[path] = dora.problems_for_everyone()
    assert {path: problems for path, problems in found.items() if problems} == {}
