"""What people do with posts: likes, saves, comments."""

from tintype.engagement.card_parts import first_comments, first_likers, flags, liked_by, post_counts
from tintype.engagement.comments import Comments
from tintype.engagement.events import (
    CommentAdded,
    CommentDeleted,
    CommentLiked,
    CommentUnliked,
    Liked,
    Saved,
    Unliked,
    Unsaved,
)
from tintype.engagement.likes import Likes
from tintype.engagement.model import LIKERS_SHOWN, CommentRow, Counts
from tintype.engagement.routes import EngagementRoutes
from tintype.engagement.saves import Saves, saved_page
from tintype.engagement.shapes import Comment, CommentPage, comment_shapes

__all__ = [
    "LIKERS_SHOWN",
    "Comment",
    "CommentAdded",
    "CommentDeleted",
    "CommentLiked",
    "CommentPage",
    "CommentRow",
    "CommentUnliked",
    "Comments",
    "Counts",
    "EngagementRoutes",
    "Liked",
    "Likes",
    "Saved",
    "Saves",
    "Unliked",
    "Unsaved",
    "comment_shapes",
    "first_comments",
    "first_likers",
    "flags",
    "liked_by",
    "post_counts",
    "saved_page",
]
