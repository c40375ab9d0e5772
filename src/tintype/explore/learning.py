"""What is learnt from everybody before anybody is given a pool: pure functions on arrays.

Posts die too fast for a table of people and posts alone: whom and what somebody likes is learnt from people × authors
and people × topics (Instagram's ig2vec), and only what is liked together from people × posts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tintype.explore.alike import Alike, alike, centres_of, upright
from tintype.explore.model import GROUP_MIN, GROUPS_MAX, LOOKED_AT
from tintype.media import VECTOR_SIZE
from tintype.recommending import Factors, Indexes, Numbers, Table, Walk, least_squares, table_of, walk

WIDTH = 32
DAMPING = 0.4  # Item, and end: the linear part of GF-CF as `recommending` has it (docs/decisions/0106).
GRAVITY = 1.8  # (age in hours + 2)^1.8: ranking.md, "Trending".
Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Posts:
    """n posts that anybody may be shown, by order ids, ascending. `of`: each one's author by the place in `names`,
    sorted account ids; `topics`: a table of posts and the topics numbered `keys`; `likes`, saves and shares of each;
    `is_marked` sensitive; `looks`: what the newest of them look like, as signed bytes, zeros where nobody knows.
    """

    orders: Indexes
    ids: Indexes
    names: Indexes
    of: Indexes
    topics: Table
    keys: Indexes
    published_us: Indexes
    likes: Numbers
    is_marked: NDArray[np.bool_]
    looks: NDArray[np.int8] = field(default_factory=lambda: np.zeros((0, VECTOR_SIZE), np.int8))

    def __len__(self) -> int:
        return len(self.orders)

    @property
    def authors(self) -> Indexes:
        """The id of each post's author: (n,)."""
        return self.names[self.of]

    def trending(self, now_us: int) -> Numbers:
        """(n,): liked much for how old they are; what nobody has liked yet stands in the order of time."""
        age_h = np.maximum(now_us - self.published_us, 0) / 3_600e6
        return ((self.likes + 0.01) / (age_h + 2) ** GRAVITY).astype(np.float32)


@dataclass(frozen=True, slots=True)
class People:
    """What some people like, in the numbers of `Posts`. `ids` sorted; `liked`: people × posts, `near`: people ×
    authors, `follows`: people × authors, of whom nothing is shown to them; `friends`: the ids of all whom they follow;
    `finds_marked`: who wants to find what is marked sensitive.
    """

    ids: Indexes
    liked: Table
    near: Table
    follows: Table
    friends: Table
    finds_marked: NDArray[np.bool_]

    def topics(self, posts: Posts) -> tuple[Table, Numbers]:
        """People × topics, and how often each of these pairs is in what they like."""
        topics, along = posts.topics.gathered(self.liked.columns)
        rows = self.liked.pairs()[0][along]
        width = posts.topics.width
        keys, counts = np.unique(rows * width + topics, return_counts=True)
        starts = np.searchsorted(keys, np.arange(len(self.ids) + 1) * width)
        return Table(starts, keys % max(1, width), width), counts.astype(np.float32)

    def some(self, rows: Indexes) -> "People":
        """These of them, in this order, which is ascending."""
        tables = (self.liked, self.near, self.follows, self.friends)
        return People(
            self.ids[rows], *(table.some(rows) for table in tables), finds_marked=self.finds_marked[rows]
        )


@dataclass(frozen=True, slots=True)
class Learnt:
    """Everything that pools are made from. `rarity` (topics,) is what having one in common is worth; `groups`:
    (groups, 2 · WIDTH) where groups of people with one taste stand, `members`: the group of each of `people`, or -1.
    `worth` (posts,) is how much each trends, `trends` are all of them in that order.
    """

    posts: Posts
    people: People
    walk: Walk
    authors: Factors
    topics: Factors
    rarity: Numbers
    groups: Numbers
    members: Indexes
    worth: Numbers
    trends: Indexes
    by_author: Table
    by_topic: Table
    alike: Alike

    def people_with(self, ids: Sequence[int]) -> People | None:
        """These of the people who were learnt from; None if somebody is not among them."""
        known, wanted = self.people.ids, np.sort(np.asarray(ids, np.int64))
        if not np.isin(wanted, known).all():
            return None
        return self.people.some(np.searchsorted(known, wanted))


def learn(posts: Posts, people: People, now_us: int, told: Told) -> Learnt:
    """Some minutes for 100,000 people and a million posts, on one core: docs/flows/explore.md has the figures."""
    topics, _ = people.topics(posts)
    by_author = least_squares(people.near, width=WIDTH, told=lambda done, n: told(done, 2 * n))
    by_topic = least_squares(topics, width=WIDTH, told=lambda done, n: told(n + done, 2 * n))
    where = np.concatenate([upright(by_author.users), upright(by_topic.users)], axis=1)
    groups, members = grouped(where)
    used = np.bincount(posts.topics.columns, minlength=posts.topics.width)
    worth = posts.trending(now_us)
    every = np.arange(len(posts))
    looked_at = np.unique(people.liked.lasts(np.arange(len(people.ids)), LOOKED_AT))
    return Learnt(
        posts,
        people,
        walk(people.liked, item=DAMPING, end=DAMPING),
        by_author,
        by_topic,
        # BM25's inverse document frequency.
        np.log1p((len(posts) - used + 0.5) / (used + 0.5)).astype(np.float32),
        groups,
        members,
        worth,
        np.argsort(-worth, kind="stable"),
        table_of(posts.of, every, len(posts.names), len(posts)),
        posts.topics.turned(),
        alike(posts.looks, len(posts), looked_at),
    )


def grouped(where: Numbers, seed: int = 7) -> tuple[Numbers, Indexes]:
    """Centres of groups of people who stand near each other, and the group of each, -1 for who stands nowhere.

    Groups of fewer than GROUP_MIN are given up.
    """
    there = np.flatnonzero(np.linalg.norm(where, axis=1) > 0)
    n = min(GROUPS_MAX, len(there) // GROUP_MIN)
    members = np.full(len(where), -1, np.int64)
    if n < 2:
        return np.zeros((0, where.shape[1]), np.float32), members
    some = upright(where[there])
    centres = centres_of(some, n, seed)
    nearest = np.argmax(some @ centres.T, axis=1)
    sizes = np.bincount(nearest, minlength=n)
    kept = np.flatnonzero(sizes >= GROUP_MIN)
    renamed = np.full(n, -1, np.int64)
    renamed[kept] = np.arange(len(kept))
    members[there] = renamed[nearest]
    return centres[kept], members
