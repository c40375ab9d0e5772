"""By whom people are known: those the viewer follows who follow somebody too, on profiles and beside suggestions."""

from collections.abc import Mapping

import msgspec

from tintype.accounts import people
from tintype.graph import common_followers, common_of_each, visible
from tintype.kernel.ids import AccountId
from tintype.kernel.viewer import Viewer
from tintype.media import MediaUrls
from tintype.ports.records import Reading
from tintype.profiles.people import pictures_of
from tintype.profiles.shapes import Acquaintance, UserShort, UserViewer

NAMED = 3  # "Followed by ana, ben and 12 others", with three faces.


async def known_by(
    reading: Reading, viewer: Viewer, ties: Mapping[AccountId, UserViewer], urls: MediaUrls
) -> dict[AccountId, UserViewer]:
    """How one account stands to the viewer, with everybody both know. Of an account that keeps its followers to
    itself nothing is added.
    """
    common = {
        id: await common_followers(reading, viewer, id)
        for id in await visible(reading, viewer, list(ties))
        if id in ties
    }
    return await _named(reading, ties, common, urls)


async def introduced_to(
    reading: Reading, viewer: Viewer, users: Mapping[AccountId, UserShort], urls: MediaUrls
) -> dict[AccountId, UserShort]:
    """People whose content the viewer may see, with those of the viewer's newest follows who follow them."""
    common = await common_of_each(reading, viewer, list(users))
    ties = {id: user.viewer for id, user in users.items() if isinstance(user.viewer, UserViewer)}
    named = await _named(reading, ties, common, urls)
    return {
        id: msgspec.structs.replace(user, viewer=named.get(id, user.viewer)) for id, user in users.items()
    }


async def _named(
    reading: Reading,
    ties: Mapping[AccountId, UserViewer],
    common: Mapping[AccountId, list[AccountId]],
    urls: MediaUrls,
) -> dict[AccountId, UserViewer]:
    found = await people(reading, {id for ids in common.values() for id in ids[:NAMED]})
    pictures = await pictures_of(reading, found.values())
    shown = {
        id: Acquaintance(str(id), person.username, person.name, pictures.of(person, urls))
        for id, person in found.items()
    }
    return {
        id: msgspec.structs.replace(
            its,
            followed_by_people=[shown[one] for one in common.get(id, [])[:NAMED] if one in shown],
            followed_by_count=len(common.get(id, [])),
        )
        if id in common
        else its
        for id, its in ties.items()
    }
