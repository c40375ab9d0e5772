"""A world for feature tests: people act over HTTP, the world settles, people look.

One process holds the api and the worker; everything else is real: gateway, records, rings, blobs, the sandboxed
media pool. `settle` moves the worker until it has nothing left to do.
"""

import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec

from tests.contracts.waiting import WAIT_S_MAX
from tests.pictures import picture
from tests.profile import storage_in
from tintype.accounts import Passwords
from tintype.kernel.clock import ManualClock, SystemClock
from tintype.media.making.pool import MediaPool
from tintype.settings import MediaSettings, ServerSettings, Settings, StorageSettings
from tintype.site import Api, Worker, build_api, build_worker
from tintype.subjects import build_subjects
from tintype.wiring import Adapters, open_adapters

SETTLE_STEPS_MAX = 400
PASSWORD = "correct horse battery staple"
Json = dict[str, Any]


class Refused(AssertionError):
    """An act that should have worked was answered with a problem."""


@dataclass(eq=False)
class Person:
    """Somebody with a browser. Verbs return what a person would notice."""

    world: "World"
    name: str
    client: httpx.AsyncClient
    id: str = ""
    csrf: str = ""

    async def call(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Any request, as this person's browser would send it."""
        headers = {"origin": self.world.origin, "x-csrf-token": self.csrf, **options.pop("headers", {})}
        return await self.client.request(method, path, headers=headers, **options)

    async def does(self, method: str, path: str, **options: Any) -> Any:
        """A request that must succeed; its answer."""
        answer = await self.call(method, path, **options)
        if answer.status_code >= 400:
            raise Refused(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer.json() if answer.content else None

    async def signs_up(self) -> "Person":
        body = {"username": self.name, "email": f"{self.name}@example.org", "password": PASSWORD}
        found = await self.does("POST", "/v1/accounts", json=body)
        self.id, self.csrf = found["user"]["id"], found["csrf"]
        return self

    async def signs_in(self) -> "Person":
        found = await self.does("POST", "/v1/session", json={"login": self.name, "password": PASSWORD})
        self.id, self.csrf = found["user"]["id"], found["csrf"]
        return self

    async def goes_private(self, *, private: bool = True) -> None:
        await self.does("PATCH", "/v1/me", json={"is_private": private})

    async def follows(self, other: "Person") -> str:
        return (await self.does("PUT", f"/v1/users/{other.id}/follow"))["following"]

    async def unfollows(self, other: "Person") -> None:
        await self.does("DELETE", f"/v1/users/{other.id}/follow")

    async def accepts(self, other: "Person") -> None:
        await self.does("PUT", f"/v1/follow-requests/{other.id}")

    async def blocks(self, other: "Person") -> None:
        await self.does("PUT", f"/v1/users/{other.id}/block")

    async def uploads(self, photo: bytes | None = None, name: str = "photo.jpg") -> str:
        """Upload one photo; its id. It is processed when the world settles."""
        data = photo if photo is not None else self.world.photo()
        found = await self.does("POST", "/v1/media", files={"file": (name, data, "image/jpeg")})
        return found["id"]

    async def puts(self, ticket: Json, body: bytes) -> httpx.Response:
        """What a ticket says is done: at this site, or where the bucket is."""
        url = urlsplit(ticket["url"])
        if self.world.adapters.tickets is None:
            async with httpx.AsyncClient(timeout=WAIT_S_MAX) as client:
                return await client.request(
                    ticket["method"], ticket["url"], content=body, headers=ticket["headers"]
                )
        headers = {**ticket["headers"], "host": url.netloc}
        return await self.call(ticket["method"], f"{url.path}?{url.query}", content=body, headers=headers)

    async def posts(self, caption: str = "", *, photos: int = 1, **fields: Any) -> str:
        """Publish a post of fresh photos; its id."""
        media = [await self.uploads() for _ in range(photos)]
        body = {"media": media, **({"caption": caption} if caption else {}), **fields}
        return (await self.does("POST", "/v1/posts", json=body))["id"]

    async def home(self, limit: int = 20) -> list[str]:
        """The ids of the whole home feed, newest first, page by page."""
        return [card["id"] for card in await self.home_cards(limit)]

    async def home_cards(self, limit: int = 20, order: str = "latest") -> list[Json]:
        return await self.pages(f"/v1/timelines/home?limit={limit}&order={order}")

    async def pages(self, path: str) -> list[Json]:
        """All items of a list, page by page."""
        items: list[Json] = []
        cursor = ""
        while True:
            more = f"{'&' if '?' in path else '?'}cursor={cursor}" if cursor else ""
            page = await self.does("GET", path + more)
            items += page["items"]
            cursor = page["next"]
            if not cursor:
                return items

    async def profile(self, other: "Person") -> list[str]:
        """The ids of somebody's timeline as this person sees it."""
        return [card["id"] for card in await self.pages(f"/v1/users/{other.id}/posts")]

    async def opens(self, post_id: str) -> int:
        """The status of a post's page."""
        return (await self.call("GET", f"/v1/posts/{post_id}")).status_code

    async def card(self, post_id: str) -> Json:
        return await self.does("GET", f"/v1/posts/{post_id}")

    async def likes(self, post_id: str) -> None:
        await self.does("PUT", f"/v1/posts/{post_id}/like")

    async def unlikes(self, post_id: str) -> None:
        await self.does("DELETE", f"/v1/posts/{post_id}/like")

    async def saves(self, post_id: str) -> None:
        await self.does("PUT", f"/v1/posts/{post_id}/save")

    async def comments(self, post_id: str, text: str, parent_id: str | None = None) -> str:
        body = {"text": text, **({"parent_id": parent_id} if parent_id else {})}
        return (await self.does("POST", f"/v1/posts/{post_id}/comments", json=body))["id"]

    async def deletes(self, post_id: str, *, for_good: bool = False) -> None:
        await self.does("DELETE", f"/v1/posts/{post_id}")
        if for_good:
            await self.does("DELETE", f"/v1/me/posts/{post_id}")


@dataclass(eq=False)
class World:
    """One small site and everybody on it."""

    api: Api
    worker: Worker
    adapters: Adapters
    origin: str
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _clients: list[httpx.AsyncClient] = field(default_factory=list[httpx.AsyncClient])

    def stranger(self) -> Person:
        """Somebody who is not signed in."""
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.api.gateway, client=("127.0.0.1", 5000)), base_url=self.origin
        )
        self._clients.append(client)
        return Person(self, "stranger", client)

    async def person(self, name: str, *, private: bool = False) -> Person:
        """Somebody who has just signed up."""
        person = self.stranger()
        person.name = name
        await person.signs_up()
        if private:
            await person.goes_private()
        await self.settle()
        return person

    async def posts_in_turn(self, *authors: Person) -> list[str]:
        """A post of each, one after another, where the clock is ours: posts of one millisecond have any order."""
        posts: list[str] = []
        clock = self.adapters.clock
        assert isinstance(clock, ManualClock)
        for author in authors:
            clock.advance(2_000)
            posts.append(await author.posts())
            await self.settle()
        return posts

    def photo(self) -> bytes:
        """A small photo unlike the others."""
        return picture(next(self._numbers))

    async def noted(self) -> None:
        """Wait until the visits of those who have asked for anything are written down."""
        await self.api.subjects.accounts.sessions.visits.noted()

    async def settle(self) -> None:
        """Let everything that was set off come to its end; names what would not."""
        await self.noted()
        for _ in range(SETTLE_STEPS_MAX):
            if not await self.worker.step():
                await self.adapters.tail.catch_up()
                return
        lags = {runner.name: runner.lag for runner in self.worker.runners}
        raise AssertionError(f"The world would not settle: {lags}, jobs {await self.adapters.jobs.depth()}")

    @contextmanager
    def queries(self, *, at_most: int) -> Iterator[None]:
        """The acts inside may ask the records for at most so many snapshots."""
        before = self.adapters.records.looks
        yield
        asked = self.adapters.records.looks - before
        assert asked <= at_most, f"{asked} snapshots instead of {at_most}"

    async def close(self) -> None:
        for client in self._clients:
            await client.aclose()


