"""Videos in a card play by themselves where that is wanted, one at a time, and nothing moves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import expect

from tests.browser.patience import LONG_MS
from tests.browser.person import DESKTOP, PHONE, Person, words
from tests.browser.watching import (
    CAPTION,
    NO_NATIVE,
    WATCHED,
    is_paused,
    large_scripts,
    plays,
    posts_a_video,
    stands_still,
    stays_still,
)
from tests.media import photos

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Newcomer = Callable[..., Awaitable[Person]]
REAL = photos.DATA / "videos-real" / "bottle-detection.mp4"


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
    await plays(card)
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
    await plays(card, after=1)
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
    # One of them begins by itself: from then on only a person changes what plays.
    await ana.page.wait_for_function(
        "() => [...document.querySelectorAll('video')].some(video => !video.paused)"
    )
    for _ in range(2):
        for pressed, other in ((first, second), (second, first)):
            if await is_paused(pressed):
                await pressed.get_by_role("button", name=words("video.play")).first.click()
            await plays(pressed, after=0.1)
            assert await is_paused(other)
    assert await ana.page.evaluate("most") == 1
    assert ana.complaints == []


async def test_dialog_and_scrolling_away_pause_it(newcomer: Newcomer, clip: Path) -> None:
    ana = await newcomer("covered", viewport={"width": 1280, "height": 700})
    await ana.signs_up()
    for caption in ("Below", "Above"):
        card = await posts_a_video(ana, clip, caption)
    await plays(card)
    await ana.page.keyboard.press("?")
    await expect(ana.page.get_by_role("dialog")).to_be_visible()
    await stands_still(card)
    await ana.page.keyboard.press("Escape")
    await plays(card)
    await ana.card_with("Below").scroll_into_view_if_needed()
    await ana.page.mouse.wheel(0, 2000)
    await plays(ana.card_with("Below"))
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
    await expect(card.get_by_role("img").first).to_be_visible(timeout=LONG_MS)
    await card.get_by_role("button", name=words("carousel.next")).click()
    await plays(card)
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
    await stays_still(card)
    assert await card.locator("video").evaluate("video => video.currentSrc") == "", "nothing was fetched"
    await card.get_by_role("button", name=words("video.play")).first.click()
    await plays(card)
    assert ana.complaints == []
