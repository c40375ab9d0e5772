"""The editor: what it shows is what the server makes, and everything in it can be done without a mouse."""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from PIL import Image
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.colours import apart
from tests.browser.conftest import FLAGS
from tests.browser.person import DESKTOP, PHONE, Person, words
from tests.media.photos import DATA
from tintype.media.edit import Edit
from tintype.media.made import Wishes
from tintype.media.model import Refusal
from tintype.media.pictures import pixels
from tintype.media.pictures.decode import decode
from tintype.media.pictures.geometry import edited_size
from tintype.media.pictures.looks import looks
from tintype.media.pictures.retouch import shaped
from tintype.media.sniff import HEAD_BYTES, sniff

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Newcomer = Callable[..., Awaitable[Person]]
APART_MAX = 2.0  # mean ΔE: hardly to be seen side by side
REAL = (
    "photos-orientation/Landscape_6.jpg",
    "photos-heic-avif/example.avif",
    "photos-heic-avif/example.heic",
)


def textured() -> Image.Image:
    """A photo of our own: all hues and lights, with some soft grain."""
    hues = Image.merge(
        "HSV",
        (
            Image.linear_gradient("L").rotate(90).resize((1200, 900)),
            Image.effect_noise((300, 225), 40).resize((1200, 900), Image.Resampling.BICUBIC),
            Image.linear_gradient("L").resize((1200, 900)),
        ),
    )
    return hues.convert("RGB")


