"""Posts with hashtags that a reader follows: pushed to nobody, pulled from one short list per tag, which all share.

In a list is what strangers may see and nobody has marked sensitive; who is shown it is decided again at each read
(`entries.py`). Lists are as old as half a minute, and so is what is remembered of readers who follow any tag.
"""

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import inf

from tintype.feed.marks import Marks
from tintype.kernel.ids import AccountId, OrderId
from tintype.kernel.pages import TOP
from tintype.kernel.viewer import ANONYMOUS
from tintype.ports.records import Reading
from tintype.posts import Post, findable, followed_tags, posts_of, seen_in, tag_orders

AGE_S_MAX = 30.0
LOOKED_AT = 60  # Places of a list, for thirty posts that may be shown.
OF_A_TAG = 30
OF_AN_AUTHOR = 3  # In one list: nobody fills the homes of others with a tag.
OF_ALL = 100  # A fifth of what is ranked: people come before subjects.
READERS_MAX = 200_000  # 20 MB in each process.
LISTS_MAX = 20_000


@dataclass(slots=True)
class KeptList:
    """The newest posts of a tag, and when they are to be read again."""

    orders: Sequence[OrderId]
    stale_s: float


@dataclass(slots=True)
class FoundTags:
    """What was read for one page, to be kept after it. `orders`: the posts of all followed tags, newest first.

    `age_s_max`: how long what is made of it may be kept: nobody tells of a new post with a tag.
    """

    reader_id: AccountId | None = None
    tags: tuple[str, ...] = ()
    age_s_max: float = inf
    lists: dict[str, KeptList] = field(default_factory=dict[str, KeptList])
    orders: list[OrderId] | None = None


class Tagged:
    """What readers follow, and the newest posts of these tags, as one process knows them."""

    def __init__(self) -> None:
        self._tags: dict[AccountId, tuple[str, ...]] = {}
        self._lists: dict[str, KeptList] = {}
        self._marks = Marks()

    async def newest(self, reading: Reading, reader_id: AccountId, found: FoundTags) -> list[OrderId]:
        """The newest hundred posts of the tags that a reader follows; nothing for most, at the cost of one look."""
        if found.orders is None:
            tags = self._tags.get(reader_id)
            if tags is None:
                tags = found.tags = tuple(await followed_tags(reading, reader_id))
                found.reader_id = reader_id
            found.age_s_max = AGE_S_MAX if tags else inf
            found.orders = await self._newest(reading, tags, found) if tags else []
        return found.orders

    def mark(self) -> int:
        """The present moment in events, for `keep`."""
        return self._marks.mark()

    def keep(self, found: FoundTags, mark: int) -> None:
        """Remember what was read in a snapshot taken after `mark`."""
        if self._marks.is_since(mark):
            return
        if len(self._lists) + len(found.lists) > LISTS_MAX:
            self._lists.clear()
        self._lists.update(found.lists)
        if found.reader_id is not None and not self._marks.is_since(mark, found.reader_id):
            if len(self._tags) >= READERS_MAX:
                self._tags.clear()
            self._tags[found.reader_id] = found.tags

    def drop(self, reader_id: AccountId) -> None:
        """They follow another tag, or one less."""
        self._marks.touch(reader_id)
        self._tags.pop(reader_id, None)

    def clear(self) -> None:
        """The tail has lost the thread."""
        self._marks.touch_all()
        self._tags.clear()
        self._lists.clear()

    async def _newest(self, reading: Reading, tags: Sequence[str], found: FoundTags) -> list[OrderId]:
        now_s = time.monotonic()
        lists = {
            tag: kept for tag in tags if (kept := self._lists.get(tag)) is not None and kept.stale_s >= now_s
        }
        missing = [tag for tag in tags if tag not in lists]
        if missing:
            read = await _lists(reading, missing)
            found.lists = {tag: KeptList(orders, now_s + AGE_S_MAX) for tag, orders in read.items()}
            lists |= found.lists
        return sorted({order for kept in lists.values() for order in kept.orders}, reverse=True)[:OF_ALL]


async def _lists(reading: Reading, tags: Sequence[str]) -> dict[str, list[OrderId]]:
    """The newest posts of each tag that anybody may be shown."""
    orders = {tag: await tag_orders(reading, tag, TOP.at, LOOKED_AT) for tag in tags}
    heads = await seen_in(reading, ANONYMOUS, sorted({order for some in orders.values() for order in some}))
    posts = await posts_of(reading, [head.id for head in heads])
    shown = {post.order_id: post for post in await findable(reading, ANONYMOUS, list(posts.values()))}
    return {
        tag: _short([post for order in some if (post := shown.get(order)) and tag in post.tags])
        for tag, some in orders.items()
    }


def _short(posts: Iterable[Post]) -> list[OrderId]:
    """The first thirty, at most three by one author."""
    by_author: Counter[AccountId] = Counter()
    found: list[OrderId] = []
    for post in posts:
        by_author[post.author_id] += 1
        if by_author[post.author_id] <= OF_AN_AUTHOR and len(found) < OF_A_TAG:
            found.append(OrderId(post.order_id or 0))
    return found
