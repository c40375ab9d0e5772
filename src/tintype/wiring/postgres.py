"""Records, their log and jobs in PostgreSQL. Loaded only where the settings name one."""

# pyright: reportMissingTypeStubs=false
# asyncpg carries no types.

from collections.abc import Awaitable
from typing import TypeVar

import asyncpg

from tintype.adapters.postgres.schema import apply_migrations
from tintype.kernel.clock import SystemClock
from tintype.kernel.problems import CannotStart
from tintype.settings import Settings

Result = TypeVar("Result")


async def migrate(settings: Settings) -> list[str]:
    """Bring the database to this program's schema; the names applied. Raises CannotStart."""
    return await reaching(apply_migrations(settings.storage.records, SystemClock().now_us()))


async def reaching(asked: Awaitable[Result]) -> Result:
    """What is asked of a server, or CannotStart with the reason in one line."""
    try:
        return await asked
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise CannotStart(f"PostgreSQL (TINTYPE_RECORDS) cannot be used: {reason}") from error
