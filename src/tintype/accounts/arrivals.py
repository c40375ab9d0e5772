"""Where a moderator lets people in: who waits, and what becomes of them."""

from dataclasses import dataclass
from typing import Final

from tintype.accounts import address_store, store
from tintype.accounts.events import ProfileChanged
from tintype.accounts.model import Account
from tintype.accounts.usernames import claims_of
from tintype.kernel.ids import AccountId, shard_of
from tintype.kernel.pages import Page, Place, page_of
from tintype.kernel.problems import NotFound
from tintype.kernel.sql import Queries
from tintype.kernel.text import TextLimit
from tintype.mail import letter
from tintype.ports.records import Reading, Records, Transaction

WORDS: Final = TextLimit(500, 4_000, has_lines=True)

sql = Queries(__package__ or "", "arrivals.sql")


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who waits, and what they say of themselves."""

    account: Account
    words: str
    at_us: int


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The queue of those who signed up. The routes see to it that only moderators ask."""

    records: Records

    async def page(self, place: Place, limit: int) -> Page[Arrival]:
        """Who waits longest, first. `place` is (time, account)."""

        async def body(reading: Reading) -> list[Arrival]:
            rows = await reading.fetch(
                sql.arrivals_page, _row, after_us=place.at, after_id=place.id, limit=limit + 1
            )
            accounts = [await store.profile(reading, account_id) for account_id, _, _ in rows]
            return [
                Arrival(account, words, at_us)
                for account, (_, words, at_us) in zip(accounts, rows, strict=True)
                if account is not None
            ]

        found = await self.records.look(body)
        return page_of(found, limit, lambda arrival: Place(arrival.at_us, arrival.account.id))

    async def let_in(self, account_id: AccountId) -> None:
        """Make somebody a member. Raises NotFound when they do not wait, or another moderator was first."""

        async def body(tx: Transaction) -> None:
            await _take(tx, account_id)
            await tx.execute(sql.let_in, shard=shard_of(account_id), id=account_id, now_us=tx.now_us)
            await tx.enqueue(letter("sign_up_approved", account_id))
            event = ProfileChanged(account_id=account_id, at_us=tx.now_us)
            await tx.publish(event, shard=shard_of(account_id))

        await self.records.transact(body)

    async def send_away(self, account_id: AccountId) -> None:
        """Decline: nothing of the account stays, and its name is free. Raises NotFound."""

        async def body(tx: Transaction) -> None:
            await _take(tx, account_id)
            account = await store.profile(tx, account_id)
            if account is None:
                raise NotFound
            for claim in claims_of(account.username):
                await tx.execute(
                    sql.drop_username, shard=claim.shard, skeleton=claim.skeleton, account_id=account_id
                )
            await address_store.free_email(tx, account.email, account_id)
            shard = shard_of(account_id)
            await tx.execute(sql.drop_links, shard=shard, account_id=account_id)
            await tx.execute(sql.send_away, shard=shard, id=account_id)

        await self.records.transact(body)


async def wait(tx: Transaction, account_id: AccountId, words: str) -> None:
    """Put a new account into the queue: it takes part in nothing until it is let in."""
    shard = shard_of(account_id)
    await tx.execute(sql.wait, shard=shard, id=account_id)
    await tx.execute(sql.add_arrival, shard=shard, account_id=account_id, words=words, now_us=tx.now_us)


async def _take(tx: Transaction, account_id: AccountId) -> None:
    await store.hold_accounts(tx, account_id)
    if not await tx.execute(sql.end_arrival, shard=shard_of(account_id), account_id=account_id):
        raise NotFound


def _row(account_id: int, words: str, at_us: int) -> tuple[AccountId, str, int]:
    return AccountId(account_id), words, at_us
