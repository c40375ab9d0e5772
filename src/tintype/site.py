"""One process of a site, put together: the api with its gateway, or the worker with its consumers and jobs."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from importlib import resources
from pathlib import Path
from typing import cast

from tintype.chores import consumers, job_handlers, upkeep
from tintype.feed import POST_NEW, REBUILD, Replay, counted
from tintype.flow import LANES_AT_ONCE, LEASE_S, ConsumerRunner, JobWorker, Recent, attempts_of, role_of
from tintype.gateway.app import Gateway, Parts
from tintype.gateway.bare import bare
from tintype.gateway.daily import DailyLimits
from tintype.gateway.framework import as_asgi, framework
from tintype.gateway.metrics import Metrics
from tintype.gateway.operating import OperatingRoutes
from tintype.gateway.pages import Pages
from tintype.gateway.table import RouteTable
from tintype.gateway.ui_files import read_ui
from tintype.graph import Classes
from tintype.kernel.access import Daily, Route
from tintype.kernel.ids import AccountId
from tintype.media.making.pool import MediaPool
from tintype.notifications import NOTIFICATION_NEW, NOTIFICATIONS_READ, new_text, read_text
from tintype.realtime import Hub, LiveRoutes, Looking, deliver_media_progress, deliver_posts
from tintype.settings import LimitSettings, Settings
from tintype.subjects import Subjects, build_subjects
from tintype.wiring import Adapters, open_adapters
from tintype.wiring.parts import Errand

UI_FOLDER = "ui"


@dataclass(frozen=True, slots=True)
class Api:
    """An api process: its gateway, and what must end before it does."""

    gateway: Gateway
    adapters: Adapters
    subjects: Subjects
    hub: Hub
    routes: list[Route]

    def on_stop(self, server: object) -> None:
        """Send sockets away as soon as the server is told to stop; they come back to another process."""
        loop = asyncio.get_running_loop()

        def look() -> None:
            if getattr(server, "should_exit", False):
                self.hub.shut()
            else:
                loop.call_later(0.1, look)

        loop.call_later(0.1, look)


@dataclass(slots=True)
class Worker:
    """The worker process. In tests it is moved step by step instead of run.

    A node whose only such role is `media` makes pictures and nothing else.
    """

    adapters: Adapters
    subjects: Subjects
    runners: list[ConsumerRunner]
    workers: list[JobWorker]
    rebuilds: "asyncio.Queue[AccountId]"
    errands: Sequence[Errand]

    async def run(self) -> None:
        """Everything at once, until cancelled."""
        async with asyncio.TaskGroup() as group:
            for runner in self.runners:
                group.create_task(runner.run())
            for worker in self.workers:
                group.create_task(worker.run())
            for errand in self.errands:
                group.create_task(errand.run())
            if self.runners:
                group.create_task(self.subjects.feed.fanout.rebuild_asked(self.rebuilds))
                group.create_task(upkeep(self.subjects).run())
            if self.adapters.classifier is not None and self.subjects.media.renditions is not None:
                group.create_task(self.adapters.classifier.start())
            group.create_task(self.adapters.tail.follow())

    async def stop(self, running: "asyncio.Task[None]") -> None:
        """Stop taking work. What is cut off is taken up again after the start: every step may run twice."""
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running

    async def step(self) -> bool:
        """Move every consumer and lane once; False when there was nothing to do anywhere."""
        moved = [await errand.step() for errand in self.errands]
        moved += [await runner.step() for runner in self.runners]
        moved += [await worker.run_due() > 0 for worker in self.workers]
        while not self.rebuilds.empty():
            await self.subjects.feed.fanout.rebuild(self.rebuilds.get_nowait())
            moved.append(True)
        return any(moved)


@contextlib.asynccontextmanager
async def open_api(settings: Settings) -> AsyncGenerator[Api]:
    """An api process on adapters of its own, ready to serve; closed in order."""
    adapters = await open_adapters(settings, writes_feeds=False)
    try:
        api = build_api(
            adapters, build_subjects(adapters), metrics_folder=settings.storage.data / "run" / "metrics"
        )
        async with asyncio.TaskGroup() as group:
            tasks = [adapters.tail.follow(), api.subjects.feed.ranker.follow()]
            followers = [group.create_task(task) for task in tasks]
            yield api
            for follower in followers:
                follower.cancel()
            await api.subjects.close()
    finally:
        await adapters.close()


@contextlib.asynccontextmanager
async def open_worker(settings: Settings) -> AsyncGenerator[Worker]:
    """The worker on adapters of its own, with a media pool if it makes pictures; closed in order."""
    adapters = await open_adapters(settings, writes_feeds="worker" in settings.server.roles)
    try:
        if adapters.stores.on_worker is not None:
            await adapters.stores.on_worker(LEASE_S)
        async with contextlib.AsyncExitStack() as stack:
            pool = None
            if "media" in settings.server.roles:
                pool = await stack.enter_async_context(
                    MediaPool(settings.media.processes, unsafe=settings.media.unsafe)
                )
            yield build_worker(adapters, build_subjects(adapters, pool))
    finally:
        await adapters.close()


def build_worker(adapters: Adapters, subjects: Subjects) -> Worker:
    """Consumers and job lanes over one process's subjects, as far as this node's roles go."""
    fanout = subjects.feed.fanout
    rebuilds: asyncio.Queue[AccountId] = asyncio.Queue(10_000)
    handlers = job_handlers(subjects)
    settings = adapters.settings
    roles = settings.server.roles
    workers = [
        JobWorker(
            adapters.jobs,
            lane,
            handlers,
            adapters.clock,
            at_once=at_once,
            attempts_max=attempts_of(lane),
        )
        for lane, at_once in LANES_AT_ONCE.items()
        if role_of(lane) in roles
    ]
    if "worker" not in roles:
        return Worker(adapters, subjects, [], workers, rebuilds, [])
    adapters.broadcast.subscribe(REBUILD, lambda message: fanout.on_rebuild_asked(message, rebuilds))
    recent = Recent(adapters.events)
    runners = [
        ConsumerRunner(adapters.events, consumer, adapters.stores.leases, recent)
        for consumer in consumers(subjects)
    ]
    errands: list[Errand] = list(adapters.stores.errands)
    if settings.storage.redis:
        errands.append(Replay(fanout, adapters.events))
    return Worker(adapters, subjects, runners, workers, rebuilds, errands)


def build_api(adapters: Adapters, subjects: Subjects, *, metrics_folder: Path | None) -> Api:
    """The gateway over one process's subjects."""
    settings = adapters.settings
    hub = Hub()
    hub.listen(adapters.tail)
    looking = Looking(adapters.records)
    looking.listen(adapters.tail)
    subjects.listen(adapters.tail)
    metrics = Metrics(metrics_folder)
    for name, tally in subjects.feed.home.tallies.items():
        metrics.watch(name, tally)
    metrics.show_rankings(subjects.feed.ranker.tally)
    operating = OperatingRoutes(
        metrics,
        partial(_ready, adapters),
        adapters.jobs.depth,
        partial(_classes, adapters),
        partial(counted, adapters.records),
        is_proxied=settings.is_https,
    )
    live = LiveRoutes(hub, looking, adapters.records, adapters.events, subjects.urls)
    roles = settings.server.roles
    declared = [
        *(subjects.routes() if "api" in roles else ()),
        *(live.routes() if "live" in roles else ()),
        *operating.routes(),
    ]
    routes = [bare(route) for route in declared]
    operating.describe(routes)
    _subscribe_live(adapters, subjects, hub)
    parts = Parts(
        table=RouteTable(routes),
        framework=as_asgi(framework(routes)),
        pages=Pages(read_ui(_ui_folder()), subjects.boot, upload_origin=adapters.blobs.upload_origin),
        sessions=subjects.accounts.sessions,
        origins=_origins(settings),
        cookie_name=subjects.accounts.cookies.session,
        limits=adapters.limits,
        daily=DailyLimits(adapters.limits, _daily(settings.limits), adapters.clock),
        tail=adapters.tail,
        metrics=metrics,
        repeats=subjects.repeats,
        at_once_max=settings.server.requests_at_once_max,
        log_all=settings.log.requests == "all",
    )
    return Api(Gateway(parts), adapters, subjects, hub, routes)


