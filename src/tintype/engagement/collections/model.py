"""What is true of collections."""

from dataclasses import dataclass
from typing import NewType

from tintype.kernel.ids import AccountId, PostId

CollectionId = NewType("CollectionId", int)

COLLECTIONS_MAX = 200  # Of one account's own: ten pages, which is what anybody still finds something in.
ITEMS_MAX = 2_000  # Renumbering them all takes some 10 ms.
MEMBERS_MAX = 50  # A shared collection is for people who know each other.
MEMBERSHIPS_MAX = 200  # Read whole whenever somebody lists collections.
COVERS = 4  # A tile of four pictures.
GAP = 1 << 20  # Between neighbours: twenty times something can be put into the same gap.


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection. `cover_id` 0: its first pictures stand for it."""

    id: CollectionId
    owner_id: AccountId
    name: str
    cover_id: PostId
    created_us: int


@dataclass(frozen=True, slots=True)
class Item:
    """A post in a collection, who put it there, and its place: highest first."""

    post_id: PostId
    by_id: AccountId
    place: int
