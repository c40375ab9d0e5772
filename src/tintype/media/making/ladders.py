"""The job that makes the rest of a video that plays already: further rungs, and three silent seconds."""

from dataclasses import dataclass
from typing import Final

import structlog
from msgspec import structs

from tintype.kernel.ids import MediaId, shard_of
from tintype.kernel.problems import NotFound
from tintype.media import store
from tintype.media.events import MediaChanged
from tintype.media.film_files import Landing, film_blobs_ever, preview_blob
from tintype.media.film_made import Film
from tintype.media.films.model import (
    PREVIEW_BYTES_MAX,
    PREVIEW_S,
    USUAL_RUNGS,
    Clip,
    FilmOrder,
    is_large,
    rungs_of,
)
from tintype.media.making.film_pool import FilmPool
from tintype.media.making.film_results import Told
from tintype.media.making.films import film_file
from tintype.media.making.renditions import Renditions
from tintype.media.making.telling import FILM_STEPS, Teller
from tintype.media.model import RETRYABLE, UNSAFE, MediaState, Refusal
from tintype.media.rows import MediaRow
from tintype.media.sandbox.forks import PoolGone
from tintype.media.sandbox.openings import UnsafeMachine
from tintype.ports.jobs import TakenJob
from tintype.ports.records import Transaction

TRIES_MAX: Final = 3

log = structlog.get_logger("tintype.media")


class BrokeOff(Exception):
    """Making rungs came to nothing this time; another try may help."""


@dataclass(frozen=True, slots=True)
class Ladders:
    """Handles the jobs of `LADDER`. Safe to run twice, whenever the first run broke off: what is kept is whole."""

    renditions: Renditions
    pool: FilmPool
    rungs: tuple[str, ...] = USUAL_RUNGS

    async def handle(self, job: TakenJob) -> None:
        """Make what a video still lacks. Raises PoolGone and BrokeOff for another try."""
        media_id = MediaId(int(job.args["media_id"]))
        row = (await self.renditions.records.look(lambda reading: store.media_of(reading, [media_id]))).get(
            media_id
        )
        film = None if row is None else row.made.film
        if (
            row is None
            or film is None
            or row.state is not MediaState.READY
            or film.is_whole
            or row.source is None
        ):
            return
        try:
            made = await self._made(row, film, row.source)
        except PoolGone:
            if job.attempt < TRIES_MAX:
                raise
            made = UNSAFE
        except NotFound:
            if await self._is_gone(media_id):
                return
            raise
        if isinstance(made, Told):
            await self._note(row, made)
        elif made.code in RETRYABLE and job.attempt < TRIES_MAX:
            raise BrokeOff(made.code)
        else:
            await self._give_up(row, made)

    async def _made(self, row: MediaRow, film: Film, source: str) -> Told | Refusal:
        order = _order(row, film, self.rungs)
        try:
            async with (
                film_file(self.renditions.blobs, source) as file,
                Teller(self.renditions.broadcast, row, "ready", FILM_STEPS) as teller,
                Landing(self.renditions.blobs, row.key) as landing,
            ):
                made = await self.pool.perform(
                    file, order, land=landing.land, duration_ms=film.duration_ms, on_step=teller.step
                )
                if isinstance(made, Told):
                    if made.preview:
                        blob = preview_blob(row.key)
                        await self.renditions.blobs.put(blob, made.preview, bytes_max=PREVIEW_BYTES_MAX)
                    await teller.end()
                return made
        except UnsafeMachine:
            return UNSAFE

    async def _note(self, row: MediaRow, made: Told) -> None:
        """Note what there is. Raises BrokeOff where the film lies under another key by now: its files went with the
        key that they were made for.
        """
        now_key = await self._noted(row, made)
        if now_key == row.key:
            return
        await self.renditions.blobs.delete(film_blobs_ever(row.key, ()))
        if now_key is not None:
            raise BrokeOff("the film has moved")

    async def _noted(self, row: MediaRow, made: Told) -> str | None:
        """The key the film has: noted where it is still this one; None where the film is gone."""

        async def body(tx: Transaction) -> str | None:
            await store.hold_media(tx, row.owner_id, [row.id])
            now = (await store.media_of(tx, [row.id])).get(row.id)
            if now is None or now.made.film is None or now.key != row.key:
                return None if now is None else now.key
            film = structs.replace(
                now.made.film.with_rungs(made.rungs),
                preview=len(made.preview) or now.made.film.preview,
                is_whole=True,
                gave_up=False,
            )
            await store.set_made(tx, row.id, structs.replace(now.made, film=film))
            await tx.publish(MediaChanged(row.id, row.owner_id, tx.now_us), shard=shard_of(row.id))
            return row.key

        return await self.renditions.records.transact(body)

    async def _give_up(self, row: MediaRow, refusal: Refusal) -> None:
        """It plays as it is; its owner is told, and may ask once more."""
        log.warning("media.ladder_given_up", media_id=row.id, code=refusal.code)

        async def body(tx: Transaction) -> None:
            await store.hold_media(tx, row.owner_id, [row.id])
            now = (await store.media_of(tx, [row.id])).get(row.id)
            if now is not None and now.made.film is not None:
                film = structs.replace(now.made.film, gave_up=True)
                await store.set_made(tx, row.id, structs.replace(now.made, film=film))

        await self.renditions.records.transact(body)

    async def _is_gone(self, media_id: MediaId) -> bool:
        return not await self.renditions.records.look(lambda reading: store.media_of(reading, [media_id]))


def _order(row: MediaRow, film: Film, names: tuple[str, ...]) -> FilmOrder:
    """The rungs that a film lacks, and its preview, from the moment of its poster where there are three seconds."""
    clip = Clip(
        width=row.width,
        height=row.height,
        duration_ms=film.duration_ms,
        has_sound=film.has_sound,
        is_loop=film.is_loop,
        fits=film.fits,
        bits_per_s=film.bits_per_s,
        poster_ms=film.poster_ms,
    )
    lacking = tuple(name for name in rungs_of(clip, names) if film.rung(name) is None)
    begin_ms = max(0, min(film.poster_ms, film.duration_ms - PREVIEW_S * 1000))
    return FilmOrder("rungs", lacking, -1 if film.preview else begin_ms, is_large(row.width, row.height))
