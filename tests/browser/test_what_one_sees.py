"""What somebody looks at is reported once it was looked at; what they do not want goes at once, and comes back."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Request, expect

from tests.browser.patience import until
from tests.browser.person import DESKTOP, PHONE, Person, plain, words

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Newcomer = Callable[..., Awaitable[Person]]


class Told:
    """What a page has reported, as (kind, post)."""

    def __init__(self, person: Person) -> None:
        self.items: list[dict[str, Any]] = []
        person.page.on("request", self._asked)

    def _asked(self, request: Request) -> None:
        if request.url.endswith("/v1/impressions"):
            self.items += json.loads(request.post_data or "{}")["items"]

    async def comes(self, kind: str, post: str) -> None:
        async def is_told() -> bool:
            return (kind, post) in [(one["kind"], one["post_id"]) for one in self.items]

        await until(is_told, f"{kind} of {post} is reported")


async def two_who_know_each_other(newcomer: Newcomer, names: tuple[str, str], **options: Any) -> list[Person]:
    author, reader = [await newcomer(name, **options) for name in names]
    for person in (author, reader):
        await person.signs_up()
    await reader.follows(names[0])
    return [author, reader]


async def id_of(person: Person, caption: str) -> str:
    found = await person.card_with(caption).get_attribute("data-post")
    assert found
    return found


async def chooses(person: Person, caption: str, whose: str, choice: str) -> None:
    """One entry of the menu of a card."""
    await person.card_with(caption).get_by_role("button", name=words("post.menu", name=whose)).click()
    await person.page.get_by_role("menuitem", name=choice, exact=True).click()


async def test_what_is_looked_at_is_reported_and_orders_nothing_by_itself(
    newcomer: Newcomer, tmp_path: Path
) -> None:
    ulla, vito = await two_who_know_each_other(newcomer, ("ulla_looks", "vito_looks"), **DESKTOP)
    await ulla.posts(plain(tmp_path / "one.png", (90, 120, 60)), alt="a meadow", caption="Meadow to look at")
    told = Told(vito)
    await vito.finds("Meadow to look at")
    post = await id_of(vito, "Meadow to look at")
    await told.comes("seen", post)
    await vito.card_with("Meadow to look at").get_by_role("link", name="ulla_looks", exact=True).first.click()
    await told.comes("profile", post)
    await told.comes("dwell", post)
    assert all(one["ms"] >= 1_000 for one in told.items if one["kind"] == "dwell")
    # Once, however long it stands there.
    assert [one["kind"] for one in told.items if one["post_id"] == post].count("seen") == 1
    assert vito.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_not_interested_and_less_of_somebody(newcomer: Newcomer, tmp_path: Path, scheme: str) -> None:
    device = PHONE if scheme == "dark" else DESKTOP
    names = (f"wanda_{scheme}_w", f"xeno_{scheme}_w")
    wanda, xeno = await two_who_know_each_other(newcomer, names, **device, color_scheme=scheme)
    for caption, colour in (("First wall", (120, 60, 60)), ("Second wall", (60, 60, 120))):
        await wanda.posts(plain(tmp_path / f"{caption}.png", colour), alt="a wall", caption=caption)
    await xeno.finds("First wall")
    await xeno.finds("Second wall")
    await expect(xeno.card_with("First wall")).to_be_visible()

    await xeno.card_with("First wall").get_by_role("button", name=words("post.menu", name=names[0])).click()
    await xeno.pictured(f"sees-menu-{scheme}")
    assert await xeno.problems_for_everyone() == []
    await xeno.page.get_by_role("menuitem", name=words("feed.unwanted"), exact=True).click()
    await expect(xeno.card_with("First wall")).to_have_count(0)
    await expect(xeno.card_with("Second wall")).to_be_focused()
    await expect(xeno.page.get_by_text(words("feed.hidden")).first).to_be_visible()
    await xeno.button(words("feed.undo")).click()
    await expect(xeno.card_with("First wall")).to_be_visible()
    await chooses(xeno, "First wall", names[0], words("feed.unwanted"))
    await expect(xeno.card_with("First wall")).to_have_count(0)
    await xeno.goes_to("/")
    await expect(xeno.card_with("Second wall")).to_be_visible()
    await expect(xeno.card_with("First wall")).to_have_count(0)

    await chooses(xeno, "Second wall", names[0], words("feed.show_less", name=names[0]))
    await expect(xeno.card_with("Second wall")).to_have_count(0)
    await xeno.goes_to("/settings/feed")
    await expect(xeno.page.get_by_text(words("feed.wish_less"))).to_be_visible()
    await expect(xeno.page.get_by_text(words("feed.hidden_count", "one", count=1))).to_be_visible()
    await xeno.pictured(f"sees-settings-{scheme}", whole=True)
    assert await xeno.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert await xeno.problems_for_everyone() == []
    await xeno.button(words("feed.take_back_name", name=names[0])).click()
    await expect(xeno.page.get_by_text(words("feed.wished_none"))).to_be_visible()
    await xeno.button(words("feed.show_hidden")).click()
    await expect(xeno.button(words("feed.show_hidden"))).to_have_count(0)
    await xeno.finds("First wall")
    assert xeno.complaints == []


async def test_whoever_turns_it_off_reports_nothing(newcomer: Newcomer, tmp_path: Path) -> None:
    yngve, zita = await two_who_know_each_other(newcomer, ("yngve_off", "zita_off"), **DESKTOP)
    await yngve.posts(plain(tmp_path / "one.png", (90, 90, 30)), alt="a field", caption="Field in August")
    await zita.finds("Field in August")
    await zita.goes_to("/settings/feed")
    switch = zita.page.get_by_role("switch", name=words("feed.personal"))
    await expect(switch).to_be_checked()
    async with zita.page.expect_response(lambda answer: answer.url.endswith("/v1/me/signals")) as answer:
        await switch.uncheck()
    assert (await answer.value).ok
    told = Told(zita)
    async with zita.page.expect_response(lambda answer: answer.url.endswith("/v1/me/signals")):
        # The page asks before it sends what it has seen: this is the answer.
        await zita.goes_to("/")
    await expect(zita.card_with("Field in August")).to_be_visible()
    await zita.goes_to("/settings/feed")
    await expect(switch).not_to_be_checked()
    assert told.items == []
    assert zita.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_what_was_seen_can_be_hidden(newcomer: Newcomer, tmp_path: Path, scheme: str) -> None:
    device = PHONE if scheme == "light" else DESKTOP
    names = (f"yara_{scheme}_h", f"zeno_{scheme}_h")
    yara, zeno = await two_who_know_each_other(newcomer, names, **device, color_scheme=scheme)
    await yara.posts(plain(tmp_path / "old.png", (120, 60, 60)), alt="a wall", caption="Seen wall")
    told = Told(zeno)
    await zeno.finds("Seen wall")
    await told.comes("seen", await id_of(zeno, "Seen wall"))

    await zeno.opens_home_until(zeno.page.get_by_text(words("home.seen_text")).is_visible)
    await zeno.pictured(f"seen-mark-{scheme}")
    assert await zeno.problems_for_everyone() == []
    await zeno.page.get_by_role("button", name=words("home.seen_hide")).click()
    await expect(zeno.page.get_by_text(words("home.hidden", "one", count=1))).to_be_visible()
    await expect(zeno.card_with("Seen wall")).to_have_count(0)
    await zeno.pictured(f"seen-hidden-{scheme}")
    assert await zeno.problems_for_everyone() == []
    await zeno.page.get_by_role("button", name=words("home.seen_show")).click()
    await expect(zeno.card_with("Seen wall")).to_be_visible()
    assert zeno.complaints == []
