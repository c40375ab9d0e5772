"""Each engine killed and started again under load: nothing acknowledged is lost, all is well within 30 s."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from engine import Service

from tests.crash.actors import WRITES_S, Actor, Scene
from tests.crash.memory import Memory
from tests.crash.people import people_in
from tests.crash.test_crash import acting, home, unreadable
from tests.engines.nodes import Node, nodes, stores
from tests.engines.server_judge import ServerJudge
from tintype.settings import StorageSettings

ACTORS, TARGETS = 8, 4
KILLS = int(os.environ.get("TINTYPE_ENGINE_KILLS", "2"))
CONVERGED_S_MAX = 30.0
WRITES_BETWEEN = 100
# Longer than actors rest who have written what one person may: WRITES_S.
WORKED_S_MAX = 3 * WRITES_S
READS_WITHOUT_REDIS = 1000
FINE_MIN = 0.999


@dataclass
class Site:
    """A node on engines of its own, with people at work."""

    node: Node
    engines: dict[str, Service]
    judge: ServerJudge
    scene: Scene
    actors: list[Actor]
    tokens: dict[int, str]


@asynccontextmanager
async def site_on(folder: Path, kinds: list[str]) -> AsyncIterator[Site]:
    with stores(folder, kinds) as (settings, services):
        storage = StorageSettings(
            data=folder / "people",
            secret_file=Path(settings["TINTYPE_SECRET_FILE"]),
            records=settings["TINTYPE_RECORDS"],
            redis=settings["TINTYPE_REDIS"],
            blobs=settings["TINTYPE_BLOBS"],
        )
        names = [f"actor{at}" for at in range(ACTORS)] + [f"target{at}" for at in range(TARGETS)]
        tokens = {int(id): token for id, token in (await people_in(folder, names, storage)).items()}
        people = list(tokens)
        with nodes(folder, [settings]) as (node,):
            scene = Scene(node.url, Memory(), people[ACTORS:], is_paced=True)
            actors = [Actor(scene, id, tokens[id], 7 + at) for at, id in enumerate(people[:ACTORS])]
            judge = ServerJudge(settings["TINTYPE_RECORDS"])
            readers = {id: tokens[id] for id in people[:ACTORS]}
            yield Site(node, services, judge, scene, actors, readers)
            judge.close()


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("postgres18", ["postgres18", "redis", "s3"]),
        ("postgres15", ["postgres15", "redis", "s3"]),
        ("redis", ["postgres18", "redis", "s3"]),
        ("cluster", ["postgres18", "cluster", "s3"]),
        ("s3", ["postgres18", "redis", "s3"]),
    ],
)
async def test_nothing_acknowledged_is_lost(tmp_path: Path, name: str, kinds: list[str]) -> None:
    rng = random.Random(name)
    async with site_on(tmp_path, kinds) as site:
        async with acting(site.actors):
            for _ in range(KILLS):
                site.scene.running.set()
                await worked(site, WRITES_BETWEEN)
                engine = rng.choice(site.engines[name].engines)
                engine.kill()
                # As long as somebody needs who looks after it, or nobody: it is the length that is drawn.
                await asyncio.sleep(rng.uniform(0.5, 3))
                engine.start()
            took = await converged(site)
        assert took <= CONVERGED_S_MAX
        assert site.judge.contradictions(site.scene.memory, site.scene.maybe) == []
        assert site.judge.miscounts() == []
        assert site.judge.damage() == []
        assert site.scene.errors == []
        assert await unreadable(site.node, list(site.tokens.values())) == []
        assert site.node.process.poll() is None
        assert site.scene.memory.acknowledged["post"] > 0


async def test_reads_go_on_without_redis(tmp_path: Path) -> None:
    async with site_on(tmp_path, ["postgres18", "redis", "s3"]) as site:
        async with acting(site.actors):
            site.scene.running.set()
            await worked(site, WRITES_BETWEEN)
            post = await published(site)
            (redis,) = site.engines["redis"].engines
            before = await reads(site, post, READS_WITHOUT_REDIS // 10)
            redis.kill()
            without = await reads(site, post, READS_WITHOUT_REDIS)
            await site.scene.pause()
        assert set(before) == {200}
        assert without[200] >= FINE_MIN * without.total(), without
        redis.start()
        assert await converged(site) <= CONVERGED_S_MAX


async def worked(site: Site, writes: int) -> None:
    """Returns when so many more writes have been acknowledged."""
    memory = site.scene.memory
    wanted = memory.acknowledged.total() + writes
    async with asyncio.timeout(WORKED_S_MAX):
        while memory.acknowledged.total() < wanted:  # noqa: ASYNC110 (the actors' memory has no event)
            await asyncio.sleep(0.05)


async def published(site: Site) -> int:
    """The first post that everybody may read, as soon as there is one: until its photo is made only its author may."""
    async with httpx.AsyncClient(base_url=site.node.url, timeout=15) as client, asyncio.timeout(WORKED_S_MAX):
        while True:
            for post, author in list(site.scene.posts.items()):
                (other, *_) = [token for id, token in site.tokens.items() if id != author]
                answer = await client.get(f"/v1/posts/{post}", headers={"Authorization": f"Bearer {other}"})
                if answer.status_code == 200:
                    return post
            await asyncio.sleep(0.05)


async def reads(site: Site, post: int, count: int) -> Counter[int]:
    """How so many reads were answered: home feeds, people, one post's talk, what is saved, by eight people at once."""
    found: Counter[int] = Counter()

    async def read(reader: int, token: str) -> None:
        paths = [
            "/v1/timelines/home",
            f"/v1/users/{reader}",
            f"/v1/posts/{post}/comments",
            "/v1/me/saved",
        ]
        async with httpx.AsyncClient(base_url=site.node.url, timeout=15) as client:
            for at in range(count // len(site.tokens)):
                answer = await client.get(paths[at % 4], headers={"Authorization": f"Bearer {token}"})
                found[answer.status_code] += 1

    await asyncio.gather(*(read(*reader) for reader in site.tokens.items()))
    return found


async def converged(site: Site) -> float:
    """Seconds until nothing is left to do and every home feed equals the naive one, with nobody writing."""
    began = time.monotonic()
    await site.scene.pause()
    wrong: object = None
    async with httpx.AsyncClient(base_url=site.node.url, timeout=15) as client:
        while time.monotonic() - began < 2 * CONVERGED_S_MAX:
            try:
                wrong = site.judge.unfinished() or await wrong_feeds(site, client)
            except (httpx.HTTPError, OSError) as error:
                wrong = repr(error)
            if not wrong:
                return time.monotonic() - began
            await asyncio.sleep(0.2)
    raise AssertionError(f"not converged: {wrong}\n{site.node.said()[-4000:]}")


async def wrong_feeds(site: Site, client: httpx.AsyncClient) -> list[str]:
    return [
        f"feed of {reader}: {shown} instead of {expected}"
        for reader, token in site.tokens.items()
        if (shown := await home(client, token)) != (expected := site.judge.naive_feed(reader))
    ]
