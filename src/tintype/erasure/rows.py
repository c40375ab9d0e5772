"""The rows that are an account's own, and those of others that name it."""

from collections.abc import Awaitable, Callable
from typing import Final

from tintype.kernel.ids import AccountId, shard_of, shard_of_text
from tintype.kernel.sql import Queries, Query
from tintype.ports.records import Records, Transaction

sql = Queries(__package__ or "")
BATCH: Final = 500


def named() -> list[tuple[Query, Query]]:
    """How rows of others that name an account are found, and what takes it out of them."""
    return [
        (sql.asked_of, sql.forget_asked),
        (sql.mentioned_in, sql.forget_mentions),
        (sql.named_in, sql.forget_named),
        (sql.muted_by, sql.forget_muted),
        (sql.wished_by, sql.forget_wished),
    ]


def key_of(account_id: AccountId) -> dict[str, int]:
    return {"shard": shard_of(account_id), "account_id": account_id}


def own_queries() -> list[Query]:
    """What deletes an account's own rows, a table each."""
    return [
        sql.own_sessions,
        sql.own_passkeys,
        sql.own_second_factors,
        sql.own_recovery_codes,
        sql.own_asks,
        sql.own_totals,
        sql.own_storage,
        sql.own_answers,
        sql.own_hashes,
        sql.own_vectors,
        sql.own_acts_on_media,
        sql.own_uploads,
        sql.own_mute_ends,
        sql.own_classes,
        sql.own_far_readers,
        sql.own_discovery_choices,
        sql.own_explore_pools,
        sql.own_feed_choices,
        sql.own_followed_tags,
        sql.own_engagement_choices,
        sql.own_collection_items,
        sql.own_collections,
        sql.own_posts_naming,
        sql.own_naming_rules,
        sql.own_notices,
        sql.own_notifications,
        sql.own_notification_wishes,
        sql.own_quiet_posts,
        sql.own_push_subscriptions,
        sql.own_impressions,
        sql.own_seen_posts,
        sql.own_tastes,
        sql.own_author_wishes,
        sql.own_hidden_posts,
        sql.own_author_figures,
        sql.own_deeds,
        sql.own_mail_links,
        sql.own_invites,
        sql.own_arrivals,
        sql.own_exports,
        sql.own_imports,
        sql.own_brought,
        sql.own_counts,
    ]


async def erase_own_rows(records: Records, account_id: AccountId) -> None:
    """Every row under the account's shard that is the account's alone."""
    for query in own_queries():
        await records.transact(lambda tx, query=query: tx.execute(query, **key_of(account_id)))


async def erase_named(records: Records, account_id: AccountId) -> None:
    """Rows of others that name the account: requests it was sent, posts that mention or show it, mutes."""

    for find, forget in named():

        async def body(tx: Transaction, find: Query = find, forget: Query = forget) -> int:
            ids = await tx.fetch(find, int, account_id=account_id, limit=BATCH)
            await tx.execute(forget, ids=ids, account_id=account_id)
            return len(ids)

        await _until_none(records, body)


async def erase_imports(records: Records, account_id: AccountId) -> None:
    """What the account brought along, as far as it is still listed."""

    async def body(tx: Transaction) -> None:
        ids = await tx.fetch(sql.imports_of, int, **key_of(account_id))
        await tx.execute(sql.import_items, ids=ids)
        await tx.execute(sql.import_media, shard=shard_of(account_id), ids=ids)

    await records.transact(body)


async def erase_claims(tx: Transaction, account_id: AccountId) -> None:
    """Give back the names and addresses that the account holds: anybody may take them from now on."""
    for skeleton in await tx.fetch(sql.names_of, str, account_id=account_id):
        shard = shard_of_text(skeleton)
        await tx.execute(sql.forget_name, shard=shard, skeleton=skeleton, account_id=account_id)
    for address in await tx.fetch(sql.addresses_of, str, account_id=account_id):
        shard = shard_of_text(address)
        await tx.execute(sql.forget_address, shard=shard, address=address, account_id=account_id)
    await tx.execute(sql.forget_founder, account_id=account_id)


async def _until_none(records: Records, body: Callable[[Transaction], Awaitable[int]]) -> None:
    while await records.transact(body):
        pass
