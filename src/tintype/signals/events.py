"""What people let their feeds know. Recorded under the shard of the one who acts; what was looked at is not in it."""

from tintype.kernel.events import Event, fact
from tintype.kernel.ids import AccountId, PostId


@fact("impressions_noted.1")
class ImpressionsNoted(Event, frozen=True):
    """Somebody was shown posts: `batch_id` names the row that says which, as long as it is kept. `surface`: 0 at
    home, 1 while exploring.
    """

    viewer_id: AccountId
    batch_id: int
    surface: int = 0


@fact("post_hidden.1")
class PostHidden(Event, frozen=True):
    """Somebody does not want to see a post in their home feed."""

    viewer_id: AccountId
    post_id: PostId
    owner_id: AccountId


@fact("post_unhidden.1")
class PostUnhidden(Event, frozen=True):
    """A post may be in somebody's home feed again."""

    viewer_id: AccountId
    post_id: PostId
    owner_id: AccountId


@fact("preference_changed.1")
class PreferenceChanged(Event, frozen=True):
    """Somebody wants to see `more` or `less` of an author, or, with an empty `shows`, as much as of anybody."""

    viewer_id: AccountId
    author_id: AccountId
    at_us: int
    shows: str = ""


@fact("signals_chosen.1")
class SignalsChosen(Event, frozen=True):
    """Somebody lets the site learn from what they do from now on, or no longer: then what was kept is gone."""

    account_id: AccountId
    at_us: int
    is_personal: bool = True
