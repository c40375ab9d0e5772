"""What somebody says themselves about their feed: more or less of an author, and whether the site may learn at all."""

from dataclasses import dataclass

from tintype.accounts import hold_accounts
from tintype.graph import reachable
from tintype.kernel.ids import AccountId, shard_of
from tintype.kernel.problems import Conflict, Forbidden, NotFound
from tintype.kernel.viewer import Viewer, known
from tintype.ports.records import Records, Transaction
from tintype.signals import store
from tintype.signals.events import PreferenceChanged, SignalsChosen
from tintype.signals.model import WISHES_MAX, Shows
from tintype.signals.store import sql

REPORTS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Wishing:
    """Nobody but the viewer learns of any of it. Safe to call twice: the second time changes nothing."""

    records: Records

    async def prefer(self, viewer: Viewer, author_id: AccountId, shows: Shows) -> None:
        """See more or less of an author from now on; said again, it counts from now.

        Raises NotFound if hidden, Conflict for oneself, Forbidden beyond WISHES_MAX.
        """
        viewer_id = known(viewer)
        if viewer_id == author_id:
            raise Conflict("This is you.", code="preference_self")

        async def body(tx: Transaction) -> None:
            await hold_accounts(tx, viewer_id)
            if not await reachable(tx, viewer, [author_id]):
                raise NotFound
            there = {wish.author_id for wish in await store.wishes_of(tx, viewer_id)}
            if author_id not in there and len(there) >= WISHES_MAX:
                raise Forbidden(
                    f"You can say this of at most {WISHES_MAX:,} accounts.", code="preference_limit"
                )
            await tx.execute(
                sql.put_wish, **_key(viewer_id), author_id=author_id, shows=int(shows), now_us=tx.now_us
            )
            event = PreferenceChanged(viewer_id, author_id, tx.now_us, shows.word)
            await tx.publish(event, shard=shard_of(viewer_id))

        await self.records.transact(body)

    async def take_back(self, viewer: Viewer, author_id: AccountId) -> None:
        """See as much of an author as of anybody."""
        viewer_id = known(viewer)

        async def body(tx: Transaction) -> None:
            await hold_accounts(tx, viewer_id)
            if await tx.execute(sql.take_wish_back, **_key(viewer_id), author_id=author_id):
                event = PreferenceChanged(viewer_id, author_id, tx.now_us)
                await tx.publish(event, shard=shard_of(viewer_id))

        await self.records.transact(body)

    async def choose(self, viewer: Viewer, *, is_personal: bool) -> None:
        """Let the site learn from what the viewer does, or no longer: then all that it has learnt goes at once."""
        viewer_id = known(viewer)

        async def body(tx: Transaction) -> None:
            await hold_accounts(tx, viewer_id)
            if (await store.viewing_of(tx, viewer_id)).is_off is not is_personal:
                return
            await tx.execute(
                sql.switch_taste,
                **_key(viewer_id),
                is_off=int(not is_personal),
                now_us=tx.now_us,
                nothing=b"",
            )
            await tx.execute(sql.forget_seen, **_key(viewer_id))
            event = SignalsChosen(viewer_id, tx.now_us, is_personal)
            await tx.publish(event, shard=shard_of(viewer_id))

        await self.records.transact(body)
        if not is_personal:
            # From here on nothing is added, so the end is reached; cut off, it is gone on with when asked again.
            while await self.records.transact(lambda tx: _forget_some(tx, viewer_id)):
                pass


async def _forget_some(tx: Transaction, viewer_id: AccountId) -> int:
    found = await store.impressions_by(tx, viewer_id, 0, REPORTS_AT_ONCE)
    if found:
        await tx.execute(sql.forget_impressions, ids=[one.id for one in found])
    return len(found)


def _key(viewer_id: AccountId) -> dict[str, int]:
    return {"shard": shard_of(viewer_id), "viewer_id": viewer_id}
