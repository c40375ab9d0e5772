"""Passkeys: a way in that nobody can guess, write down or give away. The device asks for a finger, a face or a PIN, so
a passkey stands for both factors.

Passkeys are discoverable: the browser shows whose they are, and nobody types a name. The handle that authenticators
keep is the account's id, which says where the account lives and nothing about the person.
"""

from dataclasses import dataclass
from typing import Final

from tintype.accounts import authenticators, challenges, store
from tintype.accounts.authenticators import Assertion, Attestation, Party
from tintype.accounts.challenges import Challenges, Purpose
from tintype.accounts.proofs import require_proof
from tintype.accounts.tokens import Seals
from tintype.kernel import text
from tintype.kernel.clock import Clock
from tintype.kernel.ids import ID_MAX, AccountId, PasskeyId, shard_of
from tintype.kernel.problems import Conflict, Invalid, NotFound, SignInRequired
from tintype.kernel.sql import Queries
from tintype.kernel.viewer import Viewer, known
from tintype.ports.records import Reading, Records, Transaction

sql = Queries(__package__ or "", "passkeys.sql")
PASSKEYS_MAX: Final = 25  # A person has a few devices; an account of a club a dozen people.


class WrongPasskey(SignInRequired):
    """No passkey of ours has answered, or not to a challenge of ours: which of both is not said."""

    code = "wrong_passkey"
    title = "This passkey does not open an account here. Try again, or sign in with your password."


@dataclass(frozen=True, slots=True)
class Passkey:
    """One passkey of an account. Times in microseconds since 1970; `used_us` 0 where it has signed nobody in yet."""

    id: PasskeyId
    credential: str
    public_key: bytes
    sign_count: int
    name: str
    made_us: int
    used_us: int


@dataclass(frozen=True, slots=True)
class Offer:
    """What a browser is asked to make a passkey of."""

    challenge: bytes
    party: Party
    user_handle: bytes
    username: str
    name: str
    known: list[str]
    """Credentials of this account, which their authenticators refuse to double."""


