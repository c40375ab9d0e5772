"""Photos full of words that nobody should see, over HTTP, end to end: files, answers, headers and logs hold none."""

import pytest
import structlog

from tests.media import anatomy, canaries
from tests.security.uploading import sent
from tests.world import Person
from tintype.media.model import RenditionType

pytestmark = pytest.mark.usefixtures("a_minute_passes")

PLANTED = canaries.every_one()
TYPES = {"image/jpeg": RenditionType.JPEG, "image/avif": RenditionType.AVIF, "image/webp": RenditionType.WEBP}
EXTENSIONS = ("jpg", "avif", "webp", "fine.avif")


@pytest.mark.parametrize("name", PLANTED)
async def test_no_word_leaves_the_site(
    ana: Person, ben: Person, name: str, capfd: pytest.CaptureFixture[str]
) -> None:  # UP-20, UP-21, UP-22, UP-23, UP-24, UP-25
    with structlog.testing.capture_logs() as noted:
        media = (await sent(ana, PLANTED[name], "photo.bin")).json()["id"]
        post = (await ana.does("POST", "/v1/posts", json={"media": [media]}))["id"]
        await ana.world.settle()
        own = await ana.does("GET", f"/v1/media/{media}")
        assert own["state"] == "ready", own
        await ana.does("PATCH", f"/v1/media/{media}", json={"shows_camera": True})
        await ana.world.settle()
        answers = [
            await ben.call("GET", path)
            for path in (
                f"/v1/media/{media}",
                f"/v1/posts/{post}",
                f"/v1/users/{ana.id}",
                "/v1/timelines/home",
            )
        ]
        files = await files_of(ben, own)
    for answer in (*answers, *files):
        assert answer.status_code < 400, answer.url
        assert not anatomy.holds(answer.content, canaries.WORD), answer.url
        assert "CANARY" not in str(answer.headers)
    assert len(files) == 16
    for file in files:
        anatomy.check(file.content, TYPES[file.headers["content-type"]])
    assert "CANARY" not in str(noted) + "".join(capfd.readouterr())
    original = f"/m/{own['key']}/original"
    assert (await ben.call("GET", original)).status_code == 404
    assert (await ana.call("GET", original)).content == PLANTED[name]


async def files_of(person: Person, media: dict) -> list:
    """Every file of a photo, those made on request as well."""
    urls = [
        media["url"].replace("{variant}", size).replace("{ext}", extension)
        for size in media["sizes"]
        for extension in EXTENSIONS
    ]
    for url in urls:
        await person.call("GET", url)
    await person.world.settle()
    return [await person.call("GET", url) for url in urls]


async def test_what_was_made_of_a_private_picture_is_not_told(ana: Person, ben: Person) -> None:  # UP-27
    """Its placeholder, size, colours and camera are as private as the picture."""
    media = (await sent(ana, canaries.jpeg(300, 200), "photo.jpg")).json()["id"]
    await ana.world.settle()
    own = await ana.does("GET", f"/v1/media/{media}")
    assert own["placeholder"]
    unknown = await ben.call("GET", f"/v1/media/{int(media) + 1}")
    answer = await ben.call("GET", f"/v1/media/{media}")
    assert (answer.status_code, answer.json()["code"]) == (404, unknown.json()["code"])
    assert own["placeholder"] not in answer.text
    for url in (f"/m/{own['key']}/small", own["variants"][0]["url"], f"/m/{own['key']}/small.webp"):
        assert (await ben.call("GET", url)).status_code == 404
