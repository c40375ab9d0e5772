"""Twenty photos on a slow line that breaks: what has arrived is not sent again, and the post comes out whole."""

from __future__ import annotations

import asyncio
import os
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import CDPSession, Page, Request, Route, expect

from tests.browser.conftest import Newcomer
from tests.browser.patience import LONG_MS, until
from tests.browser.person import DESKTOP, PHONE, Person, words
from tests.browser.watching import QUIET_S
from tests.pictures import picture

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHOTOS = 20
PART_BYTES = 8 << 20
LONG_BYTES = 2 * PART_BYTES + 1_000_000
BYTES_PER_S = 3_000_000
CRAWL_BYTES_PER_S = 200_000  # A minute and a half for the long one: time to press what is there meanwhile.
LINES = 4  # web/src/lib/api/upload.ts
BEFORE_THE_BREAK = 8
PART = re.compile(r"[?&]partNumber=")


class Wire:
    """What goes out of a page to the store: each part as (upload, number)."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.began: list[tuple[str, str]] = []
        self.arrived: list[tuple[str, str]] = []
        self.parts: set[tuple[str, str]] = set()
        self.announced = 0
        self.is_broken = False
        page.on("request", self._began)
        page.on("requestfinished", self._arrived)

    async def slow(self, bytes_per_s: int) -> CDPSession:
        """From now on the line takes so many bytes a second."""
        line = await self.page.context.new_cdp_session(self.page)
        await line.send("Network.enable")
        await self.condition(line, bytes_per_s=bytes_per_s)
        return line

    async def condition(self, line: CDPSession, *, bytes_per_s: int = -1, offline: bool = False) -> None:
        await line.send(
            "Network.emulateNetworkConditions",
            {
                "offline": offline,
                "latency": 20,
                "downloadThroughput": -1,
                "uploadThroughput": bytes_per_s,
            },
        )

    async def until(self, is_so: Callable[[], bool], what: str) -> None:
        async def holds() -> bool:
            return is_so()

        await until(holds, what, within_ms=LONG_MS)

    async def breaks_after(self, line: CDPSession, parts: int) -> None:
        """When so many have set out the others are kept back; then nothing goes through any more."""
        is_off, set_out = asyncio.Event(), list[Request]()

        async def gate(route: Route, request: Request) -> None:
            set_out.append(request)
            if part_of(request) and len(set_out) > parts:
                await is_off.wait()
            await route.continue_()

        await self.page.route(PART, gate)
        await self.until(lambda: len(self.arrived) >= parts, "the first parts have arrived")
        self.is_broken = True
        await self.condition(line, offline=True)
        is_off.set()

    def _began(self, request: Request) -> None:
        if part := part_of(request):
            self.parts.add(part)
            # What is tried on a line that is broken sends nothing.
            if not self.is_broken:
                self.began.append(part)
        self.announced += request.method == "POST" and urlsplit(request.url).path == "/v1/uploads"

    def _arrived(self, request: Request) -> None:
        if part := part_of(request):
            self.arrived.append(part)


def part_of(request: Request) -> tuple[str, str] | None:
    url = urlsplit(request.url)
    number = parse_qs(url.query).get("partNumber")
    return (url.path, number[0]) if request.method == "PUT" and number else None


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Photos with something behind their end, as phones add it: one of three parts, the others of one."""
    folder = tmp_path_factory.mktemp("album")
    files = [folder / f"photo{number:02}.jpg" for number in range(PHOTOS)]
    for number, file in enumerate(files):
        photo = picture(100 + number)
        file.write_bytes(photo + os.urandom((LONG_BYTES if number == 0 else 400_000) - len(photo)))
    return files


async def chooses(person: Person, files: list[Path]) -> None:
    await person.page.get_by_label(words("compose.choose"), exact=True).first.set_input_files(files)


async def test_twenty_photos_survive_a_line_that_breaks(
    newcomer: Newcomer, album: list[Path]
) -> None:  # UP-34, PS-05
    ana = await newcomer("albumana", **DESKTOP)
    await ana.signs_up()
    wire = Wire(ana.page)
    line = await wire.slow(BYTES_PER_S)
    await ana.goes_to("/new")
    await chooses(ana, album)
    await ana.field("compose.caption").fill("A long summer")
    await wire.breaks_after(line, BEFORE_THE_BREAK)
    await expect(ana.page.get_by_text(words("sending.stalled"))).to_be_visible()
    assert BEFORE_THE_BREAK <= len(wire.arrived) < PHOTOS, "the line broke in the middle"

    # The page is gone before the line is back.
    await ana.page.goto("about:blank")
    await wire.condition(line, bytes_per_s=BYTES_PER_S)
    wire.is_broken = False
    await ana.page.goto("/new")
    await expect(ana.page.get_by_text(words("kept.title", count=PHOTOS))).to_be_visible()
    await ana.button(words("kept.go_on")).click()
    await expect(ana.field("compose.caption")).to_have_value("A long summer")
    await expect(ana.page.get_by_text(words("upload.ready"), exact=True).first).to_be_visible(timeout=LONG_MS)
    await ana.button(words("compose.share")).click()
    await expect(ana.page.get_by_text(words("compose.published")).first).to_be_visible(timeout=LONG_MS)

    # What a page sends while it is being left is not always told to who watches; that all came is seen by the post.
    assert len(wire.parts) <= PHOTOS + 2, "two more parts of the long one"
    assert max(Counter(wire.arrived).values()) == 1, "nothing that had arrived was sent again"
    assert len(wire.began) <= PHOTOS + 2 + LINES, "but what was on its way when the line broke"
    assert wire.announced <= PHOTOS + 2
    # It is at home when all of its photos are made.
    card = await ana.finds("A long summer")
    answer = await ana.page.request.get(f"/v1/posts/{await card.get_attribute('data-post')}")
    assert len((await answer.json())["media"]) == PHOTOS
    await ana.goes_to("/new")
    await expect(ana.page.get_by_text(words("compose.start"))).to_be_visible()


