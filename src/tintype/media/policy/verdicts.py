"""What is done to a medium that is there: held, let through, taken down. Each is a fact that posts follow."""

import msgspec

from tintype.kernel.ids import AccountId, shard_of
from tintype.media import store
from tintype.media.events import MediaJudged
from tintype.media.made import Made
from tintype.media.model import Reach, Verdict
from tintype.media.policy import policy_store
from tintype.media.reach.rekeying import ask_for_new_key
from tintype.media.reach.sharing import forget_files
from tintype.media.rows import MediaRow
from tintype.ports.records import Transaction


async def mark(tx: Transaction, row: MediaRow, made: Made) -> None:
    """Note how sure a classifier is about something that stays as open as it is."""
    if await policy_store.set_verdict(tx, row.id, row.verdict, made, [row.verdict]) and made != row.made:
        await _tell(tx, row)


async def hold(tx: Transaction, row: MediaRow, made: Made, by_id: AccountId, note: str) -> bool:
    """Let nobody but its owner and moderators see it until a person has decided. What a person has let through, only
    a person holds again. False when that is so, or it is held or gone.
    """
    before = [Verdict.FINE, Verdict.CLEARED] if by_id else [Verdict.FINE]
    if not await policy_store.set_verdict(tx, row.id, Verdict.HELD, made, before):
        return False
    if row.reach is Reach.EVERYONE:
        await ask_for_new_key(tx, row.owner_id, row.id)
    await policy_store.add_act(tx, row, by_id, "held", note)
    await _tell(tx, row)
    return True


async def clear(tx: Transaction, row: MediaRow, by_id: AccountId, note: str, *, is_sensitive: bool) -> bool:
    """Let it be seen, behind a blur if it is sensitive; no classifier is asked again. False when it is not held."""
    made = msgspec.structs.replace(row.made, sensitive=is_sensitive)
    if not await policy_store.set_verdict(tx, row.id, Verdict.CLEARED, made, [Verdict.HELD]):
        return False
    await policy_store.add_act(tx, row, by_id, "cleared", note)
    await _tell(tx, row)
    return True


async def take_down(tx: Transaction, row: MediaRow, by_id: AccountId, note: str) -> bool:
    """Let it have failed for ever and all its files go, the original too. False when it is not ready."""
    keys = await policy_store.mark_taken_down(tx, row.id)
    if not keys:
        return False
    if row.source is not None:
        await store.forget_source(tx, row.id, row.source)
    for key in keys:
        await forget_files(tx, row, key)
    await policy_store.add_act(tx, row, by_id, "blocked", note)
    await _tell(tx, row)
    return True


async def _tell(tx: Transaction, row: MediaRow) -> None:
    await tx.publish(MediaJudged(row.id, row.owner_id, tx.now_us), shard=shard_of(row.id))
