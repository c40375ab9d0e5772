"""Files that are not what they say: over HTTP, end to end."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from tests.media import photos
from tests.pictures import picture
from tests.security.uploading import sent, stored
from tests.world import Person
from tintype.media.making.pool import MediaPool

pytestmark = pytest.mark.usefixtures("a_minute_passes")

PAYLOAD = b"<script>alert('CANARY-PAYLOAD')</script>"


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("evil.html", PAYLOAD)
    return out.getvalue()


def jpeg_with_html() -> bytes:
    comment = b"*/" + PAYLOAD
    return b"\xff\xd8\xff\xfe" + (len(comment) + 2).to_bytes(2) + comment + picture(7)[2:]


REFUSED = {
    "html.jpg": b"<html><body>" + PAYLOAD,
    "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><foreignObject/></svg>",
    "entity.svg": b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
    "drawing.svgz": b"\x1f\x8b\x08" + b"\0" * 40,
    "paper.pdf": b"%PDF-1.7\n%\xe2\xe3",
    "page.ps": b"%!PS-Adobe-3.0 EPSF-3.0\n",
    "magick.mvg": b"push graphic-context\nviewbox 0 0 640 480\nfill 'url(https://127.0.0.1/\"|id \")'",
    "picture.wmf": b"\xd7\xcd\xc6\x9a" + b"\0" * 40,
    "layers.psd": b"8BPS\0\1" + b"\0" * 40,
    "raw.dng": b"II*\0\x08\0\0\0" + b"\0" * 40,
    "list.m3u8": b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10.0,\nfile:///etc/passwd\n",
    "shell.php": b"<?php system($_GET['c']); ?>",
    ".htaccess": b"AddType application/x-httpd-php .jpg",
    "movie.swf": b"FWS\x05\0\0\0\0",
    "virus.com": rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
    "archive.zip": b"PK\3\4" + b"\0" * 40,
    "program.exe": b"MZ\x90\0" + b"\0" * 40,
    "empty.jpg": b"",
    "byte.jpg": b"\xff",
    "flood.png": photos.png_bomb(50_000, 50_000),
    "flood.webp": photos.webp_flood(),
    "flood.jpg": photos.lying_jpeg(65_535, 65_535),
    "line.jpg": photos.lying_jpeg(65_000, 1),
    "nothing.jpg": photos.lying_jpeg(0, 100),
}


# UP-01, UP-03, UP-04, UP-05, UP-06, UP-08, UP-09
@pytest.mark.parametrize("name", REFUSED)
async def test_what_is_no_photo_is_not_taken(ana: Person, name: str) -> None:
    before = stored(ana)
    for kind in ("image/jpeg", "image/svg+xml", "text/html"):
        began = time.process_time()
        answer = await sent(ana, REFUSED[name], name, kind)
        assert answer.status_code in {415, 422}, (name, answer.text)
        assert answer.json()["code"]
        # Decoding any of these would take seconds; a busy machine stretches what is no decoding.
        assert time.process_time() - began < 1.0
    post = await ana.call("POST", "/v1/posts", files={"file": (name, REFUSED[name], "image/png")})
    assert post.status_code in {415, 422}
    assert stored(ana) == before


EMPTY_FILM = b"\0\0\0\x20ftypisom\0\0\0\0isommp42" + b"\0" * 40


@pytest.mark.parametrize(
    "data",
    [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\x04\0\0\0WEBP", picture(6)[:200], EMPTY_FILM],
)
async def test_what_only_begins_like_a_photo_leaves_nothing(ana: Person, data: bytes) -> None:  # UP-06, UP-07
    before = stored(ana)
    answer = await sent(ana, data)
    if answer.status_code == 201:
        await ana.world.settle()
        media = await ana.does("GET", f"/v1/media/{answer.json()['id']}")
        assert (media["state"], media["problem"]["can_retry"]) == ("failed", False)
    assert answer.status_code in {201, 422}
    assert stored(ana) == before


POLYGLOTS = {
    "html behind a JPEG": lambda: picture(1) + b"<html>" + PAYLOAD,
    "html in a JPEG's comment": jpeg_with_html,
    "a zip behind a JPEG": lambda: picture(2) + zipped(),
    "script behind a PNG": lambda: photos.saved(photos.scene(300, 200), "PNG") + PAYLOAD,
    "script in a GIF": lambda: (
        photos.saved(photos.scene(300, 200), "GIF", comment=PAYLOAD) + b"*/=1;" + PAYLOAD
    ),
    "secrets everywhere": photos.with_secrets,
    "secrets in a PNG": photos.png_with_secrets,
    "a photo named page.html": lambda: picture(3),
}


@pytest.mark.parametrize("name", POLYGLOTS)
async def test_what_is_two_things_comes_out_as_one(
    ana: Person, name: str
) -> None:  # UP-02, UP-20, UP-21, UP-22, UP-23
    data = POLYGLOTS[name]()
    answer = await sent(ana, data, "page.html", "text/html")
    assert answer.status_code == 201
    await ana.world.settle()
    media = await ana.does("GET", f"/v1/media/{answer.json()['id']}")
    assert media["state"] == "ready"
    for variant in media["variants"]:
        file = await ana.call("GET", variant["url"])
        assert file.headers["content-type"] in {"image/avif", "image/jpeg"}
        assert file.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in file.headers["content-security-policy"]
        assert not any(word in file.content for word in (b"CANARY", b"<script", b"PK\3\4", b"Exif", b"GPS"))
    assert "CANARY" not in str({key: value for key, value in media.items() if key != "name"})
    original = await ana.call("GET", f"/m/{media['key']}/original")
    assert original.content == data
    assert original.headers["content-type"] == "application/octet-stream"
    # Named page.html by its owner: saved under a name that no browser opens as a page.
    assert original.headers["content-disposition"] == "attachment; filename=\"page\"; filename*=UTF-8''page"


async def test_the_same_bytes_of_two_people_know_nothing_of_each_other(
    ana: Person, ben: Person
) -> None:  # UP-19
    data = picture(4)
    first, second, again = [(await sent(person, data)).json() for person in (ana, ben, ana)]
    await ana.world.settle()
    found = [
        await ana.does("GET", f"/v1/media/{first['id']}"),
        await ben.does("GET", f"/v1/media/{second['id']}"),
    ]
    assert len({first["id"], second["id"], again["id"], found[0]["key"], found[1]["key"]}) == 5
    await ana.world.settle()


async def test_a_name_is_a_word_and_no_path(ana: Person, ben: Person) -> None:  # UP-28
    names = ("../../etc/cron.d/x", "..\\..\\x", "/etc/passwd", "-rf", "a;rm -rf /", "con", "\u202egpj.exe", "x" * 400,
             'a"b\'c', "naïve ✨.jpg", "%2e%2e%2f", ".", "..", "~", "a\tb")  # fmt: skip
    for name in names:
        answer = await sent(ana, picture(5)[:400], name)
        assert answer.status_code == 201, name
        shown = answer.json().get("name", "")
        assert len(shown) <= 120
        assert not set(shown) & set("/\\\0\n\r\u202e"), name
        assert (await ben.call("GET", f"/v1/media/{answer.json()['id']}")).status_code == 404
    await ana.world.settle()


async def test_ranges_are_one_or_none(ana: Person) -> None:  # UP-36
    media = await ana.uploads(picture(13))
    await ana.world.settle()
    url = (await ana.does("GET", f"/v1/media/{media}"))["variants"][0]["url"]
    whole = (await ana.call("GET", url)).content
    many = "bytes=" + ",".join(f"{at}-" for at in range(10_000))
    began = time.process_time()
    answer = await ana.call("GET", url, headers={"range": many})
    assert (answer.status_code, answer.content) == (200, whole)
    assert time.process_time() - began < 1.0  # Ten thousand answers would take longer.
    for odd in (
        "bytes=-",
        "bytes=a-b",
        "bytes=0-" + "9" * 4_000,
        "bytes=99999999999-",
        "items=0-1",
        "bytes=5-1",
    ):
        assert (await ana.call("GET", url, headers={"range": odd})).status_code in {200, 206, 416}, odd[:20]


async def test_a_photo_of_two_thousand_scans_is_bounded(media_pool: MediaPool) -> None:  # UP-12
    jpeg = photos.saved(photos.scene(400, 300), "JPEG", progressive=True)
    last = jpeg[jpeg.rindex(b"\xff\xda") : -2]
    outcome = await media_pool.render(jpeg[:-2] + last * 2_000 + b"\xff\xd9")
    assert (getattr(outcome, "width", 400), getattr(outcome, "height", 300)) == (400, 300)
