"""What ranking needs to know of posts, as columns that all readers of one process share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from random import Random
from threading import Lock
from typing import NamedTuple, TypeVar
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from tintype.graph import EdgeKind, edges
from tintype.kernel.clock import MINUTE_US, SECOND_US
from tintype.kernel.ids import AccountId, MediaId, OrderId, PostId, time_us_of
from tintype.media import MediaKind, media_kinds
from tintype.ports.records import Reading
from tintype.posts import Audience, Outline, outlines
from tintype.ranking import Act, Candidates, Kind, author_rates, post_rates, site_rates
from tintype.signals import Action, figures_of_authors, figures_of_posts, figures_of_site

ROWS_MAX = 200_000  # 30 MB in each process; beyond it everything is read anew.
ROWS_FIRST = 4_096
AGE_US_MIN, AGE_US_MAX = 30 * SECOND_US, 10 * MINUTE_US
NEVER_US = (1 << 63) - 1
ABSENT = 1 << 62  # What is not there (deleted, archived) is nobody's, and is not asked for again before long.

Id = TypeVar("Id", AccountId, PostId)

#: Which action fills which column of rates. Seconds of looking are counted in milliseconds.
_ACTIONS = {
    Act.LIKE: Action.LIKE,
    Act.COMMENT: Action.COMMENT,
    Act.SHARE: Action.SHARE,
    Act.SAVE: Action.SAVE,
    Act.FOLLOW: Action.FOLLOW,
    Act.OPEN: Action.OPEN,
    Act.HIDE: Action.HIDE,
    Act.DWELL: Action.DWELL_MS,
}
_COLUMNS = np.asarray([_ACTIONS[act] for act in Act], np.intp)
_UNITS = np.asarray([0.001 if act is Act.DWELL else 1.0 for act in Act])

_ROW = np.dtype(
    [
        ("order", np.int64),
        ("author", np.int64),
        ("post", np.int64),
        ("tag", np.int64),
        ("published_us", np.int64),
        ("stale_us", np.int64),
        ("batch", np.int64),
        ("followers", np.float64),
        ("impressions", np.float64),
        ("rates", np.float64, len(Act)),
        ("kind", np.uint8),
        ("close", np.bool_),
    ]
)
_NAMES = _ROW.names or ()


@dataclass(frozen=True, slots=True)
class Found:
    """Rows of traits, read from one snapshot."""

    rows: NDArray[np.void]


class Moments(NamedTuple):
    """n posts: when they were published (us), and a number for the main hashtag or 0."""

    published_us: NDArray[np.int64]
    tags: NDArray[np.int64]


class Traits:
    """Posts by order id. Numbers may be as old as a tenth of the post's age, from 30 seconds to 10 minutes.

    What is shown of a post never comes from here: a post that is deleted or narrowed is left out by the rules.
    """

    def __init__(self) -> None:
        self._places: dict[int, int] = {}
        self._columns = {name: np.zeros(ROWS_FIRST, _ROW[name]) for name in _NAMES}
        self._rng = Random()
        self._keeping = Lock()
        self.era = 0
        """Places are good within one era."""
        self.batch = 0
        """Of what was kept last: see `read_since`."""

    def __len__(self) -> int:
        return len(self._places)

    def places(self, orders: Sequence[int], now_us: int) -> tuple[NDArray[np.int32], list[OrderId]]:
        """Where each post stands, and those that have to be read first."""
        places = np.fromiter(map(self._places.get, orders, repeat(-1)), np.int32, len(orders))
        absent = places < 0
        if absent.any():
            stale = absent | (self._columns["stale_us"][places] < now_us)
            return places, [OrderId(orders[at]) for at in np.flatnonzero(stale).tolist()]
        return places, self.stale(places, now_us)

    def there(self, places: NDArray[np.int32]) -> NDArray[np.int32]:
        """Those of some places where there is a post."""
        return places[self._columns["author"][places] != ABSENT]

    def orders(self, places: NDArray[np.int32]) -> NDArray[np.int64]:
        """Which posts stand at some places."""
        return self._columns["order"].take(places.astype(np.intp))

    def moments(self, places: NDArray[np.int32]) -> Moments:
        """When the posts at some places came out, and their main tags."""
        # `take` with the machine's own integers: a third of what `[]` costs with others.
        columns, at = self._columns, places.astype(np.intp)
        return Moments(columns["published_us"].take(at), columns["tag"].take(at))

    def fresh_until_us(self, places: NDArray[np.int32]) -> int:
        """When the first of the posts at some places has to be read anew."""
        return int(self._columns["stale_us"][places].min(initial=NEVER_US))

    def stale(self, places: NDArray[np.int32], now_us: int) -> list[OrderId]:
        """Those of the posts at some places that have to be read anew."""
        old = self._columns["stale_us"][places] < now_us
        if not old.any():
            return []
        orders: list[int] = self._columns["order"][places[old]].tolist()
        return [OrderId(order) for order in orders]

    def read_since(self, places: NDArray[np.int32], batch: int) -> NDArray[np.intp]:
        """Which of the posts at some places have been read anew since a batch: indexes into `places`."""
        return np.flatnonzero(self._columns["batch"][places] > batch)

    def candidates(self, places: NDArray[np.int32]) -> Candidates:
        """The posts at some places; those that are not there have no candidate."""
        columns = self._columns
        authors = columns["author"][places]
        there = authors != ABSENT
        if not there.all():
            places, authors = places[there], authors[there]
        return Candidates(
            orders=columns["order"][places],
            authors=authors,
            tags=columns["tag"][places],
            kinds=columns["kind"][places],
            published_us=columns["published_us"][places],
            rates=columns["rates"][places],
            followers=columns["followers"][places],
            impressions=columns["impressions"][places],
            close=columns["close"][places],
        )

    def keep(self, found: Found) -> None:
        """Remember rows, or replace them. Any thread may; a place is given out when all of its row is there."""
        with self._keeping:
            if len(self._places) + len(found.rows) > ROWS_MAX:
                self._places.clear()
                self.era += 1
            known = self._places
            orders: list[int] = found.rows["order"].tolist()
            new = {order: len(known) + at for at, order in enumerate(set(orders) - known.keys())}
            places = [known[order] if order in known else new[order] for order in orders]
            found.rows["batch"] = self.batch + 1
            for name in _NAMES:
                column = self._columns[name]
                while len(column) < len(known) + len(new):
                    column = np.concatenate([column, np.zeros_like(column)])
                column[places] = found.rows[name]
                self._columns[name] = column
            known.update(new)
            self.batch += 1

    async def found(self, reading: Reading, orders: Sequence[OrderId], now_us: int) -> NDArray[np.int32]:
        """Where each post stands, once those that have to be are read."""
        places, unread = self.places(orders, now_us)
        if unread:
            self.keep(await self.read(reading, unread, now_us))
            places, _ = self.places(orders, now_us)
            if (places < 0).any():
                # What was known has been forgotten to make room: all of it is read again.
                self.keep(await self.read(reading, list(orders), now_us))
                places, _ = self.places(orders, now_us)
        return places

    async def read(self, reading: Reading, orders: list[OrderId], now_us: int) -> Found:
        """What the records say of some posts: six statements for any number of them."""
        rows = empty_rows(orders)
        rows["published_us"] = [time_us_of(order) for order in orders]
        age_us = np.clip((now_us - rows["published_us"]) // 10, AGE_US_MIN, AGE_US_MAX)
        rows["stale_us"] = now_us + (age_us * self._rng.uniform(0.8, 1.0)).astype(np.int64)
        at = {order: place for place, order in enumerate(orders)}
        posts = await outlines(reading, orders)
        there = np.asarray([at[post.order_id] for post in posts], np.intp)
        some = rows[there]
        await _fill(reading, posts, some)
        rows[there] = some
        return Found(rows)


def empty_rows(orders: Sequence[int]) -> NDArray[np.void]:
    """Rows of posts of which nothing is known."""
    rows = np.zeros(len(orders), _ROW)
    rows["order"] = orders
    rows["author"] = ABSENT
    return rows


async def _fill(reading: Reading, posts: Sequence[Outline], rows: NDArray[np.void]) -> None:
    authors = {post.author_id for post in posts}
    videos = await _videos(reading, posts)
    rows["author"] = [post.author_id for post in posts]
    rows["post"] = [post.id for post in posts]
    rows["tag"] = [crc32(post.tag.encode()) if post.tag else 0 for post in posts]
    rows["kind"] = [_kind(post, videos) for post in posts]
    rows["close"] = [post.audience is Audience.CLOSE_FRIENDS for post in posts]
    followers = await edges.counts(reading, authors, {EdgeKind.FOLLOWED_BY})
    rows["followers"] = [followers[post.author_id, EdgeKind.FOLLOWED_BY] for post in posts]
    site = await figures_of_site(reading)
    usual = site_rates(_actions(site), float(site[Action.IMPRESSION]))
    each = _stacked(await figures_of_authors(reading, authors), [post.author_id for post in posts])
    own = _stacked(await figures_of_posts(reading, [post.id for post in posts]), [post.id for post in posts])
    rows["impressions"] = own[:, Action.IMPRESSION]
    theirs = author_rates(_actions(each), each[:, Action.IMPRESSION], usual)
    rows["rates"] = post_rates(_actions(own), own[:, Action.IMPRESSION], theirs)


def _actions(figures: NDArray[np.float64]) -> NDArray[np.float64]:
    return figures[..., _COLUMNS] * _UNITS


def _stacked(figures: Mapping[Id, NDArray[np.float64]], ids: Sequence[Id]) -> NDArray[np.float64]:
    nothing = np.zeros(len(Action))
    return np.stack([figures.get(id, nothing) for id in ids]) if ids else np.zeros((0, len(Action)))


async def _videos(reading: Reading, posts: Sequence[Outline]) -> set[MediaId]:
    first = [post.first for post in posts if post.pictures == 1]
    return {id for id, kind in (await media_kinds(reading, first)).items() if kind is MediaKind.VIDEO}


def _kind(post: Outline, videos: set[MediaId]) -> Kind:
    if post.pictures > 1:
        return Kind.SERIES
    return Kind.VIDEO if post.first in videos else Kind.PHOTO
