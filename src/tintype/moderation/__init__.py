"""What may be shown here: pictures that are blocked, and those that wait until a person has looked."""

from tintype.moderation.blocks import BlockedPictures, Target
from tintype.moderation.review import Review
from tintype.moderation.routes import ModerationRoutes
from tintype.moderation.tag_routes import TagRoutes

__all__ = ["BlockedPictures", "ModerationRoutes", "Review", "TagRoutes", "Target"]