@pytest.fixture(scope="session")
def photos(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The sample photos that are here, and one that always is."""
    own = tmp_path_factory.mktemp("photos") / "own.jpg"
    textured().save(own, "JPEG", quality=92)
    return [own, *(path for name in REAL if (path := DATA / name).exists())]


async def opened(person: Person, photo: Path) -> Page:
    """A photo in a new post, and its editor."""
    page = person.page
    await person.goes_to("/new")
    await page.get_by_label(words("compose.choose"), exact=True).first.set_input_files(photo)
    await person.button(words("compose.edit")).click()
    await expect(page.get_by_role("radio", name=words("look.plate"))).to_be_attached()
    return page


def canvas(page: Page) -> Locator:
    return page.get_by_label(words("editor.preview")).locator("canvas")


async def seen(page: Page) -> Image.Image:
    """What the preview shows once it has been drawn."""
    data = await canvas(page).evaluate(
        """async canvas => {
            for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
            return canvas.toDataURL('image/png').split(',')[1];
        }"""
    )
    return Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")


def made(photo: Path, edit: Edit | None) -> Image.Image:
    """What the server makes of it, before it is compressed: that alone changes the busiest of these photos by 2.8."""
    data = io.BytesIO(photo.read_bytes())
    sniffed = sniff(data.read(HEAD_BYTES), photo.stat().st_size)
    assert not isinstance(sniffed, Refusal)
    assert sniffed.still
    picture = decode(data, sniffed.still, photo.stat().st_size, Wishes(edit=edit))
    assert not isinstance(picture, Refusal)
    if edit is not None:
        width, height = edited_size(edit, picture.width, picture.height)
        picture = replace(picture, image=shaped(picture.image, edit), width=width, height=height)
    return next(pixels._pyramid(picture, edit))[1]


def wrong(person: Person) -> list[str]:
    """What the page complained of, without the browser's advice about its own drawing, and without files of a photo
    that was made anew after the page had read its address: that one answers no more.
    """
    ignored = re.compile(r"GL Driver Message|^404 GET .*/m/\w+/")
    return [each for each in person.complaints if not ignored.search(each)]


def served(photo: Path, edit: Edit | None) -> Image.Image:
    """The file that people see."""
    outcome = pixels.render(io.BytesIO(photo.read_bytes()), Wishes(edit=edit), lambda _stage: None)
    assert not isinstance(outcome, Refusal)
    (data,) = [each.data for each in outcome.renditions if (each.name, each.type.value) == ("large", "jpeg")]
    return Image.open(io.BytesIO(data)).convert("RGB")


async def slides(page: Page, name: str, value: float) -> None:
    await page.get_by_role("slider", name=words(f"editor.{name}")).fill(str(value))


async def turns_to(page: Page, tab: str) -> None:
    await page.get_by_role("tab", name=words(f"editor.{tab}")).click()


async def test_every_filter_looks_here_as_the_server_makes_it(newcomer: Newcomer, photos: list[Path]) -> None:
    for number, photo in enumerate(photos):
        ana = await newcomer(f"filter_fan_{number}", **DESKTOP)
        await ana.signs_up()
        page = await opened(ana, photo)
        # All of them on one photo, the strongest one of colours and the one without any on each.
        for name in (None, *looks()) if photo == photos[0] else ("harbour", "iron"):
            label = words(f"look.{name}") if name else words("editor.no_filter")
            await page.get_by_role("radio", name=label, exact=True).check(force=True)
            # What a browser cannot open is shown from our own JPEG: then the file is what to compare with.
            server = served if photo.suffix == ".heic" else made
            difference = apart(await seen(page), server(photo, Edit(filter=name) if name else None))
            assert difference <= APART_MAX, f"{photo.name} in {name}: {difference:.2f}"


async def test_tones_and_shapes_look_here_as_the_server_makes_them(
    newcomer: Newcomer, photos: list[Path]
) -> None:
    # Of a HEIC the preview has our JPEG of 1080 pixels only: a part of it is less sharp than the server's (2.9).
    for number, photo in enumerate(each for each in photos if each.suffix != ".heic"):
        ana = await newcomer(f"tone_fan_{number}", **DESKTOP)
        await ana.signs_up()
        page = await opened(ana, photo)
        await page.get_by_role("radio", name=words("look.dusk"), exact=True).check(force=True)
        await slides(page, "strength", 0.6)
        await turns_to(page, "tones")
        mix = {"brightness": 0.25, "contrast": 0.3, "saturation": -0.2, "warmth": 0.4, "fade": 0.2}
        for name, value in {**mix, "vignette": 0.5, "sharpen": 0.2}.items():
            await slides(page, name, value)
        await turns_to(page, "shape")
        await page.get_by_role("radio", name=words("ratio.portrait"), exact=True).check(force=True)
        await slides(page, "straighten", -4.5)
        await ana.button(words("editor.turn")).click()
        await ana.button(words("editor.flip")).click()
        await turns_to(page, "tones")
        picture = await seen(page)
        async with page.expect_request(lambda request: request.method == "PATCH") as asked:
            await ana.button(words("action.save")).click()
        body = (await asked.value).post_data
        edit = msgspec.json.decode(json.dumps(json.loads(body or "{}")["edit"]), type=Edit)
        assert (edit.filter, edit.turns, edit.flip, edit.straighten) == ("dusk", 3, True, 4.5)
        difference = apart(picture, made(photo, edit))
        assert difference <= APART_MAX
        await expect(canvas(page)).to_have_count(0)
        assert wrong(ana) == []


async def test_an_edit_is_in_the_post_and_can_be_taken_back(newcomer: Newcomer, photos: list[Path]) -> None:
    ana = await newcomer("regretful", **DESKTOP)
    await ana.signs_up()
    page = await opened(ana, photos[0])
    await turns_to(page, "shape")
    await page.get_by_role("radio", name=words("ratio.square"), exact=True).check(force=True)
    await ana.button(words("action.save")).click()
    await expect(canvas(page)).to_have_count(0)
    await ana.field("compose.caption").fill("Cut square")
    await ana.button(words("compose.share")).click()
    card = ana.card_with("Cut square")

    async def shape() -> float:
        return await card.locator("picture img").first.evaluate(
            # One that is made anew meanwhile is no picture for a moment.
            "image => image.decode().then(() => image.naturalWidth / image.naturalHeight, () => 0)"
        )

    await expect(card.locator("picture img").first).to_be_visible()
    await ana.opens_home_until(lambda: _is(shape, 1))
    await card.get_by_role("button", name=words("post.menu", name="regretful")).click()
    await page.get_by_role("menuitem", name=words("post.edit")).click()
    await ana.button(words("compose.edit")).click()
    await expect(page.get_by_role("radio", name=words("look.plate"))).to_be_attached()
    await ana.button(words("editor.revert")).click()
    editor = page.get_by_role("dialog", name=words("editor.title"))
    await editor.get_by_role("button", name=words("action.save"), exact=True).click()
    await expect(page.get_by_text(words("compose.edited")).first).to_be_visible()
    await ana.opens_home_until(lambda: _is(shape, 4 / 3))
    assert wrong(ana) == []


async def _is(shape: Callable[[], Awaitable[float]], wanted: float) -> bool:
    return abs(await shape() - wanted) < 0.01


async def test_a_photo_is_edited_without_a_mouse(newcomer: Newcomer, photos: list[Path]) -> None:
    ana = await newcomer("keys_only", **DESKTOP)
    await ana.signs_up()
    page = await opened(ana, photos[0])
    keys = page.keyboard
    first = await seen(page)
    await page.get_by_role("radio", name=words("editor.no_filter")).focus()
    await keys.press("ArrowRight")
    await expect(page.get_by_role("radio", name=words("look.noon"))).to_be_checked()
    assert apart(await seen(page), first) > 1
    await page.get_by_role("tab", name=words("editor.filters")).focus()
    await keys.press("ArrowRight")
    await expect(page.get_by_role("tab", name=words("editor.tones"))).to_be_focused()
    await keys.press("Tab")
    await expect(page.get_by_role("slider", name=words("editor.brightness"))).to_be_focused()
    for _ in range(5):
        await keys.press("ArrowRight")
    await expect(page.get_by_role("slider", name=words("editor.brightness"))).to_have_value("0.05")
    await page.get_by_role("tab", name=words("editor.tones")).focus()
    await keys.press("ArrowRight")
    corner = page.get_by_role("button", name=words("editor.corner_se"))
    await corner.focus()
    await keys.press("Shift+ArrowLeft")
    await keys.press("Shift+ArrowUp")
    await page.get_by_role("button", name=words("editor.move")).focus()
    await keys.press("ArrowRight")
    await page.get_by_role("tab", name=words("editor.shape")).focus()
    await keys.press("ArrowRight")
    width, height = (await seen(page)).size
    assert (width, height) == (1080, 810), "nine tenths of 1200 × 900"
    for _ in range(9):
        await keys.press("Control+z")
    await expect(ana.button(words("editor.undo"))).to_be_disabled()
    assert apart(await seen(page), first) == 0
    await keys.press("Control+Shift+z")
    await expect(page.get_by_role("radio", name=words("look.noon"))).to_be_checked()
    compare = ana.button(words("editor.compare"))
    await compare.focus()
    await keys.down("Space")
    assert apart(await seen(page), first) == 0
    await keys.up("Space")
    assert apart(await seen(page), first) > 1


@pytest.mark.parametrize(
    ("device", "scheme"), [(PHONE, "dark"), (DESKTOP, "light")], ids=["phone", "desktop"]
)
async def test_the_editor_is_for_everyone(
    newcomer: Newcomer, photos: list[Path], device: dict[str, object], scheme: str
) -> None:
    ana = await newcomer(f"all_{scheme}_{device['viewport']['width']}", color_scheme=scheme, **device)
    await ana.signs_up()
    page = await opened(ana, photos[0])
    for tab in ("filters", "tones", "shape"):
        await turns_to(page, tab)
        assert await ana.problems_for_everyone() == []
        small = await page.locator("dialog[open] :is(button, input[type=range])").evaluate_all(
            "all => all.filter(one => one.getBoundingClientRect().height < 31.9).map(one => one.outerHTML)"
        )
        assert small == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.fixture
async def plain_browser(browser: Browser, chromium: str) -> AsyncIterator[Browser]:
    """One that has no graphics processor to give."""
    started = await browser.browser_type.launch(
        executable_path=chromium, chromium_sandbox=False, args=[*FLAGS, "--disable-3d-apis"]
    )
    yield started
    await started.close()


async def test_without_a_graphics_processor_it_looks_the_same(
    plain_browser: Browser, site, photos: list[Path]
) -> None:
    context = await plain_browser.new_context(base_url=site.url, locale="en-GB", **DESKTOP)
    ana = Person(await context.new_page(), "plain_pixels")
    await ana.signs_up()
    page = await opened(ana, photos[0])
    await page.get_by_role("radio", name=words("look.ember"), exact=True).check(force=True)
    await turns_to(page, "tones")
    await slides(page, "vignette", 0.6)
    picture = await seen(page)
    assert max(picture.size) == 480
    whole = made(photos[0], Edit(filter="ember", vignette=0.6))
    assert apart(picture, whole.resize(picture.size, Image.Resampling.LANCZOS)) <= APART_MAX
