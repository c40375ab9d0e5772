"""A backup that is put back does not bring back what was deleted after it was made."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from tests.credentials.rooms import tries
from tests.world import Person, World, world_on
from tintype.cli.main import main
from tintype.erasure.ledger import read
from tintype.kernel.clock import DAY_US, ManualClock, SystemClock
from tintype.kernel.problems import Unavailable
from tintype.media.making.pool import MediaPool
from tintype.settings import StorageSettings


async def back(world: World, name: str) -> Person:
    """Somebody of before, in a browser of now."""
    person = world.stranger()
    assert (await tries(person, name)).status_code == 201
    return person


def restore(data: Path, backup: Path, ledger: str) -> None:
    """The folder as it was, and the newest ledger in it."""
    newest = (data / ledger).read_bytes()
    shutil.rmtree(data)
    shutil.copytree(backup, data)
    (data / ledger).write_bytes(newest)


async def replays(data: Path) -> int:
    return await asyncio.to_thread(main, ["replay", "deletions", "--data", str(data)])


async def test_what_was_deleted_since_a_backup_stays_deleted(  # LC-05
    tmp_path: Path, media_pool: MediaPool, capsys: pytest.CaptureFixture[str]
) -> None:
    data, backup = tmp_path / "data", tmp_path / "backup"
    clock = ManualClock(SystemClock().now_us())
    async with world_on(StorageSettings(data=data), media_pool, clock) as world:
        ana, ben, cem = [await world.person(name) for name in ("ana", "ben", "cem")]
        kept, deleted, undone, forgotten = [await ana.posts(words) for words in ("A", "B", "C", "D")]
        of_cem = await cem.posts("Of who leaves")
        await world.settle()
        said = await ben.comments(kept, "Taken back")
        await ben.comments(kept, "Stays")
        await world.settle()
    shutil.copytree(data, backup, ignore=shutil.ignore_patterns("run", "rings"))

    async with world_on(StorageSettings(data=data), media_pool, clock) as world:
        ana, ben, cem = [await back(world, name) for name in ("ana", "ben", "cem")]
        for post in (deleted, undone):
            await ana.deletes(post)
        await ana.does("DELETE", f"/v1/posts/{undone}/removal")
        await ana.deletes(forgotten, for_good=True)
        await ben.does("DELETE", f"/v1/comments/{said}")
        await cem.does("DELETE", "/v1/me")
        await world.settle()
        clock.advance(31 * DAY_US)
        await world.settle()
    restore(data, backup, "deletions.log")
    assert await replays(data) == 0
    assert "Gone again: 3 posts, 1 comments, 1 accounts." in capsys.readouterr().out

    async with world_on(StorageSettings(data=data), media_pool, clock) as world:
        await world.settle()
        ana = await back(world, "ana")
        assert await ana.profile(ana) == [undone, kept]
        for post in (deleted, forgotten, of_cem):
            assert (await ana.call("GET", f"/v1/posts/{post}")).status_code == 404
        assert [each["text"] for each in await ana.pages(f"/v1/posts/{kept}/comments")] == ["Stays"]
        assert (await tries(world.stranger(), "cem")).status_code == 401
        assert (await ana.call("GET", "/v1/users/cem")).status_code == 404
    assert await replays(data) == 0  # once more: there is nothing left to do
    assert "Gone again: 0 posts, 0 comments, 0 accounts." in capsys.readouterr().out


async def test_a_post_taken_back_stays_in_the_archive(  # LC-05
    tmp_path: Path, media_pool: MediaPool, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    async with world_on(StorageSettings(data=data), media_pool, None) as world:
        ana = await world.person("ana")
        post = await ana.posts("Put away")
        await world.settle()
        await ana.does("PUT", f"/v1/posts/{post}/archive")
        await ana.deletes(post)
        await ana.does("DELETE", f"/v1/posts/{post}/removal")
        await world.settle()
    assert [entry.what for entry in read(data / "deletions.log")] == ["post", "post_back"]
    assert await replays(data) == 0
    assert "Gone again: 0 posts" in capsys.readouterr().out
    async with world_on(StorageSettings(data=data), media_pool, None) as world:
        ana = await back(world, "ana")
        assert [card["id"] for card in await ana.pages("/v1/me/posts?shelf=archived")] == [post]


async def test_a_comment_that_waited_stays_deleted(  # LC-05
    tmp_path: Path, media_pool: MediaPool, capsys: pytest.CaptureFixture[str]
) -> None:
    data, backup = tmp_path / "data", tmp_path / "backup"
    async with world_on(StorageSettings(data=data), media_pool, None) as world:
        ana, ben = await world.person("ana"), await world.person("ben")
        post = await ana.posts("Only what I let through")
        await world.settle()
        await ana.does("PATCH", f"/v1/posts/{post}/conversation", json={"approves": True})
        said = await ben.comments(post, "May I?")
        await world.settle()
    shutil.copytree(data, backup, ignore=shutil.ignore_patterns("run", "rings"))
    async with world_on(StorageSettings(data=data), media_pool, None) as world:
        ben = await back(world, "ben")
        await ben.does("DELETE", f"/v1/comments/{said}")
        await world.settle()
    restore(data, backup, "deletions.log")
    assert await replays(data) == 0
    assert "Gone again: 0 posts, 1 comments, 0 accounts." in capsys.readouterr().out
    async with world_on(StorageSettings(data=data), media_pool, None) as world:
        ana = await back(world, "ana")
        assert await ana.pages("/v1/me/held-comments") == []


async def test_whoever_is_suspended_while_leaving_stays_suspended(  # LC-05
    tmp_path: Path, media_pool: MediaPool, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    async with world_on(StorageSettings(data=data), media_pool, None) as world:
        await (await world.person("cem")).does("DELETE", "/v1/me")
        await world.settle()
        leaving = world.api.subjects.accounts.credentials.leaving
        await leaving.suspend("cem")
        await world.settle()
    assert [entry.what for entry in read(data / "deletions.log")] == ["account", "account_back"]
    assert await replays(data) == 0
    assert "0 accounts." in capsys.readouterr().out
    async with world_on(StorageSettings(data=data), media_pool, None) as world:
        leaving = world.api.subjects.accounts.credentials.leaving
        assert (await leaving.look("cem"))[1:] == ("suspended", 0)


async def test_whoever_is_leaving_already_is_not_made_to_leave_again(  # LC-05
    tmp_path: Path, media_pool: MediaPool, capsys: pytest.CaptureFixture[str]
) -> None:
    data, backup = tmp_path / "data", tmp_path / "backup"
    clock = ManualClock(SystemClock().now_us())
    async with world_on(StorageSettings(data=data), media_pool, clock) as world:
        await (await world.person("cem")).does("DELETE", "/v1/me")
        await world.settle()
        leaving = world.api.subjects.accounts.credentials.leaving
        _, state, gone_us = await leaving.look("cem")
    shutil.copytree(data, backup, ignore=shutil.ignore_patterns("run", "rings"))
    for _ in range(2):
        assert await replays(data) == 0
        assert "0 accounts." in capsys.readouterr().out
    async with world_on(StorageSettings(data=data), media_pool, clock) as world:
        leaving = world.api.subjects.accounts.credentials.leaving
        assert (await leaving.look("cem"))[1:] == (state, gone_us)
        await leaving.end("cem", at_once=True)  # Sooner than the backup knows.
        clock.advance(1)
        await world.settle()
    restore(data, backup, "deletions.log")
    for done in ("1 accounts.", "0 accounts."):
        assert await replays(data) == 0
        assert done in capsys.readouterr().out


async def test_a_ledger_that_cannot_be_written_is_waited_for(tmp_path: Path, media_pool: MediaPool) -> None:
    ledger = tmp_path / "data" / "deletions.log"
    async with world_on(StorageSettings(data=tmp_path / "data"), media_pool, None) as world:
        ana = await world.person("ana")
        post = await ana.posts("Gone soon")
        await world.settle()
        ledger.mkdir()
        await ana.deletes(post)
        with pytest.raises(Unavailable, match="ledger"):
            await world.settle()
        ledger.rmdir()
        await world.settle()
    assert [(entry.what, entry.id) for entry in read(ledger)] == [("post", post)]
    ledger.write_bytes(b'{"what":"post","id":"1' + ledger.read_bytes())  # a line that a crash cut off
    assert [entry.id for entry in read(ledger)] == [post]
