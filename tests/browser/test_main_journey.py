"""Two people, two browsers: a photo is posted in one and arrives in the other without reload."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.async_api import Locator, Route, expect

from tests.browser.patience import until
from tests.browser.person import DESKTOP, PHONE, Person, words

pytestmark = pytest.mark.browser

Newcomer = Callable[..., Awaitable[Person]]
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


async def shape_of(image: Locator) -> tuple[int, int]:
    width, height = await image.evaluate(
        "async image => { await image.decode(); return [image.naturalWidth, image.naturalHeight] }"
    )
    return width, height


async def test_post_arrives_live_and_is_liked_and_answered(newcomer: Newcomer, photo: Path) -> None:
    ana, ben = await newcomer("ana", **DESKTOP), await newcomer("ben", **PHONE)
    await ana.signs_up()
    await ben.signs_up()
    await ben.follows("ana")
    await ben.opens_home_until(ben.page.get_by_text(words("home.empty_title")).is_visible)
    await ben.is_live()

    await ana.posts(photo, alt="Boats in a row, the sun behind them", caption=CAPTION)

    await ben.sees_new_posts(1)
    card = ben.card_with(CAPTION)
    width, height = await shape_of(card.get_by_role("img", name="Boats in a row, the sun behind them"))
    assert height > width, "the photo is upright"

    like = card.get_by_role("button", name=words("post.like"), exact=True)
    await like.click()
    await expect(like).to_have_attribute("aria-pressed", "true")
    await card.get_by_role("link", name=words("post.comments_open", count=0)).click()
    await ben.page.get_by_label(words("comment.add")).fill("What a light!")
    await ben.button(words("comment.send")).click()
    await expect(ben.page.get_by_text("What a light!").first).to_be_visible()

    liked = ana.card_with(CAPTION).get_by_role("button", name=words("post.likes_open", "one", count=1))
    said = ana.card_with(CAPTION).get_by_text("What a light!")

    async def tells_of_both() -> bool:
        return await liked.is_visible() and await said.is_visible()

    await ana.opens_home_until(tells_of_both)
    assert ana.complaints + ben.complaints == []


async def test_own_post_is_at_home_for_who_came_straight_to_the_form(newcomer: Newcomer, photo: Path) -> None:
    zoe = await newcomer("zoe", **DESKTOP)
    await zoe.signs_up()
    await zoe.goes_to("/new")
    await zoe.fills_in_a_post(photo, alt="A sun", caption="Straight from the form")
    # The photo takes its place in the card that is there, without reload and without a second card.
    await expect(zoe.card_with("Straight from the form").get_by_role("img", name="A sun")).to_be_visible()
    await expect(zoe.cards()).to_have_count(1)
    assert zoe.complaints == []


async def test_own_post_from_elsewhere_moves_nothing_that_is_read(newcomer: Newcomer, photo: Path) -> None:
    phone, desk = await newcomer("yara", **PHONE), await newcomer("yara", **DESKTOP)
    await phone.signs_up()
    await phone.posts(photo, alt="A sun", caption="Read at the desk")
    await desk.signs_in_by_keyboard()
    read = desk.card_with("Read at the desk")

    await desk.opens_home_until(read.is_visible)
    await desk.is_live()
    before = await read.bounding_box()
    await phone.posts(photo, alt="A sun", caption="From the phone")
    await expect(desk.card_with("From the phone")).to_have_count(1)
    await desk.page.wait_for_function("scrollY > 0")
    after = await read.bounding_box()
    assert before
    assert after
    assert abs(after["y"] - before["y"]) <= 1, "what is being read stays under the finger"
    await expect(desk.cards()).to_have_count(2)
    assert phone.complaints + desk.complaints == []


async def test_a_tag_leads_to_everybodys_posts_with_it(newcomer: Newcomer, photo: Path) -> None:
    vera, wim = await newcomer("vera", **DESKTOP), await newcomer("wim", **PHONE)
    for person in (vera, wim):
        await person.signs_up()
        await person.posts(photo, alt=f"By {person.username}", caption="Low tide #mudflats")
        await expect(person.cards().first.get_by_role("img", name=f"By {person.username}")).to_be_visible()
    await wim.page.get_by_role("link", name="#mudflats").first.click()
    heading = wim.page.get_by_role("heading", name="#mudflats")
    await expect(heading).to_be_visible()
    # A photo that is made is under its tag a moment later.
    both = wim.page.get_by_text(words("tags.count", count=2))
    await wim.opens_until("/tags/mudflats", both.is_visible, heading)
    await expect(wim.page.get_by_role("img", name="By vera")).to_be_visible()
    await wim.page.get_by_role("img", name="By vera").click()
    await expect(wim.page.get_by_role("link", name="vera").first).to_be_visible()
    assert vera.complaints + wim.complaints == []


async def test_a_photo_that_was_ready_before_its_card_was_there_is_shown(
    newcomer: Newcomer, photo: Path
) -> None:
    early = await newcomer("early", **PHONE)
    await early.signs_up()

    async def late(route: Route) -> None:
        """The answer of the moment before the photo was made, when that and its message are long past."""
        answer = await route.fetch()
        card = await answer.json()

        async def is_made() -> bool:
            made = await early.page.request.get(f"/v1/media/{card['media'][0]['id']}")
            return (await made.json())["state"] == "ready"

        await until(is_made, "the photo is made")
        media = [
            {"id": one["id"], "kind": "photo", "state": "processing", "alt": one["alt"]}
            for one in card["media"]
        ]
        await route.fulfill(response=answer, json={**card, "media": media})

    is_seen = asyncio.Event()

    async def held(route: Route) -> None:
        await is_seen.wait()
        await route.continue_()

    await early.page.route("**/v1/posts", late)
    await early.page.route("**/v1/media/*", held)
    # The post, which is fetched when a page at home is told that it is out, and home itself have the photo by then.
    for later in ("**/v1/posts/*", "**/v1/timelines/home*"):
        await early.page.route(later, held)
    await early.posts(photo, alt="A sun", caption="Early")
    await expect(early.cards().first.get_by_text(words("photo.processing"))).to_be_visible()
    is_seen.set()
    await expect(early.cards().first.get_by_role("img", name="A sun")).to_be_visible()
    assert early.complaints == []


async def test_feed_by_keyboard_alone(newcomer: Newcomer, photo: Path) -> None:
    cleo = await newcomer("cleo", **DESKTOP)
    await cleo.signs_up()
    for caption in ("First light", "Second light"):
        await cleo.posts(photo, alt="A sun", caption=caption)
        await expect(cleo.cards().first.get_by_role("img", name="A sun")).to_be_visible()
    await cleo.page.context.clear_cookies()
    await cleo.signs_in_by_keyboard()

    async def has_both() -> bool:
        return await cleo.cards().count() == 2

    await cleo.opens_home_until(has_both)
    keys = cleo.page.keyboard
    await keys.press("j")
    await expect(cleo.cards().nth(0)).to_be_focused()
    await keys.press("j")
    await expect(cleo.cards().nth(1)).to_be_focused()
    await keys.press("l")
    like = cleo.cards().nth(1).get_by_role("button", name=words("post.like"), exact=True)
    await expect(like).to_have_attribute("aria-pressed", "true")
    sheet = cleo.page.get_by_role("dialog", name=words("nav.shortcuts"))
    await keys.press("?")
    await expect(sheet).to_be_visible()
    await keys.press("Escape")
    await expect(sheet).to_be_hidden()
    assert cleo.complaints == []


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_every_page_is_for_everyone(
    newcomer: Newcomer, photo: Path, scheme: str, device: dict[str, object]
) -> None:
    dora = await newcomer(
        f"dora_{scheme}_{'phone' if device is PHONE else 'desk'}", color_scheme=scheme, **device
    )
    found: dict[str, list[str]] = {}

    async def looks_at(path: str) -> None:
        await dora.goes_to(path)
        await expect(dora.page.get_by_role("heading").first).to_be_visible()
        found[path] = await dora.problems_for_everyone()

    for path in ("/sign-in", "/sign-up"):
        await looks_at(path)
    await dora.signs_up()
    await dora.posts(photo, alt="A sun", caption="For everyone")
    found["home with a post"] = await dora.problems_for_everyone()
    await (
        dora.card_with("For everyone").get_by_role("link", name=words("post.comments_open", count=0)).click()
    )
    await expect(dora.page.get_by_label(words("comment.add"))).to_be_visible()
    found["post"] = await dora.problems_for_everyone()
    pages = ("/new", "/settings", "/settings/security", "/requests", "/saved", "/tags/boats")
    for path in (f"/@{dora.username}", *pages):
        await looks_at(path)
    assert {path: problems for path, problems in found.items() if problems} == {}
