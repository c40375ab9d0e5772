"""Cards: a post with its author, pictures, counts and first comments, baked into bytes once for everybody."""

import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import NamedTuple

import msgspec
from msgspec import UNSET

from tintype.engagement import (
    Comment,
    CommentRow,
    Told,
    comment_shapes,
    first_comments,
    first_likers,
    told_counts,
)
from tintype.feed.card_cache import BakedCard
from tintype.feed.shapes import Card, CountsOfCard, MentionOfCard, PlaceOfCard
from tintype.kernel.clock import rfc3339
from tintype.kernel.ids import AccountId, MediaId, OrderId, PostId
from tintype.kernel.viewer import ANONYMOUS, Viewer
from tintype.media import MediaRow, MediaShort, MediaUrls, media_of, short_media
from tintype.ports.records import Reading
from tintype.posts import Audience, Named, NamedAs, Naming, Place, Post, PostState, is_marked, seen_people
from tintype.profiles import UserShort, short_users

COMMENTS_SHOWN = 2
AGE_S_MAX = 3600.0  # The net under lost events; ± 10 %, so that cards do not expire together.
NOBODY: frozenset[AccountId] = frozenset()

_encode = msgspec.json.Encoder().encode
_COUNTS = b',"counts":'


@dataclass(frozen=True, slots=True)
class _Parts:
    """Everything the cards of some posts are made of, each kind fetched once for all."""

    people: Mapping[AccountId, UserShort]
    media: Mapping[MediaId, MediaRow]
    told: Mapping[PostId, Told]
    comments: Mapping[PostId, list[Comment]]
    speaking: Mapping[PostId, frozenset[AccountId]]
    """Whose comments these are, and whom they mention."""
    seen: Mapping[PostId, list[Named]]
    """Who is tagged in the pictures, of those the viewer may see."""


class Made(NamedTuple):
    """A card, the people in it, whether it is marked sensitive, and for whom it is to be made anew: see `BakedCard`."""

    card: Card
    people: frozenset[AccountId]
    is_marked: bool
    tells_author: bool
    untold: frozenset[AccountId]


class Baker:
    """Bakes cards from one snapshot."""

    def __init__(self, urls: MediaUrls) -> None:
        self.urls = urls
        self._rng = Random()

    async def bake(
        self,
        reading: Reading,
        posts: Sequence[Post],
        *,
        viewer: Viewer = ANONYMOUS,
        without: Collection[AccountId] = NOBODY,
    ) -> dict[OrderId, BakedCard]:
        """Cards of published posts by order id, with the numbers that a viewer is told.

        `without` leaves out comments and mentions of some people.
        """
        cards = await self.cards(reading, posts, viewer=viewer, without=without)
        likers = await first_likers(reading, list(cards)) if cards else {}
        now_s = time.monotonic()
        baked: dict[OrderId, BakedCard] = {}
        for post in posts:
            found = cards.get(post.id)
            if found is None or post.order_id is None:
                continue
            card = found.card
            stale_s = now_s + AGE_S_MAX * self._rng.uniform(0.9, 1.1)
            head = _encode(card)[:-1]  # Without its closing brace: a viewer's own part is joined on.
            # What stands before has no numbers of its own, and no text has a quotation mark that is not escaped.
            counts_from = head.index(_COUNTS) + len(_COUNTS)
            counts_to = counts_from + len(_encode(card.counts))
            baked[post.order_id] = BakedCard(
                head,
                post.order_id,
                post.id,
                post.author_id,
                found.people,
                now_s,
                stale_s,
                likers.get(post.id, ()),
                post.audience is Audience.CLOSE_FRIENDS,
                found.is_marked,
                found.tells_author,
                (counts_from, counts_to),
                stale_s,
                untold=found.untold,
            )
        return baked

    async def recounted(self, reading: Reading, cards: Sequence[BakedCard]) -> dict[OrderId, BakedCard]:
        """Cards of which only numbers have moved, with those of now and who liked them last."""
        if not cards:
            return {}
        told = await told_counts(reading, ANONYMOUS, {card.post_id: card.author_id for card in cards})
        likers = await first_likers(reading, [card.post_id for card in cards])
        now_s = time.monotonic()
        return {
            card.order_id: _with_counts(
                card, _counts(told[card.post_id]), likers.get(card.post_id, ()), now_s
            )
            for card in cards
        }

    async def cards(
        self,
        reading: Reading,
        posts: Sequence[Post],
        *,
        viewer: Viewer = ANONYMOUS,
        without: Collection[AccountId] = NOBODY,
    ) -> dict[PostId, Made]:
        """Cards by post. Without its author, a post has none."""
        if not posts:
            return {}
        told = await told_counts(reading, viewer, {post.id: post.author_id for post in posts})
        parts = await _parts(reading, viewer, posts, told, without=without, urls=self.urls)
        return {
            post.id: Made(
                self._card(post, parts, without),
                _people_in(post, parts),
                is_marked(post, parts.media),
                parts.told[post.id].hides_likes or _has_unseen(post, parts),
                _untold(post, parts),
            )
            for post in posts
            if post.author_id in parts.people
        }

    def _card(self, post: Post, parts: _Parts, without: Collection[AccountId]) -> Card:
        author = parts.people[post.author_id]
        told = parts.told[post.id]
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
            counts=_counts(told),
            comments_from=told.conversation.comments_from.word,
            hides_likes=told.hides_likes,
            comments=parts.comments.get(post.id, []),
            title=post.title or UNSET,
            caption=post.caption or UNSET,
            edited_at=UNSET if post.edited_us is None else rfc3339(post.edited_us),
            place=UNSET if post.place is None else place_of_card(post.place),
            pinned=post.pinned_us > 0,
            sensitive=post.is_sensitive,
            licence=post.licence.word if post.licence else UNSET,
            publish_at=rfc3339(post.shelf_us) if post.state is PostState.SCHEDULED else UNSET,
            gone_at=rfc3339(post.shelf_us) if post.state is PostState.REMOVED else UNSET,
            has_people=any(one.account_id not in without for one in parts.seen[post.id]),
            partner=_partner(post, parts.people, without),
        )

    def _media(self, post: Post, author: UserShort, rows: Mapping[MediaId, MediaRow]) -> list[MediaShort]:
        shown = [
            short_media(rows[item.media_id], self.urls, alt=item.alt, is_private=author.is_private)
            for item in post.media
            if item.media_id in rows
        ]
        if not post.is_sensitive:
            return shown
        return [msgspec.structs.replace(media, is_sensitive=True) for media in shown]


