"""Posts: what people publish, who may see it, what is newest. The door for subjects above."""

from tintype.posts.bringing import bring_post
from tintype.posts.covers import covers
from tintype.posts.drafts import Changes, Draft
from tintype.posts.due import DUE
from tintype.posts.editing import EditedMeanwhile
from tintype.posts.events import (
    PartnerNamed,
    PersonTagged,
    PostDeleted,
    PostEdited,
    PostForgotten,
    PostPublished,
    PostRestored,
    PostWithdrawn,
    TagAnswered,
    TagFollowed,
    TagUnfollowed,
)
from tintype.posts.findable import (
    Discovery,
    findable,
    finds_sensitive,
    is_marked,
    marked_among,
    wants_marked,
    who_find_sensitive,
)
from tintype.posts.followed_tags import TagFollows, followed_tags, tag_follows
from tintype.posts.kinds import PostKind, kinds_of_posts
from tintype.posts.listed import listed_page, seen_in
from tintype.posts.model import (
    AUDIENCES,
    LICENCES,
    MEDIA_MAX,
    Audience,
    Licence,
    Mention,
    Named,
    NamedAs,
    Naming,
    Place,
    Post,
    PostHead,
    PostMedia,
    PostState,
    Revision,
)
from tintype.posts.naming import NAMED_MAX, Wish, seen_people
from tintype.posts.naming_lists import asking_page, tagged_page
from tintype.posts.naming_store import By, NamingRules
from tintype.posts.outlines import Outline, outlines
from tintype.posts.pictures import UnusedPictures, posted_as
from tintype.posts.pins import PINS_MAX, TooManyPinned, pinned_orders
from tintype.posts.placed import PlaceSeen, place_count, seen_places
from tintype.posts.places import from_place, place_orders, shard_of_place
from tintype.posts.posts import Posts
from tintype.posts.recent import order_page, orders_back, pending_posts, recent_orders
from tintype.posts.routes import PostRoutes
from tintype.posts.shelf_store import shelf_page
from tintype.posts.shelves import KEPT_US, DuePosts, NotNow
from tintype.posts.store import first_media, heads, heads_by_order, heads_with_media, orders_between, totals
from tintype.posts.tags import Count, TagLists, has_posts, having_tag, tag_count, tag_orders
from tintype.posts.visibility import (
    by_order,
    posts_of,
    seen_by,
    seen_pairs,
    visible_heads,
    visible_post,
    visible_posts,
)
from tintype.posts.withdrawing import settle_posts

__all__ = [
    "AUDIENCES",
    "DUE",
    "KEPT_US",
    "LICENCES",
    "MEDIA_MAX",
    "NAMED_MAX",
    "PINS_MAX",
    "Audience",
    "By",
    "Changes",
    "Count",
    "Discovery",
    "Draft",
    "DuePosts",
    "EditedMeanwhile",
    "Licence",
    "Mention",
    "Named",
    "NamedAs",
    "Naming",
    "NamingRules",
    "NotNow",
    "Outline",
    "PartnerNamed",
    "PersonTagged",
    "Place",
    "PlaceSeen",
    "Post",
    "PostDeleted",
    "PostEdited",
    "PostForgotten",
    "PostHead",
    "PostKind",
    "PostMedia",
    "PostPublished",
    "PostRestored",
    "PostRoutes",
    "PostState",
    "PostWithdrawn",
    "Posts",
    "Revision",
    "TagAnswered",
    "TagFollowed",
    "TagFollows",
    "TagLists",
    "TagUnfollowed",
    "TooManyPinned",
    "UnusedPictures",
    "Wish",
    "asking_page",
    "bring_post",
    "by_order",
    "covers",
    "findable",
    "finds_sensitive",
    "first_media",
    "followed_tags",
    "from_place",
    "has_posts",
    "having_tag",
    "heads",
    "heads_by_order",
    "heads_with_media",
    "is_marked",
    "kinds_of_posts",
    "listed_page",
    "marked_among",
    "order_page",
    "orders_back",
    "orders_between",
    "outlines",
    "pending_posts",
    "pinned_orders",
    "place_count",
    "place_orders",
    "posted_as",
    "posts_of",
    "recent_orders",
    "seen_by",
    "seen_in",
    "seen_pairs",
    "seen_people",
    "seen_places",
    "settle_posts",
    "shard_of_place",
    "shelf_page",
    "tag_count",
    "tag_follows",
    "tag_orders",
    "tagged_page",
    "totals",
    "visible_heads",
    "visible_post",
    "visible_posts",
    "wants_marked",
    "who_find_sensitive",
]
