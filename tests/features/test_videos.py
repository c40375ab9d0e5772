"""Videos as people upload and watch them, and as they are refused."""

from __future__ import annotations

import io
from typing import Any

import av
import pytest

from tests.media import films, photos
from tests.world import Person, World

FILM = films.film(seconds=5, size=(640, 360))
TURNED = films.film(turned=-90, size=(320, 180), told=True, container="mov")


async def uploaded(person: Person, film: bytes, name: str = "clip.mp4") -> str:
    found = await person.does("POST", "/v1/media", files={"file": (name, film, "video/mp4")})
    return found["id"]


async def posted(person: Person, film: bytes, **fields: Any) -> dict[str, Any]:
    """A video that is made and shown by a post."""
    media_id = await uploaded(person, film)
    await person.does("POST", "/v1/posts", json={"media": [media_id], **fields})
    await person.world.settle()
    return await person.does("GET", f"/v1/media/{media_id}")


async def text(person: Person, url: str) -> str:
    answer = await person.call("GET", url)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/vnd.apple.mpegurl"
    return answer.text


def beside(url: str, line: str) -> str:
    """The address that a line of a playlist names."""
    return url.partition("?")[0].rpartition("/")[0] + "/" + line


def lines_of(playlist: str) -> list[str]:
    return [line for line in playlist.splitlines() if line and not line.startswith("#")]


async def watched(person: Person, stream: str) -> dict[str, list[av.VideoFrame]]:
    """Every rung of a stream as a player puts it together, decoded."""
    found: dict[str, list[av.VideoFrame]] = {}
    for line in lines_of(await text(person, stream)):
        playlist = await text(person, beside(stream, line))
        head = playlist.partition('URI="')[2].partition('"')[0]
        parts = [await person.call("GET", beside(stream, each)) for each in (head, *lines_of(playlist))]
        assert {part.status_code for part in parts} == {200}
        whole = av.open(io.BytesIO(b"".join(part.content for part in parts)))
        found[line.partition(".")[0]] = list(whole.decode(video=0))
    return found


async def test_a_video_is_posted_and_watched(world: World):
    ana, ben = await world.person("ana"), await world.person("ben")
    media_id = await uploaded(ana, FILM)
    waiting = await ana.does("GET", f"/v1/media/{media_id}")
    assert (waiting["kind"], waiting["state"], "stream" in waiting) == ("video", "waiting", False)
    await ana.does("POST", "/v1/posts", json={"media": [media_id]})
    await world.settle()
    media = await ben.does("GET", f"/v1/media/{media_id}")
    assert (media["width"], media["height"], media["has_sound"]) == (640, 360, True)
    assert media["duration_ms"] == pytest.approx(5000, abs=50)
    rungs = await watched(ben, media["stream"])
    assert list(rungs) == ["source"]  # 640 × 360 fits the smallest rung, so there is nothing to add
    assert len(rungs["source"]) == 150
    poster = await ben.call("GET", media["url"].replace("{variant}", "large").replace("{ext}", "jpg"))
    assert poster.headers["content-type"] == "image/jpeg"
    preview = await ben.call("GET", media["preview"])
    shown = av.open(io.BytesIO(preview.content))
    assert [stream.type for stream in shown.streams] == ["video"]
    assert shown.duration / av.time_base == pytest.approx(3.0, abs=0.1)


async def test_what_does_not_fit_is_made_upright_and_in_every_size(world: World):  # UP-14, UP-16
    ana = await world.person("ana")
    media = await posted(ana, TURNED)
    assert (media["width"], media["height"]) == (180, 320)
    (frames,) = (await watched(ana, media["stream"])).values()
    assert (frames[0].width, frames[0].height) == (180, 320)
    # A telephone held upright: what its sensor saw at the bottom left is top left.
    red, green, blue = frames[-1].to_image().getpixel((10, 10))
    assert blue > 150 > max(red, green)


async def test_an_animated_gif_is_a_silent_loop_and_a_still_one_a_photo(world: World):  # UP-10, UP-25
    ana = await world.person("ana")
    moving = await posted(ana, films.gif())
    assert (moving["kind"], moving["is_loop"], moving["has_sound"]) == ("video", True, False)
    ((name, frames),) = (await watched(ana, moving["stream"])).items()
    assert (name, len(frames)) == ("360", 6)
    still = await posted(ana, films.gif(1))
    assert (still["kind"], still["state"], "stream" in still) == ("photo", "ready", False)


