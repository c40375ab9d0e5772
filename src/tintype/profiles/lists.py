"""Whom to follow next."""

from dataclasses import dataclass

from tintype.graph import Suggestions, suggestions
from tintype.kernel.viewer import Viewer
from tintype.media import MediaUrls
from tintype.ports.records import Reading, Records
from tintype.profiles.acquaintances import introduced_to
from tintype.profiles.people import users_for
from tintype.profiles.shapes import UserPage


@dataclass(frozen=True, slots=True)
class PeopleLists:
    """People as the site suggests them; each read is one snapshot."""

    records: Records
    urls: MediaUrls
    suggested: Suggestions

    async def suggestions(self, viewer: Viewer, *, limit: int) -> UserPage:
        """Whom the viewer may want to follow, and by whom they are known. One page: asked again, there are others."""
        candidates = await self.suggested.candidates(viewer)

        async def body(reading: Reading) -> UserPage:
            ids = await suggestions(reading, viewer, candidates, limit)
            users = await users_for(reading, viewer, ids, self.urls)
            introduced = await introduced_to(reading, viewer, users, self.urls)
            return UserPage([introduced[id] for id in ids if id in introduced], None)

        return await self.records.look(body)
