"""People named in a post of an archive: found by their names, and each of them asked before anybody sees it.

Who does not let its author name them is left out when the post is written.
"""

from collections.abc import Mapping

from tintype.accounts import ids_of
from tintype.kernel.ids import AccountId, MediaId
from tintype.kernel.viewer import Viewer
from tintype.portability.format import PostFile
from tintype.ports.records import Reading
from tintype.posts import NAMED_MAX, Wish


async def named_here(reading: Reading, post: PostFile) -> dict[str, AccountId]:
    """The people of this site who go by names in a post."""
    names = dict.fromkeys([*(one.username for file in post.media for one in file.people), *post.partners])
    return await ids_of(reading, list(names)[:NAMED_MAX]) if names else {}


def wishes_of(post: PostFile, media: tuple[int, ...], named: Mapping[str, AccountId]) -> tuple[Wish, ...]:
    """Who is to be asked about which of a post's files; `media` are their ids, in order."""
    found = {
        wish.key: wish
        for id, file in zip(media, post.media, strict=True)
        for one in file.people
        if one.username in named
        and (wish := Wish(named[one.username], MediaId(id), one.x, one.y)).is_in_picture
    }
    return tuple(found.values())[:NAMED_MAX]


def partner_of(post: PostFile, viewer: Viewer, named: Mapping[str, AccountId]) -> AccountId | None:
    """The paying partner, who is asked as well."""
    others = [named[name] for name in post.partners if named.get(name) not in {None, viewer.account_id}]
    return others[0] if others else None
