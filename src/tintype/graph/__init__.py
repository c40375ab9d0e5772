"""Who follows, asks, blocks and mutes whom; ties of every kind; who may see whom."""

from tintype.graph import edges
from tintype.graph.acquaintances import common_followers, common_of_each
from tintype.graph.blocks import Blocks
from tintype.graph.bringing import bring_follow
from tintype.graph.classes import (
    ClassCounts,
    Classes,
    Fame,
    Reader,
    UserClass,
    active_in,
    away,
    classes_of,
    pulled,
    settle_fame,
)
from tintype.graph.close_friends import CloseFriends
from tintype.graph.discreet_routes import DiscreetRoutes
from tintype.graph.events import (
    Blocked,
    CloseFriendAdded,
    CloseFriendRemoved,
    FameChanged,
    Followed,
    FollowRequestAnswered,
    FollowRequested,
    FollowRequestWithdrawn,
    Muted,
    ReadersAged,
    Restricted,
    Unblocked,
    Unfollowed,
    Unmuted,
    Unrestricted,
)
from tintype.graph.followers import Followers, FollowersPlace, every_follower
from tintype.graph.follows import Follows
from tintype.graph.follows import state as follow_state
from tintype.graph.mentions import named_in
from tintype.graph.model import (
    BLOCKS_MAX,
    FAMOUS_FOLLOWERS,
    FOLLOWING_MAX,
    Edge,
    EdgeKind,
    FollowState,
    inverse,
)
from tintype.graph.mutes import UNMUTE, Mute, Mutes
from tintype.graph.restrictions import Restrictions
from tintype.graph.routes import GraphRoutes
from tintype.graph.store import mute_ends
from tintype.graph.suggestions import MostFollowed, Suggestions, suggestions
from tintype.graph.visibility import (
    close_pairs,
    close_to,
    hidden_from,
    hidden_pairs,
    reachable,
    restricted_by,
    restricted_pairs,
    stories_hidden_from,
    tied_by_block,
    visible,
    visible_pairs,
)

__all__ = [
    "BLOCKS_MAX",
    "FAMOUS_FOLLOWERS",
    "FOLLOWING_MAX",
    "UNMUTE",
    "Blocked",
    "Blocks",
    "ClassCounts",
    "Classes",
    "CloseFriendAdded",
    "CloseFriendRemoved",
    "CloseFriends",
    "DiscreetRoutes",
    "Edge",
    "EdgeKind",
    "Fame",
    "FameChanged",
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
    "Mute",
    "Muted",
    "Mutes",
    "Reader",
    "ReadersAged",
    "Restricted",
    "Restrictions",
    "Suggestions",
    "Unblocked",
    "Unfollowed",
    "Unmuted",
    "Unrestricted",
    "UserClass",
    "active_in",
    "away",
    "bring_follow",
    "classes_of",
    "close_pairs",
    "close_to",
    "common_followers",
    "common_of_each",
    "edges",
    "every_follower",
    "follow_state",
    "hidden_from",
    "hidden_pairs",
    "inverse",
    "mute_ends",
    "named_in",
    "pulled",
    "reachable",
    "restricted_by",
    "restricted_pairs",
    "settle_fame",
    "stories_hidden_from",
    "suggestions",
    "tied_by_block",
    "visible",
    "visible_pairs",
]
