"""Lists of people: who follows, who is followed, who asks, who is blocked, whom to follow next."""

from dataclasses import dataclass

from tintype.graph import EdgeKind, Suggestions, edges, reachable, suggestions, visible
from tintype.kernel.ids import AccountId
from tintype.kernel.pages import Cursors, Page, Place, page_of
from tintype.kernel.problems import NotFound
from tintype.kernel.viewer import Viewer, known
from tintype.media import MediaUrls
from tintype.ports.records import Reading, Records
from tintype.profiles.acquaintances import introduced_to
from tintype.profiles.people import users_for
from tintype.profiles.profiles import found
from tintype.profiles.shapes import UserPage

FOLLOWERS = EdgeKind.FOLLOWED_BY
FOLLOWING = EdgeKind.FOLLOW


@dataclass(frozen=True, slots=True)
class PeopleLists:
    """Reads; each is one snapshot. Who has blocked the viewer, or is no longer active, is in no list."""

    records: Records
    cursors: Cursors
    urls: MediaUrls
    suggested: Suggestions

    async def of(
        self, viewer: Viewer, name: str, kind: EdgeKind, *, limit: int, cursor: str | None
    ) -> UserPage:
        """The followers or the followed of an account, newest tie first.

        Raises NotFound for a hidden account, and for a private one that the viewer does not follow: who is close
        to whom is part of what it keeps to itself.
        """

        async def body(reading: Reading) -> UserPage:
            account_id = await _open(reading, viewer, name)
            return await self._tied(reading, viewer, account_id, kind, limit, cursor)

        return await self.records.look(body)

    async def own(self, viewer: Viewer, kind: EdgeKind, *, limit: int, cursor: str | None) -> UserPage:
        """The viewer's own ties of a kind: who asks to follow, who is blocked or muted."""
        account_id = known(viewer)
        return await self.records.look(
            lambda reading: self._tied(reading, viewer, account_id, kind, limit, cursor)
        )

    async def mutuals(self, viewer: Viewer, name: str, *, limit: int, cursor: str | None) -> UserPage:
        """Those the viewer follows who follow an account, highest id first. Raises NotFound as `of` does."""
        account_id = known(viewer)

        async def body(reading: Reading) -> UserPage:
            other_id = await _open(reading, viewer, name)
            list_name = f"mutuals:{account_id}:{other_id}"
            before = self.cursors.decode(list_name, cursor).at
            ids = await edges.intersect(
                reading, (account_id, FOLLOWING), (other_id, FOLLOWERS), before, limit + 1
            )
            return await self._page(reading, viewer, list_name, page_of(ids, limit, Place))

        return await self.records.look(body)

    async def suggestions(self, viewer: Viewer, *, limit: int) -> UserPage:
        """Whom the viewer may want to follow, and by whom they are known. One page: asked again, there are others."""
        candidates = await self.suggested.candidates(viewer)

        async def body(reading: Reading) -> UserPage:
            ids = await suggestions(reading, viewer, candidates, limit)
            users = await users_for(reading, viewer, ids, self.urls)
            introduced = await introduced_to(reading, viewer, users, self.urls)
            return UserPage([introduced[id] for id in ids if id in introduced], None)

        return await self.records.look(body)

    async def _tied(  # noqa: PLR0917 — what a page of ties is
        self,
        reading: Reading,
        viewer: Viewer,
        account_id: AccountId,
        kind: EdgeKind,
        limit: int,
        cursor: str | None,
    ) -> UserPage:
        list_name = f"ties:{kind.value}:{account_id}"
        place = self.cursors.decode(list_name, cursor)
        page = page_of(await edges.page(reading, account_id, kind, place, limit + 1), limit, edges.place_of)
        shown = Page([edge.dst for edge in page.items], page.next)
        return await self._page(reading, viewer, list_name, shown, shows_blocked=kind is EdgeKind.BLOCK)

    async def _page(
        self,
        reading: Reading,
        viewer: Viewer,
        list_name: str,
        page: Page[int],
        *,
        shows_blocked: bool = False,
    ) -> UserPage:
        ids = [AccountId(id) for id in page.items]
        allowed = set(ids) if shows_blocked else await reachable(reading, viewer, ids)
        users = await users_for(reading, viewer, allowed, self.urls)
        return UserPage(
            items=[users[id] for id in ids if id in users],
            next=self.cursors.encode(list_name, page.next) if page.next else None,
        )


async def _open(reading: Reading, viewer: Viewer, name: str) -> AccountId:
    """An account whose ties the viewer may see."""
    account_id = await found(reading, viewer, name)
    if account_id not in await visible(reading, viewer, [account_id]):
        raise NotFound
    return account_id
