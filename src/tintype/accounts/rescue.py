"""For people who have lost every way in: what whoever sits at the machine can do. They are told of it by letter."""

from dataclasses import dataclass

from tintype.accounts import address_store, mail_links, second_factor, store
from tintype.accounts.leaving import found
from tintype.accounts.mail_links import LinkSeals, Purpose
from tintype.kernel.ids import AccountId
from tintype.kernel.problems import Conflict, NotFound
from tintype.mail import letter
from tintype.ports.records import Records, Transaction


@dataclass(frozen=True, slots=True)
class Rescue:
    """By username or e-mail address. That it is the person, whoever does this has made sure of."""

    records: Records
    seals: LinkSeals

    async def reset_token(self, login: str) -> tuple[AccountId, str]:
        """The account, and the token of a link by which its password is replaced: once, within a day.

        One that was made before is worth nothing any more. Raises NotFound, Conflict for a suspended account.
        """

        async def body(tx: Transaction) -> tuple[AccountId, int]:
            account_id = await found(tx, login)
            await store.hold_accounts(tx, account_id)
            account = await store.profile(tx, account_id)
            if account is None:
                raise NotFound(f"There is no account {login}.")
            if await address_store.recipient(tx, account_id) is None:
                raise Conflict("This account is suspended, or being erased.", code="suspended")
            await mail_links.end_all(tx, account_id, Purpose.HANDED)
            link_id = await mail_links.add(tx, account_id, Purpose.HANDED, account.email)
            await tx.enqueue(letter("reset_handed", account_id))
            return account_id, link_id

        account_id, link_id = await self.records.transact(body)
        return account_id, self.seals.token_of(link_id)

    async def end_second_factor(self, login: str) -> AccountId:
        """Ask for the password alone again. Raises NotFound, Conflict where no second factor is on."""

        async def body(tx: Transaction) -> AccountId:
            account_id = await found(tx, login)
            await store.hold_accounts(tx, account_id)
            if not await second_factor.is_on(tx, account_id):
                raise Conflict("This account has no second factor.", code="no_factor")
            await second_factor.end(tx, account_id)
            await tx.enqueue(letter("factor_ended", account_id))
            return account_id

        return await self.records.transact(body)
