"""What is true of ties between accounts: kinds of edges, their bounds, when one may ask again."""

from dataclasses import dataclass
from enum import Enum, IntEnum

from tintype.kernel.clock import DAY_US, SECOND_US

FOLLOWING_MAX = 7_500  # Requests included. A home page is merged from so many authors at most.
BLOCKS_MAX = 10_000  # One viewer's blocks are read whole before a page is shown: 10,000 ids are 80 KB.
FAMOUS_FOLLOWERS = 50_000  # Above this, posts are pulled by their readers instead of pushed to them.
ASK_AGAIN_AFTER_DECLINE_US = 7 * DAY_US
TELL_AGAIN_AFTER_US = DAY_US


class EdgeKind(IntEnum):
    """Kinds of ties. Odd ones are what somebody did, the even one after each is the same tie from its other end."""

    FOLLOW = 1
    FOLLOWED_BY = 2
    REQUEST = 3
    REQUESTED_BY = 4
    BLOCK = 5
    BLOCKED_BY = 6
    MUTE = 7
    MUTED_BY = 8
    LIKE = 9
    LIKED_BY = 10
    SAVE = 11
    SAVED_BY = 12
    COMMENT_LIKE = 13
    COMMENT_LIKED_BY = 14
    RESTRICT = 15
    RESTRICTED_BY = 16
    CLOSE_FRIEND = 17
    CLOSE_FRIEND_OF = 18
    MUTE_STORIES = 19
    STORIES_MUTED_BY = 20
    MEMBER_OF = 21
    HAS_MEMBER = 22
    SHARE = 23
    SHARED_BY = 24
    DISMISS = 29
    DISMISSED_BY = 30
    FAR = 31
    FAR_BY = 32


LISTED = frozenset(
    {
        EdgeKind.FOLLOW,
        EdgeKind.FOLLOWED_BY,
        EdgeKind.REQUESTED_BY,
        EdgeKind.BLOCK,
        EdgeKind.MUTE,
        EdgeKind.SAVE,
        EdgeKind.RESTRICT,
        EdgeKind.CLOSE_FRIEND,
        EdgeKind.MUTE_STORIES,
    }
)
"""Kinds that are shown newest first: what the index edges_newest holds, and what `page` can be asked for."""


UNCOUNTED = frozenset({EdgeKind.LIKE, EdgeKind.COMMENT_LIKE, EdgeKind.SHARE})
"""Kinds of which nobody is told a number. Counting them would write one page more for every like."""


SPREAD = frozenset(
    {
        EdgeKind.FOLLOWED_BY,
        EdgeKind.REQUESTED_BY,
        EdgeKind.MUTED_BY,
        EdgeKind.LIKED_BY,
        EdgeKind.SAVED_BY,
        EdgeKind.COMMENT_LIKED_BY,
        EdgeKind.SHARED_BY,
        EdgeKind.RESTRICTED_BY,
        EdgeKind.CLOSE_FRIEND_OF,
        EdgeKind.STORIES_MUTED_BY,
        EdgeKind.DISMISSED_BY,
    }
)
"""Kinds that a star has in buckets. BLOCKED_BY is not: it hides, so a viewer's own is read whole with every page."""


def inverse(kind: EdgeKind) -> EdgeKind:
    """The same tie seen from its other end."""
    return EdgeKind(kind + 1 if kind % 2 else kind - 1)


class FollowState(Enum):
    """How one account stands to another it may want to follow."""

    NONE = "none"
    REQUESTED = "requested"
    FOLLOWING = "yes"


@dataclass(frozen=True, slots=True)
class Edge:
    """One tie: `src` did it to `dst`, at a time in microseconds since 1970."""

    src: int
    dst: int
    at_us: int


@dataclass(frozen=True, slots=True)
class Ask:
    """The memory of earlier requests to one account: when it was last told of one, when it last said no (0: never)."""

    told_us: int
    declined_us: int

    def wait_s(self, now_us: int) -> int:
        """Seconds until one may ask again; 0 means now."""
        if not self.declined_us:
            return 0
        return max(0, -(-(self.declined_us + ASK_AGAIN_AFTER_DECLINE_US - now_us) // SECOND_US))

    def may_tell(self, now_us: int) -> bool:
        """Whether a new request is worth a notification: one a day, however often it is sent and withdrawn."""
        return now_us >= self.told_us + TELL_AGAIN_AFTER_US
