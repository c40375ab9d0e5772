"""Connections to PostgreSQL: a pool by URL, and which errors mean that the server went away."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportMissingTypeStubs=false
# asyncpg carries no types.

import asyncio
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import asyncpg

CONNECTIONS = 8  # A process has one loop: more bodies at once only wait for each other's rows.
STATEMENTS_MAX = 512  # The site has about 150 queries.
CONNECT_S_MAX = 5
IDLE_S_MAX = 30  # Bodies never pause: whoever holds rows so long and says nothing is cut off.
COMMAND_S_MAX = 15  # Far above any query of ours; below what a client waits.

# A statement is planned once and kept, maybe while its tables are still empty. Whatever the server believes about them
# then: every query of ours asks an index for whole keys, so it never pays to read a table, or to hash or sort one.
KEPT = {
    "idle_in_transaction_session_timeout": f"{IDLE_S_MAX}s",
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "jit": "off",
}

ERRORS = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
_GONE = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InternalClientError,  # "Another operation is in progress": the server's last word is not read yet.
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.IdleInTransactionSessionTimeoutError,
)


async def open_pool(url: str) -> Any:
    """A pool for `postgresql://user:password@host:port/name?connections=8&statement_cache_size=512`.

    `statement_cache_size=0` is for a pgbouncer that cannot keep prepared statements; other options go to the server.
    """
    plain, connections, statements = _split(url)
    return await asyncpg.create_pool(
        plain,
        min_size=0,
        max_size=connections,
        max_queries=1 << 40,  # A connection does not wear out.
        statement_cache_size=statements,
        max_cached_statement_lifetime=0,
        timeout=CONNECT_S_MAX,
        command_timeout=COMMAND_S_MAX,
        server_settings=_settings(statements),
        reset=_as_it_is,
    )


async def connect(url: str) -> Any:
    """One connection of its own, for what takes long or listens."""
    plain, _, statements = _split(url)
    return await asyncpg.connect(
        plain,
        statement_cache_size=statements,
        timeout=CONNECT_S_MAX,
        server_settings={"application_name": "tintype"},
    )


def is_gone(error: BaseException, connection: Any) -> bool:
    """Whether an error says that the server or the way to it is lost, and not that the statement is wrong."""
    if isinstance(error, _GONE):
        return True
    # "connection is closed" has the same class as bad arguments.
    return isinstance(error, asyncpg.InterfaceError) and (connection is None or is_closed(connection))


def is_closed(connection: Any) -> bool:
    """Whether a connection has ended. What the pool lent goes back by itself then, and answers nothing any more."""
    try:
        return connection.is_closed()
    except asyncpg.InterfaceError:
        return True


async def outcome(pool: Any, xid: str) -> bool | None:
    """Whether a transaction whose COMMIT was not answered is committed; None when the server no longer knows.

    A backend that still holds it open after a second has not received the COMMIT and is ended, so that it never will.
    """
    while True:
        async with pool.acquire(timeout=CONNECT_S_MAX) as connection:
            status = await connection.fetchval("SELECT pg_xact_status($1::text::xid8)", xid)
            if status != "in progress":
                return {"committed": True, "aborted": False}.get(status)
            await asyncio.sleep(1)
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE backend_xid = $1::text::xid8::xid AND state LIKE 'idle%'",
                xid,
            )


def _split(url: str) -> tuple[str, int, int]:
    """The URL without our own options, and those."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    connections = int(options.pop("connections", CONNECTIONS))
    statements = int(options.pop("statement_cache_size", STATEMENTS_MAX))
    return parts._replace(query=urlencode(options)).geturl(), connections, statements


def _settings(statements: int) -> dict[str, str]:
    """What a session begins with. A pooler, which keeps no statements, refuses what it does not know."""
    named = {"application_name": "tintype"}
    return named | KEPT if statements else named


async def _as_it_is(connection: Any) -> None:
    """Nothing is changed on a session, so nothing needs a round trip to be reset."""
