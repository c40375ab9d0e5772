"""A video in a card, on its page and in the composer: it plays, one at a time, for the keyboard and for everyone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Locator, Page, expect

from tests.browser.person import Person, words
from tests.browser.test_main_journey import DESKTOP, PHONE
from tests.media import films, photos

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Newcomer = Callable[..., Awaitable[Person]]
REAL = photos.DATA / "videos-real" / "bottle-detection.mp4"
CAPTION = "The bar wanders"
VTT = b"WEBVTT\n\n00:00.000 --> 00:30.000\n<v Ana>Look &amp; see\n"

# Browsers without HLS of their own: all but Safari, and Chromium before 142.
NO_NATIVE = """
  const ask = HTMLMediaElement.prototype.canPlayType;
  HTMLMediaElement.prototype.canPlayType = function (type) {
    return /mpegurl/i.test(type) ? '' : ask.call(this, type);
  };
"""
# Looks at every frame how many videos are playing, and adds up how much cards have moved.
WATCHED = """
  window.most = 0; window.moved = 0;
  const look = () => {
    window.most = Math.max(window.most, [...document.querySelectorAll('video')].filter((v) => !v.paused).length);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  new PerformanceObserver((all) => {
    const inCard = ({ node }) => (node?.parentElement ?? node)?.closest?.('article');
    for (const one of all.getEntries()) if (one.sources.some(inCard)) window.moved += one.value;
  }).observe({ type: 'layout-shift', buffered: true });
"""
PLAYS = "([video, after]) => !video.paused && video.currentTime > after"


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("films") / "bar.mp4"
    path.write_bytes(films.film(seconds=12, size=(640, 360), rate=15))
    return path


async def posts_a_video(person: Person, clip: Path, caption: str = CAPTION) -> Locator:
    """The card at home, once there is something to play."""
    await person.posts(clip, alt="A white bar", caption=caption)
    card = person.card_with(caption)
    await expect(player_in(card)).to_be_visible(timeout=60_000)
    return card


def player_in(card: Locator) -> Locator:
    return card.get_by_role("group", name=words("video.player"))


async def plays(page: Page, card: Locator, after: float = 0.3) -> None:
    video = await card.locator("video").element_handle()
    await page.wait_for_function(PLAYS, arg=[video, after], timeout=20_000)


async def is_paused(card: Locator) -> bool:
    return await card.locator("video").evaluate("video => video.paused")


async def stands_still(card: Locator) -> None:
    await expect(card.get_by_role("button", name=words("video.play")).first).to_be_visible()
    assert await is_paused(card)


def large_scripts(page: Page) -> Awaitable[list[str]]:
    """hls.js is the one script of this size."""
    return page.evaluate(
        "performance.getEntriesByType('resource').filter(one => one.name.endsWith('.js')"
        " && one.decodedBodySize > 250_000).map(one => one.name)"
    )


@pytest.mark.parametrize("how", ["hls.js", "native"])
async def test_video_plays_silently_by_itself_and_nothing_moves(
    newcomer: Newcomer, clip: Path, how: str
) -> None:
    native = how == "native"
    ana = await newcomer(f"film_{'own' if native else 'js'}", **DESKTOP)
    if not native:
        await ana.page.context.add_init_script(NO_NATIVE)
    await ana.signs_up()
    if native and not await ana.page.evaluate(
        "document.createElement('video').canPlayType('application/vnd.apple.mpegurl')"
    ):
        pytest.skip("this browser knows no HLS of its own")
    await posts_a_video(ana, clip)
    await ana.page.add_init_script(WATCHED)
    await ana.goes_to("/")
    card = ana.card_with(CAPTION)
    await plays(ana.page, card)
    video = card.locator("video")
    assert await video.evaluate("video => [video.muted, video.videoWidth > 0]") == [True, True]
    assert (await video.evaluate("video => video.currentSrc")).startswith("blob:") is not native
    assert len(await large_scripts(ana.page)) == (0 if native else 1), "hls.js comes where it is needed only"
    assert await ana.page.evaluate("moved") == 0
    assert ana.complaints == []


@pytest.mark.skipif(not REAL.exists(), reason="the real film is missing: shared/data/videos-real")
async def test_real_film_plays(newcomer: Newcomer) -> None:
    ana = await newcomer("bottles", **PHONE)
    await ana.page.context.add_init_script(NO_NATIVE)
    await ana.signs_up()
    card = await posts_a_video(ana, REAL, "Bottles on a belt")
    await plays(ana.page, card, after=1)
    await expect(card.get_by_role("button", name=words("video.mute"))).to_have_count(0)  # It has no sound.
    assert ana.complaints == []


async def test_two_videos_never_play_together(newcomer: Newcomer, clip: Path) -> None:
    ana = await newcomer("pair", viewport={"width": 1280, "height": 1400})
    await ana.signs_up()
    for caption in ("The first film", "The second film"):
        await posts_a_video(ana, clip, caption)
    await ana.page.add_init_script(WATCHED)
    await ana.goes_to("/")
    first, second = ana.card_with("The first film"), ana.card_with("The second film")
    for _ in range(2):
        for pressed, other in ((first, second), (second, first)):
            if await is_paused(pressed):
                await pressed.get_by_role("button", name=words("video.play")).first.click()
            await plays(ana.page, pressed, after=0.1)
            assert await is_paused(other)
    assert await ana.page.evaluate("most") == 1
    assert ana.complaints == []


async def test_dialog_and_scrolling_away_pause_it(newcomer: Newcomer, clip: Path) -> None:
    ana = await newcomer("covered", viewport={"width": 1280, "height": 700})
    await ana.signs_up()
    for caption in ("Below", "Above"):
        card = await posts_a_video(ana, clip, caption)
    await plays(ana.page, card)
    await ana.page.keyboard.press("?")
    await expect(ana.page.get_by_role("dialog")).to_be_visible()
    await stands_still(card)
    await ana.page.keyboard.press("Escape")
    await plays(ana.page, card)
    await ana.card_with("Below").scroll_into_view_if_needed()
    await ana.page.mouse.wheel(0, 2000)
    await plays(ana.page, ana.card_with("Below"))
    assert await is_paused(card)
    assert ana.complaints == []


async def test_video_pauses_when_its_slide_leaves(newcomer: Newcomer, clip: Path, tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    Image.new("RGB", (640, 360), (60, 110, 160)).save(photo)
    ana = await newcomer("slides", **DESKTOP)
    await ana.signs_up()
    await ana.goes_to("/new")
    await ana.page.get_by_label(words("compose.choose"), exact=True).first.set_input_files([photo, clip])
    await ana.field("compose.caption").fill(CAPTION)
    await ana.button(words("compose.share")).click()
    card = ana.card_with(CAPTION)
    await expect(card.get_by_role("img").first).to_be_visible(timeout=60_000)
    await card.get_by_role("button", name=words("carousel.next")).click()
    await plays(ana.page, card)
    await card.get_by_role("button", name=words("carousel.previous")).click()
    await ana.page.wait_for_function(
        "video => video.paused", arg=await card.locator("video").element_handle()
    )
    assert ana.complaints == []


@pytest.mark.parametrize("why", ["reduced motion", "switched off"])
async def test_nothing_begins_by_itself_for_who_does_not_want_it(
    newcomer: Newcomer, clip: Path, why: str
) -> None:
    options = {"reduced_motion": "reduce"} if why == "reduced motion" else {}
    ana = await newcomer(f"calm_{len(why)}", **DESKTOP, **options)
    await ana.signs_up()
    if why == "switched off":
        await ana.goes_to("/settings/appearance")
        switch = ana.page.get_by_role("switch", name=words("settings.autoplay"))
        await switch.uncheck()
    card = await posts_a_video(ana, clip)
    await ana.goes_to("/")
    await stands_still(card)
    await ana.page.wait_for_timeout(700)
    assert await is_paused(card)
    assert await card.locator("video").evaluate("video => video.currentSrc") == "", "nothing was fetched"
    await card.get_by_role("button", name=words("video.play")).first.click()
    await plays(ana.page, card)
    assert ana.complaints == []


async def test_player_by_keyboard_alone(newcomer: Newcomer, clip: Path) -> None:
    ana = await newcomer("keys", **DESKTOP, reduced_motion="reduce")
    await ana.signs_up()
    card = await posts_a_video(ana, clip)
    await ana.goes_to("/")
    press, video = ana.page.keyboard.press, card.locator("video")

    async def is_at(seconds: float) -> None:
        where = [await video.element_handle(), seconds]
        await ana.page.wait_for_function("([video, at]) => Math.abs(video.currentTime - at) < 0.3", arg=where)

    play = card.get_by_role("button", name=words("video.play")).first
    await expect(play).to_be_visible()
    for _ in range(30):
        await press("Tab")
        if await play.evaluate("button => button === document.activeElement"):
            break
    await press("Enter")
    await plays(ana.page, card, after=0)
    await press("k")
    await expect(play).to_be_visible()
    assert await is_paused(card)
    await press("5")
    await is_at(6)
    await press("ArrowRight")
    await is_at(11)
    await press("j")
    await press("j")
    await is_at(1)
    place = card.get_by_role("slider", name=words("video.place"))
    await expect(place).to_have_attribute("aria-valuetext", "1 second of 12 seconds")
    await press("m")
    assert await video.evaluate("video => video.muted") is False
    await press("m")
    assert await video.evaluate("video => video.muted") is True
    await press("f")
    await ana.page.wait_for_function("document.fullscreenElement !== null")
    await press("f")
    await ana.page.wait_for_function("document.fullscreenElement === null")
    await press("l")
    like = card.get_by_role("button", name=words("post.like"), exact=True)
    await expect(like).to_have_attribute("aria-pressed", "false")
    await press("Home")
    await is_at(0)
    assert ana.complaints == []


async def test_captions_are_brought_shown_and_chosen(newcomer: Newcomer, clip: Path) -> None:
    ana = await newcomer("words", **DESKTOP)
    await ana.signs_up()
    await ana.goes_to("/new")
    await ana.page.get_by_label(words("compose.choose"), exact=True).first.set_input_files(clip)
    await ana.field("compose.alt").fill("A white bar")
    file = {"name": "bar.en.vtt", "mimeType": "text/vtt", "buffer": VTT}
    await ana.page.get_by_label(words("captions.choose")).set_input_files(file)  # type: ignore[arg-type]
    await expect(ana.field("captions.label")).to_have_value("English")
    await ana.button(words("captions.send")).click()
    await expect(ana.button(words("captions.remove", label="English"))).to_be_visible(timeout=60_000)
    await ana.field("compose.caption").fill(CAPTION)
    await ana.button(words("compose.share")).click()
    card = ana.card_with(CAPTION)
    await plays(ana.page, card)
    # Silent, and in a language of hers: without being asked.
    said = card.get_by_text("Look & see", exact=True)
    await expect(said).to_be_visible()
    await card.hover()
    await card.get_by_role("button", name=words("video.captions")).click()
    await ana.page.get_by_role("menuitemradio", name=words("video.captions_off")).click()
    await expect(said).to_be_hidden()
    await card.hover()
    await card.get_by_role("button", name=words("video.captions")).click()
    await ana.page.get_by_role("menuitemradio", name="English").click()
    await expect(said).to_be_visible()
    assert ana.complaints == []


async def test_a_quality_is_chosen_and_it_plays_on(newcomer: Newcomer, tmp_path: Path) -> None:
    path = tmp_path / "large.mp4"
    path.write_bytes(films.film(seconds=12, size=(1280, 720), rate=10))
    ana = await newcomer("sharp", **DESKTOP)
    await ana.signs_up()
    card = await posts_a_video(ana, path)
    await plays(ana.page, card)
    # A narrow card is content with the smallest; the larger one is made behind it.
    sharp = ana.page.get_by_role("menuitemradio", name="720p")
    for _ in range(60):
        await ana.goes_to("/")
        await plays(ana.page, card, after=0)
        await card.hover()
        await card.get_by_role("button", name=words("video.tuning")).click()
        await expect(ana.page.get_by_role("menuitemradio", name="360p")).to_be_visible()
        if await sharp.count():
            break
        await ana.page.wait_for_timeout(300)
    await sharp.click()
    video = await card.locator("video").element_handle()
    await ana.page.wait_for_function(
        "video => !video.paused && Math.min(video.videoWidth, video.videoHeight) === 720", arg=video
    )
    assert ana.complaints == []


async def test_tile_moves_while_the_mouse_rests_on_it(newcomer: Newcomer, clip: Path) -> None:
    ana = await newcomer("tiles", **DESKTOP)
    await ana.signs_up()
    await posts_a_video(ana, clip)
    await ana.goes_to("/@tiles")
    tile = ana.page.get_by_role("main").get_by_role("listitem").filter(has_text="0:12")
    await tile.hover()
    await plays(ana.page, tile, after=0)
    assert (await tile.locator("video").evaluate("video => video.currentSrc")).endswith("/preview.mp4")
    await ana.page.mouse.move(5, 5)
    await expect(tile.locator("video")).to_have_count(0)
    assert ana.complaints == []


async def test_service_worker_keeps_nothing_of_a_video_and_leaves_parts_to_the_server(
    newcomer: Newcomer, clip: Path
) -> None:
    ana = await newcomer("parts", **DESKTOP)
    await ana.signs_up()
    card = await posts_a_video(ana, clip)
    await ana.page.evaluate("navigator.serviceWorker.ready")
    await ana.goes_to("/")
    await plays(ana.page, card)
    kept = await ana.page.evaluate(
        "async () => (await Promise.all((await caches.keys()).map(async name =>"
        " (await (await caches.open(name)).keys()).map(one => new URL(one.url).pathname)))).flat()"
    )
    assert kept, "the app itself is kept"
    assert [path for path in kept if path.startswith(("/m/", "/v1/"))] == []
    part = await ana.page.evaluate(
        """async () => {
          const all = performance.getEntriesByType('resource').map((one) => one.name);
          const preview = all.find((name) => name.includes('/m/'));
          const answer = await fetch(preview, { headers: { Range: 'bytes=0-9' }, cache: 'no-store' });
          return [answer.status, (await answer.arrayBuffer()).byteLength];
        }"""
    )
    assert part == [206, 10]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_videos_are_for_everyone(
    newcomer: Newcomer, clip: Path, scheme: str, device: dict[str, object]
) -> None:
    name = f"all_{scheme}_{'phone' if device is PHONE else 'desk'}"
    ana = await newcomer(name, color_scheme=scheme, reduced_motion="reduce", **device)
    await ana.signs_up()
    found: dict[str, list[str]] = {}
    card = await posts_a_video(ana, clip)
    found["card"] = await ana.problems_for_everyone()
    await card.get_by_role("button", name=words("video.play")).first.click()
    await plays(ana.page, card)
    await ana.page.keyboard.press("Tab")
    await expect(card.get_by_role("slider", name=words("video.place"))).to_be_visible()
    await card.get_by_role("button", name=words("video.tuning")).press("Enter")
    await expect(ana.page.get_by_role("menuitemradio", name=words("video.quality_auto"))).to_be_focused()
    found["menu"] = await ana.problems_for_everyone()
    await ana.page.keyboard.press("Escape")
    await card.get_by_role("link", name=words("post.comments_open", count=0)).click()
    await expect(ana.page.get_by_label(words("comment.add"))).to_be_visible()
    found["post"] = await ana.problems_for_everyone()
    await ana.goes_to(f"/@{name}")
    await expect(ana.page.get_by_text("0:12")).to_be_visible()
    found["grid"] = await ana.problems_for_everyone()
    await ana.goes_to("/new")
    await ana.page.get_by_label(words("compose.choose"), exact=True).first.set_input_files(clip)
    file = {"name": "bar.en.vtt", "mimeType": "text/vtt", "buffer": VTT}
    await ana.page.get_by_label(words("captions.choose")).set_input_files(file)  # type: ignore[arg-type]
    found["composer"] = await ana.problems_for_everyone()
    assert {place: problems for place, problems in found.items() if problems} == {}
