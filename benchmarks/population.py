"""A site full of people, made through the same functions that serve them, without HTTP."""

import asyncio
import hashlib
import json
import random
import shutil
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TypeVar

from benchmarks import words
from benchmarks.progress import counted
from benchmarks.sites import opened_worker
from tintype.accounts.model import SessionKind
from tintype.accounts.sessions import start
from tintype.accounts.signing_up import NewAccount
from tintype.adapters.embedded.schema import migrations
from tintype.chores import consumers
from tintype.engagement.likes import add as add_likes
from tintype.graph import EdgeKind, edges
from tintype.kernel.clock import DAY_US
from tintype.kernel.ids import AccountId, MediaId, PostId, SessionId, shard_of
from tintype.kernel.viewer import Scope, Viewer
from tintype.media import MediaKind, MediaRow, MediaState
from tintype.media.made import NOTHING_MORE
from tintype.media.model import ladder
from tintype.media.outcome import Rendered, Rendition
from tintype.media.rows import TYPES, fresh_key
from tintype.media.store import add_media, keep_processing, mark_ready
from tintype.ports.records import Transaction
from tintype.posts import Draft, PostMedia
from tintype.site import Worker

Item = TypeVar("Item")
AT_ONCE = 200
DAYS = 60
PHOTOS_OF_EACH = 12


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large the site is."""

    readers: int = 20_000
    authors: int = 1_000
    posts: int = 40_000
    following: int = 50
    likes: int = 200_000
    comments: int = 30_000


@dataclass(slots=True)
class Town:
    """Who is there: ids with their tokens, and the posts, oldest first."""

    sizes: Sizes
    schema: str
    readers: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    authors: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    posts: list[int] = field(default_factory=list[int])

    def write(self, file: Path) -> None:
        file.write_text(json.dumps(asdict(self)))


def read_town(file: Path) -> Town:
    """A town that was made before."""
    found = json.loads(file.read_text())
    sizes = Sizes(**found["sizes"])
    return Town(sizes, found["schema"], found["readers"], found["authors"], found["posts"])


def schema_now() -> str:
    """A mark of this program's migrations: a town made by another schema cannot be opened."""
    texts = [migration.checksum for migration in migrations()]
    return hashlib.sha256("".join(texts).encode()).hexdigest()[:16]


async def town_in(folder: Path, sizes: Sizes) -> Town:
    """The town of a data folder, made if it is not there or was made for something else."""
    file = folder / "town.json"
    if file.exists():
        town = read_town(file)
        if (town.sizes, town.schema) == (sizes, schema_now()):
            return town
    _empty(folder)
    async with opened_worker(folder) as worker:
        town = await _made(worker, sizes, random.Random(5))
    town.write(file)
    return town


def _empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


async def _made(worker: Worker, sizes: Sizes, rng: random.Random) -> Town:
    town = Town(sizes, schema_now())
    town.authors = await _accounts(worker, "author", sizes.authors)
    town.readers = await _accounts(worker, "reader", sizes.readers)
    authors = [viewer(id) for id, _ in town.authors]
    await _follow(worker, town, rng)
    photos = await _photos(worker, authors, rng)
    town.posts = [int(id) for id in await _posts(worker, town, photos, rng)]
    await _like_and_comment(worker, town, rng)
    # Feeds are built as a worker builds them; then its places in the log are where everything is done.
    for reader, _ in counted("feeds", town.readers):
        await worker.subjects.feed.fanout.rebuild(AccountId(reader))
    for consumer in consumers(worker.subjects):
        await worker.adapters.events.advance(consumer.name, worker.adapters.events.head())
    return town


async def _accounts(worker: Worker, word: str, count: int) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for start_at in counted(f"{word}s", range(0, count, AT_ONCE)):
        names = [f"{word}{at}" for at in range(start_at, min(count, start_at + AT_ONCE))]
        wanted = [NewAccount(name, f"{name}@example.org", "-", name.title()) for name in names]
        found += await signed_in(worker, await worker.subjects.accounts.signing_up.plant(wanted))
    return found


async def signed_in(worker: Worker, ids: Sequence[AccountId]) -> list[tuple[int, str]]:
    """Accounts with a token of each."""
    seals = worker.subjects.accounts.sessions.seals

    async def body(tx: Transaction) -> list[tuple[int, str]]:
        kind, scopes = SessionKind.PROGRAM, Scope.ALL
        return [
            (int(id), (await start(tx, seals, id, kind=kind, scopes=scopes, name="bench")).token)
            for id in ids
        ]

    return await worker.adapters.records.transact(body)


