"""What cannot be reached when a process starts is one line for whoever starts it."""

# pyright: reportMissingTypeStubs=false
# asyncpg carries no types.

from collections.abc import Awaitable
from typing import TypeVar

import asyncpg

from tintype.kernel.problems import CannotStart, Unavailable

Result = TypeVar("Result")


async def reaching(asked: Awaitable[Result]) -> Result:
    """What is asked of a server. Raises CannotStart with the reason."""
    try:
        return await asked
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError, Unavailable) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise CannotStart(f"PostgreSQL (TINTYPE_RECORDS) cannot be used: {reason}") from error