@dataclass(frozen=True, slots=True)
class Passkeys:
    """What people do about theirs. Adding and removing asks for a proof first."""

    records: Records
    clock: Clock
    seals: Seals
    party: Party

    def challenge(self, viewer: Viewer) -> bytes:
        """What a passkey signs to let somebody in, or to show that the viewer's session is theirs."""
        purpose = Purpose.PROVE if viewer.by_cookie else Purpose.SIGN_IN
        account_id = viewer.account_id if viewer.by_cookie else AccountId(0)
        return Challenges(self.seals).fresh(purpose, account_id, self.clock.now_us())

    async def offer(self, viewer: Viewer) -> Offer:
        """What the viewer's browser makes a passkey of. Raises ProofNeeded, Conflict beyond 25."""
        account_id = known(viewer)

        async def body(reading: Reading) -> Offer:
            await require_proof(reading, viewer)
            account = await store.profile(reading, account_id)
            if account is None:
                raise NotFound
            held = await passkeys_of(reading, account_id)
            if len(held) >= PASSKEYS_MAX:
                raise Conflict("Remove a passkey that you no longer use first.", code="too_many_passkeys")
            return Offer(
                Challenges(self.seals).fresh(Purpose.REGISTER, account_id, reading.now_us),
                self.party,
                _handle(account_id),
                account.username,
                account.name or account.username,
                [each.credential for each in held],
            )

        return await self.records.look(body)

    async def add(self, viewer: Viewer, attestation: Attestation, name: str) -> Passkey:
        """Keep a passkey that a browser has made. Raises Invalid for what is none, ProofNeeded, Conflict."""
        account_id = known(viewer)
        label = text.clean(name, text.LABEL, "name", required=True)
        challenge = authenticators.challenge_of(attestation.client_data)
        if challenge is None or not self._is_good(challenge, Purpose.REGISTER, account_id):
            raise Invalid("This passkey was made too long ago. Try again.", fields={"passkey": ["expired"]})
        made = authenticators.checked(attestation, challenge, self.party)
        if made is None:
            raise Invalid("This passkey cannot be used here.", fields={"passkey": ["unusable"]})

        async def body(tx: Transaction) -> Passkey:
            await require_proof(tx, viewer)
            await store.hold_accounts(tx, account_id)
            if len(await passkeys_of(tx, account_id)) >= PASSKEYS_MAX:
                raise Conflict("Remove a passkey that you no longer use first.", code="too_many_passkeys")
            id = PasskeyId(tx.mint(shard_of(account_id)))
            passkey = Passkey(id, made.credential, made.public_key, made.sign_count, label, tx.now_us, 0)
            if not await challenges.spend(tx, challenge) or not await _insert(tx, account_id, passkey):
                raise Conflict("This passkey is here already.", code="passkey_known")
            return passkey

        return await self.records.transact(body)

    async def all(self, viewer: Viewer) -> list[Passkey]:
        """The viewer's passkeys, newest first."""
        account_id = known(viewer)
        return await self.records.look(lambda reading: passkeys_of(reading, account_id))

    async def rename(self, viewer: Viewer, passkey_id: PasskeyId, name: str) -> None:
        """Call a passkey something else. Raises NotFound, Invalid."""
        account_id = known(viewer)
        label = text.clean(name, text.LABEL, "name", required=True)

        async def body(tx: Transaction) -> int:
            return await tx.execute(sql.rename_passkey, **_key(account_id, passkey_id), name=label)

        if not await self.records.transact(body):
            raise NotFound

    async def remove(self, viewer: Viewer, passkey_id: PasskeyId) -> None:
        """Take a passkey away. Raises NotFound, ProofNeeded, Conflict for the last way in that an account has."""
        account_id = known(viewer)

        async def body(tx: Transaction) -> None:
            await require_proof(tx, viewer)
            await store.hold_accounts(tx, account_id)
            held = {each.id for each in await passkeys_of(tx, account_id)}
            if passkey_id not in held:
                raise NotFound
            if len(held) == 1 and not await store.password(tx, account_id):
                raise Conflict("This is your only way in. Set a password first.", code="last_way_in")
            await tx.execute(sql.remove_passkey, **_key(account_id, passkey_id))

        await self.records.transact(body)

    def account_of(self, assertion: Assertion) -> AccountId:
        """Whose passkey an answer says it is from: an id, of which nothing is known yet. Raises WrongPasskey."""
        handle = int.from_bytes(assertion.user_handle) if len(assertion.user_handle) == 8 else 0
        if not 0 < handle <= ID_MAX:
            raise WrongPasskey
        return AccountId(handle)

    async def demand(
        self, tx: Transaction, account_id: AccountId, assertion: Assertion, purpose: Purpose
    ) -> None:
        """Take an answer of one of an account's passkeys, once. Raises WrongPasskey. NOTE: hold the account before."""
        challenge = authenticators.challenge_of(assertion.client_data)
        asked_id = account_id if purpose is Purpose.PROVE else AccountId(0)
        if challenge is None or not self._is_good(challenge, purpose, asked_id):
            raise WrongPasskey
        passkey = await _of_credential(tx, account_id, assertion.credential)
        if passkey is None:
            raise WrongPasskey
        sign_count = authenticators.verified(
            assertion, challenge, self.party, passkey.public_key, passkey.sign_count
        )
        if sign_count is None or not await challenges.spend(tx, challenge):
            raise WrongPasskey
        await tx.execute(
            sql.use_passkey, **_key(account_id, passkey.id), sign_count=sign_count, now_us=tx.now_us
        )

    def _is_good(self, challenge: bytes, purpose: Purpose, account_id: AccountId) -> bool:
        return Challenges(self.seals).is_good(challenge, purpose, account_id, self.clock.now_us())


async def passkeys_of(reading: Reading, account_id: AccountId) -> list[Passkey]:
    """An account's passkeys, newest first."""
    return await reading.fetch(
        sql.passkeys_of,
        _passkey,
        shard=shard_of(account_id),
        account_id=account_id,
        limit=PASSKEYS_MAX,
    )


async def _of_credential(reading: Reading, account_id: AccountId, credential: str) -> Passkey | None:
    found = await reading.fetch(
        sql.passkey_of_credential,
        _passkey,
        shard=shard_of(account_id),
        credential=credential,
        account_id=account_id,
    )
    return found[0] if found else None


async def _insert(tx: Transaction, account_id: AccountId, passkey: Passkey) -> bool:
    changed = await tx.execute(
        sql.add_passkey,
        **_key(account_id, passkey.id),
        credential=passkey.credential,
        public_key=passkey.public_key,
        sign_count=passkey.sign_count,
        name=passkey.name,
        now_us=passkey.made_us,
    )
    return changed == 1


def _handle(account_id: AccountId) -> bytes:
    return account_id.to_bytes(8)


def _key(account_id: AccountId, passkey_id: PasskeyId) -> dict[str, int]:
    return {"shard": shard_of(account_id), "account_id": account_id, "id": passkey_id}


def _passkey(  # noqa: PLR0917 — one argument per column of the row
    id: int, credential: str, public_key: bytes, sign_count: int, name: str, made_us: int, used_us: int
) -> Passkey:
    return Passkey(PasskeyId(id), credential, public_key, sign_count, name, made_us, used_us)
