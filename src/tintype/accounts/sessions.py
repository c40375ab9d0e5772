"""Sessions: who is behind a token, which sessions an account has, and how they end."""

import random
from dataclasses import dataclass
from hmac import compare_digest

from tintype.accounts import session_store, tokens
from tintype.accounts.events import AccountSeen, SessionEnded
from tintype.accounts.model import Session, SessionKind
from tintype.accounts.session_cache import Entry, SessionCache
from tintype.accounts.session_store import KnownSession
from tintype.accounts.tokens import Seals
from tintype.accounts.visits import BROWSER_LASTS_US, Visits
from tintype.kernel.clock import DAY_US, MINUTE_US, Clock
from tintype.kernel.ids import AccountId, SessionId, shard_of
from tintype.kernel.pages import Page, Place, page_of
from tintype.kernel.problems import Conflict, NotFound
from tintype.kernel.viewer import Role, Scope, Viewer, known
from tintype.ports.records import Reading, Records, Transaction

PROGRAM_LASTS_US = 3650 * DAY_US  # A token lasts until it is revoked.
NOBODYS = SessionId(0)
SESSIONS_MAX = 100  # Of each kind and account; a browser that signs in as the 101st ends the oldest.
BELIEVED_US = (
    5 * MINUTE_US
)  # The net under a lost SessionEnded; ± 10 %, so that entries do not expire together.


@dataclass(frozen=True, slots=True)
class Started:
    """A session that has just begun. The token is shown once."""

    session: Session
    token: str


async def start(
    tx: Transaction,
    seals: Seals,
    account_id: AccountId,
    *,
    kind: SessionKind,
    scopes: Scope,
    name: str,
    zone: str = "",
    lasts_us: int = 0,
) -> Started:
    """Begin a session in a transaction. `lasts_us` 0: as long as its kind does.

    Raises Conflict for a token beyond the hundredth.
    """
    most = SESSIONS_MAX - (kind is SessionKind.BROWSER)
    if kind is SessionKind.PROGRAM:
        held = await session_store.page(tx, account_id, kind, (1 << 63) - 1, SESSIONS_MAX)
        if len(held) == SESSIONS_MAX:
            raise Conflict("Revoke a token that you no longer use first.", code="too_many_tokens")
    await _told(tx, account_id, await session_store.end_old(tx, account_id, kind, most))
    token = tokens.fresh(SessionId(tx.mint(shard_of(account_id))))
    lasts_us = lasts_us or (BROWSER_LASTS_US if kind is SessionKind.BROWSER else PROGRAM_LASTS_US)
    now_us = tx.now_us
    session = Session(
        token.session_id, account_id, kind, scopes, name, now_us, now_us, now_us + lasts_us, zone
    )
    await session_store.add(tx, session, seals.of_secret(token))
    await tx.publish(AccountSeen(account_id, now_us), shard=shard_of(account_id))
    return Started(session, str(token))


async def end(tx: Transaction, account_id: AccountId, session_id: SessionId) -> bool:
    """End a session in a transaction; False when the account has no such session."""
    ended = await session_store.end(tx, account_id, session_id)
    await _told(tx, account_id, [session_id] if ended else [])
    return ended


async def end_others(tx: Transaction, account_id: AccountId, but: SessionId) -> list[SessionId]:
    """End every session of an account but one (0: every one) in a transaction."""
    ended = await session_store.end_others(tx, account_id, but)
    await _told(tx, account_id, ended)
    return ended


async def end_browsers(tx: Transaction, account_id: AccountId, but: SessionId = NOBODYS) -> None:
    """End every browser's session of an account but one in a transaction; tokens stay."""
    await _told(tx, account_id, await session_store.end_kind(tx, account_id, SessionKind.BROWSER, but))