async def test_one_bad_file_holds_up_nobody_and_a_pause_is_a_pause(
    newcomer: Newcomer, album: list[Path], tmp_path: Path
) -> None:  # UP-01
    ben = await newcomer("albumben", **PHONE)
    await ben.signs_up()
    wire = Wire(ben.page)
    line = await wire.slow(CRAWL_BYTES_PER_S)
    await ben.goes_to("/new")
    text = tmp_path / "holiday.jpg"
    text.write_text("I am no photo, whatever you call me.")
    await chooses(ben, [text, *album[:3]])
    await expect(ben.page.get_by_text(words("upload.failed"), exact=True)).to_be_visible(timeout=LONG_MS)
    await ben.button(words("sending.pause")).click()
    await expect(ben.page.get_by_text(words("sending.paused"))).to_be_visible()
    # What was on its way is let go of; nothing more sets out, and what had is told of before the page answers.
    await ben.page.evaluate("0")
    began = len(wire.began)
    await asyncio.sleep(QUIET_S)
    assert len(wire.began) == began
    await wire.condition(line)
    await ben.button(words("sending.go_on")).click()
    await ben.button(words("compose.take_out")).click()
    await expect(ben.page.get_by_text(words("upload.ready"), exact=True)).to_have_count(3, timeout=LONG_MS)
    assert max(Counter(wire.arrived).values()) == 1
    assert await ben.problems_for_everyone() == []
    await ben.button(words("compose.share")).click()
    await expect(ben.page.get_by_text(words("compose.published")).first).to_be_visible(timeout=LONG_MS)


async def test_a_file_that_is_gone_is_not_waited_for(
    newcomer: Newcomer, album: list[Path], tmp_path: Path
) -> None:
    dora = await newcomer("albumdora", **DESKTOP)
    await dora.signs_up()
    wire = Wire(dora.page)
    line = await wire.slow(CRAWL_BYTES_PER_S)
    await dora.goes_to("/new")
    passing = tmp_path / "passing.jpg"
    passing.write_bytes(album[0].read_bytes())
    await chooses(dora, [passing])
    await wire.until(lambda: bool(wire.began), "something is on its way")
    await dora.button(words("sending.pause")).click()
    passing.unlink()
    await wire.condition(line)
    await dora.button(words("sending.go_on")).click()
    await expect(dora.page.get_by_text(words("problem.unreadable"))).to_be_visible(timeout=LONG_MS)
    await dora.button(words("compose.take_out")).click()
    await expect(dora.page.get_by_text(words("compose.start"))).to_be_visible()


async def test_who_starts_over_or_signs_out_leaves_nothing_behind(
    newcomer: Newcomer, album: list[Path]
) -> None:
    cleo = await newcomer("albumcleo", **DESKTOP)
    await cleo.signs_up()
    for leaves in (True, False):
        await cleo.goes_to("/new")
        await chooses(cleo, album[1:3])
        await expect(cleo.page.get_by_text(words("upload.ready"), exact=True)).to_have_count(
            2, timeout=LONG_MS
        )
        await cleo.page.get_by_role("link", name=words("nav.home"), exact=True).first.click()
        await expect(cleo.page.get_by_text(words("kept.left")).first).to_be_visible()
        if leaves:
            await cleo.goes_to("/new")
            await cleo.button(words("kept.drop")).click()
            await expect(cleo.page.get_by_text(words("compose.start"))).to_be_visible()
            await cleo.goes_to("/new")
            await expect(cleo.page.get_by_text(words("compose.start"))).to_be_visible()
    names = "() => indexedDB.databases().then(all => all.map(one => one.name))"
    assert "tintype-uploads" in await cleo.page.evaluate(names)
    await cleo.goes_to("/settings")
    await cleo.button(words("settings.sign_out")).first.click()
    await expect(cleo.page).to_have_url(re.compile("sign-in"))

    async def is_gone() -> bool:
        return "tintype-uploads" not in await cleo.page.evaluate(names)

    await until(is_gone, "what was kept is thrown away")