@pytest.mark.parametrize("film", [FILM, TURNED, films.gif()], ids=["mp4", "mov", "gif"])
async def test_the_original_is_the_owners_alone(world: World, film: bytes):  # UP-24
    ana, ben = await world.person("ana"), await world.person("ben")
    media = await posted(ana, film)
    assert (await ana.call("GET", f"/m/{media['key']}/original")).content == film
    assert (await ben.call("GET", f"/m/{media['key']}/original")).status_code == 404


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", 415, "type_unsupported"),
        (b"ffconcat version 1.0\nfile 'a.mp4'\n", 415, "type_unsupported"),
        (b"\x1a\x45\xdf\xa3matroska", 415, "type_unsupported"),
        (b"RIFF\x10\0\0\0AVI LIST", 415, "type_unsupported"),
        (b"<?xml version='1.0'?><MPD/>", 415, "type_unsupported"),
        (b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n", 415, "type_unsupported"),
    ],
)
async def test_what_only_leads_to_videos_is_refused_at_the_door(
    world: World, data: bytes, status: int, code: str
):
    ana = await world.person("ana")  # UP-17
    answer = await ana.call("POST", "/v1/media", files={"file": ("clip.mp4", data, "video/mp4")})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    ("film", "code"),
    [
        (FILM[: len(FILM) // 2], "file_damaged"),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp42#EXTM3U\nfile:///etc/passwd", "file_damaged"),
        (films.film(size=(2, 2)), "shape_unsupported"),
    ],
    ids=["half", "playlist", "tiny"],
)
async def test_a_bad_video_fails_with_its_reason(world: World, film: bytes, code: str):  # UP-07, UP-16, UP-17
    ana = await world.person("ana")
    media_id = await uploaded(ana, film)
    await world.settle()
    failed = await ana.does("GET", f"/v1/media/{media_id}")
    assert (failed["state"], failed["problem"]["code"]) == ("failed", code)
    assert failed["problem"]["detail"].endswith(".")
    assert (await ana.does("GET", "/v1/me/storage"))["bytes_used"] == 0


async def test_a_private_video_is_signed_down_to_its_last_part(world: World):  # AZ-12, AZ-13
    ana, ben, cem = (
        await world.person("ana", private=True),
        await world.person("ben"),
        await world.person("cem"),
    )
    await ben.follows(ana)
    await ana.accepts(ben)
    media = await posted(ana, FILM)
    card = next(card for card in await ben.home_cards() if card["media"][0]["id"] == media["id"])
    stream = card["media"][0]["stream"]
    assert "?e=" in stream
    master = await ben.call("GET", stream)
    assert master.headers["cache-control"] == "private, no-cache"
    playlist_url = beside(stream, lines_of(master.text)[0])
    playlist = await text(ben, playlist_url)
    parts = [beside(stream, each) for each in lines_of(playlist)]
    every = [stream, playlist_url, *parts, beside(stream, playlist.partition('URI="')[2].partition('"')[0])]
    every.append(card["media"][0]["preview"])
    for url in every:
        assert (await ben.call("GET", url)).status_code == 200
        assert (await ben.call("GET", url.partition("?")[0])).status_code == 404
        assert (await cem.call("GET", url)).status_code == 404
        assert (await world.stranger().call("GET", url)).status_code == 404
    await ana.blocks(ben)
    for url in every:
        assert (await ben.call("GET", url)).status_code == 404


async def test_parts_are_kept_for_a_year_and_answer_ranges(world: World):
    ana = await world.person("ana")
    media = await posted(ana, FILM)
    folder = f"/m/{media['key']}"
    whole = await ana.call("GET", f"{folder}/source-0.m4s")
    assert "immutable" in whole.headers["cache-control"]
    assert whole.headers["content-type"] == "video/iso.segment"
    part = await ana.call("GET", f"{folder}/source-0.m4s", headers={"range": "bytes=8-99"})
    assert (part.status_code, part.content) == (206, whole.content[8:100])
    assert part.headers["content-range"] == f"bytes 8-99/{len(whole.content)}"
    again = await ana.call("GET", f"{folder}/stream.m3u8", headers={"if-none-match": "*"})
    assert again.status_code == 304
    for file in (
        "source-9.m4s",
        "source-00009.m4s",
        "1080.m3u8",
        "4k.m3u8",
        "source-init.m4s",
        "source.mp4",
        "captions.en.vtt",
    ):
        assert (await ana.call("GET", f"{folder}/{file}")).status_code == 404, file


async def test_a_deleted_video_leaves_nothing(world: World):
    ana = await world.person("ana")
    media_id = await uploaded(ana, FILM)
    post = await ana.does("POST", "/v1/posts", json={"media": [media_id]})
    await world.settle()
    media = await ana.does("GET", f"/v1/media/{media_id}")
    await ana.deletes(post["id"], for_good=True)
    await world.settle()
    for file in ("stream.m3u8", "source.m3u8", "source-0.m4s", "preview.mp4", "large.jpg"):
        assert (await ana.call("GET", f"/m/{media['key']}/{file}")).status_code == 404
    assert (await ana.does("GET", "/v1/me/storage"))["bytes_used"] == 0
    assert photos.CANARY not in FILM


# ------------------------------------------------------------------------------------------------------- captions

WORDS = """\ufeffWEBVTT - with a title

STYLE
::cue { background: url(https://example.org/track) }

NOTE TINTYPE-CANARY-note

1
00:01.000 --> 00:02.500 line:0 position:20%
<v Ana><b>Hello</b> &amp; welcome</v>
<script>alert(1)</script>

00:00:00.200 --> 00:00:00.900
First
"""


async def captioned(person: Person, media_id: str, language: str, words: str | bytes, label: str = "") -> Any:
    data = words.encode() if isinstance(words, str) else words
    query = f"?label={label}" if label else ""
    return await person.call(
        "PUT",
        f"/v1/media/{media_id}/captions/{language}{query}",
        content=data,
        headers={"content-type": "text/vtt"},
    )


async def test_captions_are_brought_read_and_taken_away(world: World):
    ana, ben = await world.person("ana"), await world.person("ben")
    media = await posted(ana, FILM)
    brought = await captioned(ana, media["id"], "PT-br", WORDS, "Português")
    assert brought.status_code == 200, brought.text
    (caption,) = (await ben.does("GET", f"/v1/media/{media['id']}"))["captions"]
    assert (caption["language"], caption["label"]) == ("pt-BR", "Português")
    answer = await ben.call("GET", caption["url"])
    assert answer.headers["content-type"] == "text/vtt; charset=utf-8"
    assert answer.text == (
        "WEBVTT\n\n00:00:00.200 --> 00:00:00.900\nFirst\n\n"
        "00:00:01.000 --> 00:00:02.500\nHello &amp; welcome\nalert(1)\n"
    )
    (card,) = await ana.home_cards()
    assert [each["language"] for each in card["media"][0]["captions"]] == ["pt-BR"]
    await captioned(ana, media["id"], "pt-BR", "WEBVTT\n\n00:01.000 --> 00:02.000\nAnew")
    assert (await ben.call("GET", caption["url"])).text.endswith("Anew\n")
    for nobody in (ben, world.stranger()):
        gone = await nobody.call("DELETE", f"/v1/media/{media['id']}/captions/pt-BR")
        assert gone.status_code in (401, 404)
    await ana.does("DELETE", f"/v1/media/{media['id']}/captions/pt-BR")
    assert "captions" not in await ben.does("GET", f"/v1/media/{media['id']}")
    assert (await ben.call("GET", caption["url"])).status_code == 404


async def test_captions_that_cannot_be_read_are_told_what_is_wrong(world: World):
    ana = await world.person("ana")
    media = await posted(ana, films.gif())
    wrong = await captioned(ana, media["id"], "en", b"1\n00:00:01,000 --> 00:00:02,000\nSubRip")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "captions_malformed")
    assert "captions" in wrong.json()["fields"]
    long = await captioned(ana, media["id"], "en", b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"x" * 600_000)
    assert long.status_code == 413
    assert (await captioned(ana, media["id"], "english-please", WORDS)).status_code == 422
    assert (await captioned(ana, media["id"], "..%2f..", WORDS)).status_code == 404


async def test_a_photo_has_no_captions(world: World):
    ana = await world.person("ana")
    media_id = await ana.uploads()
    await world.settle()
    answer = await captioned(ana, media_id, "en", WORDS)
    assert (answer.status_code, answer.json()["code"]) == (409, "no_video")
