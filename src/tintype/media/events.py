"""What happens to media. Recorded under the owner's shard."""

from tintype.kernel.events import Event, fact
from tintype.kernel.ids import AccountId, MediaId


@fact("media_uploaded.1")
class MediaUploaded(Event, frozen=True):
    """All bytes of a photo are here; it waits to be looked at."""

    media_id: MediaId
    owner_id: AccountId
    at_us: int = 0


@fact("media_ready.1")
class MediaReady(Event, frozen=True):
    """Every rendition exists and can be fetched."""

    media_id: MediaId
    owner_id: AccountId
    at_us: int = 0


@fact("media_failed.1")
class MediaFailed(Event, frozen=True):
    """Nothing could be made of it; `code` says why."""

    media_id: MediaId
    owner_id: AccountId
    code: str = ""
    at_us: int = 0


@fact("media_changed.1")
class MediaChanged(Event, frozen=True):
    """What is told of it is different; its files are the same."""

    media_id: MediaId
    owner_id: AccountId
    at_us: int = 0


@fact("media_judged.1")
class MediaJudged(Event, frozen=True):
    """The site's policy says something else of it than before: who may see it has changed."""

    media_id: MediaId
    owner_id: AccountId
    at_us: int = 0


@fact("media_likened.1")
class MediaLikened(Event, frozen=True):
    """What it looks like is known, so that others like it can be found."""

    media_id: MediaId
    owner_id: AccountId
    at_us: int = 0


@fact("media_rekeyed.1")
class MediaRekeyed(Event, frozen=True):
    """The renditions have new addresses; the old ones answer no more."""

    media_id: MediaId
    owner_id: AccountId
    at_us: int = 0
