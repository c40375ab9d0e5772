"""A site that is killed again and again loses nothing that it has acknowledged."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.crash.actors import Actor, Scene
from tests.crash.judge import Judge
from tests.crash.memory import Memory
from tests.crash.people import people_in
from tests.crash.rig import Rig

KILLS = int(os.environ.get("TINTYPE_KILLS", "25"))
ACTORS = 12
TARGETS = 6
SETTLE_S_MAX = 180.0


@pytest.mark.slow
@pytest.mark.serve
async def test_nothing_acknowledged_is_lost_by_kills(tmp_path: Path) -> None:
    told = await kill_and_judge(tmp_path, kills=KILLS, seed=int(os.environ.get("TINTYPE_SEED", "1")))
    assert told["like"] > KILLS
    assert told["post"] > 0
    assert told["unlike"] > 0


async def kill_and_judge(folder: Path, *, kills: int, seed: int) -> dict[str, int]:
    """Kill a site so often under load; how many writes of each kind were acknowledged. Fails on any loss."""
    rng = random.Random(seed)
    names = [f"actor{at}" for at in range(ACTORS)] + [f"target{at}" for at in range(TARGETS)]
    tokens = await people_in(folder / "data", names)
    rig = Rig(folder, seed)
    people = list(tokens)
    scene = Scene(rig.url, Memory(), [int(id) for id in people[ACTORS:]])
    actors = [Actor(scene, int(id), tokens[id], seed + at) for at, id in enumerate(people[:ACTORS])]
    await asyncio.to_thread(rig.start)
    try:
        judge = Judge(rig.data)
        async with acting(actors):
            for _ in range(kills):
                scene.running.set()
                await asyncio.sleep(rng.uniform(0.2, 0.7))
                await asyncio.to_thread(rig.kill)
                await scene.pause()
                assert judge.contradictions(scene.memory, scene.maybe) == [], rig.killed
        readers = {int(id): tokens[id] for id in people[:ACTORS]}
        await settled(judge, rig, readers)
        assert await unreadable(rig, list(readers.values())) == []
        assert judge.contradictions(scene.memory, scene.maybe) == []
        assert judge.miscounts() == []
        assert judge.damage() == []
        assert scene.errors == []
        judge.close()
    finally:
        code = await asyncio.to_thread(rig.stop)
    assert code == 0, rig.said()
    return dict(scene.memory.acknowledged)


@asynccontextmanager
async def acting(actors: list[Actor]) -> AsyncIterator[None]:
    """All actors at work, until the block ends."""
    tasks = [asyncio.create_task(actor.act_forever()) for actor in actors]
    try:
        yield
        assert not [task for task in tasks if task.done()], "an actor has given up"
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def settled(judge: Judge, rig: Rig, readers: dict[int, str]) -> None:
    """Return when nothing is left to do and every home feed equals the naive one. Fails after 40 s."""
    until = time.monotonic() + SETTLE_S_MAX
    wrong: object = None
    async with httpx.AsyncClient(base_url=rig.url, timeout=60) as client:
        while time.monotonic() < until:
            wrong = judge.unfinished() or [
                f"feed of {reader}: {shown} instead of {expected}"
                for reader, token in readers.items()
                if (shown := await home(client, token)) != (expected := judge.naive_feed(reader))
            ]
            if not wrong:
                return
            await asyncio.sleep(0.2)
    raise AssertionError(f"not settled: {wrong}\n{rig.said()}")


async def unreadable(rig: Rig, tokens: list[str]) -> list[str]:
    """Photos of published posts whose bytes are not there: a row must never precede its files."""
    missing: list[str] = []
    async with httpx.AsyncClient(base_url=rig.url, timeout=60) as client:
        for token in tokens:
            headers = {"Authorization": f"Bearer {token}"}
            page = (await client.get("/v1/timelines/home?limit=100&order=latest", headers=headers)).json()
            for media in [media for card in page["items"] for media in card["media"]]:
                path = media["url"].replace("{variant}", "small").replace("{ext}", "jpg")
                answer = await client.get(path, headers=headers)
                if answer.status_code != 200 or not answer.content.startswith(b"\xff\xd8"):
                    missing.append(f"{path}: {answer.status_code}")
    return missing


async def home(client: httpx.AsyncClient, token: str) -> list[int]:
    """Every page of somebody's home feed, joined: ids of posts."""
    found: list[int] = []
    cursor: str | None = None
    while True:
        answer = await client.get(
            "/v1/timelines/home",
            params={"limit": 50, "order": "latest"} | ({"cursor": cursor} if cursor else {}),
            headers={"Authorization": f"Bearer {token}"},
        )
        answer.raise_for_status()
        page = answer.json()
        found += [int(card["id"]) for card in page["items"]]
        cursor = page["next"]
        if cursor is None:
            return found
