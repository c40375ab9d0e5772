"""Moving a site from the stores of one machine to PostgreSQL and S3."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace

from tintype.adapters.moving.blobs import copy_blobs, keys_in
from tintype.adapters.moving.rows import RowMove
from tintype.adapters.postgres.reaching import reaching
from tintype.kernel.clock import SystemClock
from tintype.settings import Settings
from tintype.wiring import embedded, open_blobs, postgres, prepare

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Moved:
    """What both sides hold now: rows by table, and photos with their variants."""

    rows: dict[str, int]
    blobs: int


async def move_site(settings: Settings, progress: Progress) -> Moved:
    """Copy the data folder's records to the settings' `records` and its blobs to their `blobs`, then compare.

    Nobody may serve the folder meanwhile. Safe to run again at any time: it goes on where it was. Raises CannotStart.
    """
    stay = replace(settings, storage=replace(settings.storage, records="", redis="", blobs=""))
    secret = prepare(stay)
    await postgres.migrate(settings)
    async with AsyncExitStack() as stack:
        n_blobs = 0
        if settings.storage.blobs:
            source = await embedded.open_blobs(stay, SystemClock(), secret, stack)
            target = await open_blobs(settings, SystemClock(), secret, stack)
            # Blobs first: a row must never name bytes that are not there yet.
            keys = keys_in(settings.storage.data / "blobs")
            n_blobs = await copy_blobs(source, target, keys, progress)
        move = await reaching(
            RowMove.open(settings.storage.data / "tintype.db", settings.storage.records, progress)
        )
        stack.push_async_callback(move.close)
        # The first node that serves from there must have this secret.
        await postgres.mark(settings, secret)
        await move.copy()
        return Moved(await move.verify(), n_blobs)
