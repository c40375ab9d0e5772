"""The queries of making a medium anew."""

from tintype.kernel.ids import MediaId, shard_of
from tintype.media.made import Made
from tintype.media.model import Refusal
from tintype.media.outcome import Rendered
from tintype.media.store import columns_of, sql
from tintype.ports.records import Transaction


async def take_in(tx: Transaction, media_id: MediaId, key: str, rendered: Rendered, made: Made) -> None:
    """Let what was made anew be what is shown. NOTE: hold the row, and delete the files of its former key."""
    await tx.execute(
        sql.take_in,
        shard=shard_of(media_id),
        id=media_id,
        key=key,
        now_us=tx.now_us,
        **columns_of(rendered, made),
    )


async def note_problem(tx: Transaction, media_id: MediaId, refusal: Refusal | None) -> bool:
    """Say why a medium could not be made anew, or that this is over; what there is of it stays."""
    changed = await tx.execute(
        sql.note_problem,
        shard=shard_of(media_id),
        id=media_id,
        problem=refusal.code.value if refusal else None,
        detail=refusal.sentence if refusal else None,
        now_us=tx.now_us,
    )
    return changed > 0
