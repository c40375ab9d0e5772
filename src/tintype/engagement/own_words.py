"""Everything one person has said, for nobody's eyes but their own."""

from tintype.engagement import store
from tintype.engagement.model import CommentRow
from tintype.kernel.ids import AccountId, CommentId, shard_of
from tintype.kernel.sql import Queries
from tintype.ports.records import Reading

sql = Queries(__package__ or "", "own_words.sql")


async def own_words(reading: Reading, author_id: AccountId, after: int, limit: int) -> list[CommentRow]:
    """Live comments of one person behind one of them (0: from the first on), by shard and then by time.

    Asks every shard: for what is rare.
    """
    ids = await reading.fetch(
        sql.own_words,
        CommentId,
        author_id=author_id,
        after_shard=shard_of(after),
        after=after,
        limit=limit,
    )
    found = await store.comments_of(reading, ids) if ids else {}
    return [found[id] for id in ids if id in found]
