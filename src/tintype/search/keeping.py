"""The index follows the log: what is published, edited, withdrawn, deleted; who is new, renamed, erased."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tintype.accounts import AccountCreated, AccountErased, ProfileChanged, people
from tintype.flow import Consumer
from tintype.kernel.events import Recorded
from tintype.kernel.ids import AccountId, OrderId, PostId
from tintype.ports.records import Reading, Records
from tintype.ports.search_index import PostWords, SearchIndex
from tintype.posts import (
    PostDeleted,
    PostEdited,
    PostForgotten,
    PostPublished,
    PostRestored,
    PostWithdrawn,
    posts_of,
)
from tintype.search.matching import entries_of
from tintype.search.people import name_of

LINGER_S = 0.1  # A post is to be found within a second.
_OF_POSTS = (PostPublished, PostEdited, PostWithdrawn, PostRestored, PostDeleted, PostForgotten)
_OF_PEOPLE = (AccountCreated, ProfileChanged)


@dataclass(frozen=True, slots=True)
class Keeping:
    """Brings the index to what the records say by now. Everything may run twice and late."""

    records: Records
    index: SearchIndex

    def consumer(self) -> Consumer:
        """The place of search in the log."""
        kinds = frozenset(each.kind for each in (*_OF_POSTS, *_OF_PEOPLE, AccountErased))
        return Consumer("search", kinds, self.on_event, self.on_events, linger_s=LINGER_S)

    async def on_event(self, recorded: Recorded) -> None:
        await self.on_events([recorded])

    async def on_events(self, batch: Sequence[Recorded]) -> None:
        """Settle everything that a batch is about, each once."""
        posts: dict[PostId, OrderId] = {}
        named: set[AccountId] = set()
        gone: set[AccountId] = set()
        for recorded in batch:
            match recorded.event:
                case (
                    PostPublished(post_id=post_id, order_id=order_id)
                    | PostEdited(post_id=post_id, order_id=order_id)
                    | PostWithdrawn(post_id=post_id, order_id=order_id)
                    | PostRestored(post_id=post_id, order_id=order_id)
                    | PostDeleted(post_id=post_id, order_id=order_id)
                    | PostForgotten(post_id=post_id, order_id=order_id)
                ):
                    posts[post_id] = order_id or posts.get(post_id, order_id)
                case AccountCreated(account_id=account_id) | ProfileChanged(account_id=account_id):
                    named.add(account_id)
                case AccountErased(account_id=account_id):
                    gone.add(account_id)
                case _:
                    pass
        await self.settle_posts(posts)
        await self.settle_people(named)
        await self.index.drop(account_ids=gone)

    async def settle_posts(self, posts: Mapping[PostId, OrderId]) -> None:
        """Keep those of some posts that are published, forget the others. Their order ids where they are known."""
        if not posts:
            return
        published = await self.records.look(lambda reading: _published(reading, posts))
        kept = {post.order_id for post in published}
        # A post that was withdrawn and comes back may have another place than before.
        await self.index.drop(
            order_ids=[order_id for order_id in posts.values() if order_id and order_id not in kept]
        )
        await self.index.put_posts(published)

    async def settle_people(self, account_ids: Collection[AccountId]) -> None:
        """Keep the names of some accounts; forget those that are not there any more."""
        if not account_ids:
            return
        found = await self.records.look(lambda reading: people(reading, account_ids))
        await self.index.drop(account_ids=[id for id in account_ids if id not in found])
        await self.index.put_people([name_of(one) for one in found.values()])


async def _published(reading: Reading, post_ids: Collection[PostId]) -> list[PostWords]:
    found = await posts_of(reading, list(post_ids))
    return await entries_of(reading, [post for post in found.values() if post.is_published])
