"""What trends: who counts, what is unusual, and what moderators say to it."""

from __future__ import annotations

import pytest

from tests.world import Clocked, Json, Person, World
from tintype.kernel.clock import DAY_US, HOUR_US
from tintype.kernel.ids import AccountId, compose
from tintype.kernel.viewer import Role
from tintype.search.trends.scoring import decayed, peak_after, score, weight_of

NOW_US = 1_800_000_000_000_000


@pytest.mark.parametrize(
    ("people", "usual", "expected"),
    [(6, 0, 25), (60, 50, 2), (5, 1, 16), (4, 0, 0), (50, 60, 0), (5, 5, 0)],
)
def test_what_is_usual_does_not_trend(people: float, usual: float, expected: float) -> None:
    assert score(people, usual) == expected


def test_a_peak_is_worth_half_after_four_hours_and_nothing_counts_after_two_days() -> None:
    peak = peak_after(16.0, (0.0, NOW_US), NOW_US)
    assert decayed(peak, NOW_US + 4 * HOUR_US) == 8.0
    assert peak_after(9.0, peak, NOW_US + 4 * HOUR_US) == peak, "a lower score does not make it older"
    assert peak_after(20.0, peak, NOW_US + HOUR_US) == (20.0, NOW_US + HOUR_US)
    late = NOW_US + 3 * DAY_US
    assert peak_after(9.0, peak, late) == (9.0, late)


def test_new_accounts_count_for_a_quarter() -> None:
    old, new = [AccountId(compose(NOW_US - days * DAY_US, 0, 0)) for days in (8, 6)]
    assert weight_of([old, new, new], NOW_US) == 1.5


async def crowd(world: World, number: int) -> list[Person]:
    return [await world.person(f"person{each}") for each in range(number)]


async def signs_in_again(people: list[Person]) -> None:
    for person in people:
        await person.signs_in()


async def count(world: World) -> list[tuple[str, int]]:
    """What everybody is told after a count."""
    await world.settle()
    await world.worker.subjects.search.trend_counting.count()
    found = await world.stranger().does("GET", "/v1/trends/tags")
    return [(one["name"], one["people"]) for one in found["items"]]


async def test_many_people_make_a_trend_and_one_alone_none(clocked: Clocked) -> None:
    world, clock = clocked
    people = await crowd(world, 6)
    clock.advance(8 * DAY_US)
    await signs_in_again(people)
    for person in people:
        await person.posts("#regatta #boats")
    for _ in range(7):
        await people[0].posts("#mine")
    for person in people[:4]:
        await person.posts("#four")
    assert await count(world) == [("boats", 6), ("regatta", 6)]
    clock.advance(DAY_US + HOUR_US)
    assert await count(world) == [], "25 is worth 0.4 after 25 hours"


async def test_what_strangers_may_not_see_does_not_count(clocked: Clocked) -> None:  # AZ-01
    world, clock = clocked
    people = await crowd(world, 6)
    clock.advance(8 * DAY_US)
    await signs_in_again(people)
    for person in people[:4]:
        await person.posts("#regatta")
    await people[4].posts("#regatta", audience="followers")
    await people[5].posts("#regatta", sensitive=True)
    assert await count(world) == []
    posts = await people[4].posts("#regatta")
    assert await count(world) == [("regatta", 5)]
    await people[4].deletes(posts)
    for person in people[:2]:
        await person.goes_private()
    clock.advance(20 * HOUR_US)
    assert await count(world) == [], "the score has gone, and with it what nobody else may see"


async def moderator(world: World) -> Person:
    await world.person("founder")
    mona = await world.person("mona")
    await world.api.subjects.accounts.roles.give("mona", Role.MODERATOR)
    return mona


async def busy(mona: Person, state: str = "busy") -> dict[str, Json]:
    found = await mona.does("GET", f"/v1/moderation/tags?state={state}")
    return {one["name"]: one for one in found["items"]}


async def test_new_accounts_wait_for_a_moderator_who_may_hold_back_too(world: World) -> None:
    mona, people = await moderator(world), await crowd(world, 6)
    for person in people:
        await person.posts("#regatta")
    assert await count(world) == [], "six accounts of today are one and a half"
    waiting = (await busy(mona))["regatta"]
    assert (waiting["state"], waiting["is_shown"], waiting["people"], waiting["weight"]) == (
        "undecided",
        False,
        6,
        1.5,
    )
    await mona.does("PUT", "/v1/moderation/tags/Regatta", json={"state": "allowed"})
    assert await count(world) == [("regatta", 6)]
    allowed = (await busy(mona, "allowed"))["regatta"]
    assert (allowed["by"]["username"], allowed["is_shown"]) == ("mona", True)
    await mona.does("PUT", "/v1/moderation/tags/regatta", json={"state": "held"})
    assert (await world.stranger().does("GET", "/v1/trends/tags"))["items"] == [], "at once"
    assert (await busy(mona, "held")).keys() == {"regatta"}
    assert (await busy(mona, "allowed")) == {}
    await mona.does("DELETE", "/v1/moderation/tags/regatta")
    assert (await busy(mona))["regatta"]["state"] == "undecided"


async def test_no_decision_is_made_about_nothing(world: World) -> None:
    mona = await moderator(world)
    for path, body, status in (
        ("/v1/moderation/tags/a%20b", {"state": "held"}, 404),
        ("/v1/moderation/tags/boats", {"state": "gone"}, 422),
        ("/v1/moderation/tags/boats", {}, 422),
    ):
        assert (await mona.call("PUT", path, json=body)).status_code == status, (path, body)
    assert (await mona.call("GET", "/v1/moderation/tags?state=all")).status_code in (400, 422)
