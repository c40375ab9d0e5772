"""Named collections of kept posts: made, filled, ordered, shared with people."""

from tintype.engagement.collections.collections import Collections
from tintype.engagement.collections.items import Items, items_page
from tintype.engagement.collections.members import Members
from tintype.engagement.collections.model import Collection
from tintype.engagement.collections.routes import CollectionRoutes

__all__ = [
    "Collection",
    "CollectionRoutes",
    "Collections",
    "Items",
    "Members",
    "items_page",
]
