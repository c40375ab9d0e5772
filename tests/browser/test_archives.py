"""Taking everything along, and bringing it, by somebody at a browser."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.patience import LONG_MS
from tests.browser.person import DESKTOP, PHONE, Person, words
from tests.pictures import picture
from tests.portability.carrying import zipped

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Newcomer = Callable[..., Awaitable[Person]]
AT = 1_556_900_000
LOOKS = pytest.mark.parametrize(
    "look", [{**DESKTOP, "color_scheme": "dark"}, PHONE], ids=["desktop", "phone"]
)


def instagram() -> bytes:
    """Two posts whose words are mended, and one whose photo is missing."""
    files = {f"media/posts/201905/{number}.jpg": picture(700 + number, 640, 480) for number in range(3)}
    broken = "Grüße vom Hafen 🚢".encode().decode("latin-1")
    parts = [{"uri": name, "creation_timestamp": AT + 60, "title": ""} for name in files]
    posts = [
        {"media": parts[:2], "title": broken, "creation_timestamp": AT},
        {"media": [{**parts[2], "title": "One morning"}]},
        {"media": [{"uri": "media/gone.jpg", "creation_timestamp": AT - 60, "title": "Lost on the way"}]},
    ]
    return zipped({"your_instagram_activity/content/posts_1.json": posts, **files})


async def sends(person: Person, archive: Path) -> None:
    """From the settings, until what is in it is shown."""
    await person.goes_to("/settings/data")
    await person.page.get_by_label(words("data.choose"), exact=True).last.set_input_files(archive)
    heading = person.page.get_by_role("heading", name=words("data.looked", name=archive.name))
    await expect(heading).to_be_visible(timeout=LONG_MS)


async def brings(person: Person, archive: Path) -> None:
    await person.button(words("data.start")).click()
    done = person.page.get_by_role("heading", name=words("data.done", name=archive.name))
    await expect(done).to_be_visible(timeout=LONG_MS)


@LOOKS
async def test_archive_is_looked_at_brought_and_made(
    newcomer: Newcomer, tmp_path: Path, look: dict[str, object], request: pytest.FixtureRequest
) -> None:
    name = f"nora{request.node.callspec.id}"
    nora = await newcomer(name, **look)
    await nora.signs_up()
    export = tmp_path / "instagram-nora.zip"
    export.write_bytes(instagram())
    await sends(nora, export)
    row = nora.page.get_by_role("row", name=words("data.kind_post"))
    await expect(row.get_by_role("cell")).to_have_text(["2", "1"])
    await nora.page.get_by_text(words("data.why_left")).click()
    await expect(nora.page.get_by_text("Lost on the way")).to_be_visible()
    assert await nora.problems_for_everyone() == []
    await nora.pictured(f"archives-looked-{request.node.callspec.id}", whole=True)

    await nora.page.get_by_label(words("audience.followers"), exact=True).check(force=True)
    await brings(nora, export)
    await expect(row.get_by_role("cell")).to_have_text(["2", "0", "1"])

    await nora.button(words("data.ask")).click()
    link = nora.page.get_by_role("link", name=words("data.download"))
    await expect(link).to_be_visible(timeout=LONG_MS)
    async with nora.page.expect_download() as started:
        await link.click()
    path = await (await started.value).path()
    assert path.read_bytes()[:2] == b"PK"
    assert await nora.problems_for_everyone() == []
    await nora.pictured(f"archives-done-{request.node.callspec.id}", whole=True)

    await nora.goes_to(f"/@{name}")
    await expect(nora.page.get_by_role("img", name="").first).to_be_attached()
    assert nora.complaints == []


def elsewhere() -> bytes:
    """Somebody of another Tintype, without a post."""
    about = {
        "username": "mila",
        "name": "Mila Ferry",
        "bio": "Boats.",
        "link": "https://boats.example",
        "picture": "media/portrait.jpg",
    }
    made = {
        "format": "tintype-archive",
        "version": 1,
        "site": "https://elsewhere.example",
        "username": "mila",
    }
    return zipped(
        {
            "tintype.json": made | {"made_at": "2026-01-02T03:04:05Z", "counts": {"likes": 3}},
            "profile.json": about,
            "media/portrait.jpg": picture(720, 500, 500),
        }
    )


@LOOKS
async def test_who_one_was_comes_by_ones_word(
    newcomer: Newcomer, tmp_path: Path, look: dict[str, object], request: pytest.FixtureRequest
) -> None:
    name = f"mila{request.node.callspec.id}"
    mila = await newcomer(name, **look)
    await mila.signs_up()
    archive = tmp_path / "mila.zip"
    archive.write_bytes(elsewhere())
    await sends(mila, archive)
    fields = mila.page.get_by_role("row", name=words("data.kind_profile"))
    face = mila.page.get_by_role("row", name=words("data.kind_picture"))
    await expect(fields.get_by_role("cell")).to_have_text(["2", "1"])  # A name was given at the door.
    await expect(face.get_by_role("cell")).to_have_text(["1", "0"])
    await expect(mila.page.get_by_text("Likes are not brought along.")).to_be_visible()
    await expect(mila.page.get_by_label(words("data.profile"), exact=True)).to_be_checked()
    assert await mila.problems_for_everyone() == []
    await mila.pictured(f"archives-profile-{request.node.callspec.id}", whole=True)

    await brings(mila, archive)
    await expect(fields.get_by_role("cell")).to_have_text(["2", "0", "1"])
    await expect(face.get_by_role("cell")).to_have_text(["1", "0", "0"])
    await mila.goes_to(f"/@{name}")
    await expect(mila.page.get_by_text("Boats.", exact=True)).to_be_visible()
    assert mila.complaints == []
