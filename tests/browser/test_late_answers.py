"""On a slow line: what somebody has done stands, wherever they go, before the server has said so and after."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from tests.browser.patience import SOON_S, answered_late, held_up
from tests.browser.person import DESKTOP, Person, plain, words

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Newcomer = Callable[..., Awaitable[Person]]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return plain(tmp_path / "wall.png", (90, 120, 60))


async def somebody(newcomer: Newcomer, name: str, photo: Path, caption: str) -> tuple[Person, Locator]:
    """At home, with a post of their own that is made."""
    person = await newcomer(name, **DESKTOP)
    await person.signs_up()
    await person.posts(photo, alt="A wall", caption=caption)
    card = await person.finds(caption)
    await person.is_live()
    return person, card


async def goes_by_link(person: Person, key: str) -> None:
    await person.page.get_by_role("link", name=words(key), exact=True).first.click()


async def orders(person: Person) -> tuple[Locator, Locator]:
    """What orders the feed: how it is not, and how it is."""
    latest, ranked = person.button(words("home.latest")), person.button(words("home.ranked"))
    is_latest = await latest.get_attribute("aria-pressed") == "true"
    return (ranked, latest) if is_latest else (latest, ranked)


async def test_a_heart_outlives_a_page_that_was_asked_for_before(newcomer: Newcomer, photo: Path) -> None:
    late, card = await somebody(newcomer, "late_heart", photo, "Pressed at once")
    is_answered, may_come = await answered_late(late.page, "**/v1/timelines/home*")
    like = card.get_by_role("button", name=words("post.like"), exact=True)
    other, _ = await orders(late)
    async with late.page.expect_request("**/v1/timelines/home*"):
        await other.click()
    await is_answered.wait()
    await like.click()
    await late.is_heard()
    async with late.page.expect_response("**/v1/timelines/home*"):
        may_come.set()
    await expect(late.page.get_by_role("feed").first).to_have_attribute("aria-busy", "false")
    await expect(like).to_have_attribute("aria-pressed", "true")
    await expect(card.get_by_role("button", name=words("post.likes_open", "one", count=1))).to_be_visible()
    assert late.complaints == []


async def test_what_is_saved_is_on_the_shelf_of_who_goes_there_at_once(
    newcomer: Newcomer, photo: Path
) -> None:
    late, card = await somebody(newcomer, "late_shelf", photo, "Kept at once")
    is_saved = await held_up(late.page, "**/save")
    await card.get_by_role("button", name=words("post.save"), exact=True).click()
    await goes_by_link(late, "nav.saved")
    await expect(late.page.get_by_role("heading", name=words("nav.saved"), exact=True)).to_be_visible()
    await asyncio.sleep(SOON_S)
    is_saved.set()
    await expect(late.page.get_by_role("main").get_by_role("link", name="A wall")).to_be_visible()
    await expect(late.page.get_by_text(words("saved.empty_title"))).to_have_count(0)
    assert late.complaints == []


async def test_what_is_deleted_is_not_on_the_profile_of_who_goes_there_at_once(
    newcomer: Newcomer, photo: Path
) -> None:
    late, card = await somebody(newcomer, "late_delete", photo, "Gone at once")
    is_gone = await held_up(late.page, "**/v1/posts/*")
    await card.get_by_role("button", name=words("post.menu", name="late_delete")).click()
    await late.page.get_by_role("menuitem", name=words("post.delete"), exact=True).click()
    await expect(card).to_have_count(0)
    await goes_by_link(late, "nav.profile")
    tile = late.page.get_by_role("main").get_by_role("link", name="A wall")
    await expect(tile).to_be_visible()
    await late.sees_the_picture_of(tile)
    is_gone.set()
    await expect(late.page.get_by_text(words("own.deleted")).first).to_be_visible()
    await expect(tile).to_have_count(0)
    assert late.complaints == []


async def test_the_feed_is_ordered_as_was_chosen_last(newcomer: Newcomer, photo: Path) -> None:
    late, _ = await somebody(newcomer, "late_order", photo, "First and last")
    is_told = await held_up(late.page, "**/v1/me/home")
    first, then = await orders(late)
    asked: list[str] = []
    late.page.on("request", lambda each: asked.append(each.url) if each.url.endswith("/v1/me/home") else None)
    await first.click()
    await then.click()
    await expect(then).to_have_attribute("aria-pressed", "true")
    await asyncio.sleep(SOON_S)
    # One wish after the other, so that none overtakes the last.
    assert len(asked) == 1
    async with late.page.expect_response("**/v1/timelines/home*"):
        is_told.set()
    assert len(asked) == 2
    await expect(then).to_have_attribute("aria-pressed", "true")
    assert late.complaints == []


async def test_what_is_written_while_a_comment_is_sent_stays(newcomer: Newcomer, photo: Path) -> None:
    late, card = await somebody(newcomer, "late_words", photo, "Written on")
    await card.get_by_role("link", name=words("post.comments_open", count=0)).click()
    is_sent = await held_up(late.page, "**/comments")
    field = late.page.get_by_label(words("comment.add"))
    await field.fill("The first.")
    await field.press("Enter")
    await field.press_sequentially(" And another")
    is_sent.set()
    await expect(late.page.get_by_text("The first.").first).to_be_visible()
    await expect(field).to_have_value("And another")
    assert late.complaints == []
