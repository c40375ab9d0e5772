"""Cards of posts that a list proposes, as bytes: of those at hand for home, what the list's own rule lets through."""

from dataclasses import dataclass

from tintype.feed.assembly import Assembly, Gathered
from tintype.feed.entries import Rule
from tintype.kernel.ids import OrderId
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Records


@dataclass(frozen=True, slots=True)
class Proposals:
    """Of all lists, in one process."""

    records: Records
    assembly: Assembly

    async def items(self, viewer: Viewer, orders: list[OrderId], rule: Rule) -> list[bytes]:
        """Those of some posts that the viewer is shown, in their order, each as the JSON of a card."""
        gathered = Gathered()
        async with self.assembly.filling(gathered, orders):
            await self.records.look(
                lambda reading: self.assembly.add(reading, viewer, gathered, orders, rule=rule)
            )
        return gathered.items(entry.order_id for entry in gathered.entries)
