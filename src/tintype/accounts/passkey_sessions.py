"""Coming in with a passkey, showing with one or with the password whose a session is, and doing without a password."""

from dataclasses import dataclass

from tintype.accounts import second_factor, session_store, store
from tintype.accounts.authenticators import Assertion
from tintype.accounts.challenges import Purpose
from tintype.accounts.passkeys import Passkeys, passkeys_of
from tintype.accounts.passwords import Passwords
from tintype.accounts.proofs import require_proof
from tintype.accounts.sessions import Sessions, Started
from tintype.accounts.signing_in import Caller, begin
from tintype.accounts.tries import Tries
from tintype.kernel.ids import AccountId
from tintype.kernel.problems import Conflict, Forbidden, Invalid
from tintype.kernel.viewer import Viewer, known
from tintype.ports.records import Records, Transaction


@dataclass(frozen=True, slots=True)
class PasskeySessions:
    """Sessions for those who have a passkey: it stands for both factors, so no code is asked for."""

    records: Records
    sessions: Sessions
    passkeys: Passkeys
    passwords: Passwords
    tries: Tries

    async def sign_in(self, viewer: Viewer, assertion: Assertion, caller: Caller) -> Started:
        """A session for a browser; the one it had ends. Raises WrongPasskey, TooMany."""
        account_id = self.passkeys.account_of(assertion)
        await self.tries.passkey(caller.address)

        async def body(tx: Transaction) -> Started:
            await store.hold_accounts(tx, account_id)
            await self.passkeys.demand(tx, account_id, assertion, Purpose.SIGN_IN)
            if await store.password(tx, account_id) is None:
                raise Forbidden("This account is not open. Ask whoever runs the site.", code="account_shut")
            return await begin(tx, self.sessions.seals, viewer, account_id, caller)

        started = await self.records.transact(body)
        self.sessions.forget(viewer.session_id)
        return started

    async def prove(self, viewer: Viewer, assertion: Assertion) -> None:
        """Show with a passkey whose the viewer's session is. Raises WrongPasskey, TooMany."""
        account_id = _own_browser(viewer)
        await self.tries.password(account_id)

        async def body(tx: Transaction) -> None:
            await store.hold_accounts(tx, account_id)
            await self.passkeys.demand(tx, account_id, assertion, Purpose.PROVE)
            await session_store.mark_proven(tx, account_id, viewer.session_id)

        await self.records.transact(body)

    async def prove_by_password(self, viewer: Viewer, password: str, code: str) -> None:
        """Show with the password, and a code where there is a second factor, whose the viewer's session is.

        Raises Invalid for another password, CodeNeeded, WrongCode, TooMany.
        """
        account_id = _own_browser(viewer)
        await self.tries.password(account_id)
        hashed = await self.records.look(lambda reading: store.password(reading, account_id))
        if not await self.passwords.verify(password, hashed):
            raise Invalid("This is not your password.", fields={"password": ["wrong"]})
        await second_factor.counted(self.records, self.tries, account_id, code)

        async def body(tx: Transaction) -> None:
            await store.hold_accounts(tx, account_id)
            await second_factor.demand(tx, self.sessions.seals, account_id, code)
            await session_store.mark_proven(tx, account_id, viewer.session_id)

        await self.records.transact(body)
        if code:
            await self.tries.forget_code(account_id)

    async def has_password(self, viewer: Viewer) -> bool:
        """Whether the viewer has a password, so that pages ask for none that is not there."""
        account_id = known(viewer)
        return bool(await self.records.look(lambda reading: store.password(reading, account_id)))

    async def remove_password(self, viewer: Viewer) -> None:
        """Have passkeys alone open the account. Raises ProofNeeded, Conflict where it has no passkey."""
        account_id = _own_browser(viewer)

        async def body(tx: Transaction) -> None:
            await require_proof(tx, viewer)
            await store.hold_accounts(tx, account_id)
            if not await passkeys_of(tx, account_id):
                raise Conflict("The password is your only way in. Add a passkey first.", code="last_way_in")
            await store.change_password(tx, account_id, "")

        await self.records.transact(body)


def _own_browser(viewer: Viewer) -> AccountId:
    account_id = known(viewer)
    if not viewer.by_cookie:
        raise Forbidden("Do this in the browser.", code="browser_only")
    return account_id
