"""Typed functions over the queries about people named in posts, and about who may name whom."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import IntEnum

from tintype.kernel.ids import AccountId, OrderId, PostId, shard_of
from tintype.kernel.sql import Queries
from tintype.ports.records import Reading, Transaction
from tintype.posts.model import Named, Naming

sql = Queries(__package__ or "", "naming.sql")


class By(IntEnum):
    """Who may name an account in a post."""

    EVERYONE = 1
    FOLLOWING = 2
    NOBODY = 3

    @property
    def word(self) -> str:
        """As the API spells it: `everyone`, `following`, `nobody`."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class NamingRules:
    """Who may name an account, and whether it wants to be asked each time."""

    who: By = By.EVERYONE
    by_hand: bool = False


async def put_people(tx: Transaction, post_id: PostId, people: Collection[Named]) -> None:
    """Write how it stands with people named in a post."""
    for one in people:
        await tx.execute(
            sql.put_person,
            shard=shard_of(post_id),
            post_id=post_id,
            account_id=one.account_id,
            role=int(one.role),
            media_id=one.media_id,
            x=one.x,
            y=one.y,
            state=int(one.state),
            now_us=tx.now_us,
        )


async def rules_of(reading: Reading, account_ids: Collection[AccountId]) -> dict[AccountId, NamingRules]:
    """The rules of those of many accounts who have made some."""
    if not account_ids:
        return {}
    return dict(await reading.fetch(sql.rules_of, _rules, account_ids=sorted(account_ids)))


async def put_rules(tx: Transaction, account_id: AccountId, rules: NamingRules) -> None:
    """Write who may name an account."""
    await tx.execute(
        sql.put_rules,
        shard=shard_of(account_id),
        account_id=account_id,
        who=int(rules.who),
        by_hand=int(rules.by_hand),
    )


async def orders_naming(
    reading: Reading, account_id: AccountId, state: Naming, before: int, limit: int
) -> Sequence[OrderId]:
    """Posts that may name somebody, by the list, newest first: a read checks the posts themselves."""
    return await reading.fetch(
        sql.orders_naming,
        OrderId,
        shard=shard_of(account_id),
        account_id=account_id,
        state=int(state),
        before=before,
        limit=limit,
    )


async def list_naming(
    tx: Transaction,
    order_id: OrderId,
    known: Collection[AccountId],
    wanted: Collection[tuple[AccountId, Naming]],
) -> None:
    """Bring the lists of these people to what a post says."""
    for account_id in sorted(known):
        shard = shard_of(account_id)
        await tx.execute(sql.unlist_naming, shard=shard, account_id=account_id, order_id=order_id)
    for account_id, state in sorted(wanted):
        shard = shard_of(account_id)
        await tx.execute(
            sql.list_naming, shard=shard, account_id=account_id, state=int(state), order_id=order_id
        )


def _rules(account_id: int, who: int, by_hand: int) -> tuple[AccountId, NamingRules]:
    return AccountId(account_id), NamingRules(By(who), bool(by_hand))
