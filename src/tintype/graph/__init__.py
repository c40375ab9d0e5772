"""Who follows, asks, blocks and mutes whom; ties of every kind; who may see whom."""

from tintype.graph import edges
from tintype.graph.blocks import Blocks
from tintype.graph.events import (
    Blocked,
    Followed,
    FollowRequestAnswered,
    FollowRequested,
    FollowRequestWithdrawn,
    Muted,
    Unblocked,
    Unfollowed,
    Unmuted,
)
from tintype.graph.followers import Followers, FollowersPlace, every_follower
from tintype.graph.follows import Follows
from tintype.graph.follows import state as follow_state
from tintype.graph.model import (
    BLOCKS_MAX,
    FAMOUS_FOLLOWERS,
    FOLLOWING_MAX,
    Edge,
    EdgeKind,
    FollowState,
    inverse,
)
from tintype.graph.routes import GraphRoutes
from tintype.graph.suggestions import MostFollowed, suggestions
from tintype.graph.visibility import hidden_from, reachable, tied_by_block, visible, visible_pairs

__all__ = [
    "BLOCKS_MAX",
    "FAMOUS_FOLLOWERS",
    "FOLLOWING_MAX",
    "Blocked",
    "Blocks",
    "Edge",
    "EdgeKind",
    "FollowRequestAnswered",
    "FollowRequestWithdrawn",
    "FollowRequested",
    "FollowState",
    "Followed",
    "Followers",
    "FollowersPlace",
    "Follows",
    "GraphRoutes",
    "MostFollowed",
    "Muted",
    "Unblocked",
    "Unfollowed",
    "Unmuted",
    "edges",
    "every_follower",
    "follow_state",
    "hidden_from",
    "inverse",
    "reachable",
    "suggestions",
    "tied_by_block",
    "visible",
    "visible_pairs",
]
