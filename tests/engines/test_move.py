"""A site that grew up on one machine moves to PostgreSQL and S3, is cut off on the way, and is served from there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest

from tests.contracts.postgres_adapters import fresh_database
from tests.contracts.s3_adapters import s3_url
from tests.profile import PROFILE, redis_url
from tests.world import World, world_in, world_on
from tintype.cli.main import main
from tintype.kernel.problems import CannotStart
from tintype.media.making.pool import MediaPool
from tintype.settings import Settings, StorageSettings
from tintype.wiring import open_adapters
from tintype.wiring.moving import move_site

CAPTIONS = ("morning", "noon", "née à Łódź 🌻")


class CutOff(Exception):
    """Somebody pulled the plug."""


async def lived_in(world: World) -> None:
    """A few people, posts, and what they think of them."""
    ana, ben = await world.person("ana"), await world.person("ben", private=True)
    await ben.follows(ana)
    for caption in CAPTIONS:
        post = await ana.posts(caption)
        await world.settle()
        await ben.likes(post)
        await ben.comments(post, f"about {caption}")
    await ben.posts("for followers only")
    await world.settle()


async def test_a_site_moves_is_cut_off_moves_on_and_is_the_same(
    tmp_path: Path, media_pool: MediaPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PROFILE, raising=False)
    folder = tmp_path / "data"
    async with world_in(folder, media_pool) as world:
        await lived_in(world)
        secret = world.adapters.secret
    async with fresh_database(schema=False) as records:
        storage = StorageSettings(data=folder, records=records, redis=redis_url(), blobs=s3_url())
        steps = 0

        def cut_off(what: str, done: int, total: int) -> None:
            nonlocal steps
            steps += 1
            if what == "comments":
                raise CutOff

        with pytest.raises(CutOff):
            await move_site(Settings(storage=storage), cut_off)
        told: set[str] = set()
        moved = await move_site(Settings(storage=storage), lambda what, done, total: told.add(what))
        assert steps > 1
        assert {"photos", "edges", "edges (checked)"} <= told
        assert moved.rows["posts"] == 4
        assert moved.blobs > 4 * 8
        async with world_on(storage, media_pool, None) as world:
            assert world.adapters.secret == secret
            ben = world.stranger()
            ben.name = "ben"
            await ben.signs_in()
            cards = await ben.home_cards()
            assert [card["caption"] for card in cards] == ["for followers only", *reversed(CAPTIONS)]
            assert [card["viewer"]["liked"] for card in cards] == [False, True, True, True]
            url: str = cards[-1]["media"][0]["url"]
            photo = await ben.call("GET", url.replace("{variant}", "small").replace("{ext}", "jpg"))
            assert photo.status_code == 200, photo.text
            await ben.posts("from the new house")
            await world.settle()
            assert len(await ben.home()) == 5


async def test_another_sites_database_is_refused_in_one_line(
    tmp_path: Path, media_pool: MediaPool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(PROFILE, raising=False)
    for name in ("one", "other"):
        async with world_in(tmp_path / name, media_pool) as world:
            await world.person("founder")
    async with fresh_database() as records:
        settings = Settings(storage=StorageSettings(data=tmp_path / "one", records=records))
        await move_site(settings, lambda what, done, total: None)
        other = replace(settings, storage=replace(settings.storage, data=tmp_path / "other"))
        with pytest.raises(CannotStart, match="another site"):
            await move_site(other, lambda what, done, total: None)
        database = await asyncpg.connect(records)
        await database.execute("UPDATE accounts SET name = 'Changed'")
        await database.close()
        with pytest.raises(CannotStart, match="accounts differs"):
            await move_site(settings, lambda what, done, total: None)
        (tmp_path / "one" / "secret").write_bytes(b"x" * 64)
        with pytest.raises(CannotStart, match="secret is not the one of its site"):
            await open_adapters(settings, writes_feeds=False)
    assert main(["move", "--to", records, "--data", str(tmp_path / "nowhere")]) == 1
    assert capsys.readouterr().err.count("\n") == 1
