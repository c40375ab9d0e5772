"""Feeds by a promoted model, as people meet them, and by the formula when there is none."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

import numpy as np

from tests.world import Person, World
from tintype.ranker import Entry, Ranker, State, registry
from tintype.ranker.serving import LOOK_EVERY_S
from tintype.ranking.learned import Model, encode
from tintype.ranking.learned.calibration import Calibration
from tintype.ranking.learned.model import Head
from tintype.ranking.learned.trees import Tree
from tintype.settings import Settings, StorageSettings
from tintype.site import open_api
from tintype.wiring import Adapters, open_adapters

ID = 7 << 22


def loves_series() -> Model:
    """Whoever is shown several photos likes them, it says, and nothing else."""
    curve = Calibration(np.asarray([-1.0, 1.0]), np.asarray([0.01, 0.9]))
    return Model(("is_series",), {}, (Head("like", (Tree([(0, 0.5, 1)], [-1.0, 1.0]),), curve),))


async def ids(person: Person) -> list[str]:
    return [card["id"] for card in (await person.does("GET", "/v1/timelines/home?order=ranked"))["items"]]


async def put_model(adapters: Adapters) -> None:
    """A candidate that nothing is known of."""
    file = encode(loves_series())
    entry = Entry(ID, "lightgbm", State.CANDIDATE, hashlib.sha256(file).digest(), 0, 1, 2, 0, "")
    await adapters.blobs.put(entry.key, file, bytes_max=10_000)
    await adapters.records.transact(lambda tx: registry.add_model(tx, entry))


async def promoted(world: World) -> Ranker:
    await put_model(world.adapters)
    await world.adapters.records.transact(lambda tx: registry.promote(tx, ID, forced=True))
    return world.api.subjects.feed.ranker


async def test_a_promoted_model_orders_feeds_until_it_is_taken_back(world: World) -> None:
    ana, ben, cleo = await world.person("ana"), await world.person("ben"), await world.person("cleo")
    await cleo.follows(ana)
    await cleo.follows(ben)
    series = await ana.posts("two of them", photos=2)
    single = await ben.posts("one")
    await world.settle()
    assert await ids(cleo) == [single, series]
    ranker = await promoted(world)
    # Nothing changes until this process has looked, which it does by itself: see the next test.
    assert await ids(cleo) == [single, series]
    await ranker.look()
    assert await ids(cleo) == [series, single]
    for _ in range(70):
        await ids(cleo)
    assert 'tintype_feeds_ranked_total{by="model"}' in (await ana.call("GET", "/metrics")).text
    await world.adapters.blobs.delete([f"models/{ID}.json"])
    await ranker.look()
    assert await ids(cleo) == [series, single], "what is loaded needs no file"
    await world.adapters.records.transact(registry.retire)
    await ranker.look()
    assert await ids(cleo) == [single, series]


async def test_a_process_looks_at_once_when_it_starts_and_twice_a_minute(tmp_path: Path) -> None:
    settings = Settings(storage=StorageSettings(data=tmp_path / "data"))
    adapters = await open_adapters(settings, writes_feeds=False)
    await put_model(adapters)
    await adapters.records.transact(lambda tx: registry.promote(tx, ID, forced=True))
    await adapters.close()
    async with open_api(settings) as api, asyncio.timeout(60):
        while api.subjects.feed.ranker.model_id != ID:  # noqa: ASYNC110 — nothing tells of it
            await asyncio.sleep(0.01)
    assert LOOK_EVERY_S <= 30
