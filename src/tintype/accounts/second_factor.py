"""A second factor: the codes of an authenticator app, and recovery codes for the day the phone is gone.

Where it is on, whoever signs in with a password shows a code as well, on every way in; a passkey is two factors by
itself. A code is taken once, whatever else happens: the row of the factor remembers the step.
"""

from dataclasses import dataclass

from tintype.accounts import recovery_codes, store, totp
from tintype.accounts.proofs import require_proof
from tintype.accounts.tokens import Seals
from tintype.accounts.tries import Tries
from tintype.kernel.ids import AccountId, shard_of
from tintype.kernel.problems import Conflict, Invalid, NotFound, SignInRequired
from tintype.kernel.sql import Queries
from tintype.kernel.viewer import Viewer, known
from tintype.ports.records import Reading, Records, Transaction

sql = Queries(__package__ or "", "second_factor.sql")
SITE = "Tintype"


class CodeNeeded(SignInRequired):
    """The password was right, and there is a second factor: ask for its code."""

    code = "code_needed"
    title = "Send the code that your authenticator app shows."


class WrongCode(SignInRequired):
    """This code is not that of the moment, was used before, or is no recovery code."""

    code = "wrong_code"
    title = "This code is not the right one. Codes change every half minute, and each is good once."


@dataclass(frozen=True, slots=True)
class Begun:
    """An authenticator that is being set up: what to scan, what to type instead, the address behind both."""

    address: str
    secret: str
    size: int
    path: str


@dataclass(frozen=True, slots=True)
class FactorState:
    """Whether a second factor is on, and how many recovery codes are left."""

    is_on: bool
    codes_left: int


@dataclass(frozen=True, slots=True)
class _Factor:
    secret: bytes
    is_on: bool
    last_step: int


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """What people do about theirs. Changing anything asks for a proof first."""

    records: Records
    seals: Seals
    tries: Tries

    async def state(self, viewer: Viewer) -> FactorState:
        """Whether it is on, and how many recovery codes are left."""
        account_id = known(viewer)

        async def body(reading: Reading) -> FactorState:
            factor = await _factor(reading, account_id)
            left = await reading.fetch(sql.recovery_codes_left, int, **_key(account_id))
            return FactorState(factor is not None and factor.is_on, left[0])

        return await self.records.look(body)

    async def begin(self, viewer: Viewer) -> Begun:
        """A secret for a new authenticator; it counts once a first code was shown. Raises Conflict when one is on."""
        account_id = known(viewer)
        secret = totp.fresh_secret()

        async def body(tx: Transaction) -> str:
            await require_proof(tx, viewer)
            account = await store.profile(tx, account_id)
            sealed = self.seals.sealed(secret, account_id)
            changed = await tx.execute(sql.begin_factor, **_key(account_id), secret=sealed, now_us=tx.now_us)
            if not changed:
                raise Conflict("Turn the authenticator off that you have first.", code="factor_on")
            return account.username if account else ""

        address = totp.address(secret, await self.records.transact(body), SITE)
        size, path = totp.picture(address)
        return Begun(address, totp.spelled(secret), size, path)

    async def turn_on(self, viewer: Viewer, code: str) -> list[str]:
        """Show that the app works; the recovery codes, which are told this once.

        Raises NotFound where none was begun, Conflict when it is on, Invalid for a wrong code, TooMany.
        """
        account_id = known(viewer)
        await self.tries.code(account_id)
        codes = recovery_codes.fresh()

        async def body(tx: Transaction) -> None:
            await require_proof(tx, viewer)
            await store.hold_accounts(tx, account_id)
            factor = await _factor(tx, account_id)
            if factor is None:
                raise NotFound
            if factor.is_on:
                raise Conflict("It is on already.", code="factor_on")
            if not await _take_step(tx, self.seals, account_id, factor, code):
                raise Invalid("This is not the code of the moment.", fields={"code": ["wrong"]})
            await tx.execute(sql.turn_on, **_key(account_id))
            await _replace_codes(tx, self.seals, account_id, codes)

        await self.records.transact(body)
        await self.tries.forget_code(account_id)
        return codes

    async def turn_off(self, viewer: Viewer) -> None:
        """Ask for passwords alone again. Safe to run twice."""
        account_id = known(viewer)

        async def body(tx: Transaction) -> None:
            await require_proof(tx, viewer)
            await store.hold_accounts(tx, account_id)
            await end(tx, account_id)

        await self.records.transact(body)

    async def new_codes(self, viewer: Viewer) -> list[str]:
        """Ten recovery codes in place of those there were. Raises NotFound where no second factor is on."""
        account_id = known(viewer)
        codes = recovery_codes.fresh()

        async def body(tx: Transaction) -> None:
            await require_proof(tx, viewer)
            await store.hold_accounts(tx, account_id)
            if not await is_on(tx, account_id):
                raise NotFound
            await _replace_codes(tx, self.seals, account_id, codes)

        await self.records.transact(body)
        return codes


