"""Posts as the API spells them; whole cards are made in `feed`."""

import msgspec

from tintype.kernel.clock import rfc3339
from tintype.posts.model import Revision


class PostRevision(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a post said until `until`. `alt` is in the order of its media."""

    version: int
    until: str
    alt: list[str | None]
    title: str | msgspec.UnsetType = msgspec.UNSET
    caption: str | msgspec.UnsetType = msgspec.UNSET
    place: str | msgspec.UnsetType = msgspec.UNSET


class PostHistory(msgspec.Struct, frozen=True):
    """Earlier versions, newest first; the post itself is the latest."""

    items: list[PostRevision]


class DiscoveryChoices(msgspec.Struct, forbid_unknown_fields=True):
    """What an account finds in searches and in lists of posts by everybody: with `sensitive` also what is marked so."""

    sensitive: bool


def history_of(revisions: list[Revision]) -> PostHistory:
    """The answer for a list of revisions."""
    return PostHistory([_revision(revision) for revision in revisions])


def _revision(revision: Revision) -> PostRevision:
    return PostRevision(
        version=revision.version,
        until=rfc3339(revision.at_us),
        alt=list(revision.alts),
        title=revision.title or msgspec.UNSET,
        caption=revision.caption or msgspec.UNSET,
        place=revision.place_name or msgspec.UNSET,
    )
