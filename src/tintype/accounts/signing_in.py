"""Sign in, with a browser or for a program; sign out; another password."""

from dataclasses import dataclass

from tintype.accounts import passwords, second_factor, sessions, store
from tintype.accounts.leaving import come_back
from tintype.accounts.letters import signed_in, token_made
from tintype.accounts.model import SessionKind
from tintype.accounts.passwords import Passwords
from tintype.accounts.proofs import require_proof
from tintype.accounts.sessions import Sessions, Started
from tintype.accounts.tokens import Seals
from tintype.accounts.tries import Tries
from tintype.accounts.wanted_tokens import CheckedToken, NewToken, most_for
from tintype.kernel.ids import AccountId, SessionId
from tintype.kernel.problems import Forbidden, Invalid, SignInRequired
from tintype.kernel.viewer import Scope, Viewer, known
from tintype.mail import letter
from tintype.ports.records import Reading, Records, Transaction

LOGIN_CHARACTERS_MAX = 320


class WrongLogin(SignInRequired):
    """There is no such account, or its password is another: which of both is not said."""

    code = "wrong_login"
    title = "This login and password do not belong together."


@dataclass(frozen=True, slots=True)
class Caller:
    """Where a sign-in comes from: an IP address, the browser's own description, the mark of a known browser, and the
    time zone that the browser names.
    """

    address: str
    agent: str = ""
    device: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True)
