"""In which order somebody reads their home feed, remembered for all their devices."""

from dataclasses import dataclass, field
from enum import IntEnum

from tintype.feed.events import HomeOrderChosen
from tintype.feed.marks import Marks
from tintype.kernel.ids import AccountId, shard_of
from tintype.kernel.sql import Queries
from tintype.kernel.viewer import Viewer, known
from tintype.ports.records import Reading, Records, Transaction

CHOICES_MAX = 200_000  # 20 MB in each process.

sql = Queries(__package__ or "", "choices.sql")


class Order(IntEnum):
    """As the records keep it."""

    RANKED = 0
    LATEST = 1

    @property
    def word(self) -> str:
        """As the API spells it: `ranked`, `latest`."""
        return self.name.lower()


ORDERS = {order.word: order for order in Order}


@dataclass(frozen=True, slots=True)
class Choices:
    """What each viewer has chosen, as one process knows it. Ranked if nothing was chosen."""

    records: Records
    _kept: dict[AccountId, Order] = field(default_factory=dict[AccountId, Order])
    _marks: Marks = field(default_factory=Marks)

    def at_hand(self, viewer_id: AccountId) -> Order | None:
        """What is known without asking."""
        return self._kept.get(viewer_id)

    async def of(self, viewer: Viewer) -> Order:
        """What a viewer reads when they do not say."""
        kept = self._kept.get(viewer.account_id)
        if kept is not None:
            return kept
        mark = self._marks.mark()
        found = await self.records.look(lambda reading: _chosen(reading, viewer.account_id))
        if not self._marks.is_since(mark, viewer.account_id):
            if len(self._kept) >= CHOICES_MAX:
                self._kept.clear()
            self._kept[viewer.account_id] = found
        return found

    async def choose(self, viewer: Viewer, order: Order) -> None:
        """Read in another order from now on."""
        account_id = known(viewer)

        async def body(tx: Transaction) -> None:
            if await _chosen(tx, account_id) is not order:
                shard = shard_of(account_id)
                await tx.execute(sql.choose, shard=shard, account_id=account_id, home=int(order))
                await tx.publish(HomeOrderChosen(account_id, tx.now_us, order.word), shard=shard)

        await self.records.transact(body)

    def drop(self, viewer_id: AccountId) -> None:
        """They have chosen, here or elsewhere."""
        self._marks.touch(viewer_id)
        self._kept.pop(viewer_id, None)

    def clear(self) -> None:
        """The tail has lost the thread."""
        self._marks.touch_all()
        self._kept.clear()


async def _chosen(reading: Reading, account_id: AccountId) -> Order:
    rows = await reading.fetch(sql.chosen, Order, shard=shard_of(account_id), account_id=account_id)
    return rows[0] if rows else Order.RANKED
