"""Who moderates and operates a site: `tintype operator NAME`."""

from dataclasses import dataclass

from tintype.accounts import store
from tintype.accounts.events import RoleChanged
from tintype.kernel.ids import AccountId, shard_of
from tintype.kernel.problems import NotFound
from tintype.kernel.viewer import Role
from tintype.ports.records import Records, Transaction


@dataclass(frozen=True, slots=True)
class Roles:
    """Given at the machine itself, by whoever runs it."""

    records: Records

    async def give(self, login: str, role: Role) -> AccountId:
        """Make the account of a username or e-mail address a member, moderator or operator.

        Holds at once for every session it has. Raises NotFound.
        """

        async def body(tx: Transaction) -> AccountId:
            account_id = await store.id_by_login(tx, login)
            if account_id is None:
                raise NotFound(f"There is no account {login}.")
            await store.change_role(tx, account_id, role)
            event = RoleChanged(account_id=account_id, at_us=tx.now_us)
            await tx.publish(event, shard=shard_of(account_id))
            return account_id

        return await self.records.transact(body)
