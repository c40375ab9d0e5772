"""What people do with posts: likes, saves, comments."""

from tintype.engagement.audience import audience_of
from tintype.engagement.bringing import bring_comment
from tintype.engagement.card_parts import first_comments, first_likers, flags, liked_by, post_counts
from tintype.engagement.card_parts import shown as shown_comments
from tintype.engagement.collections import (
    CollectionId,
    CollectionRoutes,
    Members,
    Shelved,
    bring_into_collections,
    collections_by_post,
    items_page,
)
from tintype.engagement.comments import Comments
from tintype.engagement.events import (
    CollectionShared,
    CollectionUnshared,
    CommentAdded,
    CommentDeleted,
    CommentEdited,
    CommentHeld,
    CommentLiked,
    CommentPinned,
    CommentUnliked,
    CommentUnpinned,
    ConversationChanged,
    EngagementChosen,
    Gone,
    Liked,
    Saved,
    Shared,
    Unliked,
    Unsaved,
)
from tintype.engagement.hosting import Hosting, begin_conversation
from tintype.engagement.hosting_routes import HostingRoutes
from tintype.engagement.likes import Likes
from tintype.engagement.model import COMMENTS_FROM, LIKERS_SHOWN, CommentRow, CommentsFrom, Counts
from tintype.engagement.own_words import own_words
from tintype.engagement.routes import EngagementRoutes
from tintype.engagement.said import commented_page
from tintype.engagement.said_routes import SaidRoutes
from tintype.engagement.saves import Saves, saved_page
from tintype.engagement.saves import add as keep_posts
from tintype.engagement.shapes import Comment, CommentPage, comment_shapes
from tintype.engagement.shares import Shares
from tintype.engagement.store import comments_of as live_comments
from tintype.engagement.store import comments_or_held
from tintype.engagement.telling import Told, told_counts, told_otherwise

__all__ = [
    "COMMENTS_FROM",
    "LIKERS_SHOWN",
    "CollectionId",
    "CollectionRoutes",
    "CollectionShared",
    "CollectionUnshared",
    "Comment",
    "CommentAdded",
    "CommentDeleted",
    "CommentEdited",
    "CommentHeld",
    "CommentLiked",
    "CommentPage",
    "CommentPinned",
    "CommentRow",
    "CommentUnliked",
    "CommentUnpinned",
    "Comments",
    "CommentsFrom",
    "ConversationChanged",
    "Counts",
    "EngagementChosen",
    "EngagementRoutes",
    "Gone",
    "Hosting",
    "HostingRoutes",
    "Liked",
    "Likes",
    "Members",
    "SaidRoutes",
    "Saved",
    "Saves",
    "Shared",
    "Shares",
    "Shelved",
    "Told",
    "Unliked",
    "Unsaved",
    "audience_of",
    "begin_conversation",
    "bring_comment",
    "bring_into_collections",
    "collections_by_post",
    "comment_shapes",
    "commented_page",
    "comments_or_held",
    "first_comments",
    "first_likers",
    "flags",
    "items_page",
    "keep_posts",
    "liked_by",
    "live_comments",
    "own_words",
    "post_counts",
    "saved_page",
    "shown_comments",
    "told_counts",
    "told_otherwise",
]
