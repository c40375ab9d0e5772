"""Words that would be scripts, in every field, looked at in a real browser: they stay words."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator

import httpx
import pytest
from playwright.async_api import expect

from tests.browser.patience import PATIENCE_MS
from tests.browser.person import PASSWORD, Person
from tests.live_site import LiveSite
from tests.pictures import picture

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Newcomer = Callable[..., Awaitable[Person]]
READY_S_MAX = PATIENCE_MS / 1000
RUN = "window.pwned=1"
PAYLOADS = (
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"<svg/onload={RUN}>",
    f'"><iframe srcdoc="<script>parent.{RUN}</script>">',
    f"'\"--></style></title></textarea><img src=x onerror={RUN}>",
    f"<a href=javascript:{RUN}>click</a>",
    f"javascript:{RUN}",
    f'https://example.org/"onmouseover={RUN}//',
    f"http://javascript:{RUN}@example.org",
    f'#<b>tag</b> #tag"onclick={RUN} @mallory"onclick={RUN}',
    f"{{{{constructor.constructor('{RUN}')()}}}} ${{{RUN}}} {{@html '<img src=x onerror={RUN}>'}}",
    f"<math><mtext></form><form><mglyph><style></math><img src onerror={RUN}>",
    f"<base href=https://elsewhere.example/><meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    f"<form action=https://elsewhere.example><button formaction=javascript:{RUN}>",
    "<style>@import 'https://elsewhere.example'</style><link rel=stylesheet href=//elsewhere.example>",
    "\u202e<gnp.tpircs>",
)


@pytest.fixture(scope="module")
def hostile(site: LiveSite) -> Iterator[str]:
    """A post, its author's profile and its comments, all full of it; the id of the post."""
    with httpx.Client(base_url=site.url, headers={"origin": site.url}, timeout=READY_S_MAX) as mallory:
        body = {"username": "mallory", "email": "mallory@example.org", "password": PASSWORD}
        mallory.headers["x-csrf-token"] = mallory.post("/v1/accounts", json=body).json()["csrf"]
        profile = {"name": PAYLOADS[2], "bio": "\n".join(PAYLOADS)[:500]}
        assert mallory.patch("/v1/me", json=profile).status_code == 200
        fields = {
            "title": PAYLOADS[1],
            "caption": "\n".join(PAYLOADS),
            "alt": PAYLOADS[4],
            "place": PAYLOADS[3],
        }
        name = 'x" onerror="window.pwned=1.jpg'
        posted = mallory.post("/v1/posts", data=fields, files={"file": (name, picture(1), "image/jpeg")})
        assert posted.status_code == 201, posted.text
        post = posted.json()["id"]
        until_s = time.monotonic() + READY_S_MAX
        while mallory.get(f"/v1/posts/{post}").json()["state"] != "published":
            assert time.monotonic() < until_s, "the photo is not made"
            time.sleep(0.1)
        for payload in PAYLOADS:
            assert mallory.post(f"/v1/posts/{post}/comments", json={"text": payload}).status_code == 201
        yield post


async def test_words_stay_words(newcomer: Newcomer, hostile: str) -> None:  # WB-02, WB-05
    ana = await newcomer("ana-reads".replace("-", "_"))
    elsewhere: list[str] = []
    ana.page.on("request", lambda request: elsewhere.append(request.url))
    ana.page.on("dialog", lambda dialog: elsewhere.append(dialog.message))
    await ana.signs_up()
    await ana.follows("mallory")
    for path in (
        f"/p/{hostile}",
        "/@mallory",
        "/",
        "/sign-in?next=//elsewhere.example",
        "/%3Cscript%3E",
        "/tags/%3Cb%3E",
    ):
        await ana.goes_to(path)
        # The app is there, and has drawn what it was given.
        await expect(
            ana.page.get_by_role("article").or_(ana.page.get_by_role("heading")).first
        ).to_be_visible()
        assert await ana.page.evaluate("window.pwned") is None, path
        assert (
            await ana.page.evaluate("document.querySelectorAll('iframe, base, object, embed').length") == 0
        ), path
        links = await ana.page.eval_on_selector_all("a[href]", "all => all.map(one => one.protocol)")
        assert set(links) <= {"http:", "https:"}, path
        assert ana.page.url.startswith(("http://localhost", "http://127.0.0.1")), path
    await ana.goes_to(f"/p/{hostile}")
    await expect(ana.page.get_by_text(PAYLOADS[0]).first).to_be_visible()
    here = (ana.page.url.partition("/p/")[0], "data:", "blob:")
    assert not [url for url in elsewhere if not url.startswith(here)]
    assert not [one for one in ana.complaints if "Security Policy" in one or "error:" in one], ana.complaints
