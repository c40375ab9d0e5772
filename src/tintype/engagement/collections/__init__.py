"""Named collections of kept posts: made, filled, ordered, shared with people."""

from tintype.engagement.collections.bringing import Shelved, bring_into_collections, collections_by_post
from tintype.engagement.collections.collections import Collections
from tintype.engagement.collections.items import Items, items_page
from tintype.engagement.collections.members import Members
from tintype.engagement.collections.model import Collection, CollectionId
from tintype.engagement.collections.routes import CollectionRoutes

__all__ = [
    "Collection",
    "CollectionId",
    "CollectionRoutes",
    "Collections",
    "Items",
    "Members",
    "Shelved",
    "bring_into_collections",
    "collections_by_post",
    "items_page",
]