async def _follow(worker: Worker, town: Town, rng: random.Random) -> None:
    """Everybody follows some; a few authors are followed by many."""
    authors = [id for id, _ in town.authors]
    for start_at in counted("follows", range(0, len(town.readers), AT_ONCE // 4)):
        readers = [id for id, _ in town.readers[start_at : start_at + AT_ONCE // 4]]
        chosen = {
            (reader, authors[int(len(authors) * rng.random() ** 2)])
            for reader in readers
            for _ in range(town.sizes.following)
        }
        pairs = sorted(chosen)
        await worker.adapters.records.transact(lambda tx, pairs=pairs: edges.add(tx, EdgeKind.FOLLOW, pairs))


async def _photos(
    worker: Worker, authors: Sequence[Viewer], rng: random.Random
) -> dict[AccountId, list[MediaId]]:
    """Photos as rows: cards carry sizes and addresses, nobody fetches the bytes here."""

    async def body(tx: Transaction, author: Viewer) -> list[MediaId]:
        owner_id, found = author.account_id, list[MediaId]()
        for _ in range(PHOTOS_OF_EACH):
            media_id = MediaId(tx.mint(shard_of(owner_id)))
            row = MediaRow(
                media_id,
                owner_id,
                MediaKind.PHOTO,
                MediaState.WAITING,
                fresh_key(owner_id),
                tx.now_us,
                tx.now_us,
            )
            await add_media(tx, row)
            await keep_processing(tx, media_id)
            await mark_ready(tx, media_id, _rendered(rng), "originals/none", NOTHING_MORE)
            found.append(media_id)
        return found

    made: dict[AccountId, list[MediaId]] = {}

    async def one(author: Viewer) -> None:
        made[author.account_id] = await worker.adapters.records.transact(lambda tx: body(tx, author))

    await _together("photos", authors, one)
    return made


def _rendered(rng: random.Random) -> Rendered:
    width, height = rng.choice(((4032, 3024), (3024, 4032), (3000, 3000), (4000, 2250)))
    renditions = [
        Rendition(variant.name, kind, variant.width, variant.height, b"")
        for variant in ladder(width, height)
        for kind in TYPES
    ]
    return Rendered(width, height, None, None, rng.randbytes(25), rng.getrandbits(64), renditions)


async def _posts(
    worker: Worker, town: Town, photos: dict[AccountId, list[MediaId]], rng: random.Random
) -> list[PostId]:
    authors, count = [viewer(id) for id, _ in town.authors], town.sizes.posts
    began_us = worker.adapters.clock.now_us() - DAYS * DAY_US
    publish = worker.subjects.posts.publish
    made: dict[int, PostId] = {}

    async def one(at: int) -> None:
        # The first authors are the ones with most followers and most posts.
        author = authors[int(len(authors) * rng.random() ** 1.5)]
        chosen = rng.sample(photos[author.account_id], words.photos(rng))
        media = tuple(PostMedia(id, "A quay in the morning" if rng.random() < 0.5 else None) for id in chosen)
        when_us = began_us + at * (DAYS * DAY_US // count)
        draft = Draft(media, caption=words.caption(rng))
        made[at] = (await publish(author, draft, published_us=when_us)).id

    await _together("posts", range(count), one)
    return [made[at] for at in range(count)]


async def _like_and_comment(worker: Worker, town: Town, rng: random.Random) -> None:
    records = worker.adapters.records
    newest = town.posts[len(town.posts) // 2 :]
    readers = [AccountId(id) for id, _ in town.readers]
    for _ in counted("likes", range(0, town.sizes.likes, AT_ONCE * 5)):
        pairs = [(rng.choice(readers), PostId(rng.choice(newest))) for _ in range(AT_ONCE * 5)]
        await records.transact(lambda tx, pairs=pairs: add_likes(tx, pairs))
    comments = worker.subjects.comments

    async def one(at: int) -> None:
        del at
        await comments.add(viewer(rng.choice(readers)), PostId(rng.choice(newest)), words.reply(rng))

    await _together("comments", range(town.sizes.comments), one)


async def _together(label: str, items: Sequence[Item], act: Callable[[Item], Awaitable[None]]) -> None:
    for start_at in counted(label, range(0, len(items), AT_ONCE)):
        await asyncio.gather(*(act(item) for item in items[start_at : start_at + AT_ONCE]))


def viewer(account_id: int) -> Viewer:
    """An account as who is asking."""
    return Viewer(AccountId(account_id), SessionId(0))