class Sessions:
    """Recognises tokens, from memory where it can. One per process."""

    def __init__(
        self,
        records: Records,
        clock: Clock,
        secret: bytes,
        chance: random.Random,
        *,
        limits_unconfirmed: bool = False,
    ) -> None:
        self.seals = Seals(secret)
        self.visits = Visits(records, clock)
        self._records = records
        self._clock = clock
        self._chance = chance
        self._limits_unconfirmed = limits_unconfirmed
        self._cache = SessionCache()

    def cached(self, token: str) -> Viewer | None:
        """The viewer of a token this process has seen of late. Never waits."""
        return self._cache.find(token, self._clock.now_us())

    async def recognise(self, token: str) -> Viewer | None:
        """The viewer of a token, or None when it is not, or no longer, worth anything."""
        found = self.cached(token)
        if found is not None:
            return found
        parsed = tokens.parse(token)
        if parsed is None:
            return None
        drops = self._cache.drops
        row = await self._records.glance(
            lambda reading: session_store.known_session(reading, parsed.session_id)
        )
        if row is None or not compare_digest(row.secret, self.seals.of_secret(parsed)):
            return None
        self.visits.note(parsed.session_id, row)
        viewer = Viewer(
            row.account_id,
            parsed.session_id,
            row.role,
            row.scopes,
            by_cookie=row.kind is SessionKind.BROWSER,
            is_limited=self._limits_unconfirmed and row.is_asked and row.role is Role.MEMBER,
        )
        # What was dropped while we looked may be this session: then the next request looks again.
        if drops == self._cache.drops:
            self._cache.keep(token, Entry(viewer, self._believed_until(row)))
        return viewer

    def csrf_of(self, session_id: SessionId) -> str:
        """What a page sends beside the cookie of a session."""
        return self.seals.csrf_of(session_id)

    def forget(self, session_id: SessionId) -> None:
        """On SessionEnded: its token is worth nothing to this process from now on."""
        self._cache.drop(session_id)

    def forget_account(self, account_id: AccountId) -> None:
        """On RoleChanged, or when an account is no longer active: look at its sessions again."""
        self._cache.drop_account(account_id)

    def forget_all(self) -> None:
        """When events may have gone unheard: look at every session again."""
        self._cache.clear()

    async def page(self, viewer: Viewer, kind: SessionKind, place: Place, limit: int) -> Page[Session]:
        """The viewer's sessions of one kind, newest first."""
        account_id = known(viewer)

        async def body(reading: Reading) -> list[Session]:
            return await session_store.page(reading, account_id, kind, place.at, limit + 1)

        return page_of(await self._records.look(body), limit, lambda session: Place(session.id))

    async def end(self, viewer: Viewer, session_id: SessionId, kind: SessionKind | None = None) -> None:
        """End one of the viewer's sessions. Raises NotFound when it is not theirs, or of another kind."""
        account_id = known(viewer)

        async def body(tx: Transaction) -> bool:
            if kind is not None and await session_store.kind_of(tx, account_id, session_id) is not kind:
                return False
            return await end(tx, account_id, session_id)

        if not await self._records.transact(body):
            raise NotFound
        self.forget(session_id)

    async def end_other_browsers(self, viewer: Viewer) -> None:
        """Sign every browser of the viewer's account out but the one that asks; tokens stay."""
        account_id = known(viewer)

        async def body(tx: Transaction) -> None:
            await end_browsers(tx, account_id, but=viewer.session_id)

        await self._records.transact(body)
        self.forget_account(account_id)

    def _believed_until(self, row: KnownSession) -> int:
        believed_us = int(BELIEVED_US * self._chance.uniform(0.9, 1.1))
        return min(row.expires_us, self._clock.now_us() + believed_us)


async def _told(tx: Transaction, account_id: AccountId, ended: list[SessionId]) -> None:
    for session_id in ended:
        event = SessionEnded(session_id=session_id, account_id=account_id, at_us=tx.now_us)
        await tx.publish(event, shard=shard_of(account_id))
