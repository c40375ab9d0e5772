"""The player by keyboard, its captions and qualities, tiles that move, and all of it for everyone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.patience import LONG_MS, until
from tests.browser.person import DESKTOP, PHONE, Person, words
from tests.browser.watching import (
    CAPTION,
    is_paused,
    plays,
    posts_a_video,
)
from tests.media import films

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Newcomer = Callable[..., Awaitable[Person]]
REST_S = 0.5  # How long a mouse rests on a tile before it moves, and then some.
VTT = b"WEBVTT\n\n00:00.000 --> 00:30.000\n<v Ana>Look &amp; see\n"


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
    await plays(card, after=0)
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
    await until(lambda: video.evaluate("video => !video.muted"), "the video is heard")
    await press("m")
    await until(lambda: video.evaluate("video => video.muted"), "the video is silent again")
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
    await expect(ana.button(words("captions.remove", label="English"))).to_be_visible(timeout=LONG_MS)
    await ana.field("compose.caption").fill(CAPTION)
    await ana.button(words("compose.share")).click()
    card = ana.card_with(CAPTION)
    await plays(card)
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
    await plays(card)
    # A narrow card is content with the smallest; the larger one is made behind it.
    sharp = ana.page.get_by_role("menuitemradio", name="720p")

    async def is_offered() -> bool:
        await ana.goes_to("/")
        await plays(card, after=0)
        await card.hover()
        await card.get_by_role("button", name=words("video.tuning")).click()
        await expect(ana.page.get_by_role("menuitemradio", name="360p")).to_be_visible()
        return await sharp.is_visible()

    await until(is_offered, "720p is offered", within_ms=LONG_MS)
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

    async def moves() -> bool:
        # A list that is read again while the mouse is on it may take the tile from under it.
        await ana.page.mouse.move(5, 5)
        await tile.hover()
        await asyncio.sleep(REST_S)
        return await tile.locator("video").is_visible()

    await until(moves, "the tile moves")
    await plays(tile, after=0)
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
    await plays(card)
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
    await plays(card)
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
