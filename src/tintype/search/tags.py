"""Hashtags by how they begin, of those under which a viewer finds something."""

from dataclasses import dataclass

from tintype.kernel.text import folded
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading, Records
from tintype.ports.search_index import SearchIndex
from tintype.posts import Count, has_posts, tag_count

CANDIDATES = 4  # Times as many as are wanted: some tags are only where the viewer may not look.


@dataclass(frozen=True, slots=True)
class TagFinding:
    """Searches tags. Which tags private accounts use is nobody's business: each is looked into for the viewer."""

    records: Records
    index: SearchIndex

    async def starting(self, viewer: Viewer, text: str, limit: int) -> list[str]:
        """Tags that begin with a text, the most used first."""
        start = folded(text).lstrip("#")
        if not start or any(one.isspace() for one in start):
            return []
        tags = await self.index.tags(start, CANDIDATES * limit)

        async def body(reading: Reading) -> list[str]:
            found: list[str] = []
            for tag in sorted(tags, key=lambda one: one != start):
                if len(found) < limit and await has_posts(reading, viewer, tag):
                    found.append(tag)
            return found

        return await self.records.look(body) if tags else []

    async def counted(self, viewer: Viewer, text: str, limit: int) -> list[tuple[str, Count]]:
        """The same with how many posts of each the viewer may see, as far as that is counted."""
        tags = await self.starting(viewer, text, limit)

        async def body(reading: Reading) -> list[tuple[str, Count]]:
            return [(tag, await tag_count(reading, viewer, tag)) for tag in tags]

        return await self.records.look(body)