def _daily(chosen: LimitSettings) -> Mapping[Daily, int]:
    return {
        Daily.LIKES: chosen.likes,
        Daily.COMMENTS: chosen.comments,
        Daily.FOLLOWS: chosen.follows,
        Daily.UNFOLLOWS: chosen.unfollows,
    }


def _subscribe_live(adapters: Adapters, subjects: Subjects, hub: Hub) -> None:
    tasks: set[asyncio.Task[int]] = set()

    def on_post(message: bytes) -> None:
        task = asyncio.ensure_future(deliver_posts(adapters.records, hub, subjects.urls, message))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    async def tell(message: bytes) -> int:
        owner_id, texts = await new_text(adapters.records, subjects.urls, message, hub.connected)
        return sum(hub.deliver([owner_id], text) for text in texts)

    def on_notification(message: bytes) -> None:
        task = asyncio.ensure_future(tell(message))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    def on_read(message: bytes) -> None:
        owner_id, texts = read_text(message)
        for text in texts:
            hub.deliver([owner_id], text)

    adapters.broadcast.subscribe(NOTIFICATION_NEW, on_notification)
    adapters.broadcast.subscribe(NOTIFICATIONS_READ, on_read)
    adapters.broadcast.subscribe(POST_NEW, on_post)
    adapters.broadcast.subscribe("media.progress", deliver_media_progress(hub))


async def _ready(adapters: Adapters) -> None:
    await adapters.events.position("ready")


async def _classes(adapters: Adapters) -> Mapping[str, int]:
    return asdict(await Classes(adapters.records, adapters.cache).counts())


def _origins(settings: Settings) -> frozenset[str]:
    """Where the site's own pages come from. Without a public address both names of this machine are it."""
    if settings.server.public_url:
        return frozenset({settings.origin})
    port = settings.server.port
    return frozenset({f"http://localhost:{port}", f"http://127.0.0.1:{port}"})


def _ui_folder() -> Path:
    return cast("Path", resources.files("tintype").joinpath(UI_FOLDER))
