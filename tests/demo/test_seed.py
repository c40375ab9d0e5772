"""A demo is made once, anew after half of it, and never over somebody's site."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.world import world_in
from tintype.demo.community import community
from tintype.demo.seed import (
    MARK,
    PICTURES,
    SEED,
    DemoLogin,
    Mark,
    NotEmpty,
    is_seeded,
    make_room,
    seed,
    write_mark,
)
from tintype.media.making.pool import MediaPool
from tintype.settings import Settings, StorageSettings


def ignored(_what: str, _done: int, _total: int) -> None:
    """Progress that nobody looks at."""


def test_somebody_elses_site_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "tintype.db").write_bytes(b"precious")
    with pytest.raises(NotEmpty):
        make_room(tmp_path)
    assert (tmp_path / "tintype.db").read_bytes() == b"precious"


def test_half_a_demo_gives_way_and_its_pictures_stay(tmp_path: Path) -> None:
    write_mark(tmp_path, Mark(SEED, 1, is_whole=False))
    (tmp_path / PICTURES).mkdir()
    (tmp_path / PICTURES / "0000.jpg").write_bytes(b"drawn")
    (tmp_path / "blobs").mkdir()
    (tmp_path / "tintype.db").write_bytes(b"half")
    make_room(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [PICTURES, MARK]
    assert (tmp_path / PICTURES / "0000.jpg").exists()


async def test_a_whole_demo_is_not_made_again(tmp_path: Path) -> None:
    write_mark(tmp_path, Mark(SEED, 600, is_whole=True))
    settings = replace(Settings(), storage=StorageSettings(data=tmp_path))
    login = await seed(settings, ignored)
    assert login == DemoLogin("mira", "morning light")
    assert is_seeded(tmp_path)
    assert not (tmp_path / "tintype.db").exists()


@pytest.mark.slow
async def test_a_visitor_finds_the_community(tmp_path: Path, media_pool: MediaPool) -> None:
    settings = replace(Settings(), storage=StorageSettings(data=tmp_path / "data"))
    told: list[tuple[str, int, int]] = []
    login = await seed(settings, lambda what, done, total: told.append((what, done, total)), posts=8)
    plan = community(SEED, 8)
    assert told[-1] == ("likes", 8, 8)
    assert not (tmp_path / "data" / PICTURES).exists()
    async with world_in(tmp_path / "data", media_pool) as world:
        visitor = world.stranger()
        body = {"login": login.username, "password": login.password}
        visitor.csrf = (await visitor.does("POST", "/v1/session", json=body))["csrf"]
        home = await visitor.home_cards()
        mine = [post for post in plan.posts if (0, post.author) in {*plan.follows, (0, 0)}]
        assert [card.get("caption") for card in home] == [post.caption for post in reversed(mine)]
        assert [card["counts"]["likes"] for card in home] == [len(post.likes) for post in reversed(mine)]
        assert [card["counts"]["comments"] for card in home] == [
            len(post.comments) for post in reversed(mine)
        ]
        assert all(card["author"]["avatar"]["state"] == "ready" for card in home)
        assert all(media["state"] == "ready" for card in home for media in card["media"])
        ages = [card["created_at"] for card in home]
        assert ages == sorted(ages, reverse=True)
