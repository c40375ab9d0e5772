"""What happens between accounts. Recorded under the shard of the one who acts, named first."""

from tintype.kernel.events import Event, fact
from tintype.kernel.ids import AccountId


@fact("followed.1")
class Followed(Event, frozen=True):
    """Somebody follows somebody from now on: at once, or by an accepted request.

    is_quiet: brought from elsewhere, among many: nobody is told. followed_is_famous: of logs that are older than
    `FameChanged`.
    """

    follower_id: AccountId
    followed_id: AccountId
    at_us: int
    followed_is_famous: bool = False
    is_quiet: bool = False


@fact("unfollowed.1")
class Unfollowed(Event, frozen=True):
    """A follow has ended, whoever ended it: the follower, the followed, or a block."""

    follower_id: AccountId
    followed_id: AccountId
    at_us: int


@fact("follow_requested.1")
class FollowRequested(Event, frozen=True):
    """Somebody asks to follow a private account. `is_news` is false when it was told of the same not long ago."""

    follower_id: AccountId
    followed_id: AccountId
    at_us: int
    is_news: bool = True


@fact("follow_request_answered.1")
class FollowRequestAnswered(Event, frozen=True):
    """The owner of a private account has answered; when accepted, Followed is recorded beside this."""

    owner_id: AccountId
    follower_id: AccountId
    is_accepted: bool
    at_us: int


@fact("follow_request_withdrawn.1")
class FollowRequestWithdrawn(Event, frozen=True):
    """A request is gone without an answer: taken back, or cut by a block."""

    follower_id: AccountId
    followed_id: AccountId
    at_us: int


@fact("blocked.1")
class Blocked(Event, frozen=True):
    """Neither sees the other from now on. Follows and requests between them have ended beside this."""

    by_id: AccountId
    of_id: AccountId
    at_us: int


@fact("unblocked.1")
class Unblocked(Event, frozen=True):
    """A block is lifted; what it ended stays ended."""

    by_id: AccountId
    of_id: AccountId
    at_us: int


@fact("muted.1")
class Muted(Event, frozen=True):
    """One no longer wants to be shown what the other shares, or not that any more: this is what is muted from now on.

    The other does not learn of it.
    """

    by_id: AccountId
    of_id: AccountId
    at_us: int
    posts: bool = True
    stories: bool = False


@fact("unmuted.1")
class Unmuted(Event, frozen=True):
    """A mute is lifted."""

    by_id: AccountId
    of_id: AccountId
    at_us: int


@fact("restricted.1")
class Restricted(Event, frozen=True):
    """What one says to the other is shown to these two alone from now on, until it is let through."""

    by_id: AccountId
    of_id: AccountId
    at_us: int


@fact("unrestricted.1")
class Unrestricted(Event, frozen=True):
    """A restriction is lifted."""

    by_id: AccountId
    of_id: AccountId
    at_us: int


@fact("close_friend_added.1")
class CloseFriendAdded(Event, frozen=True):
    """One may see from now on what the other shares with close friends, as long as they follow."""

    by_id: AccountId
    of_id: AccountId
    at_us: int


@fact("close_friend_removed.1")
class CloseFriendRemoved(Event, frozen=True):
    """One is no close friend of the other any more."""

    by_id: AccountId
    of_id: AccountId
    at_us: int


@fact("fame_changed.1")
class FameChanged(Event, frozen=True):
    """From now on the followers of an author pull what is posted; or it is pushed to them again."""

    account_id: AccountId
    at_us: int
    is_famous: bool


@fact("readers_aged.1")
class ReadersAged(Event, frozen=True):
    """Some have not been here for so long that they are of another class, at most a thousand in one event.

    Recorded under the shard of the first. Somebody who is back by the time this is read is active: ask.
    """

    account_ids: tuple[AccountId, ...]
    at_us: int
