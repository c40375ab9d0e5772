"""People by their ties: followers, followed, whom two know, one's own lists; and search by name inside of each."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from tintype.accounts import Person, people
from tintype.graph import BLOCKS_MAX, EdgeKind, edges, reachable, visible
from tintype.kernel.ids import AccountId
from tintype.kernel.pages import TOP, Cursors, Page, Place, limit_of, page_of
from tintype.kernel.problems import NotFound
from tintype.kernel.text import NAME, clean, folded
from tintype.kernel.viewer import Viewer, known
from tintype.media import MediaUrls
from tintype.ports.records import Reading, Records
from tintype.profiles.people import users_for
from tintype.profiles.profiles import found
from tintype.profiles.shapes import UserPage

FOLLOWERS: Final = EdgeKind.FOLLOWED_BY
FOLLOWING: Final = EdgeKind.FOLLOW
SEARCHED_MAX: Final = 2_000  # Ties that one page of a search looks through; `next` goes on behind them.
CHUNK: Final = 500

Tied = tuple[AccountId, Place]
Rows = Callable[[Reading, Place, int], Awaitable[list[Tied]]]
"""At most so many people of a list behind a place, in its order, each with the place where the list goes on."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of a list: a page, and of whom. `text` begins a username, or a word of a name."""

    limit: int
    cursor: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class TiedPeople:
    """Reads; each is one snapshot. Who has blocked the viewer, or is no longer active, is in no list."""

    records: Records
    cursors: Cursors
    urls: MediaUrls

    async def of(self, viewer: Viewer, name: str, kind: EdgeKind, asked: Asked) -> UserPage:
        """The followers or the followed of an account, newest tie first.

        Raises NotFound for a hidden account, and for a private one that the viewer does not follow: who is close
        to whom is part of what it keeps to itself.
        """

        async def body(reading: Reading) -> UserPage:
            account_id = await _open(reading, viewer, name)
            rows = by_time(account_id, kind)
            return await self._page(reading, viewer, f"ties:{kind.value}:{account_id}", rows, asked)

        return await self.records.look(body)

    async def own(self, viewer: Viewer, kind: EdgeKind, asked: Asked) -> UserPage:
        """The viewer's own ties of a kind: who asks to follow, who is blocked, muted, restricted or close."""
        account_id = known(viewer)
        rows = muted_by(account_id) if kind is EdgeKind.MUTE else by_time(account_id, kind)
        list_name = f"ties:{kind.value}:{account_id}"

        async def body(reading: Reading) -> UserPage:
            shows_blocked = kind is EdgeKind.BLOCK
            return await self._page(reading, viewer, list_name, rows, asked, shows_blocked=shows_blocked)

        return await self.records.look(body)

    async def mutuals(self, viewer: Viewer, name: str, asked: Asked) -> UserPage:
        """Those the viewer follows who follow an account, highest id first. Raises NotFound as `of` does."""
        account_id = known(viewer)

        async def body(reading: Reading) -> UserPage:
            other_id = await _open(reading, viewer, name)
            rows = in_common((account_id, FOLLOWING), (other_id, FOLLOWERS))
            return await self._page(reading, viewer, f"mutuals:{account_id}:{other_id}", rows, asked)

        return await self.records.look(body)

    async def _page(
        self,
        reading: Reading,
        viewer: Viewer,
        name: str,
        rows: Rows,
        asked: Asked,
        *,
        shows_blocked: bool = False,
    ) -> UserPage:
        list_name = f"{name}:{asked.text}" if asked.text else name
        place = self.cursors.decode(list_name, asked.cursor)
        if asked.text:
            page = await search(reading, rows, asked.text, place, asked.limit)
        else:
            tied = page_of(await rows(reading, place, asked.limit + 1), asked.limit, _place)
            page = Page([id for id, _ in tied.items], tied.next)
        allowed = set(page.items) if shows_blocked else await reachable(reading, viewer, page.items)
        users = await users_for(reading, viewer, allowed, self.urls)
        return UserPage(
            items=[users[id] for id in page.items if id in users],
            next=self.cursors.encode(list_name, page.next) if page.next else None,
        )


def asked_for(limit: int, cursor: str | None, q: str | None) -> Asked:
    """What a query asks of a list. Raises Invalid for a text that no name has, or a limit out of range."""
    # Cleaned as names are, so that what was copied from one finds it.
    return Asked(limit_of(limit), cursor, folded(clean((q or "").strip().removeprefix("@"), NAME, "q")))


async def search(reading: Reading, rows: Rows, text: str, place: Place, limit: int) -> Page[AccountId]:
    """At most `limit` people of a list whose names begin with a text, in its order. A page may be short or empty."""
    hits: list[AccountId] = []
    for _ in range(SEARCHED_MAX // CHUNK):
        chunk = await rows(reading, place, CHUNK)
        persons = await people(reading, [id for id, _ in chunk])
        for at, (id, its_place) in enumerate(chunk, 1):
            place = its_place
            if id in persons and fits(persons[id], text):
                hits.append(id)
            if len(hits) == limit:
                is_end = at == len(chunk) < CHUNK
                return Page(hits, None if is_end else place)
        if len(chunk) < CHUNK:
            return Page(hits, None)
    return Page(hits, place)


def fits(person: Person, text: str) -> bool:
    """Whether a folded text begins the username, the name or a word of the name."""
    name = folded(person.name)
    return any(word.startswith(text) for word in (folded(person.username), name, *name.split()))


def by_time(account_id: AccountId, kind: EdgeKind) -> Rows:
    """Those whom an account is tied to, newest tie first."""

    async def rows(reading: Reading, before: Place, limit: int) -> list[Tied]:
        found = await edges.page(reading, account_id, kind, before, limit)
        return [(AccountId(edge.dst), edges.place_of(edge)) for edge in found]

    return rows


def muted_by(account_id: AccountId) -> Rows:
    """Those whose posts or stories an account has muted, newest first, each once."""

    async def rows(reading: Reading, before: Place, limit: int) -> list[Tied]:
        # People mute dozens at most, so both lists are read whole.
        posts = await edges.page(reading, account_id, EdgeKind.MUTE, TOP, BLOCKS_MAX)
        stories = await edges.page(reading, account_id, EdgeKind.MUTE_STORIES, TOP, BLOCKS_MAX)
        places = {edge.dst: edges.place_of(edge) for edge in (*stories, *posts)}
        behind = [(AccountId(id), at) for id, at in places.items() if _key(at) < _key(before)]
        return sorted(behind, key=lambda tied: _key(tied[1]), reverse=True)[:limit]

    return rows


def in_common(one: tuple[AccountId, EdgeKind], other: tuple[AccountId, EdgeKind]) -> Rows:
    """Those tied to both, highest id first."""

    async def rows(reading: Reading, before: Place, limit: int) -> list[Tied]:
        ids = await edges.intersect(reading, one, other, before.at, limit)
        return [(AccountId(id), Place(id)) for id in ids]

    return rows


def _place(tied: Tied) -> Place:
    return tied[1]


def _key(place: Place) -> tuple[int, int]:
    return place.at, place.id


async def _open(reading: Reading, viewer: Viewer, name: str) -> AccountId:
    """An account whose ties the viewer may see."""
    account_id = await found(reading, viewer, name)
    if account_id not in await visible(reading, viewer, [account_id]):
        raise NotFound
    return account_id