def _counts(told: Told) -> CountsOfCard:
    return CountsOfCard(told.comments, UNSET if told.likes is None else told.likes, told.shares)


def _with_counts(
    card: BakedCard, counts: CountsOfCard, likers: tuple[AccountId, ...], now_s: float
) -> BakedCard:
    numbers, (start, end) = _encode(counts), card.counts
    return replace(
        card,
        head=card.head[:start] + numbers + card.head[end:],
        counts=(start, start + len(numbers)),
        likers=likers,
        baked_s=now_s,
        stale_s=card.good_until_s,
        is_numbers_only=True,
    )


def place_of_card(place: Place) -> PlaceOfCard:
    """A place as the API spells it."""
    lat, lon = (UNSET, UNSET) if place.lat is None or place.lon is None else (place.lat, place.lon)
    return PlaceOfCard(str(place.id), place.name, lat, lon)


def _partner(
    post: Post, people: Mapping[AccountId, UserShort], without: Collection[AccountId]
) -> UserShort | msgspec.UnsetType:
    partners = (one for one in post.people if one.role is NamedAs.PARTNER and one.state is Naming.SHOWN)
    shown = [people[one.account_id] for one in partners if one.account_id in people.keys() - without]
    return shown[0] if shown else UNSET


def _people_in(post: Post, parts: _Parts) -> frozenset[AccountId]:
    mentioned = (mention.account_id for mention in post.mentions)
    named = (one.account_id for one in post.people if one.is_active)
    return frozenset((post.author_id, *mentioned, *named, *parts.speaking.get(post.id, ())))


def _has_unseen(post: Post, parts: _Parts) -> bool:
    """Whether somebody is tagged of whom this viewer is not told, as its author is."""
    tagged = sum(one.role is NamedAs.SEEN and one.is_active for one in post.people)
    return tagged > len(parts.seen[post.id])


def _untold(post: Post, parts: _Parts) -> frozenset[AccountId]:
    """Who is private, tagged, and agrees: of them their followers are told."""
    tagged = {one.account_id for one in post.people if one.role is NamedAs.SEEN and one.state is Naming.SHOWN}
    return frozenset(tagged.difference(one.account_id for one in parts.seen[post.id]))


async def _parts(
    reading: Reading,
    viewer: Viewer,
    posts: Sequence[Post],
    told: Mapping[PostId, Told],
    *,
    without: Collection[AccountId],
    urls: MediaUrls,
) -> _Parts:
    ids = [post.id for post in posts]
    rows = await first_comments(reading, ids, COMMENTS_SHOWN, without=without)
    spoken = [row for some in rows.values() for row in some]
    comments = await comment_shapes(reading, spoken, urls, without=without)
    return _Parts(
        people=await short_users(reading, {id for post in posts for id in _shown_in(post)}, urls),
        media=await media_of(reading, [item.media_id for post in posts for item in post.media]),
        told=told,
        comments={id: [comments[row.id] for row in some if row.id in comments] for id, some in rows.items()},
        speaking={id: frozenset(_speaking(some)) for id, some in rows.items()},
        seen=await seen_people(reading, viewer, posts),
    )


def _shown_in(post: Post) -> Iterator[AccountId]:
    yield post.author_id
    yield from (one.account_id for one in post.people if one.state is Naming.SHOWN)


def _speaking(rows: Iterable[CommentRow]) -> Iterator[AccountId]:
    for row in rows:
        yield row.author_id
        yield from (one.account_id for one in row.mentions)
