"""Everything of likeness that one process uses, over its stores."""

from dataclasses import dataclass
from typing import Self

from tintype.feed import Proposals
from tintype.flow import Consumer, LogTail
from tintype.kernel.pages import Cursors
from tintype.likeness.index import Index
from tintype.likeness.keeping import Keeping
from tintype.likeness.likeness import Likeness
from tintype.likeness.routes import LikenessRoutes
from tintype.likeness.similar import Similar
from tintype.ports.records import Records


@dataclass(frozen=True, slots=True)
class LikenessUses:
    """Finding what looks alike, and letting pictures be looked at. One for a process: their looks are in its memory."""

    records: Records
    index: Index
    is_on: bool

    @classmethod
    def over(cls, records: Records, tail: LogTail, *, is_on: bool) -> Self:
        """On this process's records, kept by its tail of the log."""
        index = Index(records)
        index.listen(tail)
        return cls(records, index, is_on)

    @property
    def likeness(self) -> Likeness:
        return Likeness(self.index)

    def consumer(self) -> Consumer:
        return Keeping(self.records, self.is_on).consumer()

    def routes(self, proposals: Proposals, cursors: Cursors) -> LikenessRoutes:
        """What is answered over HTTP."""
        return LikenessRoutes(Similar(self.likeness, proposals, cursors))

    async def close(self) -> None:
        await self.index.close()
