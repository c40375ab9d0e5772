"""Records that keep count of what they are asked, for those who bound what one act may ask."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from tintype.kernel.sql import Query
from tintype.ports.records import Reading, Records, Transaction

Result = TypeVar("Result")
Row = TypeVar("Row")


class Counting:
    """The same records; `asked` has the names of the queries in their order."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self.asked: list[str] = []

    async def look(self, body: Callable[[Reading], Awaitable[Result]]) -> Result:
        return await self._records.look(lambda reading: body(_Counted(reading, self.asked)))

    async def glance(self, body: Callable[[Reading], Awaitable[Result]]) -> Result:
        return await self._records.glance(lambda reading: body(_Counted(reading, self.asked)))

    async def transact(self, body: Callable[[Transaction], Awaitable[Result]]) -> Result:
        return await self._records.transact(lambda tx: body(_Counted(tx, self.asked)))


class _Counted:
    def __init__(self, inner: Any, asked: list[str]) -> None:
        self._inner = inner
        self._asked = asked

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def fetch(self, query: Query, row: Callable[..., Row], /, **arguments: Any) -> list[Row]:
        self._asked.append(query.name)
        return await self._inner.fetch(query, row, **arguments)

    async def execute(self, query: Query, /, **arguments: Any) -> int:
        self._asked.append(query.name)
        return await self._inner.execute(query, **arguments)

    async def hold(self, query: Query, /, **arguments: Any) -> None:
        self._asked.append(query.name)
        await self._inner.hold(query, **arguments)
