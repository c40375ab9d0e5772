"""Posts: what people publish, who may see it, what is newest. The door for subjects above."""

from tintype.posts.drafts import Changes, Draft
from tintype.posts.editing import EditedMeanwhile
from tintype.posts.events import PostDeleted, PostEdited, PostPublished, PostWithdrawn
from tintype.posts.model import (
    AUDIENCES,
    MEDIA_MAX,
    Audience,
    Mention,
    Place,
    Post,
    PostHead,
    PostMedia,
    PostState,
    Revision,
)
from tintype.posts.pictures import UnusedPictures, posted_as
from tintype.posts.posts import Posts
from tintype.posts.recent import order_page, pending_posts, recent_orders
from tintype.posts.routes import PostRoutes
from tintype.posts.store import heads, heads_by_order, heads_with_media, totals
from tintype.posts.tags import TagLists, tag_count, tag_page
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
    "MEDIA_MAX",
    "Audience",
    "Changes",
    "Draft",
    "EditedMeanwhile",
    "Mention",
    "Place",
    "Post",
    "PostDeleted",
    "PostEdited",
    "PostHead",
    "PostMedia",
    "PostPublished",
    "PostRoutes",
    "PostState",
    "PostWithdrawn",
    "Posts",
    "Revision",
    "TagLists",
    "UnusedPictures",
    "by_order",
    "heads",
    "heads_by_order",
    "heads_with_media",
    "order_page",
    "pending_posts",
    "posted_as",
    "posts_of",
    "recent_orders",
    "seen_by",
    "seen_pairs",
    "settle_posts",
    "tag_count",
    "tag_page",
    "totals",
    "visible_heads",
    "visible_post",
    "visible_posts",
]
