"""`tintype media …` on a site with photos in it, on whatever stores this run has."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from tests.media import films
from tests.media.test_policy import drawing, jpeg
from tests.world import Person, World
from tintype.cli.main import main
from tintype.kernel.sql import Query
from tintype.settings import to_environment

PHOTO = jpeg(drawing(1))


async def media(world: World, *arguments: str) -> int:
    """The command beside the running site, moved along meanwhile as its worker would."""
    with pytest.MonkeyPatch.context() as environment:
        for variable, value in to_environment(world.adapters.settings).items():
            environment.setenv(variable, value)
        command = asyncio.create_task(asyncio.to_thread(main, ["media", *arguments]))
        while not command.done():
            await world.settle()
            await asyncio.wait({command}, timeout=0.05)
        return await command


async def posted(person: Person, photo: bytes) -> dict:
    media_id = await person.uploads(photo)
    await person.does("POST", "/v1/posts", json={"media": [media_id]})
    await person.world.settle()
    return await person.does("GET", f"/v1/media/{media_id}")


async def written(world: World, text: str, **arguments: object) -> None:
    query = Query("tests", text, text)
    await world.adapters.records.transact(lambda tx: tx.execute(query, **arguments))


async def test_stats_count_by_kind_and_by_account(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    await posted(ana, PHOTO)
    await posted(ana, jpeg(drawing(2)))
    await posted(ben, jpeg(drawing(3)))
    capsys.readouterr()
    assert await media(world, "stats", "--json", "--top", "1") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["media"] == 3
    assert {kind: about["files"] for kind, about in found["kinds"].items()} == {
        "originals": 3,
        "pictures, AVIF": 12,
        "pictures, JPEG": 12,
    }
    uploaded = len(PHOTO) + len(jpeg(drawing(2)))
    assert found["accounts"] == [{"username": "ana", "bytes_uploaded": uploaded}]
    assert found["kinds"]["originals"]["bytes"] == uploaded + len(jpeg(drawing(3)))
    assert await media(world, "stats") == 0
    said = capsys.readouterr().out
    assert "3 photos and videos in 27 files" in said
    assert "ana" in said


async def test_a_whole_site_is_verified(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    await posted(await world.person("ana"), PHOTO)
    assert await media(world, "verify") == 0
    assert "All files of 1 photos and videos are there." in capsys.readouterr().out


async def test_what_is_wrong_is_listed_and_made_anew(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    ana = await world.person("ana")
    lost, cut, swapped = [await posted(ana, jpeg(drawing(number))) for number in (1, 2, 3)]
    blobs = world.adapters.blobs
    await blobs.delete([f"m/{lost['key']}/large.avif"])
    await blobs.put(f"m/{cut['key']}/small.jpg", b"\xff\xd8\xff", bytes_max=9)
    listed = [blob.key async for some in blobs.blobs("originals/") for blob in some]
    originals = {key: await blobs.read(key) for key in listed}
    (original,) = [key for key, data in originals.items() if data == jpeg(drawing(3))]
    await blobs.put(original, bytes(len(originals[original])), bytes_max=1 << 20)
    assert await media(world, "verify", "--fast") == 1
    said = capsys.readouterr().out
    assert f"media {lost['id']}: m/{lost['key']}/large.avif is missing" in said
    assert f"media {cut['id']}: m/{cut['key']}/small.jpg has 3 bytes instead of" in said
    assert "2 files are not as they should be" in said
    assert await media(world, "verify") == 1
    said = capsys.readouterr().out
    assert f"media {swapped['id']}: {original} has other bytes than were uploaded" in said
    assert await media(world, "reprocess", "--media", lost["id"], cut["id"]) == 0
    assert "2 made anew." in capsys.readouterr().out
    await world.settle()
    assert await media(world, "verify", "--fast") == 0


async def test_verifying_goes_on_where_it_was_stopped(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ana = await world.person("ana")
    ids = [int((await posted(ana, jpeg(drawing(number))))["id"]) for number in range(1, 4)]
    first = min(ids)
    note = tmp_path / "position"
    note.write_text(json.dumps({"shard": (first >> 10) & 4095, "media_id": first, "done": 1, "wrong": 2}))
    assert await media(world, "verify", "--position", str(note)) == 1
    said = capsys.readouterr().out
    assert "Going on behind 1 media" in said
    assert "2 files are not as they should be, of 3 photos and videos." in said
    assert not note.exists()


async def test_a_sweep_deletes_what_no_row_needs_and_nothing_else(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    ana = await world.person("ana")
    kept = await posted(ana, PHOTO)
    waiting = await ana.uploads(jpeg(drawing(2)))
    blobs = world.adapters.blobs
    lost = [
        f"m/{kept['key'][:-1]}{'a' if kept['key'][-1] != 'a' else 'b'}/large.jpg",
        f"originals/00/{ana.id}-{'0' * 64}",
        "quarantine/abcdefgh",
    ]
    for key in lost:
        await blobs.put(key, b"x", bytes_max=9)
    before = {blob.key async for some in blobs.blobs() for blob in some}
    assert await media(world, "sweep") == 0
    assert "No file is left over." in capsys.readouterr().out, "young files come before their rows"
    assert await media(world, "sweep", "--older-than-hours", "-1") == 0
    said = capsys.readouterr().out
    assert "3 files that no row needs, 3 B: could be deleted with --delete." in said
    assert {blob.key async for some in blobs.blobs() for blob in some} >= set(lost)
    assert await media(world, "sweep", "--older-than-hours", "-1", "--delete") == 0
    await world.settle()
    after = {blob.key async for some in blobs.blobs() for blob in some}
    assert not after & set(lost)
    assert {key for key in before if key.startswith(f"m/{kept['key']}/")} <= after
    assert (await ana.does("GET", f"/v1/media/{waiting}"))["state"] == "ready"


async def test_rows_without_files_are_told(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    found = await posted(await world.person("ana"), PHOTO)
    await world.adapters.blobs.delete([f"m/{found['key']}/thumb.jpg"])
    assert await media(world, "sweep") == 0
    assert "1 photos and videos lack files" in capsys.readouterr().out


async def test_what_an_older_version_made_is_made_anew(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    ana = await world.person("ana")
    old, new = await posted(ana, PHOTO), await posted(ana, jpeg(drawing(2)))
    await written(world, "UPDATE media SET made = NULL WHERE id = :id", id=int(old["id"]))
    assert await media(world, "reprocess", "--older-than-version", "1") == 0
    assert "1 made anew." in capsys.readouterr().out
    assert (await ana.does("GET", f"/v1/media/{old['id']}"))["key"] != old["key"]
    assert (await ana.does("GET", f"/v1/media/{new['id']}"))["key"] == new["key"]
    assert await media(world, "reprocess", "--user", "Ana") == 0
    assert "2 made anew." in capsys.readouterr().out
    assert await media(world, "reprocess", "--user", "nobody") == 1
    assert capsys.readouterr().err.endswith("tintype: There is no account nobody.\n")


async def test_a_picture_is_blocked_by_its_file_and_listed(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ana = await world.person("ana")
    here = await posted(ana, jpeg(drawing(1).resize((320, 240))))
    file = tmp_path / "picture.jpg"
    file.write_bytes(PHOTO)
    assert await media(world, "block", "--file", str(file), "--note", "From a list") == 0
    said = capsys.readouterr().out
    assert "1 taken down" in said
    assert (await ana.does("GET", f"/v1/media/{here['id']}"))["problem"]["code"] == "blocked"
    assert await media(world, "blocked") == 0
    said = capsys.readouterr().out
    assert "From a list" in said
    assert "1 picture is not shown here." in said
    name = said.split()[0]
    assert await media(world, "unblock", name) == 0
    capsys.readouterr()
    assert await media(world, "blocked", "--json") == 0
    assert json.loads(capsys.readouterr().out) == []
    assert await media(world, "unblock", name) == 1
    assert "No picture with this hash is blocked." in capsys.readouterr().err


async def test_a_post_is_blocked_from_the_command_line(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    ana = await world.person("ana")
    post = await ana.posts("two", photos=2)
    await world.settle()
    assert await media(world, "block", "--post", post) == 0
    assert capsys.readouterr().out.count("1 taken down") == 2
    await world.adapters.tail.catch_up()
    assert await world.stranger().opens(post) == 404


@pytest.mark.parametrize(
    "arguments",
    [
        ["block", "--file", "/not/there.jpg"],
        ["block", "--media", "1234567"],
        ["block", "--post", "1234567"],
        ["reprocess", "--user", "nobody"],
        ["unblock", "ab"],
    ],
)
async def test_what_cannot_be_done_is_one_line(
    world: World, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert await media(world, *arguments) == 1
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith("tintype: ")


async def test_a_video_is_counted_checked_and_kept(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    ana = await world.person("ana")
    film = await posted(ana, films.film(seconds=4, size=(640, 360)))
    assert film["kind"] == "video"
    blobs = world.adapters.blobs
    before = {blob.key async for some in blobs.blobs(f"m/{film['key']}/") for blob in some}
    assert await media(world, "verify") == 0
    capsys.readouterr()
    assert await media(world, "stats", "--json") == 0
    kinds = json.loads(capsys.readouterr().out)["kinds"]
    assert kinds["video"]["bytes"] > 0
    assert "other" not in kinds
    assert await media(world, "sweep", "--older-than-hours", "-1", "--delete") == 0
    assert {blob.key async for some in blobs.blobs(f"m/{film['key']}/") for blob in some} == before
    (rung, *_) = sorted(key for key in before if key.endswith((".mp4", ".m4s")))
    await blobs.delete([rung])
    capsys.readouterr()
    assert await media(world, "verify", "--fast") == 1
    assert f"{rung} is missing" in capsys.readouterr().out


async def test_a_blocked_video_leaves_nothing_and_does_not_come_back(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    data = films.film(seconds=4, size=(640, 360))
    film = await posted(ana, data)
    assert await media(world, "block", "--media", film["id"]) == 0
    await world.settle()
    left = [blob.key async for some in world.adapters.blobs.blobs() for blob in some]
    assert left == []
    again = await ben.uploads(data, "again.mp4")
    await world.settle()
    assert (await ben.does("GET", f"/v1/media/{again}"))["problem"]["code"] == "blocked"
