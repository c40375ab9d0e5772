"""The judge of the crash tests, looking into PostgreSQL: the same questions, in its dialect."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import asyncpg

from tests.crash.judge import Judge

DIFFERS = re.compile(r"IS NOT (\w+\.n)\b")


class ServerJudge(Judge):
    """Asks beside the site, each time on a connection of its own: the server may have been away."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._thread = ThreadPoolExecutor(1)  # The judge does not wait for a loop, and tests run in one.

    def damage(self) -> list[str]:
        """What PostgreSQL's own check of its indexes finds wrong."""
        found = list(self._rows("SELECT count(*) FROM pg_index WHERE NOT indisvalid"))
        return [] if found == [(0,)] else [f"{found} indexes are not valid"]

    def close(self) -> None:
        self._thread.shutdown()

    def _rows(self, text: str, **arguments: int) -> Iterator[tuple[Any, ...]]:
        text = DIFFERS.sub(r"IS DISTINCT FROM \1", text)
        for number, name in enumerate(arguments, 1):
            text = text.replace(f":{name}", f"${number}::bigint")
        yield from self._thread.submit(lambda: asyncio.run(self._ask(text, *arguments.values()))).result()

    async def _ask(self, text: str, *arguments: int) -> list[tuple[Any, ...]]:
        connection = await asyncpg.connect(self._url, timeout=10)
        try:
            return [tuple(row) for row in await connection.fetch(text, *arguments)]
        finally:
            await connection.close()
