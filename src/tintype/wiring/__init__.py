"""Settings → adapters. The only place that names an adapter; each kind of store is chosen by its URL."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass

from tintype.adapters.embedded.blob_store import EmbeddedBlobStore
from tintype.flow import LogTail
from tintype.kernel.clock import Clock, SystemClock
from tintype.kernel.pages import Cursors
from tintype.kernel.problems import CannotStart
from tintype.ports.breached import Breached
from tintype.ports.broadcast import Broadcast
from tintype.ports.cache import Cache
from tintype.ports.cdn import Cdn
from tintype.ports.classifier import Classifier
from tintype.ports.event_log import EventLog
from tintype.ports.feed_store import FeedStore
from tintype.ports.jobs import Jobs
from tintype.ports.limits import Limits
from tintype.ports.mailer import Mailer
from tintype.ports.part_store import UploadStore
from tintype.ports.push import Push
from tintype.ports.records import Records
from tintype.ports.search_index import SearchIndex
from tintype.ports.vision import Vision
from tintype.settings import Settings, mail_server
from tintype.wiring import embedded
from tintype.wiring.parts import RecordsPart, SharedPart
from tintype.wiring.secret import read_secret


@dataclass(frozen=True, slots=True)
class Adapters:
    """The answers to all ports, for one process."""

    settings: Settings
    clock: Clock
    secret: bytes
    stores: RecordsPart
    feeds: FeedStore
    blobs: UploadStore
    tickets: EmbeddedBlobStore | None
    """Takes the PUTs that tickets allow, where the blob store does not do so by itself."""
    push: Push
    mailer: Mailer | None
    """Takes letters; None where the site has no mail."""
    breached: Breached | None
    """Passwords known from break-ins, where the site was given a list."""
    cdn: Cdn | None
    """What keeps copies of public photos elsewhere and can be told to let go of them."""
    classifier: Classifier | None
    """Idle until it is started or asked; in processes that make pictures."""
    vision: Vision | None
    """The same; None where likeness is off."""
    broadcast: Broadcast
    cache: Cache
    sessions: Cache
    """Where all processes find the order in which somebody reads their feed."""
    limits: Limits
    tail: LogTail
    cursors: Cursors
    resources: AsyncExitStack

    @property
    def records(self) -> Records:
        return self.stores.records

    @property
    def events(self) -> EventLog:
        return self.stores.events

    @property
    def jobs(self) -> Jobs:
        return self.stores.jobs

    @property
    def search(self) -> SearchIndex:
        return self.stores.search

    async def close(self) -> None:
        """Finish queued writes, then let go of files and sockets. A clean close keeps the feeds."""
        await self.resources.aclose()


def prepare(settings: Settings) -> bytes:
    """Make the data folder ready: folders and secret. Any process may come first; the secret is returned."""
    _make_folders(settings)
    if not settings.storage.records:
        embedded.migrate(settings)
    return read_secret(settings.secret_file)


def apply_schema(settings: Settings) -> list[str]:
    """Bring the records to this program's schema, wherever they are; the names applied. Raises CannotStart."""
    _make_folders(settings)
    if not settings.storage.records:
        read_secret(settings.secret_file)
        return embedded.migrate(settings)
    from tintype.wiring import postgres

    return asyncio.run(postgres.migrate(settings))


def _make_folders(settings: Settings) -> None:
    data = settings.storage.data
    for folder in (data, data / "run", data / "blobs"):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)


async def open_adapters(settings: Settings, *, writes_feeds: bool, clock: Clock | None = None) -> Adapters:
    """The adapters of one process; `writes_feeds` in the worker alone."""
    async with AsyncExitStack() as stack:
        return await _open(settings, clock or SystemClock(), stack, writes_feeds=writes_feeds)


async def open_blobs(settings: Settings, clock: Clock, secret: bytes, stack: AsyncExitStack) -> UploadStore:
    """The store of photos that the settings name. Raises CannotStart."""
    if not settings.storage.blobs:
        return await embedded.open_blobs(settings, clock, secret, stack)
    from tintype.wiring import s3

    return await s3.open_blobs(settings, clock)


def open_cdn(settings: Settings) -> Cdn | None:
    """The content network that the settings name. Raises CannotStart."""
    cdn = settings.cdn
    if not cdn.purge:
        return None
    token = cdn.purge_token_file
    if token is not None and "worker" in settings.server.roles and not token.is_file():
        raise CannotStart(f"TINTYPE_PURGE_TOKEN_FILE={token} is not there.")
    from tintype.adapters.cdn.purge import HttpCdn

    return HttpCdn(cdn.purge, settings.origin, cdn.purge_how == "list", cdn.purge_token_file)


