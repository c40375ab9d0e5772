"""Sessions as rows, under the shard of their account."""

from collections.abc import Callable
from dataclasses import dataclass

from tintype.accounts.model import Session, SessionKind, role_of
from tintype.kernel.ids import AccountId, SessionId, shard_of
from tintype.kernel.sql import Queries
from tintype.kernel.viewer import Role, Scope
from tintype.ports.records import Reading, Transaction

sql = Queries(__package__ or "", "sessions.sql")


@dataclass(frozen=True, slots=True)
class KnownSession:
    """What a session's row and its account's say of a token."""

    account_id: AccountId
    secret: bytes
    kind: SessionKind
    scopes: Scope
    seen_us: int
    expires_us: int
    role: Role
    is_asked: bool
    """Is to confirm its address, and has not."""


async def known_session(reading: Reading, session_id: SessionId) -> KnownSession | None:
    """A session that lasts, of an active account."""
    rows = await reading.fetch(
        sql.known_session, _known, shard=shard_of(session_id), id=session_id, now_us=reading.now_us
    )
    return rows[0] if rows else None


async def add(tx: Transaction, session: Session, secret: bytes) -> None:
    """Insert a new session's row with the keyed hash of its secret."""
    await tx.execute(
        sql.add_session,
        shard=shard_of(session.id),
        id=session.id,
        account_id=session.account_id,
        secret=secret,
        kind=int(session.kind),
        scopes=int(session.scopes),
        name=session.name,
        zone=session.zone,
        now_us=session.created_us,
        expires_us=session.expires_us,
    )


async def touch(tx: Transaction, session_id: SessionId, expires_us: int) -> None:
    """Note that a session is in use, and how long it lasts from now on."""
    await tx.execute(
        sql.touch_session, shard=shard_of(session_id), id=session_id, now_us=tx.now_us, expires_us=expires_us
    )


async def proven_us(reading: Reading, session_id: SessionId) -> int:
    """When whoever holds a session last showed whose it is, microseconds since 1970; 0 for one that has ended."""
    rows = await reading.fetch(sql.proven_us, int, shard=shard_of(session_id), id=session_id)
    return rows[0] if rows else 0


async def mark_proven(tx: Transaction, account_id: AccountId, session_id: SessionId) -> None:
    """Note that a session's holder has just shown whose it is."""
    await tx.execute(
        sql.mark_proven, shard=shard_of(session_id), id=session_id, account_id=account_id, now_us=tx.now_us
    )


async def page(
    reading: Reading, account_id: AccountId, kind: SessionKind, before: int, limit: int
) -> list[Session]:
    """Sessions of one kind, newest first."""
    return await reading.fetch(
        sql.sessions_of,
        _session,
        shard=shard_of(account_id),
        account_id=account_id,
        kind=int(kind),
        before=before,
        now_us=reading.now_us,
        limit=limit,
    )


async def kind_of(reading: Reading, account_id: AccountId, session_id: SessionId) -> SessionKind | None:
    """Who holds a session of an account, or None when the account has no such session."""
    rows = await reading.fetch(
        sql.session_kind, SessionKind, shard=shard_of(account_id), id=session_id, account_id=account_id
    )
    return rows[0] if rows else None


async def end(tx: Transaction, account_id: AccountId, session_id: SessionId) -> bool:
    """Remove one session of an account; False when it had no such session."""
    ended = await tx.execute(
        sql.end_session, shard=shard_of(account_id), id=session_id, account_id=account_id
    )
    return ended == 1


async def end_kind(
    tx: Transaction, account_id: AccountId, kind: SessionKind, but: SessionId
) -> list[SessionId]:
    """Remove every session of one kind but one; those that have ended."""
    return await tx.fetch(
        sql.end_kind, _id, shard=shard_of(account_id), account_id=account_id, kind=int(kind), but=but
    )


async def end_others(tx: Transaction, account_id: AccountId, but: SessionId) -> list[SessionId]:
    """Remove every session of an account but one; those that have ended."""
    return await tx.fetch(
        sql.end_other_sessions, _id, shard=shard_of(account_id), account_id=account_id, but=but
    )


async def end_old(tx: Transaction, account_id: AccountId, kind: SessionKind, most: int) -> list[SessionId]:
    """Remove what has expired, and the oldest sessions of a kind until `most` are left; those that have ended."""
    return await tx.fetch(
        sql.end_old_sessions,
        _id,
        shard=shard_of(account_id),
        account_id=account_id,
        kind=int(kind),
        now_us=tx.now_us,
        most=most,
    )


_id: Callable[[int], SessionId] = SessionId


def _known(  # noqa: PLR0917 — one argument per column of the row
    account_id: int,
    secret: bytes,
    kind: int,
    scopes: int,
    seen_us: int,
    expires_us: int,
    role: int,
    confirmed_us: int | None,
) -> KnownSession:
    return KnownSession(
        AccountId(account_id),
        secret,
        SessionKind(kind),
        Scope(scopes),
        seen_us,
        expires_us,
        role_of(role),
        is_asked=confirmed_us == 0,
    )


def _session(  # noqa: PLR0913, PLR0917 — one argument per column of the row
    session_id: int,
    account_id: int,
    kind: int,
    scopes: int,
    name: str,
    zone: str,
    created_us: int,
    seen_us: int,
    expires_us: int,
) -> Session:
    return Session(
        SessionId(session_id),
        AccountId(account_id),
        SessionKind(kind),
        Scope(scopes),
        name,
        created_us,
        seen_us,
        expires_us,
        zone,
    )