async def is_on(reading: Reading, account_id: AccountId) -> bool:
    """Whether a password alone lets nobody into an account."""
    factor = await _factor(reading, account_id)
    return factor is not None and factor.is_on


async def end(tx: Transaction, account_id: AccountId) -> None:
    """Forget the authenticator and the recovery codes. NOTE: hold the account before."""
    await tx.execute(sql.end_factor, **_key(account_id))
    await tx.execute(sql.end_recovery_codes, **_key(account_id))


async def counted(records: Records, tries: Tries, account_id: AccountId, code: str) -> None:
    """Before a code is looked at in a transaction: whether one is needed, and whether there were too many tries.

    Raises CodeNeeded, TooMany.
    """
    if not await records.look(lambda reading: is_on(reading, account_id)):
        return
    if not code.strip():
        raise CodeNeeded
    await tries.code(account_id)


async def demand(tx: Transaction, seals: Seals, account_id: AccountId, code: str) -> None:
    """Take a code where a second factor is on. Raises CodeNeeded, WrongCode. NOTE: hold the account before."""
    factor = await _factor(tx, account_id)
    if factor is None or not factor.is_on:
        return
    if not code.strip():
        raise CodeNeeded
    if await _take_step(tx, seals, account_id, factor, code) or await _use_code(tx, seals, account_id, code):
        return
    raise WrongCode


async def _factor(reading: Reading, account_id: AccountId) -> _Factor | None:
    found = await reading.fetch(sql.second_factor, _row, **_key(account_id))
    return found[0] if found else None


async def _take_step(
    tx: Transaction, seals: Seals, account_id: AccountId, factor: _Factor, code: str
) -> bool:
    secret = seals.opened(factor.secret, account_id)
    step = totp.step_of(secret, code.replace(" ", ""), tx.now_us)
    return step is not None and await tx.execute(sql.take_step, **_key(account_id), step=step) == 1


async def _use_code(tx: Transaction, seals: Seals, account_id: AccountId, written: str) -> bool:
    code = recovery_codes.read(written)
    if code is None:
        return False
    digest = seals.of_recovery_code(code, account_id)
    return await tx.execute(sql.use_recovery_code, **_key(account_id), code=digest) == 1


async def _replace_codes(tx: Transaction, seals: Seals, account_id: AccountId, codes: list[str]) -> None:
    await tx.execute(sql.end_recovery_codes, **_key(account_id))
    for code in codes:
        digest = seals.of_recovery_code(recovery_codes.read(code) or "", account_id)
        await tx.execute(sql.add_recovery_code, **_key(account_id), code=digest)


def _key(account_id: AccountId) -> dict[str, int]:
    return {"shard": shard_of(account_id), "account_id": account_id}


def _row(secret: bytes, is_on: int, last_step: int) -> _Factor:
    return _Factor(secret, bool(is_on), last_step)
