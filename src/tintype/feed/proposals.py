"""Cards of posts that a list proposes, as bytes: of those at hand for home, what the list's own rule lets through."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import msgspec

from tintype.feed.assembly import Assembly, Gathered
from tintype.feed.entries import Rule
from tintype.feed.shapes import Card
from tintype.kernel.ids import OrderId
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Records

ROUNDS_MAX = 5  # Of filling up a page from which something had to be left out.


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

    async def first(
        self, viewer: Viewer, orders: Sequence[OrderId], limit: int, *, rule: Rule
    ) -> tuple[list[bytes], int]:
        """The first `limit` of those posts that the viewer is shown, and how many were looked at for them. Fewer at
        the end, or where much has to be left out.
        """
        items: list[bytes] = []
        end = 0
        for _ in range(ROUNDS_MAX):
            some = list(orders[end : end + limit - len(items)])
            if not some:
                break
            items += await self.items(viewer, some, rule)
            end += len(some)
        return items, end

    async def cards(self, viewer: Viewer, orders: list[OrderId], rule: Rule) -> list[Card]:
        """As `items`, for a page that is answered: see `as_cards`."""
        return as_cards(await self.items(viewer, orders, rule))


def as_cards(items: list[bytes]) -> list[Card]:
    """Cards that are bytes already, as what the API describes them to be. Nothing can be read of them."""
    # A cast, because a page is described by what it holds, and msgspec writes Raw as it is.
    return [cast("Card", msgspec.Raw(item)) for item in items]