@asynccontextmanager
async def world_in(
    folder: Path, pool: MediaPool, *, clock: ManualClock | None = None, **chosen: Any
) -> AsyncIterator[World]:
    """A world with its data in a folder, or on the servers of this run's profile.

    `chosen` are sections of its settings: `mail=MailSettings(...)`.
    """
    async with storage_in(folder) as storage, world_on(storage, pool, clock, **chosen) as world:
        yield world


Clocked = tuple[World, ManualClock]
"""A world, and the clock that it goes by."""


@asynccontextmanager
async def world_on(
    storage: StorageSettings, pool: MediaPool, clock: ManualClock | None, **chosen: Any
) -> AsyncIterator[World]:
    """A world on stores that are there already."""
    # Pictures are looked at where a test is about that: a model is a process, and 0.3 s until it answers.
    chosen = {"media": MediaSettings(likeness="off"), **chosen}
    settings = Settings(server=ServerSettings(api_processes=1), storage=storage, **chosen)
    adapters = await open_adapters(settings, writes_feeds=True, clock=clock or SystemClock())
    try:
        passwords = Passwords(time_cost=1, memory_kib=64, breached=adapters.breached)
        subjects = build_subjects(adapters, pool, passwords)
        world = World(
            build_api(adapters, subjects, metrics_folder=None),
            build_worker(adapters, subjects),
            adapters,
            settings.origin,
        )
        yield world
        await world.close()
        await subjects.close()
    finally:
        await adapters.close()


def decoded(answer: httpx.Response) -> Json:
    """An answer's JSON, strictly."""
    return msgspec.json.decode(answer.content, type=dict)
