"""Cards: a post with its author, pictures, counts and first comments, baked into bytes once for everybody."""

import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

import msgspec
from msgspec import UNSET

from tintype.engagement import (
    Comment,
    CommentRow,
    Counts,
    comment_shapes,
    first_comments,
    first_likers,
    post_counts,
)
from tintype.feed.card_cache import BakedCard
from tintype.feed.shapes import Card, CountsOfCard, MentionOfCard, PlaceOfCard
from tintype.kernel.clock import rfc3339
from tintype.kernel.ids import AccountId, MediaId, OrderId, PostId
from tintype.media import MediaRow, MediaShort, MediaUrls, media_of, short_media
from tintype.ports.records import Reading
from tintype.posts import Audience, Place, Post
from tintype.profiles import UserShort, short_users

COMMENTS_SHOWN = 2
AGE_S_MAX = 3600.0  # The net under lost events; ± 10 %, so that cards do not expire together.
NOBODY: frozenset[AccountId] = frozenset()

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class _Parts:
    """Everything the cards of some posts are made of, each kind fetched once for all."""

    people: Mapping[AccountId, UserShort]
    media: Mapping[MediaId, MediaRow]
    counts: Mapping[PostId, Counts]
    comments: Mapping[PostId, list[Comment]]
    speaking: Mapping[PostId, frozenset[AccountId]]
    """Whose comments these are, and whom they mention."""


class Baker:
    """Bakes cards from one snapshot."""

    def __init__(self, urls: MediaUrls) -> None:
        self.urls = urls
        self._rng = Random()

    async def bake(
        self, reading: Reading, posts: Sequence[Post], *, without: Collection[AccountId] = NOBODY
    ) -> dict[OrderId, BakedCard]:
        """Cards of published posts by order id; `without` leaves out comments and mentions of some people."""
        cards = await self.cards(reading, posts, without=without)
        likers = await first_likers(reading, list(cards)) if cards else {}
        now_s = time.monotonic()
        baked: dict[OrderId, BakedCard] = {}
        for post in posts:
            found = cards.get(post.id)
            if found is None or post.order_id is None:
                continue
            card, people = found
            stale_s = now_s + AGE_S_MAX * self._rng.uniform(0.9, 1.1)
            head = _encode(card)[:-1]  # Without its closing brace: a viewer's own part is joined on.
            baked[post.order_id] = BakedCard(
                head,
                post.order_id,
                post.id,
                post.author_id,
                people,
                now_s,
                stale_s,
                likers.get(post.id, ()),
                post.audience is Audience.CLOSE_FRIENDS,
            )
        return baked

    async def cards(
        self, reading: Reading, posts: Sequence[Post], *, without: Collection[AccountId] = NOBODY
    ) -> dict[PostId, tuple[Card, frozenset[AccountId]]]:
        """Cards by post, each with the people in it. A post whose author is gone has none."""
        if not posts:
            return {}
        parts = await _parts(reading, posts, without, self.urls)
        return {
            post.id: (self._card(post, parts, without), _people_in(post, parts))
            for post in posts
            if post.author_id in parts.people
        }

    def _card(self, post: Post, parts: _Parts, without: Collection[AccountId]) -> Card:
        author = parts.people[post.author_id]
        counts = parts.counts.get(post.id, Counts(0, 0, 0))
        return Card(
            id=str(post.id),
            author=author,
            created_at=rfc3339(post.shown_us),
            state=post.state.name.lower(),
            audience=post.audience.word,
            version=post.version,
            tags=list(post.tags),
            mentions=[
                MentionOfCard(str(one.account_id), one.username)
                for one in post.mentions
                if one.account_id not in without
            ],
            media=list(self._media(post, author, parts.media)),
            counts=CountsOfCard(counts.likes, counts.comments, counts.shares),
            comments=parts.comments.get(post.id, []),
            title=post.title or UNSET,
            caption=post.caption or UNSET,
            edited_at=UNSET if post.edited_us is None else rfc3339(post.edited_us),
            place=_place(post.place),
        )

    def _media(self, post: Post, author: UserShort, rows: Mapping[MediaId, MediaRow]) -> list[MediaShort]:
        return [
            short_media(rows[item.media_id], self.urls, alt=item.alt, is_private=author.is_private)
            for item in post.media
            if item.media_id in rows
        ]


def _place(place: Place | None) -> PlaceOfCard | msgspec.UnsetType:
    if place is None:
        return UNSET
    lat, lon = (UNSET, UNSET) if place.lat is None or place.lon is None else (place.lat, place.lon)
    return PlaceOfCard(str(place.id), place.name, lat, lon)


def _people_in(post: Post, parts: _Parts) -> frozenset[AccountId]:
    mentioned = (mention.account_id for mention in post.mentions)
    return frozenset((post.author_id, *mentioned, *parts.speaking.get(post.id, ())))


async def _parts(
    reading: Reading, posts: Sequence[Post], without: Collection[AccountId], urls: MediaUrls
) -> _Parts:
    ids = [post.id for post in posts]
    rows = await first_comments(reading, ids, COMMENTS_SHOWN, without=without)
    spoken = [row for some in rows.values() for row in some]
    comments = await comment_shapes(reading, spoken, urls, without=without)
    return _Parts(
        people=await short_users(reading, {post.author_id for post in posts}, urls),
        media=await media_of(reading, [item.media_id for post in posts for item in post.media]),
        counts=await post_counts(reading, ids),
        comments={id: [comments[row.id] for row in some if row.id in comments] for id, some in rows.items()},
        speaking={id: frozenset(_speaking(some)) for id, some in rows.items()},
    )


def _speaking(rows: Iterable[CommentRow]) -> Iterator[AccountId]:
    for row in rows:
        yield row.author_id
        yield from (one.account_id for one in row.mentions)
