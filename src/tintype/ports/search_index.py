"""The search index: which posts have some words or are from somewhere, which people and places are called so, which
tags are in use.

It is derived from the records and may be behind them: it may name what is gone, or what the asker may not see. Whoever
asks looks at the records before anything is shown.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from tintype.kernel.ids import ID_MAX, AccountId, OrderId

BREAK = "\ue000"
"""Stands between two texts of one post, so that no phrase reaches from one into the other."""


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """What the index keeps of the place of a post: the words of its name, and the cells of the globe that it is in."""

    place_id: int
    words: Collection[str]
    cells: Collection[str]


@dataclass(frozen=True, slots=True)
class PostWords:
    """What the index keeps of one published post. Words are of letters, marks, digits and `_` alone.

    `words` in their order, with `BREAK` between texts; `stems` in any order, each once. `is_open`: for everyone, by
    its own audience. `cells`: of the spot that it says it is from. `media`: what kinds it has.
    """

    order_id: OrderId
    author_id: AccountId
    is_open: bool
    words: Sequence[str]
    stems: Collection[str]
    tags: Sequence[str]
    cells: Collection[str] = ()
    place: PlaceWords | None = None
    media: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class NameWords:
    """What the index keeps of one account: the words of its names, and what is left of them without one letter."""

    account_id: AccountId
    words: Collection[str]
    near: Collection[str]


@dataclass(frozen=True, slots=True)
class PostsAsked:
    """All of this holds for a post that is found. Of each of `stems`, of `cells`, and of `media`, one is enough.

    `after` and `before` are order ids, and are not found themselves.
    """

    stems: Sequence[Collection[str]] = ()
    phrases: Sequence[Sequence[str]] = ()
    tags: Sequence[str] = ()
    author_id: AccountId | None = None
    cells: Collection[str] = ()
    media: Collection[str] = ()
    only_open: bool = False
    after: int = 0
    before: int = ID_MAX


@dataclass(frozen=True, slots=True)
class NamesAsked:
    """A name with a word for each of `starts` that begins so, and for each of `near` one of its forms."""

    starts: Sequence[str] = ()
    near: Sequence[Collection[str]] = ()


@dataclass(frozen=True, slots=True)
class PlacesAsked:
    """A place whose name has a word for each of `starts` that begins so, in one of `cells` if there are any."""

    starts: Sequence[str] = ()
    cells: Collection[str] = ()


class PlaceIndex(Protocol):
    """Which places posts are from. They come and go with the posts of a `SearchIndex`, of which this is a part."""

    async def places(self, asked: PlacesAsked, limit: int) -> list[int]:
        """The ids of places, those of most posts first. Raises Unavailable as all of the index."""
        ...


class SearchIndex(PlaceIndex, Protocol):
    """Put and dropped things may be found differently at once. Everything may be done twice.

    Raises Unavailable where the index cannot be read or written at the moment.
    """

    async def put_posts(self, posts: Sequence[PostWords]) -> None:
        """Keep some posts, in place of what was kept of them; durable when this returns."""
        ...

    async def put_people(self, people: Sequence[NameWords]) -> None:
        """Keep some names, in place of what was kept of these accounts; durable when this returns."""
        ...

    async def drop(
        self, *, order_ids: Collection[OrderId] = (), account_ids: Collection[AccountId] = ()
    ) -> None:
        """Forget some posts; some accounts, with everything of theirs."""
        ...

    async def posts(self, asked: PostsAsked, limit: int) -> list[OrderId]:
        """The places of posts that have what is asked for, newest first."""
        ...

    async def people(self, asked: NamesAsked, limit: int) -> list[AccountId]:
        """Accounts with such a name, newest first."""
        ...

    async def tags(self, start: str, limit: int) -> list[str]:
        """Tags that begin so, the most used first."""
        ...

    async def is_whole(self) -> bool:
        """Whether everything has been put here once; since then it is kept by what happens."""
        ...

    async def note_whole(self) -> None:
        """Everything has been put here."""
        ...
