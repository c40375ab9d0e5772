"""The job that makes a video of an upload: it plays as soon as there is one rung, and the rest follows.

Files first, then the one row that says ready; the poster is made, judged and kept as a photo is.
"""

import asyncio
import os
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from msgspec import structs

from tintype.kernel.ids import MediaId, shard_of
from tintype.media import store
from tintype.media.events import MediaReady
from tintype.media.film_files import Landing, film_blobs_ever
from tintype.media.film_made import Film
from tintype.media.films.model import FILM_CRASHED, FIRST_RUNG, Clip, FilmOrder, is_large
from tintype.media.making.film_jobs import ask_for_ladder, set_kind
from tintype.media.making.film_pool import FilmPool
from tintype.media.making.film_results import Told
from tintype.media.making.renditions import TRIES_MAX, Renditions
from tintype.media.making.telling import FILM_STEPS, Teller
from tintype.media.model import UNSAFE, MediaKind, Refusal
from tintype.media.outcome import Rendered
from tintype.media.policy.policy import Judgement
from tintype.media.reach.sharing import forget_files
from tintype.media.rows import MediaRow, original_blob
from tintype.media.sandbox.forks import PoolGone
from tintype.media.sandbox.openings import Photo, UnsafeMachine
from tintype.ports.blob_store import BlobStore
from tintype.ports.jobs import TakenJob
from tintype.ports.records import Transaction

_LOOK_SHARE: Final = 10  # of a hundred steps, where rungs are made afterwards


@dataclass(frozen=True, slots=True)
class Seen:
    """A film that was looked at and of which one rung is kept."""

    clip: Clip
    rendered: Rendered
    film: Film


@dataclass(frozen=True, slots=True)
class Films:
    """Handles the jobs of `FILM`. Safe to run twice, whenever the first run broke off."""

    renditions: Renditions
    pool: FilmPool

    async def handle(self, job: TakenJob) -> None:
        """Make one video so far that it plays, and say so. Raises PoolGone for another try."""
        media_id = MediaId(int(job.args["media_id"]))
        row = await self.renditions.begin(media_id)
        if row is None or row.source is None:
            return None
        async with Teller(self.renditions.broadcast, row, "processing", FILM_STEPS) as teller:
            outcome = await self._outcome(row, row.source, teller, is_last_try=job.attempt >= TRIES_MAX)
        if isinstance(outcome, Refusal):
            return await self._refuse(row, row.source, outcome)
        rendered = outcome.rendered if isinstance(outcome, Seen) else outcome
        found = await self.renditions.policy.judge(row, rendered.turns, rendered.small)
        if isinstance(found, Refusal):
            return await self._refuse(row, row.source, found)
        await self._finish(row, row.source, outcome, found)
        await self.renditions.policy.look_again(row, rendered.turns)

    async def _outcome(
        self, row: MediaRow, source: str, teller: Teller, *, is_last_try: bool
    ) -> Seen | Rendered | Refusal:
        try:
            async with film_file(self.renditions.blobs, source) as file:
                return await self._made(row, file, teller)
        except UnsafeMachine:
            return UNSAFE
        except PoolGone:
            if is_last_try:
                return FILM_CRASHED
            raise

    async def _made(self, row: MediaRow, file: Photo, teller: Teller) -> Seen | Rendered | Refusal:
        """Looks at it, and makes the first rung where the source itself is none."""
        async with Landing(self.renditions.blobs, row.key) as landing:
            seen = await self.pool.perform(file, FilmOrder("look"), land=landing.land, on_step=teller.step)
            if isinstance(seen, Refusal):
                return seen
            assert seen.rendered is not None
            if seen.clip is None:
                return seen.rendered
            made = seen
            if not seen.rungs:
                teller.begin_at(_LOOK_SHARE)
                large = is_large(seen.clip.width, seen.clip.height)
                order = FilmOrder("rungs", (FIRST_RUNG,), is_large=large)
                made = await self.pool.perform(
                    file, order, land=landing.land, duration_ms=seen.clip.duration_ms, on_step=teller.step
                )
                if isinstance(made, Refusal):
                    return made
            return Seen(seen.clip, seen.rendered, _film(seen.clip, made))

    async def _finish(self, row: MediaRow, source: str, seen: Seen | Rendered, found: Judgement) -> None:
        original = original_blob(row.owner_id, row.sha256)
        film, rendered = (seen.film, seen.rendered) if isinstance(seen, Seen) else (None, seen)
        await asyncio.gather(
            self.renditions.blobs.copy(source, original), self.renditions.keep(row.key, rendered)
        )

        async def body(tx: Transaction) -> None:
            made = structs.replace(row.made, film=film, by=row.wishes.of_pixels)
            if await store.mark_ready(tx, row.id, rendered, original, made):
                await self.renditions.policy.note(tx, row, rendered.turns, found)
                if film is None:
                    await set_kind(tx, row.id, MediaKind.PHOTO)
                else:
                    await ask_for_ladder(tx, row.id)
                event = MediaReady(media_id=row.id, owner_id=row.owner_id, at_us=tx.now_us)
                await tx.publish(event, shard=shard_of(row.id))
            elif not await store.media_of(tx, [row.id]):
                # Its post was deleted meanwhile: what was just stored goes after it.
                await forget_files(tx, replace(row, source=original), row.key)

        await self.renditions.records.transact(body)
        async with Teller(self.renditions.broadcast, row, "ready", FILM_STEPS) as teller:
            await teller.end()
        if source != original:
            await self.renditions.blobs.delete([source])

    async def _refuse(self, row: MediaRow, source: str, refusal: Refusal) -> None:
        await self.renditions.blobs.delete(film_blobs_ever(row.key, ()))
        await self.renditions.fail(row, source, refusal)


def _film(clip: Clip, made: Told) -> Film:
    return Film(
        duration_ms=clip.duration_ms,
        has_sound=clip.has_sound,
        is_loop=clip.is_loop,
        poster_ms=clip.poster_ms,
        fits=clip.fits,
        bits_per_s=clip.bits_per_s,
        rungs=made.rungs,
    )


@asynccontextmanager
async def film_file(blobs: BlobStore, source: str) -> AsyncGenerator[Photo]:
    """A film as a file: the blob's own, or a copy without a name where the store is elsewhere. Raises NotFound."""
    path = blobs.local_path(source)
    if path:
        yield Path(path)
        return
    with tempfile.TemporaryFile() as copy:
        async for chunk in await blobs.open(source):
            await asyncio.to_thread(copy.write, chunk)
        copy.flush()
        # Opened anew for reading alone: a child must not change what a second try would read.
        fd = os.open(f"/proc/self/fd/{copy.fileno()}", os.O_RDONLY | os.O_CLOEXEC)
        try:
            yield fd
        finally:
            os.close(fd)
