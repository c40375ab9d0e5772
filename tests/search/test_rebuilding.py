"""The index made anew: after it was lost, beside a site that goes on, by command."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import pytest

from tests.profile import is_middle
from tests.world import World, world_in
from tintype.accounts.leaving import Leaving
from tintype.adapters.embedded.search_index import EmbeddedSearchIndex, prepare_index
from tintype.cli.main import main
from tintype.media.making.pool import MediaPool
from tintype.ports.search_index import PostsAsked, PostWords
from tintype.search.rebuilding import Rebuilding

pytestmark = pytest.mark.skipif(is_middle(), reason="the index of this profile is a file")


async def ids(world: World, keyword: str, kind: str = "posts") -> list[str]:
    items = await world.stranger().pages(f"/v1/search?keyword={keyword}&kind={kind}")
    names = {"posts": ("post", "id"), "people": ("person", "username"), "places": ("place", "name")}
    what, name = names[kind]
    return [item[what][name] for item in items]


async def test_an_index_that_was_lost_is_built_again(tmp_path: Path, media_pool: MediaPool) -> None:
    folder = tmp_path / "data"
    async with world_in(folder, media_pool) as world:
        ana = await world.person("ana")
        post = await ana.posts("A lighthouse", place={"name": "The cape", "lat": 1.5, "lon": 2.5})
        gone = await ana.posts("Another lighthouse", place={"name": "A rock"})
        await world.settle()
        await ana.deletes(gone)
        await world.settle()
        assert await ids(world, "lighthouse") == [post]
    lost = list(folder.glob("search.db*"))
    for path in lost:
        path.unlink()
    assert lost
    async with world_in(folder, media_pool) as world:
        assert await ids(world, "lighthouse") == []
        assert await world.api.subjects.search.rebuilding.if_needed() > 0
        assert await ids(world, "lighthouse") == [post]
        assert await ids(world, "ana", "people") == ["ana"]
        assert (
            await ids(world, "cape", "places") == await ids(world, "&near=1,2,200", "places") == ["The cape"]
        )
        assert await ids(world, "rock", "places") == []
        assert await world.api.subjects.search.rebuilding.if_needed() == 0


async def test_a_file_of_another_version_is_made_anew(tmp_path: Path, world: World) -> None:
    records = world.adapters.settings.storage.data / "tintype.db"
    path = tmp_path / "search.db"
    path.write_bytes(b"")  # What a machine that stopped in between has left.
    prepare_index(path, records)
    prepare_index(path, records)
    index = EmbeddedSearchIndex(path)
    assert await index.is_whole()
    assert await index.posts(PostsAsked(), 5) == []
    await index.close()
    await world.person("ana")
    path.unlink()
    prepare_index(path, records)
    index = EmbeddedSearchIndex(path)
    assert not await index.is_whole()
    await index.close()


async def test_the_command_says_how_much_there_is(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    ana = await world.person("ana")
    await ana.posts("A lighthouse")
    await world.settle()
    # As beside a running site: in a thread with a loop of its own.
    data = str(world.adapters.settings.storage.data)
    code = await to_thread(main, ["rebuild", "search", "--data", data])
    said = capsys.readouterr().out.splitlines()[-1]
    assert (code, said) == (0, "The index is filled: 1 posts, and everybody who is here.")
    assert len(await ids(world, "lighthouse")) == 1


async def test_of_somebody_who_is_erased_nothing_is_left(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    await ana.posts("A lighthouse #lantern")
    await ben.posts("A lighthouse")
    await world.settle()
    index = world.adapters.search
    assert len(await index.posts(PostsAsked(stems=[("lighthouse",)]), 9)) == 2
    leaving = Leaving(world.adapters.records, world.api.subjects.accounts.sessions)
    await leaving.end("ana", at_once=True)
    await world.settle()
    assert len(await index.posts(PostsAsked(stems=[("lighthouse",)]), 9)) == 1
    assert await ids(world, "ana", "people") == []


class Watched(EmbeddedSearchIndex):
    """The index, before whose first writing of posts something happens."""

    def __init__(self, path: Path, first: Callable[[], Awaitable[None]]) -> None:
        super().__init__(path)
        self.first = iter([first])

    async def put_posts(self, posts: Sequence[PostWords]) -> None:
        for first in self.first:
            await first()
        await super().put_posts(posts)


async def test_what_changes_between_a_look_and_its_writing_is_looked_at_again(world: World) -> None:
    ana = await world.person("ana")
    kept, edited, gone = [await ana.posts("A lighthouse") for _ in range(3)]
    await world.settle()

    async def meanwhile() -> None:
        await ana.deletes(gone, for_good=True)
        await ana.does("PATCH", f"/v1/posts/{edited}", json={"caption": "A windmill"})
        await world.settle()

    index = Watched(world.adapters.settings.storage.data / "search.db", meanwhile)
    await Rebuilding(world.adapters.records, index).all()
    assert len(await index.posts(PostsAsked(stems=[("lighthouse",)]), 9)) == 1, (
        "the deleted has left no words"
    )
    assert await ids(world, "lighthouse") == [kept]
    assert await ids(world, "windmill") == [edited]
    await index.close()
