"""A page whose cards are at hand is read on the spot; one that has to be baked is not waited for by others."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from tests.world import Person, World
from tintype.feed import Home
from tintype.feed.assembly import GLANCED_BAKES_MAX
from tintype.kernel.ids import AccountId, SessionId
from tintype.kernel.pages import TOP
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading, Records

Result = TypeVar("Result")
POSTS = GLANCED_BAKES_MAX + 2


@dataclass
class Noting:
    """The same records; `taken` says how they were read."""

    records: Records
    taken: list[str] = field(default_factory=list[str])

    async def look(self, body: Callable[[Reading], Awaitable[Result]]) -> Result:
        self.taken.append("look")
        return await self.records.look(body)

    async def glance(self, body: Callable[[Reading], Awaitable[Result]]) -> Result:
        self.taken.append("glance")
        return await self.records.glance(body)


def viewer(person: Person) -> Viewer:
    return Viewer(AccountId(int(person.id)), SessionId(1))


async def posts(world: World, author: Person, count: int) -> list[str]:
    made = [await author.posts() for _ in range(count)]
    await world.settle()
    return made


def noted(world: World) -> tuple[Home, Noting]:
    """The home of a process that has no card yet."""
    home = world.api.subjects.feed.home
    home.assembly.cards.clear()
    home.pages.clear()
    noting = Noting(world.adapters.records)
    return replace(home, records=noting), noting


async def test_a_page_of_cards_at_hand_is_glanced_at(world: World) -> None:
    ana, ben, cem = [await world.person(name) for name in ("ana", "ben", "cem")]
    for fan in (ben, cem):
        await fan.follows(ana)
    await posts(world, ana, POSTS)
    home, noting = noted(world)
    # The first one bakes them all.
    await home.page(viewer(ben), POSTS - 1, TOP.at)
    assert noting.taken == ["look"]
    page = await home.page(viewer(cem), POSTS - 1, TOP.at)
    assert noting.taken == ["look", "glance"]
    assert page.count(b'"liked_by"') == POSTS - 1
    # A feed that ends before the page does goes on in the records, among all posts of those followed.
    await home.page(viewer(cem), POSTS + 1, TOP.at)
    assert noting.taken == ["look", "glance", "look"]


async def test_one_card_more_is_baked_at_a_glance(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    await posts(world, ana, POSTS)
    home, noting = noted(world)
    await home.page(viewer(ben), POSTS - 1, TOP.at)
    (newest,) = await posts(world, ana, 1)
    page = await home.page(viewer(ben), POSTS - 1, TOP.at)
    assert newest.encode() in page
    assert noting.taken == ["look", "glance"]
