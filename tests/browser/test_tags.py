"""Hashtags in the browser: the best posts, following one, what trends, and who decides about that."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.person import DESKTOP, PHONE, Person, plain, words
from tests.live_site import LiveSite
from tintype.cli.main import main
from tintype.kernel.ids import shard_of_text

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Newcomer = Callable[..., Awaitable[Person]]


def trends(site: LiveSite, *tags: str) -> None:
    """As the worker notes what many people use: to make so many here would take minutes."""
    with sqlite3.connect(site.data / "tintype.db") as db:
        db.executemany(
            "INSERT INTO tag_trends VALUES (?, ?, 24, 21.5, 2.0, 190.0, ?) ON CONFLICT DO NOTHING",
            [(shard_of_text(tag), tag, time.time_ns() // 1_000) for tag in tags],
        )


async def follows_until_bored(other: Person, site: LiveSite, tag: str, at: str) -> None:
    """Follow the tag whose page is open, find its posts at home, and it among what trends; then no longer."""
    page = other.page
    await other.button(words("tags.follow_label", label=words("tags.follow"), tag=tag)).press("Enter")
    await expect(
        other.button(words("tags.follow_label", label=words("tags.following"), tag=tag))
    ).to_be_visible()
    await other.pictured(f"tag-top-{at}")
    await other.goes_to("/")
    await expect(page.get_by_text(words("why.tag", tag=tag)).first).to_be_visible()
    await other.pictured(f"tag-home-{at}")
    trends(site, tag, "lighthouses", "street")
    await other.goes_to("/search")
    await expect(page.get_by_role("link", name=f"#{tag}")).to_be_visible()
    assert await other.problems_for_everyone() == []
    await other.pictured(f"tag-trends-{at}")
    await other.goes_to("/settings/feed")
    followed = page.get_by_role("region", name=words("tags.followed"))
    await expect(followed.get_by_role("link", name=f"#{tag}")).to_be_visible()
    assert await other.problems_for_everyone() == []
    await other.pictured(f"tag-settings-{at}", whole=True)
    await other.button(words("tags.unfollow_name", tag=tag)).click()
    await expect(followed.get_by_text(words("tags.followed_none"))).to_be_visible()
    wish = page.get_by_role("switch", name=words("discovery.sensitive"))
    await wish.click()
    await expect(wish).to_be_enabled()
    await other.goes_to("/search")
    await page.get_by_text(words("search.tips"), exact=True).click()
    await expect(page.get_by_role("switch", name=words("discovery.sensitive"))).to_be_checked()


@pytest.mark.parametrize(("device", "at"), [(DESKTOP, "desktop"), (PHONE, "phone")], ids=["desktop", "phone"])
async def test_a_hashtag_has_its_best_and_can_be_followed(
    newcomer: Newcomer, site: LiveSite, tmp_path: Path, device: dict[str, Any], at: str
) -> None:
    tag, scheme = f"regatta{at}", "light" if at == "desktop" else "dark"
    one, other = (
        await newcomer(f"sailor_{at}", **DESKTOP),
        await newcomer(f"fan_{at}", color_scheme=scheme, **device),
    )
    await one.signs_up()
    for number, colour in enumerate([(40, 90, 130), (180, 90, 60), (90, 140, 70)]):
        await one.posts(
            plain(tmp_path / f"{number}.png", colour), alt="Sails", caption=f"Boat {number} #{tag}"
        )
    await other.signs_up()
    page = other.page
    shown = page.get_by_role("main").locator("a[href*='/p/']")
    order = page.get_by_role("navigation", name=words("list.order"))

    async def all_there() -> bool:
        return await shown.count() == 3

    await other.opens_until(f"/tags/{tag}", all_there, order)
    oldest = await shown.last.get_attribute("href")
    assert oldest is not None
    liked = await page.evaluate(
        """async id => {
          const { csrf } = await (await fetch('/v1/session')).json()
          return (await fetch(`/v1/posts/${id}/like`, { method: 'PUT', headers: { 'x-csrf-token': csrf } })).ok
        }""",
        oldest.rsplit("/", 1)[1],
    )
    assert liked
    await order.get_by_role("link", name=words("list.top"), exact=True).press("Enter")
    await expect(shown.first).to_have_attribute("href", oldest)
    assert await other.problems_for_everyone() == []
    await follows_until_bored(other, site, tag, f"{at}-{scheme}")
    assert one.complaints + other.complaints == []


async def test_a_moderator_holds_a_hashtag_back(newcomer: Newcomer, site: LiveSite) -> None:
    mona = await newcomer("mona_tags", **PHONE)
    await mona.signs_up()
    command = ["operator", "mona_tags", "--role", "moderator", "--data", str(site.data)]
    assert await asyncio.to_thread(main, command) == 0
    trends(site, "kept_out", "fine")
    await mona.goes_to("/settings")
    await mona.page.get_by_role("link", name=words("settings.trends")).click()
    page = mona.page
    row = page.get_by_role("listitem").filter(has_text="#kept_out")
    await expect(row).to_contain_text(words("review_tags.shown"))
    assert await mona.problems_for_everyone() == []
    await mona.pictured("tag-review")
    await mona.button(words("review_tags.hold_name", tag="kept_out")).press("Enter")
    await expect(row).to_contain_text(words("review_tags.held"))
    await mona.goes_to("/search")
    await expect(page.get_by_role("link", name="#fine")).to_be_visible()
    await expect(page.get_by_role("link", name="#kept_out")).to_have_count(0)
    assert mona.complaints == []
