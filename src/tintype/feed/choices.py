"""How somebody reads their home feed, remembered for all their devices."""

from dataclasses import dataclass, field
from enum import IntEnum

from tintype.feed.events import HomeOrderChosen
from tintype.feed.marks import Marks
from tintype.kernel.ids import AccountId, shard_of
from tintype.kernel.problems import Invalid
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


_ORDERS = {order.word: order for order in Order}


def order_of(word: str) -> Order:
    """The order that a word names. Raises Invalid."""
    if word not in _ORDERS:
        raise Invalid("order is ranked or latest.", fields={"order": ["unknown"]})
    return _ORDERS[word]


@dataclass(frozen=True, slots=True)
class Choice:
    """In which order, and whether a ranked feed ends where what was seen begins."""

    order: Order = Order.RANKED
    hides_seen: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """What each viewer has chosen, as one process knows it."""

    records: Records
    _kept: dict[AccountId, Choice] = field(default_factory=dict[AccountId, Choice])
    _marks: Marks = field(default_factory=Marks)

    def at_hand(self, viewer_id: AccountId) -> Choice | None:
        """What is known without asking."""
        return self._kept.get(viewer_id)

    async def of(self, viewer: Viewer) -> Choice:
        """How a viewer reads when they do not say."""
        kept = self._kept.get(viewer.account_id)
        if kept is not None:
            return kept
        mark = self._marks.mark()
        found = await self.records.glance(lambda reading: _chosen(reading, viewer.account_id))
        if not self._marks.is_since(mark, viewer.account_id):
            if len(self._kept) >= CHOICES_MAX:
                self._kept.clear()
            self._kept[viewer.account_id] = found
        return found

    async def choose(
        self, viewer: Viewer, *, order: Order | None = None, hides_seen: bool | None = None
    ) -> Choice:
        """Read otherwise from now on; what is not named stays as it was. Returns what holds then."""
        account_id = known(viewer)

        async def body(tx: Transaction) -> Choice:
            was = await _chosen(tx, account_id)
            new = Choice(
                was.order if order is None else order,
                was.hides_seen if hides_seen is None else hides_seen,
            )
            if new != was:
                await _keep(tx, account_id, new)
            return new

        return await self.records.transact(body)

    def drop(self, viewer_id: AccountId) -> None:
        """They have chosen, here or elsewhere."""
        self._marks.touch(viewer_id)
        self._kept.pop(viewer_id, None)

    def clear(self) -> None:
        """The tail has lost the thread."""
        self._marks.touch_all()
        self._kept.clear()


async def _chosen(reading: Reading, account_id: AccountId) -> Choice:
    rows = await reading.fetch(sql.chosen, _choice, shard=shard_of(account_id), account_id=account_id)
    return rows[0] if rows else Choice()


async def _keep(tx: Transaction, account_id: AccountId, new: Choice) -> None:
    shard = shard_of(account_id)
    home, hides_seen = int(new.order), int(new.hides_seen)
    await tx.execute(sql.choose, shard=shard, account_id=account_id, home=home, hides_seen=hides_seen)
    await tx.publish(HomeOrderChosen(account_id, tx.now_us, new.order.word, new.hides_seen), shard=shard)


def _choice(home: int, hides_seen: int) -> Choice:
    return Choice(Order(home), bool(hides_seen))
