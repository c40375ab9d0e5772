"""A real browser and a real site. Without Chromium these tests are skipped and say how to get it."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from tests.browser.patience import PATIENCE_MS
from tests.browser.person import Person
from tests.browser.slow_line import slow_line
from tests.live_site import ROOT, LiveSite
from tests.media import films

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HOW = "no Chromium on this machine: apt install chromium, or set CHROMIUM=/path/to/it"
# How many times slower the pages' processor is made: TINTYPE_SLOW_PAGES=6 finds what a fast machine hides.
SLOWER = float(os.environ.get("TINTYPE_SLOW_PAGES", "1"))
FAILURES = Path(__file__).parent / "failures"

Newcomer = Callable[..., Awaitable[Person]]


@pytest.fixture(scope="session")
def chromium() -> str:
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        pytest.skip(HOW)
    return found


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """A site for each file, so that nobody of another file has taken a name."""
    if not (ROOT / "src" / "tintype" / "ui" / "index.html").exists():
        pytest.skip("the web app is not built: make web")
    started = LiveSite(tmp_path_factory.mktemp("site"))
    try:
        started.wait_ready()
        yield started
    finally:
        started.stop()


@pytest.fixture(scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        # The sandbox of the browser itself does not start for root, which is who runs in most containers.
        is_root = os.geteuid() == 0
        started = await playwright.chromium.launch(
            executable_path=chromium, chromium_sandbox=not is_root, args=list(FLAGS)
        )
        expect.set_options(timeout=PATIENCE_MS)
        yield started
        await started.close()


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("films") / "bar.mp4"
    path.write_bytes(films.film(seconds=12, size=(640, 360), rate=15))
    return path


@pytest.fixture
async def newcomer(
    browser: Browser, site: LiveSite, request: pytest.FixtureRequest
) -> AsyncIterator[Newcomer]:
    """A person with a browser of their own: `await newcomer("ana", **DESKTOP)`, `color_scheme="dark"`."""
    opened: list[BrowserContext] = []

    async def come(username: str, **options: object) -> Person:
        context = await browser.new_context(base_url=site.url, locale="en-GB", **options)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE_MS)
        opened.append(context)
        await slow_line(context, Random(f"{request.node.name} {len(opened)}"))
        page = await context.new_page()
        if SLOWER > 1:
            line = await context.new_cdp_session(page)
            await line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        return Person(page, username)

    yield come
    if getattr(request.node, "has_failed", False):
        await keep_pictures(request.node.name, [page for context in opened for page in context.pages])
    for context in opened:
        await context.close()


async def keep_pictures(name: str, pages: list[Page]) -> None:
    FAILURES.mkdir(exist_ok=True)
    for number, page in enumerate(pages):
        await page.screenshot(path=FAILURES / f"{name}-{number}.png")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    if report.when == "call" and report.failed:  # type: ignore[attr-defined]
        item.has_failed = True  # type: ignore[attr-defined]
    return report
