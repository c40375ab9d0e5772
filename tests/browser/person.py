"""A person at a browser: what they do is named after what they want, and found by the words they read."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import monotonic
from typing import Any, ClassVar

from PIL import Image
from playwright.async_api import ConsoleMessage, Locator, Page, Request, Response, expect

from tests.architecture.repository import ROOT
from tests.browser.patience import LONG_MS, until

WORDS: dict[str, str | dict[str, str]] = {}
for page in sorted((ROOT / "web/src/lib/i18n").rglob("*.json")):
    WORDS.update(json.loads(page.read_text()))
AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
MOVES_MS = 400
PASSWORD = "a harbour in the morning"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# axe measures skipped content-visibility subtrees wrongly; a transition half done has colours nobody sees for long.
AXE_STYLE = (
    "* { content-visibility: visible !important; transition: none !important; animation: none !important }"
)


def words(key: str, form: str = "other", **values: object) -> str:
    """A sentence of the app in English: what the person sees."""
    found = WORDS[key]
    text = found if isinstance(found, str) else found[form]
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    assert "{" not in text, f"{key} needs a value: {text}"
    return text


def plain(path: Path, colour: tuple[int, int, int]) -> Path:
    """A photo of one colour."""
    Image.new("RGB", (640, 480), colour).save(path)
    return path


class Person:
    """One person in a browser of their own. `complaints` holds what the page said was wrong."""

    # What people have done and the server has not answered yet, of all of them: who goes to a page sees it done.
    _unanswered: ClassVar[dict[Request, Page]] = {}

    def __init__(self, page: Page, username: str) -> None:
        self.username = username
        self.page = page
        self.complaints: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("response", self._answered)
        self.page.on("request", self._asked)
        self.page.on("requestfailed", self._ended)
        # The browser tells no more of what a page that is gone has asked for.
        self.page.on("domcontentloaded", self._left)
        self.page.on("close", self._left)
        self._is_live = False
        self.page.on("websocket", lambda socket: socket.on("framereceived", self._greeted))

    async def goes_to(self, path: str) -> None:
        """By its address, when all that anybody did is done: a page that is left takes what it was sending with it."""
        await self.is_heard()
        self._is_live = False
        if "#" in path:
            # One that differs in what follows it alone would not be loaded anew.
            await self.page.goto("about:blank")
        await self.page.goto(path)

    async def is_heard(self) -> None:
        """The server has answered whatever anybody asked it to do."""

        async def is_answered() -> bool:
            return not self._unanswered

        asked = ", ".join(f"{each.method} {each.url}" for each in self._unanswered)
        await until(is_answered, f"an answer to {asked}")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def field(self, key: str) -> Locator:
        return self.page.get_by_label(words(key), exact=True)

    async def signs_up(self) -> None:
        await self.goes_to("/sign-up")
        await self.field("auth.username").fill(self.username)
        await self.field("auth.name").fill(self.username.title())
        await self.field("auth.email").fill(f"{self.username}@example.org")
        await self.field("auth.password").fill(PASSWORD)
        await self.button(words("auth.sign_up")).click()
        await expect(self.page.get_by_role("navigation", name=words("nav.label")).first).to_be_visible()

    async def signs_in_by_keyboard(self) -> None:
        """Never touches the mouse: the first field has the focus, Enter sends the form."""
        await self.goes_to("/sign-in")
        await expect(self.field("auth.login")).to_be_focused()
        await self.page.keyboard.type(self.username)
        await self.page.keyboard.press("Tab")
        await self.page.keyboard.type(PASSWORD)
        await self.page.keyboard.press("Enter")
        await expect(self.page.get_by_role("navigation", name=words("nav.label")).first).to_be_visible()

    async def follows(self, username: str) -> None:
        await self.goes_to(f"/@{username}")
        label = words("person.follow_label", label=words("person.follow"), name=username)
        # The button says so before the server does.
        async with self.page.expect_response(lambda answer: answer.url.endswith("/follow")) as told:
            await self.button(label).first.click()
        assert (await told.value).ok
        followed = words("person.follow_label", label=words("person.following"), name=username)
        await expect(self.button(followed).first).to_be_visible()

    async def posts(self, photo: Path, *, alt: str, caption: str) -> None:
        """From home to the form and back; the post stands at home before its photo is ready."""
        await self.goes_to("/")
        await self.page.get_by_role("link", name=words("nav.new"), exact=True).first.click()
        await self.fills_in_a_post(photo, alt=alt, caption=caption)

    async def fills_in_a_post(self, photo: Path, *, alt: str, caption: str) -> None:
        """The form of a new post, and home afterwards."""
        await self.page.get_by_label(words("compose.choose"), exact=True).first.set_input_files(photo)
        await self.field("compose.alt").first.fill(alt)
        await self.field("compose.caption").fill(caption)
        await self.button(words("compose.share")).click()
        await expect(self.page.get_by_text(words("compose.published")).first).to_be_visible()
        await expect(self.card_with(caption)).to_be_visible()

    async def opens_home_until(self, holds: Callable[[], Awaitable[bool]]) -> None:
        """Again and again: photos are made in the background, and a count on a card may be a second old."""
        nothing = self.page.get_by_text(words("home.empty_title"))
        await self.opens_until("/", holds, self.cards().first.or_(nothing).first)

    async def opens_until(self, path: str, holds: Callable[[], Awaitable[bool]], first: Locator) -> None:
        """Again and again, each time looked at for longer: some of a page comes after the `first` of it."""
        limit, look_ms = monotonic() + LONG_MS / 1000, 250
        while monotonic() < limit:
            await self.goes_to(path)
            await expect(first).to_be_visible()
            try:
                return await until(holds, f"{path} of {self.username}", within_ms=look_ms)
            except AssertionError:
                look_ms = min(2 * look_ms, 4000)
        raise AssertionError(f"{path} of {self.username} never came to be so")

    async def sees_published(self, post: str) -> None:
        """A post is there for others once its photos are made."""

        async def is_published() -> bool:
            answer = await self.page.request.get(f"/v1/posts/{post}")
            return answer.ok and (await answer.json())["state"] == "published"

        await until(is_published, f"post {post} is published")

    async def finds(self, caption: str) -> Locator:
        """The card of a post, as soon as it stands at home."""
        card = self.card_with(caption)

        await self.opens_home_until(card.is_visible)
        return card

    async def sees_the_picture_of(self, place: Locator) -> None:
        """It has come, before its post is taken away: who asks for it later is told that it is not there."""
        await place.locator("img").first.evaluate("image => image.decode()")

    def cards(self) -> Locator:
        return self.page.get_by_role("article")

    def card_with(self, text: str) -> Locator:
        return self.cards().filter(has_text=text)

    async def is_live(self) -> None:
        """What happens from now on reaches the page that is open."""

        async def is_greeted() -> bool:
            return self._is_live

        await until(is_greeted, f"the line of {self.username} is open")

    async def sees_new_posts(self, count: int) -> None:
        """Without reload: the pill comes by itself."""
        pill = self.button(words("home.new_posts", "one" if count == 1 else "other", count=count))
        await expect(pill).to_be_visible()
        await pill.click()

    async def pictured(self, name: str, *, whole: bool = False) -> None:
        """For whoever wants to look: TINTYPE_PICTURES=folder. What is seen, or the whole length of the page."""
        if folder := os.environ.get("TINTYPE_PICTURES"):
            await self.page.wait_for_timeout(MOVES_MS)
            await self.page.screenshot(path=Path(folder) / f"{name}.png", full_page=whole)

    async def problems_for_everyone(self) -> list[str]:
        """What axe finds on the page as it stands."""
        await self.page.add_style_tag(content=AXE_STYLE)
        await self.page.evaluate(AXE.read_text())
        found = await self.page.evaluate(
            "tags => axe.run(document, { runOnly: tags, resultTypes: ['violations'] })", AXE_TAGS
        )
        return [
            f"{one['id']}: {one['help']} ({one['nodes'][0]['html'][:160]})" for one in found["violations"]
        ]

    def _heard(self, message: ConsoleMessage) -> None:
        # A failed load is told twice; `_answered` knows the address.
        if message.type in {"error", "warning"} and not re.search(r"Failed to load resource", message.text):
            self.complaints.append(f"{message.type}: {message.text}")

    def _asked(self, request: Request) -> None:
        if request.method not in {"GET", "HEAD", "OPTIONS"} and request.resource_type != "ping":
            self._unanswered[request] = self.page

    def _ended(self, request: Request) -> None:
        self._unanswered.pop(request, None)

    def _greeted(self, text: str | bytes) -> None:
        self._is_live = self._is_live or json.loads(text)["type"] == "hello"

    def _left(self, page: Page) -> None:
        for request in [each for each, whose in self._unanswered.items() if whose == page]:
            self._ended(request)

    def _answered(self, response: Response) -> None:
        self._ended(response.request)
        if response.status >= 400:
            self.complaints.append(f"{response.status} {response.request.method} {response.url}")
