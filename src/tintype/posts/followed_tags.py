"""Which hashtags an account follows: their posts join its home feed."""

from dataclasses import dataclass

from tintype.accounts import hold_accounts
from tintype.kernel.ids import AccountId, shard_of
from tintype.kernel.problems import Conflict
from tintype.kernel.sql import Queries
from tintype.kernel.viewer import Viewer, known
from tintype.ports.records import Reading, Records, Transaction
from tintype.posts.events import TagFollowed, TagUnfollowed

TAGS_MAX = 200  # Each is one look into a list when a feed is opened; Instagram had a similar bound.
sql = Queries(__package__ or "", "followed_tags.sql")


class TooManyTags(Conflict):
    """Two hundred are followed already."""

    code = "too_many_tags"


@dataclass(frozen=True, slots=True)
class TagFollow:
    """A hashtag that is followed, and since when."""

    tag: str
    since_us: int


@dataclass(frozen=True, slots=True)
class TagFollows:
    """Following hashtags; nobody is told. Safe to call twice."""

    records: Records

    async def follow(self, viewer: Viewer, tag: str) -> None:
        """Read its posts at home from now on. Raises TooManyTags for the two hundred and first."""
        account_id = known(viewer)
        where = {"shard": shard_of(account_id), "account_id": account_id}

        async def body(tx: Transaction) -> None:
            await hold_accounts(tx, account_id)
            before = await followed_tags(tx, account_id)
            if tag in before:
                return
            if len(before) >= TAGS_MAX:
                raise TooManyTags(f"You can follow {TAGS_MAX} hashtags.")
            await tx.execute(sql.follow_tag, **where, tag=tag, now_us=tx.now_us)
            await tx.publish(TagFollowed(account_id, tag, tx.now_us), shard=shard_of(account_id))

        await self.records.transact(body)

    async def unfollow(self, viewer: Viewer, tag: str) -> None:
        """Stop."""
        account_id = known(viewer)
        where = {"shard": shard_of(account_id), "account_id": account_id}

        async def body(tx: Transaction) -> None:
            if await tx.execute(sql.unfollow_tag, **where, tag=tag):
                await tx.publish(TagUnfollowed(account_id, tag, tx.now_us), shard=shard_of(account_id))

        await self.records.transact(body)

    async def all(self, viewer: Viewer) -> list[TagFollow]:
        """What a viewer follows, in the order of the alphabet."""
        account_id = known(viewer)
        return await self.records.look(lambda reading: tag_follows(reading, account_id))


async def tag_follows(reading: Reading, account_id: AccountId) -> list[TagFollow]:
    """What an account follows, and since when, in the order of the alphabet."""
    rows = await reading.fetch(sql.tag_follows, TagFollow, shard=shard_of(account_id), account_id=account_id)
    return sorted(rows, key=lambda row: row.tag)


async def followed_tags(reading: Reading, account_id: AccountId) -> list[str]:
    """The hashtags that an account follows."""
    rows = await reading.fetch(sql.followed_tags, str, shard=shard_of(account_id), account_id=account_id)
    return sorted(rows)
