"""Lists of famous authors that all followers share say what the records say, however little of them is kept."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.ground import Ground, ground_in
from tests.posts.site import Site
from tintype.feed import pulled
from tintype.feed.pulled import Found, Pulled
from tintype.graph import Fame, Follows, settle_fame
from tintype.graph.classes import sql
from tintype.kernel.ids import OrderId, shard_of
from tintype.kernel.viewer import Viewer

ALL = 1 << 62


async def make(ground: Ground, author: Viewer, fame: Fame) -> None:
    shard = shard_of(author.account_id)
    await ground.records.transact(
        lambda tx: tx.execute(sql.note_fame, shard=shard, account_id=author.account_id, famous=int(fame))
    )


async def asked(ground: Ground, known: Pulled, reader: Viewer, before: int, limit: int) -> list[OrderId]:
    mark, found = known.mark(), Found()
    orders = await ground.look(lambda reading: known.newest(reading, reader, before, limit, found))
    known.keep(found, mark)
    return orders


@pytest.mark.parametrize(("kept", "asked_max"), [(100, 500), (3, 500), (3, 1)])
async def test_any_page_equals_the_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: int, asked_max: int
) -> None:
    monkeypatch.setattr(pulled, "KEPT", kept)
    monkeypatch.setattr(pulled, "ASKED_MAX", asked_max)
    rng, known = random.Random(3), Pulled()
    async with ground_in(tmp_path) as ground:
        site, follows = Site(ground), Follows(ground.records)
        reader, *authors = [await site.person(f"person{at}x") for at in range(6)]
        for author, fame in zip(
            authors, [Fame.FAMOUS, Fame.FAMOUS, Fame.LEAVING, Fame.ORDINARY], strict=False
        ):
            await make(ground, author, fame)
        for author in authors[1:]:
            await follows.request(reader, author.account_id)
        pulled_from = authors[1:3]
        for _ in range(40):
            author = rng.choice(authors)
            await site.post(author)
            known.posted(author.account_id)
            before, limit = rng.choice([ALL, *await site.recent(authors)]), rng.choice([1, 2, 3, 5, 20])
            expected = await site.recent(pulled_from, before=before, limit=limit)
            assert await asked(ground, known, reader, before, limit) == expected


async def test_what_was_read_before_an_event_is_not_kept(tmp_path: Path) -> None:
    async with ground_in(tmp_path) as ground:
        site, known, found = Site(ground), Pulled(), Found()
        star, ana = await site.person("star"), await site.person("ana")
        await Follows(ground.records).request(ana, star.account_id)
        await make(ground, star, Fame.FAMOUS)
        mark = known.mark()
        assert await ground.look(lambda reading: known.newest(reading, ana, ALL, 5, found)) == []
        post = await site.post(star)
        known.posted(star.account_id)
        assert found.following == {star.account_id}
        assert known.has_changed(found.following, mark)
        known.keep(found, mark)
        assert await asked(ground, known, ana, ALL, 5) == [post.order_id]
        assert not known.has_changed(found.following, known.mark())


async def test_who_is_famous_is_asked_once_and_anew_when_it_changes(tmp_path: Path) -> None:
    async with ground_in(tmp_path) as ground:
        site, known = Site(ground), Pulled()
        star, ana = await site.person("star"), await site.person("ana")
        await Follows(ground.records).request(ana, star.account_id)
        post = await site.post(star)
        assert await asked(ground, known, ana, ALL, 5) == []
        await make(ground, star, Fame.LEAVING)
        assert await asked(ground, known, ana, ALL, 5) == []
        known.clear()
        assert await asked(ground, known, ana, ALL, 5) == [post.order_id]
        await ground.records.transact(lambda tx: settle_fame(tx, star.account_id))
        known.clear()
        assert await asked(ground, known, ana, ALL, 5) == []
