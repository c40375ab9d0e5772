"""What a page reports and what people say of their feed, over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from tests.world import Person, World
from tintype.kernel.access import Rate
from tintype.kernel.ids import AccountId, PostId
from tintype.signals import Action, Taste, figures_of_posts, impressions_by, taste_of


async def taste(world: World, person: Person) -> Taste:
    viewer_id, now_us = AccountId(int(person.id)), world.adapters.clock.now_us()
    return await world.adapters.records.look(lambda reading: taste_of(reading, viewer_id, now_us))


async def reports(person: Person, *items: dict[str, Any]) -> Any:
    return await person.call("POST", "/v1/impressions", json={"items": items})


def seen(post_id: str, **more: Any) -> dict[str, Any]:
    return {"post_id": post_id, "kind": "seen", **more}


async def test_a_page_reports_what_was_looked_at(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    photo, carousel = await ana.posts("one"), await ana.posts("two", photos=2)
    await world.settle()
    answer = await reports(
        ben,
        seen(photo),
        {"post_id": photo, "kind": "dwell", "ms": 2_500},
        seen(carousel),
        {"post_id": carousel, "kind": "open"},
        {"post_id": carousel, "kind": "profile"},
    )
    assert (answer.status_code, answer.content) == (204, b"")
    await ben.likes(carousel)
    await world.settle()
    ids = [PostId(int(photo)), PostId(int(carousel))]
    figures = await world.adapters.records.look(lambda reading: figures_of_posts(reading, ids))
    assert figures[ids[0]].round(2).tolist() == [1, 0, 0, 0, 0, 0, 0, 0, 2_500, 0, 0, 0]
    assert figures[ids[1]].round(2).tolist() == [1, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0]
    found = await taste(world, ben)
    assert found.authors.tolist() == [int(ana.id)]
    assert found.strengths[0] == pytest.approx(2, abs=0.01)
    assert found.kinds.round(2).tolist() == [[1, 0], [1, 1], [0, 0]]
    assert len(found.seen) == 2


@pytest.mark.parametrize(
    ("item", "field"),
    [
        # AP-05
        ({"post_id": "1", "kind": "dwell", "ms": -1}, "items.1.ms"),
        ({"post_id": "1", "kind": "dwell", "ms": 10**15}, "items.1.ms"),
        ({"post_id": "1", "kind": "dwell"}, "items.1.ms"),
        ({"post_id": "1", "kind": "seen", "ms": 5}, "items.1.ms"),
        ({"post_id": "../1", "kind": "seen"}, "items.1.post_id"),
        ({"post_id": "9" * 30, "kind": "seen"}, "items.1.post_id"),
    ],
)
async def test_a_report_that_cannot_be_is_refused_and_says_where(
    world: World, item: dict[str, Any], field: str
) -> None:
    ana = await world.person("ana")
    answer = await reports(ana, seen("1"), item)
    assert answer.status_code == 422
    assert field in answer.json()["fields"]


async def test_a_report_of_more_than_a_hundred_is_refused(world: World) -> None:
    # AP-24
    ana = await world.person("ana")
    assert (await reports(ana, *[seen("1")] * 100)).status_code == 204
    assert (await reports(ana, *[seen("1")] * 101)).status_code == 422
    huge = await ana.call("POST", "/v1/impressions", json={"items": [seen("1" * 40_000)]})
    assert huge.status_code == 413


async def test_a_report_tells_nobody_what_exists(world: World) -> None:
    # EN-04, AZ-01
    ana, ben = await world.person("ana", private=True), await world.person("ben")
    hidden = await ana.posts("mine")
    await world.settle()
    there, nowhere = await reports(ben, seen(hidden)), await reports(ben, seen("12345"))
    assert (there.status_code, there.content, nowhere.status_code, nowhere.content) == (204, b"", 204, b"")
    assert len((await taste(world, ben)).seen) == 0
    # One's own report is read by nobody else: there is no address for it.
    assert (await ana.call("GET", "/v1/impressions")).status_code in {404, 405}


async def test_a_post_that_is_not_wanted_is_gone_at_once_and_back_at_once(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    first, second, third = [await ana.posts(each) for each in ("one", "two", "three")]
    await world.settle()
    assert await ben.home() == [third, second, first]
    await ben.does("PUT", f"/v1/posts/{second}/hide")
    assert await ben.home() == [third, first]
    await reports(ben, {"post_id": third, "kind": "hide"})
    assert await ben.home() == [first]
    # Hidden at home and nowhere else.
    assert await ben.profile(ana) == [third, second, first]
    assert await ben.opens(second) == 200
    await ben.does("DELETE", f"/v1/posts/{second}/hide")
    assert await ben.home() == [second, first]


async def test_more_and_less_of_somebody(world: World) -> None:
    ana, ben, cem = [await world.person(name) for name in ("ana", "ben", "cem")]
    await ben.does("PUT", f"/v1/users/{ana.id}/preference", json={"show": "less"})
    await ben.does("PUT", f"/v1/users/{cem.id}/preference", json={"show": "more"})
    found = await taste(world, ben)
    assert (set(found.less), found.more) == ({int(ana.id)}, {int(cem.id)})
    await ben.does("PUT", f"/v1/users/{cem.id}/preference", json={"show": "less"})
    await ben.does("DELETE", f"/v1/users/{ana.id}/preference")
    await ben.does("DELETE", f"/v1/users/{ana.id}/preference")
    found = await taste(world, ben)
    assert (set(found.less), found.more) == ({int(cem.id)}, frozenset())
    assert (await taste(world, ana)).less == {}
    oneself = await ben.call("PUT", f"/v1/users/{ben.id}/preference", json={"show": "less"})
    assert (oneself.status_code, oneself.json()["code"]) == (409, "preference_self")
    unknown = await ben.call("PUT", f"/v1/users/{ana.id}/preference", json={"show": "none"})
    assert unknown.status_code in {400, 422}


async def test_reports_have_a_limit_of_their_own(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    # RL-09
    monkeypatch.setattr(Rate.SIGNALS, "_value_", (2, 60))
    ana, ben = await world.person("ana"), await world.person("ben")
    post = await ana.posts("one")
    await world.settle()
    assert [(await reports(ben, seen(post))).status_code for _ in range(3)] == [204, 204, 429]
    assert (await ben.call("PUT", f"/v1/posts/{post}/like")).status_code == 204


async def test_a_person_sees_what_orders_their_feed_and_takes_it_back(world: World) -> None:
    ana, ben, cem = [await world.person(name) for name in ("ana", "ben", "cem")]
    post, other = await ana.posts("one"), await ana.posts("two")
    await world.settle()
    await ben.does("PUT", f"/v1/users/{cem.id}/preference", json={"show": "less"})
    await ben.does("PUT", f"/v1/posts/{other}/hide")
    await ben.comments(post, "Lovely.")
    await world.settle()
    shown = await ben.does("GET", "/v1/me/signals")
    assert (shown["personal"], shown["days_kept"], shown["hidden"]) == (True, 28, 1)
    assert [(one["user"]["username"], one["show"]) for one in shown["preferences"]] == [("cem", "less")]
    assert [(one["user"]["username"], one["reason"]) for one in shown["near"]] == [("ana", "comment")]
    await ben.does("DELETE", "/v1/me/hidden-posts")
    assert (await ben.does("GET", "/v1/me/signals"))["hidden"] == 0
    await ana.blocks(ben)
    await world.settle()
    assert (await ben.does("GET", "/v1/me/signals"))["near"] == []


async def test_whoever_does_not_want_it_is_not_learnt_from(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    post, other = await ana.posts("one"), await ana.posts("two")
    await world.settle()
    await reports(ben, seen(post))
    await ben.likes(post)
    await ben.does("PUT", f"/v1/users/{ana.id}/preference", json={"show": "more"})
    await world.settle()
    assert not (await ben.does("PATCH", "/v1/me/signals", json={"personal": False}))["personal"]
    assert await kept_of(world, ben) == 0
    # From here on nothing is added, and what others see is counted as ever.
    await reports(ben, seen(other), {"post_id": other, "kind": "hide"})
    await ben.saves(post)
    await world.settle()
    found = await taste(world, ben)
    assert (found.authors.tolist(), found.seen.tolist(), found.kinds.any()) == ([], [], False)
    assert (found.more, found.hidden) == ({int(ana.id)}, {int(other)})
    assert await kept_of(world, ben) == 0
    figures = await world.adapters.records.look(
        lambda reading: figures_of_posts(reading, [PostId(int(post))])
    )
    assert figures[PostId(int(post))][[Action.LIKE, Action.SAVE]].round(2).tolist() == [1, 1]
    assert (await ben.does("PATCH", "/v1/me/signals", json={"personal": True}))["near"] == []
    await ben.likes(other)
    await world.settle()
    assert (await taste(world, ben)).authors.tolist() == [int(ana.id)]


async def kept_of(world: World, person: Person) -> int:
    """How many reports of somebody's are kept."""
    viewer_id = AccountId(int(person.id))
    return len(await world.adapters.records.look(lambda reading: impressions_by(reading, viewer_id, 0, 100)))
