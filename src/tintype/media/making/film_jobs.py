"""Asking for what is made of videos, in the transaction that makes it necessary."""

from typing import Final

from msgspec import structs

from tintype.kernel.ids import MediaId, shard_of
from tintype.kernel.sql import Queries
from tintype.media import store
from tintype.media.film_made import Film
from tintype.media.model import MediaKind
from tintype.media.rows import MediaRow
from tintype.ports.records import Job, Lane, Transaction

FILM: Final = "media.film"
LADDER: Final = "media.ladder"

_sql = Queries(__package__ or "", "film.sql")


async def ask_for_film(tx: Transaction, media_id: MediaId) -> None:
    """Let a video be made so far that it plays."""
    await tx.enqueue(Job(FILM, Lane.VIDEO, shard_of(media_id), {"media_id": media_id}))


async def ask_for_ladder(tx: Transaction, media_id: MediaId) -> None:
    """Let the rest of a video's rungs be made, and its preview."""
    await tx.enqueue(Job(LADDER, Lane.LADDER, shard_of(media_id), {"media_id": media_id}))


async def try_ladder_again(tx: Transaction, row: MediaRow, film: Film) -> None:
    """The same after it was given up."""
    await store.set_made(tx, row.id, structs.replace(row.made, film=structs.replace(film, gave_up=False)))
    await ask_for_ladder(tx, row.id)


async def set_kind(tx: Transaction, media_id: MediaId, kind: MediaKind) -> None:
    """Note that it is a photo after all."""
    await tx.execute(_sql.set_kind, shard=shard_of(media_id), id=media_id, kind=kind.value, now_us=tx.now_us)
