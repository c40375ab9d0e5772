"""Archives of people who mean no good: refused in words, before they cost anything."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from tests.pictures import picture
from tests.portability.carrying import brings, counted, report, sends, zipped
from tests.world import World
from tintype.portability.unpacking import Archive, BadArchive

MANIFEST = {
    "format": "tintype-archive",
    "version": 1,
    "site": "https://elsewhere.example",
    "username": "ana",
    "made_at": "2026-01-01T00:00:00Z",
}


def post(file: str, **more: object) -> dict[str, object]:
    at = "2020-05-04T03:02:01.123456Z"
    return {"id": "7", "created_at": at, "published_at": at, "media": [{"file": file}], **more}


def archive(*posts: dict[str, object], **files: object) -> bytes:
    return zipped({"tintype.json": MANIFEST, "posts.json": list(posts), **files})


async def refusal(tmp_path: Path, data: bytes) -> str:
    path = tmp_path / "archive.zip"
    path.write_bytes(data)
    with pytest.raises(BadArchive) as refused:
        await Archive.open(path)
    assert refused.value.detail or refused.value.title
    return refused.value.code


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "/etc/passwd", "a/../../b", "..\\..\\windows", "C:/windows/a", "a" * 500],
)
async def test_names_that_lead_out_are_refused(name: str, tmp_path: Path) -> None:
    assert await refusal(tmp_path, zipped({name: "x"})) == "archive_unsafe"


async def test_links_are_refused(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        link = zipfile.ZipInfo("media/link.jpg")
        link.external_attr = 0o120777 << 16
        made.writestr(link, "/etc/passwd")
    assert await refusal(tmp_path, target.getvalue()) == "archive_unsafe"


async def test_a_million_names_are_refused_before_they_are_read(tmp_path: Path) -> None:
    many = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 65_535, 65_535, 4_000_000_000, 0, 0)
    assert await refusal(tmp_path, b"\0" * 100 + many) == "archive_too_many"
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 10**6, 10**6, 10**8, 0)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, 0, 1)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 65_535, 65_535, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    assert await refusal(tmp_path, end64 + locator + end) == "archive_too_many"


async def test_more_files_than_anybody_has_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tintype.portability.unpacking.ENTRIES_MAX", 50)
    assert await refusal(tmp_path, zipped({f"{at}.jpg": "x" for at in range(51)})) == "archive_too_many"


async def test_files_that_overlap_are_refused(tmp_path: Path) -> None:
    """The bomb of David Fifield: one kernel of zeros under a thousand names."""
    data = bytearray(zipped({"one.json": "a" * 5_000, "two.json": "b" * 5_000}))
    second = data.rindex(b"PK\1\2")
    data[second + 42 : second + 46] = struct.pack("<L", 0)
    assert await refusal(tmp_path, bytes(data)) == "archive_unsafe"


async def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    data = zipped({"posts.json": "[]", "postz.json": "[1]"}).replace(b"postz", b"posts")
    assert await refusal(tmp_path, data) == "archive_ambiguous"


async def test_what_has_a_password_is_refused(tmp_path: Path) -> None:
    data = bytearray(zipped({"posts.json": "[]"}))
    at = data.rindex(b"PK\1\2")
    data[at + 8] |= 1
    assert await refusal(tmp_path, bytes(data)) == "archive_encrypted"


@pytest.mark.parametrize("data", [b"no archive", b"", b"PK\5\6" + b"\0" * 5, zipped({"a": "b"})[:-10]])
async def test_what_is_no_archive_is_refused(data: bytes, tmp_path: Path) -> None:
    assert await refusal(tmp_path, data) in {"no_archive", "archive_damaged"}


async def test_a_bomb_of_words_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made, made.open("posts.json", "w") as entry:
        for _ in range(70):
            entry.write(b" " * (1 << 20))
    with pytest.raises(BadArchive) as refused:
        (await Archive.open(path)).words("posts.json")
    assert refused.value.code == "archive_too_large"
    pieces = (await Archive.open(path)).stream("posts.json")
    with pytest.raises(BadArchive) as squeezed:
        await anext(pieces)
    assert squeezed.value.code == "file_squeezed"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (zipped({"hello.txt": "x"}), "archive_unknown"),
        (zipped({"content/posts_1.html": "<html>"}), "archive_not_json"),
        (zipped({"tintype.json": {**MANIFEST, "version": 2}}), "archive_newer"),
        (zipped({"tintype.json": MANIFEST, "posts.json": "[" * 100_000}), "archive_damaged"),
        (zipped({"tintype.json": MANIFEST, "posts.json": [{"id": 7}]}), "archive_damaged"),
        (zipped({"content/posts_1.json": b"\xff\xfe"}), "archive_damaged"),
        (zipped({"inner.zip": zipped({"tintype.json": MANIFEST})}), "archive_unknown"),
        (b"no archive at all", "no_archive"),
    ],
)
async def test_what_cannot_be_read_says_why(world: World, data: bytes, code: str) -> None:
    ana = await world.person("ana")
    found = await sends(ana, data)
    assert (found["state"], found["code"]) == ("refused", code)
    assert found["problem"].endswith((".", "…")) or ":" in found["problem"]


async def test_what_is_wrong_with_one_thing_stops_no_other(world: World) -> None:
    ana = await world.person("ana")
    good = {"media/good.jpg": picture(77), "media/page.jpg": b"<html><script>alert(1)</script></html>"}
    data = archive(
        post("media/good.jpg", caption="Good"),
        post("media/page.jpg", id="8"),
        post("media/gone.jpg", id="9"),
        post("../../secret", id="10"),
        post("media/good.jpg", id="11", caption="c" * 3_000),
        post("media/good.jpg", id="12", published_at="2999-01-01T00:00:00Z"),
        **good,
    )
    looked = await sends(ana, data)
    done = await brings(ana, looked["id"])
    assert (counted(done, "post")["brought"], counted(done, "post")["left_out"]) == (1, 5)
    codes = {each["code"] for each in await report(ana, done["id"]) if each["state"] == "left_out"}
    assert codes == {"type_unsupported", "files_missing", "invalid"}
    (card,) = await ana.pages(f"/v1/users/{ana.id}/posts")
    assert (card["caption"], card["created_at"]) == ("Good", "2020-05-04T03:02:01.123Z")
    used = await ana.does("GET", "/v1/me/storage")
    assert used["bytes_used"] == len(picture(77))  # what was not brought takes no room


async def test_an_edit_of_nonsense_leaves_the_photo_out(world: World) -> None:
    ana = await world.person("ana")
    media = [{"file": "media/good.jpg", "made": {"edit": {"filter": "no such filter"}}}]
    looked = await sends(ana, archive(post("", media=media), **{"media/good.jpg": picture(78)}))
    done = await brings(ana, looked["id"])
    (left,) = await report(ana, done["id"])
    assert (left["state"], left["code"]) == ("left_out", "invalid")


async def test_an_archive_is_no_photo(world: World) -> None:
    """What was announced as an archive becomes none by being completed as one."""
    ana = await world.person("ana")
    data = archive()
    ticket = await ana.does(
        "POST",
        "/v1/uploads",
        json={
            "bytes": len(data),
            "type": "application/zip",
            "part_bytes": 5 << 20,
            "parts": [sha256(data).hexdigest()],
        },
    )
    missing = await ana.call("POST", "/v1/me/imports", json={"upload_id": ticket["id"]})
    assert (missing.status_code, missing.json()["code"]) == (409, "not_uploaded")
    await ana.puts(ticket["parts"][0], data)
    assert (await ana.call("POST", f"/v1/uploads/{ticket['id']}/complete")).status_code == 415
    assert json.loads((await ana.call("GET", "/v1/me/imports")).content) == {"items": []}
