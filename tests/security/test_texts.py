"""Hostile words: kept as they were written or refused with a code, and never more than words."""

from __future__ import annotations

import gzip
import html
import re
import unicodedata
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest

from tests.media.photos import DATA
from tests.world import Person, World, world_in
from tintype.kernel.access import Rate
from tintype.media.making.pool import MediaPool

#: The "Big List of Naughty Strings" (MIT), where it is at hand.
NAUGHTY = DATA / "text-hostile" / "blns.txt.gz"

PAYLOADS = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</SCRIPT ><img src=x onerror=alert(1)>",
    "<!--<script>",
    "<!--boot--><!--head-->",
    '"><svg/onload=alert(1)>',
    "javascript:alert(1)",
    "';alert(1)//",
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}",
    "]]><x>",
    "\\u003c/script\\u003e",
    "' OR 1=1; DROP TABLE posts; --",
    '" NEAR(* {"$gt":""}',
    "%00%0d%0aSet-Cookie: x=1",
    "=cmd|' /C calc'!A0",
    "__proto__",
    "NULL",
    "{0.__class__}",
    "%s%n%x",
    "../../etc/passwd",
)


def words() -> list[str]:
    if not NAUGHTY.is_file():
        return []
    lines = gzip.decompress(NAUGHTY.read_bytes()).decode().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.fixture(scope="module")
async def ana(tmp_path_factory: pytest.TempPathFactory, media_pool: MediaPool) -> AsyncIterator[Person]:
    async with world_in(tmp_path_factory.mktemp("texts") / "data", media_pool) as world:
        yield await world.person("ana")


async def kept(person: Person, post: str, text: str) -> None:
    """A text in every field that takes one: verbatim but for what is invisible, or refused by field."""
    for method, path, field in (
        ("POST", f"/v1/posts/{post}/comments", "text"),
        ("PATCH", f"/v1/posts/{post}", "caption"),
        ("PATCH", f"/v1/posts/{post}", "title"),
        ("PATCH", "/v1/me", "bio"),
        ("PATCH", "/v1/me", "name"),
    ):
        answer = await person.call(method, path, json={field: text})
        body: dict[str, Any] = answer.json()
        if answer.status_code == 422:
            assert body["fields"][field], (field, text)
        else:
            assert answer.status_code in {200, 201}, (field, text, answer.text)
            assert bare(body.get(field, "")) == bare(text), (field, text)


def bare(text: str) -> str:
    """What two texts have in common that look alike: letters and signs, without blanks and what is not drawn."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        one
        for one in composed
        if not one.isspace() and unicodedata.category(one) not in {"Cf", "Mn", "Me", "Cc", "Co"}
    ).replace("\ufe0f", "")


@pytest.mark.parametrize("text", PAYLOADS)
async def test_payloads_are_words(ana: Person, text: str) -> None:  # WB-02, AP-12
    post = await posted(ana)
    await kept(ana, post, text)
    await ana.does("PATCH", f"/v1/posts/{post}", json={"caption": text})
    page = await ana.call("GET", "/", headers={"accept-encoding": "identity"})
    block = re.search(r'<script type="application/json" id="boot">(.*?)</script>', page.text, re.DOTALL)
    if block is None:
        pytest.skip("The web app has not been built: there is no page to look at.")
    boot = msgspec.json.decode(block[1])
    assert text.strip() in [card.get("caption") for card in boot["first_page"]["items"]]
    assert not re.search(r"[<>&]", block[1])
    assert text not in html.unescape(page.text.replace(block[0], ""))


async def posted(person: Person) -> str:
    """The newest post of a person, or their first."""
    found = await person.home()
    if found:
        return found[0]
    post = await person.posts("First.")
    await person.world.settle()
    return post


async def writes_as_many(person: Person) -> None:
    """One person writes as much as a thousand do: what they have written is not counted."""
    await person.world.adapters.limits.reset(f"{Rate.WRITE.name}:{person.id}")


async def test_the_list_of_naughty_strings_is_words(ana: Person) -> None:  # AP-08, WB-02
    lines = words()
    if not lines:
        pytest.skip("hostile texts missing: text-hostile/blns.txt.gz")
    post = await posted(ana)
    for line in lines[::9]:
        await writes_as_many(ana)
        await kept(ana, post, line)
    for line in lines[::2]:
        await writes_as_many(ana)
        answer = await ana.call("POST", f"/v1/posts/{post}/comments", json={"text": line})
        assert answer.status_code in {201, 422}, line
    listed = await ana.pages(f"/v1/posts/{post}/comments?limit=100")
    assert len(listed) == (await ana.card(post))["counts"]["comments"]


async def test_what_nobody_can_write_finds_nobody(ana: Person) -> None:  # AP-12
    for line in (*PAYLOADS, *words()[:200]):
        for path in ("/v1/users/@{}", "/v1/users/@{}/posts", "/v1/users/@{}/followers"):
            address = path.format(re.sub(r"[^a-zA-Z0-9]", lambda found: quoted(found[0]), line))
            assert (await ana.call("GET", address)).status_code == 404, line


def quoted(letter: str) -> str:
    return "".join(f"%{byte:02x}" for byte in letter.encode())


async def test_the_site_takes_no_part_in_tricks_with_its_page(
    ana: Person, world: World
) -> None:  # WB-04, WB-06
    for path in (
        "/",
        "/%3Cscript%3E",
        "/@ana%22%3E%3Csvg",
        "/sign-in?next=//elsewhere.example",
        "/p/1?%3C/script%3E",
    ):
        for visitor in (ana, world.stranger()):
            page = await visitor.call("GET", path)
            assert page.status_code == 200
            assert "<svg" not in page.text.partition("</head>")[0]
            policy = page.headers["content-security-policy"]
            script = next(part for part in policy.split("; ") if part.startswith("script-src"))
            assert "unsafe" not in script
            for part in (
                "object-src 'none'",
                "base-uri 'none'",
                "frame-ancestors 'none'",
                "form-action 'self'",
            ):
                assert part in policy
            assert page.headers["cache-control"] == "private, no-store"
            assert page.headers["x-frame-options"] == "DENY"  # WB-07
            assert "location" not in page.headers  # WB-08