def open_mailer(settings: Settings) -> Mailer | None:
    """Where letters go by the settings."""
    if not settings.mail.url:
        return None
    server, sender = mail_server(settings.mail.url), settings.mail.sender
    if server.folder:
        from tintype.adapters.embedded.mailer import FolderMailer

        return FolderMailer(settings.storage.data / server.folder, sender)
    from tintype.adapters.smtp.mailer import SmtpMailer

    return SmtpMailer(server.host, server.port, server.tls, sender, server.user, server.password)


def open_push(settings: Settings, secret: bytes, clock: Clock) -> Push:
    """The way to push services, by the key that hangs on the site's secret."""
    from tintype.adapters.webpush.sender import WebPush
    from tintype.adapters.webpush.vapid import Vapid

    contact = settings.push.contact or (settings.origin if settings.is_https else "mailto:nobody@localhost")
    return WebPush(Vapid(secret, contact), clock, inside=settings.push.inside)


def open_breached(settings: Settings) -> Breached | None:
    """The list of breached passwords that the settings name."""
    if settings.accounts.breached is None:
        return None
    from tintype.adapters.embedded.breached import BreachedFiles

    return BreachedFiles(settings.accounts.breached)


def has_classifier() -> bool:
    """Whether the extra `tintype[moderation]` is installed."""
    from tintype.adapters.opennsfw.classifier import is_installed

    return is_installed()


def open_classifier(settings: Settings) -> Classifier | None:
    """Who guesses about pictures. Raises CannotStart where its model is missing."""
    if settings.media.classifier == "off":
        return None
    from tintype.adapters.opennsfw.classifier import OpenNsfw

    return OpenNsfw()


def has_vision() -> bool:
    """Whether the extra `tintype[vision]` is installed."""
    from tintype.adapters.lite0.vision import is_installed

    return is_installed()


def open_vision(settings: Settings) -> Vision | None:
    """Who looks at pictures, to find others like them. Raises CannotStart where that is wanted and missing."""
    if settings.media.likeness == "off" or (settings.media.likeness == "auto" and not has_vision()):
        return None
    from tintype.adapters.lite0.vision import Lite0

    return Lite0()


async def _open_shared(
    settings: Settings, clock: Clock, stack: AsyncExitStack, *, writes_feeds: bool
) -> SharedPart:
    if not settings.storage.redis:
        return await embedded.open_shared(settings, clock, stack, writes_feeds=writes_feeds)
    from tintype.wiring import redis

    return await redis.open_shared(settings, clock, stack)


async def _open_records(
    settings: Settings, clock: Clock, secret: bytes, broadcast: Broadcast, stack: AsyncExitStack
) -> RecordsPart:
    if not settings.storage.records:
        return await embedded.open_records(settings, clock, broadcast, stack)
    from tintype.wiring import postgres

    return await postgres.open_records(settings, clock, secret, stack)


async def _open(settings: Settings, clock: Clock, stack: AsyncExitStack, *, writes_feeds: bool) -> Adapters:
    secret = prepare(settings)
    blobs = await open_blobs(settings, clock, secret, stack)
    shared = await _open_shared(settings, clock, stack, writes_feeds=writes_feeds)
    stores = await _open_records(settings, clock, secret, shared.broadcast, stack)
    classifier = open_classifier(settings)
    if classifier is not None:
        stack.push_async_callback(classifier.close)
    vision = open_vision(settings)
    if vision is not None:
        stack.push_async_callback(vision.close)
    tail = LogTail(stores.events)
    stores.attach(tail)
    return Adapters(
        settings=settings,
        clock=clock,
        secret=secret,
        stores=stores,
        feeds=shared.feeds,
        blobs=blobs,
        tickets=blobs if isinstance(blobs, EmbeddedBlobStore) else None,
        push=open_push(settings, secret, clock),
        mailer=open_mailer(settings),
        breached=open_breached(settings),
        cdn=open_cdn(settings),
        classifier=classifier,
        vision=vision,
        broadcast=shared.broadcast,
        cache=shared.cache,
        sessions=shared.sessions,
        limits=shared.limits(stores.limits),
        tail=tail,
        cursors=Cursors(secret),
        resources=stack.pop_all(),
    )