class SigningIn:
    """Sessions for those who know their password."""

    records: Records
    sessions: Sessions
    passwords: Passwords
    tries: Tries

    async def sign_in(
        self, viewer: Viewer, login: str, password: str, caller: Caller, *, code: str = ""
    ) -> Started:
        """A session for a browser; the one it had ends. Who rests or is leaving is back.

        `code` is that of an authenticator app or a recovery code, where there is a second factor. Raises WrongLogin,
        CodeNeeded, WrongCode, TooMany.
        """
        account_id, hashed = await self._proven(login, password, caller)
        await second_factor.counted(self.records, self.tries, account_id, code)

        async def body(tx: Transaction) -> Started:
            await _still(tx, account_id, hashed)
            await second_factor.demand(tx, self.sessions.seals, account_id, code)
            return await begin(tx, self.sessions.seals, viewer, account_id, caller)

        started = await self.records.transact(body)
        if code:
            await self.tries.forget_code(account_id)
        self.sessions.forget(viewer.session_id)
        return started

    async def sign_out(self, viewer: Viewer) -> None:
        """End the session that asks. Safe to run twice."""
        account_id = known(viewer)
        await self.records.transact(lambda tx: sessions.end(tx, account_id, viewer.session_id))
        self.sessions.forget(viewer.session_id)

    async def token_for_login(
        self, login: str, password: str, wanted: NewToken, caller: Caller, *, code: str = ""
    ) -> Started:
        """A program's token for somebody without a session. The account's owner gets a letter.

        Raises Invalid, WrongLogin, CodeNeeded, WrongCode, TooMany, Conflict; Forbidden for an account that rests.
        """
        checked = wanted.checked()
        account_id, hashed = await self._proven(login, password, caller)
        await second_factor.counted(self.records, self.tries, account_id, code)

        async def body(tx: Transaction) -> Started:
            await _still(tx, account_id, hashed)
            await second_factor.demand(tx, self.sessions.seals, account_id, code)
            return await self._start_program(tx, account_id, checked, caller)

        started = await self.records.transact(body)
        if code:
            await self.tries.forget_code(account_id)
        return started

    async def token(self, viewer: Viewer, wanted: NewToken, caller: Caller) -> Started:
        """A token for one of the viewer's programs, of which they get a letter. Raises Invalid, ProofNeeded, Conflict.

        Raises Forbidden where a program asks: it cannot make itself another token, least of all a wider one.
        """
        if not viewer.by_cookie:
            raise Forbidden("Make tokens in the browser, or with your password.", code="browser_only")
        checked, account_id = wanted.checked(), known(viewer)

        async def body(tx: Transaction) -> Started:
            await require_proof(tx, viewer)
            return await self._start_program(tx, account_id, checked, caller)

        return await self.records.transact(body)

    async def change_password(self, viewer: Viewer, current: str, wanted: str) -> Started:
        """Another password and, in place of all sessions and tokens there were, one new session.

        Raises Forbidden where a program asks, Invalid when the current password is not that or the new one is
        not accepted, TooMany.
        """
        account_id = known(viewer)
        if not viewer.by_cookie:
            raise Forbidden("Change the password in the browser.", code="browser_only")
        account = await self.records.look(lambda reading: store.profile(reading, account_id))
        about = (account.username, account.email) if account else ()
        accepted = passwords.accepted(wanted, field="new_password", about=about)
        await self.tries.password(account_id)
        hashed = await self.records.look(lambda reading: store.password(reading, account_id))
        if hashed == "":  # With passkeys alone there is none to ask for.
            await self.records.look(lambda reading: require_proof(reading, viewer))
        elif not await self.passwords.verify(current, hashed):
            raise Invalid("This is not your password.", fields={"password": ["wrong"]})
        await self.passwords.refuse_breached(accepted, field="new_password")
        renewed = await self.passwords.hash(accepted)

        async def body(tx: Transaction) -> Started:
            await _still(tx, account_id, hashed or "")
            await store.change_password(tx, account_id, renewed)
            await tx.enqueue(letter("password_changed", account_id))
            await sessions.end_others(tx, account_id, but=SessionId(0))
            return await sessions.start(
                tx, self.sessions.seals, account_id, kind=SessionKind.BROWSER, scopes=Scope.ALL, name=""
            )

        started = await self.records.transact(body)
        self.sessions.forget_account(account_id)
        return started

    async def _proven(self, login: str, password: str, caller: Caller) -> tuple[AccountId, str]:
        """The account of a login whose password is right, with its hash. Takes as long for one nobody has."""
        if len(login) > LOGIN_CHARACTERS_MAX:
            raise WrongLogin

        async def body(reading: Reading) -> tuple[AccountId | None, str | None]:
            found = await store.id_by_login(reading, login)
            return found, await store.password(reading, found) if found else None

        account_id, hashed = await self.records.look(body)
        device = caller.device if account_id and self._is_known(caller.device, account_id) else ""
        await self.tries.sign_in(caller.address, login, account_id, device)
        if not await self.passwords.verify(password, hashed) or account_id is None or hashed is None:
            raise WrongLogin
        await self.tries.forget(login, account_id, device)
        if await self.records.look(lambda reading: store.is_waiting(reading, account_id)):
            raise Forbidden("A moderator has yet to let you in. Come back later.", code="approval_pending")
        return account_id, hashed

    def _is_known(self, device: str, account_id: AccountId) -> bool:
        return bool(device) and self.sessions.seals.is_device_of(device, account_id)

    async def _start_program(
        self, tx: Transaction, account_id: AccountId, wanted: CheckedToken, caller: Caller
    ) -> Started:
        await store.hold_accounts(
            tx, account_id
        )  # So that two of a person's programs do not both get the last place.
        standing = await store.standing(tx, [account_id])
        if not standing[account_id].is_active:
            raise Forbidden("Sign in with a browser first, to bring your account back.", code="resting")
        role = standing[account_id].role
        await tx.enqueue(token_made(account_id, name=wanted.name, address=caller.address))
        return await sessions.start(
            tx,
            self.sessions.seals,
            account_id,
            kind=SessionKind.PROGRAM,
            scopes=wanted.scopes & most_for(role),
            name=wanted.name,
            lasts_us=wanted.lasts_us,
        )


async def begin(
    tx: Transaction, seals: Seals, viewer: Viewer, account_id: AccountId, caller: Caller
) -> Started:
    """A browser's session in a transaction, for an account whose owner has shown that it is theirs.

    The session that the browser had ends, and an account that rested or was leaving is back.
    """
    await come_back(tx, account_id)
    if not seals.is_device_of(caller.device, account_id):
        await tx.enqueue(signed_in(tx, account_id, agent=caller.agent, address=caller.address))
    if viewer.by_cookie:
        await sessions.end(tx, viewer.account_id, viewer.session_id)
    return await sessions.start(
        tx,
        seals,
        account_id,
        kind=SessionKind.BROWSER,
        scopes=Scope.ALL,
        name=caller.agent,
        zone=caller.zone,
    )


async def _still(tx: Transaction, account_id: AccountId, hashed: str) -> None:
    # The password may have been changed, or the account suspended, while we were hashing. Held, so that a change of
    # password either is seen here or finds the session that begins here, and ends it.
    await store.hold_accounts(tx, account_id)
    if await store.password(tx, account_id) != hashed:
        raise WrongLogin
