"""What people see of a video: where its player is, whether it plays, and how a browser is watched meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from tests.browser.patience import LONG_MS, until
from tests.browser.person import Person, words

CAPTION = "The bar wanders"

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
PLAYS = "(video, after) => !video.paused && video.currentTime > after"
QUIET_S = 0.7


async def posts_a_video(person: Person, clip: Path, caption: str = CAPTION) -> Locator:
    """The card at home, once there is something to play, and it is there for whoever opens home anew as well."""
    await person.posts(clip, alt="A white bar", caption=caption)
    card = person.card_with(caption)
    await expect(player_in(card)).to_be_visible(timeout=LONG_MS)

    async def is_at_home() -> bool:
        return caption in await (await person.page.request.get("/v1/timelines/home")).text()

    await until(is_at_home, f"{caption} is at home")
    return card


def player_in(card: Locator) -> Locator:
    return card.get_by_role("group", name=words("video.player"))


async def plays(card: Locator, after: float = 0.3) -> None:
    # Asked of the one that is there now: a card may put another in its place.
    await until(lambda: card.locator("video").evaluate(PLAYS, after), "the video plays")


async def stays_still(card: Locator) -> None:
    """For a while nothing begins by itself."""
    await asyncio.sleep(QUIET_S)
    assert await is_paused(card)


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
